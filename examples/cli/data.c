/* The reference data that comes with the program: where it is, and what `@NAME` stands
 * for. Nothing of the place where the program was built is needed, nor of the place where
 * it was first installed. */
#define _XOPEN_SOURCE 700 /* realpath(), scandir() */

#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char model_ending[] = ".lode.xml";

/* Puts `directory/name` and an ending into `path`; false where it is too long. */
static bool join_path(char path[PATH_MAX], const char *directory, const char *name,
                      const char *ending)
{
    const int len = snprintf(path, PATH_MAX, "%s/%s%s", directory, name, ending);
    return len > 0 && len < PATH_MAX;
}

/* ---- the directory ---- */

/* What was installed with the program, wherever both are now. False where the system does
 * not tell where the program is, or nothing is there. */
static bool find_beside_program(char path[PATH_MAX])
{
    char program[PATH_MAX], beside[PATH_MAX];
    const ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (len <= 0) return false;
    program[len] = '\0';
    *strrchr(program, '/') = '\0';
    return join_path(beside, program, LODE_DATA_FROM_PROGRAM, "") &&
           realpath(beside, path);
}

lode_status data_directory(cli_session *session, char path[PATH_MAX])
{
    const char *const variable = getenv("LODE_DATA");
    const char *asked = session->settings->data;
    if (!asked && variable && variable[0]) asked = variable;
    if (asked) {
        snprintf(path, PATH_MAX, "%s", asked);
        return LODE_OK;
    }
    if (find_beside_program(path) || realpath(LODE_DATA_INSTALLED, path)) return LODE_OK;
    console_say(&session->console, LODE_ERROR,
                "no reference data in %s from the program, nor in %s: --data or "
                "LODE_DATA can say where it is",
                LODE_DATA_FROM_PROGRAM, LODE_DATA_INSTALLED);
    return LODE_E_IO;
}

/* ---- the files in it, by the names they have behind the `@` ---- */

static bool ends_with(const char *text, const char *ending)
{
    const size_t len = strlen(text), ending_len = strlen(ending);
    return len > ending_len && strcmp(text + len - ending_len, ending) == 0;
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           (ends_with(entry->d_name, ".xml") || ends_with(entry->d_name, ".csv"));
}

/* By bytes: alphasort() would follow the locale. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

typedef struct file_list {
    struct dirent **entries; /* [count] */
    int count;
} file_list;

static lode_status list_files(cli_session *session, const char *directory,
                              file_list *files)
{
    *files = (struct file_list){NULL, 0};
    const int count = scandir(directory, &files->entries, is_input, compare_names);
    if (count < 0) {
        console_say(&session->console, LODE_ERROR,
                    "cannot read the data directory %s: %s", directory, strerror(errno));
        return LODE_E_IO;
    }
    files->count = count;
    for (int i = 0; i < count; i++) {
        char *const name = files->entries[i]->d_name;
        if (ends_with(name, model_ending))
            name[strlen(name) - strlen(model_ending)] = '\0';
    }
    return LODE_OK;
}

static void free_files(file_list *files)
{
    for (int i = 0; i < files->count; i++) free(files->entries[i]);
    free(files->entries);
}

static const char *file_at(size_t index, const void *user)
{
    const file_list *const files = user;
    return index < (size_t)files->count ? files->entries[index]->d_name : NULL;
}

static bool find_file(char path[PATH_MAX], const char *directory, const char *name,
                      struct stat *about)
{
    const char *const endings[] = {"", model_ending};
    for (size_t i = 0; i < 2; i++) {
        if (join_path(path, directory, name, endings[i]) && stat(path, about) == 0 &&
            !S_ISDIR(about->st_mode))
            return true;
    }
    return false;
}

/* ---- `@NAME` ---- */

lode_status data_path(cli_session *session, const char *name, char path[PATH_MAX])
{
    char directory[PATH_MAX];
    struct stat about;
    file_list files;
    lode_status status = data_directory(session, directory);
    if (status < 0 || find_file(path, directory, name, &about)) return status;
    status = list_files(session, directory, &files);
    if (status < 0) return status;
    const char *const near = nearest_word(name, file_at, &files);
    if (near)
        console_say(&session->console, LODE_ERROR, "no '@%s' in %s: did you mean '@%s'?",
                    name, directory, near);
    else
        console_say(&session->console, LODE_ERROR,
                    "no '@%s' in %s: 'lode data' lists what there is", name, directory);
    free_files(&files);
    return LODE_E_IO;
}

/* ---- `lode data` ---- */

lode_status cmd_data(cli_session *session)
{
    char directory[PATH_MAX], path[PATH_MAX];
    struct stat about;
    file_list files;
    cli_output output;
    const lode_status status = data_directory(session, directory);
    if (status < 0 || list_files(session, directory, &files) < 0) return LODE_E_IO;
    const lode_status opened = output_open(session, session->settings->output, &output);
    if (opened >= 0) fprintf(output.stream, "%s\n", directory);
    for (int i = 0; opened >= 0 && i < files.count; i++) {
        const char *const name = files.entries[i]->d_name;
        if (find_file(path, directory, name, &about))
            fprintf(output.stream, "@%-22s %10llu bytes\n", name,
                    (unsigned long long)about.st_size);
    }
    free_files(&files);
    return opened < 0 ? opened : output_close(session, &output, LODE_OK);
}
