/* Where a result goes. A file takes its name only once it is whole and on the disk, so
 * that no fault, no signal and no power cut leaves half of one. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lode_status say_failure(cli_session *session, const char *name, int error)
{
    console_say(&session->console, LODE_ERROR, "cannot write %s: %s", name,
                strerror(error));
    return LODE_E_IO;
}

/* The directory that a path names something in, or NULL without memory. */
static char *directory_of(const char *path)
{
    const char *const slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* `path.XXXXXX`, or NULL without memory. */
static char *temporary_name(const char *path)
{
    static const char ending[] = ".XXXXXX";
    const size_t len = strlen(path);
    char *const name = malloc(len + sizeof(ending));
    if (!name) return NULL;
    memcpy(name, path, len);
    memcpy(name + len, ending, sizeof(ending));
    return name;
}

/* A new file gets the permissions that any program's would, an old one keeps its own. */
static mode_t wanted_mode(const struct stat *old)
{
    const mode_t mask = umask(0);
    umask(mask);
    return old ? old->st_mode & 07777 : (mode_t)(0666 & ~mask);
}

/* Opens a file beside `output->target`; `old` is the file there now, or NULL. */
static int open_beside(cli_output *output, const struct stat *old)
{
    output->temporary = temporary_name(output->target);
    if (!output->temporary) return -1;
    const int file = mkstemp(output->temporary);
    if (file >= 0 && fchmod(file, wanted_mode(old)) == 0)
        output->stream = fdopen(file, "w");
    if (output->stream) return 0;
    if (file >= 0) {
        const int error = errno;
        close(file);
        unlink(output->temporary);
        errno = error;
    }
    return -1;
}

static int open_path(cli_output *output)
{
    struct stat old;
    const bool exists = stat(output->name, &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (exists && !S_ISREG(old.st_mode)) { /* a device or a pipe cannot be replaced */
        output->stream = fopen(output->name, "w");
        return output->stream ? 0 : -1;
    }
    output->target = exists ? realpath(output->name, NULL) : strdup(output->name);
    return output->target ? open_beside(output, exists ? &old : NULL) : -1;
}

static void output_free(cli_output *output)
{
    free(output->target);
    free(output->temporary);
}

lode_status output_open(cli_session *session, const char *path, cli_output *output)
{
    *output = (struct cli_output){.stream = stdout, .name = "standard output"};
    if (!path || strcmp(path, "-") == 0) return LODE_OK;
    output->stream = NULL;
    output->name = path;
    if (open_path(output) == 0) return LODE_OK;
    const int error = errno;
    output_free(output);
    return say_failure(session, path, error);
}

lode_status output_check(cli_session *session)
{
    const char *const path = session->settings->output;
    struct stat about;
    if (!path || strcmp(path, "-") == 0) return LODE_OK;
    if (stat(path, &about) == 0)
        return S_ISDIR(about.st_mode) ? say_failure(session, path, EISDIR) : LODE_OK;
    char *const directory = directory_of(path);
    const bool is_there = directory && access(directory, W_OK) == 0;
    const int error = errno;
    free(directory);
    return is_there ? LODE_OK : say_failure(session, path, error);
}

int output_write(const void *data, size_t size, void *user)
{
    cli_output *const output = user;
    if (interrupted()) return -1;
    if (fwrite(data, 1, size, output->stream) == size) return 0;
    output->error = errno;
    return -1;
}

/* A name is on the disk when the directory that holds it is. Some file systems cannot say
 * so, and the file is whole either way: no failure. */
static void sync_directory(const char *path)
{
    char *const directory = directory_of(path);
    if (!directory) return;
    const int file = open(directory, O_RDONLY | O_DIRECTORY);
    if (file >= 0) {
        (void)fsync(file);
        close(file);
    }
    free(directory);
}

static void replace_target(cli_output *output)
{
    if (rename(output->temporary, output->target) == 0)
        sync_directory(output->target);
    else
        output->error = errno;
}

/* Closes the stream, on the disk where it is a file; the first fault stays in
 * output->error. */
static void finish(cli_output *output)
{
    const bool was_bad = ferror(output->stream) != 0;
    if (fflush(output->stream) != 0 && !output->error) output->error = errno;
    if (was_bad && !output->error) output->error = EIO;
    if (!output->error && output->target && fsync(fileno(output->stream)) != 0)
        output->error = errno;
    if (output->stream != stdout && fclose(output->stream) != 0 && !output->error)
        output->error = errno;
}

lode_status output_close(cli_session *session, cli_output *output, lode_status status)
{
    finish(output);
    const bool whole = status >= 0 && !output->error && !interrupted();
    if (output->target && whole) replace_target(output);
    if (output->target && (!whole || output->error)) unlink(output->temporary);
    if (output->error && !interrupted())
        status = say_failure(session, output->name, output->error);
    output_free(output);
    return status >= 0 && interrupted() ? LODE_E_CANCELLED : status;
}

static lode_status write_table(cli_session *session, const lode_table *table,
                               cli_output *output)
{
    switch (session->settings->format) {
    case TABLE_CSV:
        return lode_table_write_csv(session->context, table, output_write, output);
    case TABLE_JSON:
        return lode_table_write_json(session->context, table, output_write, output);
    default:
        return show_table(output->stream, table, session->settings->columns != NULL)
                   ? LODE_OK
                   : LODE_E_NOMEM;
    }
}

lode_status write_result(cli_session *session, lode_table *table, const char *path)
{
    cli_output output;
    lode_table *some = NULL;
    lode_status status = LODE_OK;
    if (session->settings->columns) status = select_columns(session, table, &some);
    if (status >= 0) status = output_open(session, path, &output);
    if (status >= 0) {
        status = write_table(session, some ? some : table, &output);
        status = output_close(session, &output, status);
    }
    lode_table_free(some);
    return status;
}
