/* Gives a target the bytes of files, or of all files in directories: what was found stays
 * found, with any compiler and without libFuzzer. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static size_t replay_file(const char *path)
{
    fuzz_text text = fuzz_load(path);
    /* A buffer of just this size, so that a sanitizer sees a read beyond it. */
    uint8_t *const data = malloc(text.size > 0 ? text.size : 1);
    if (!data) abort();
    for (size_t i = 0; i < text.size; i++) data[i] = (uint8_t)text.data[i];
    (void)LLVMFuzzerTestOneInput(data, text.size);
    free(data);
    free(text.data);
    return 1;
}

static size_t replay(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0) return 0;
    if (!S_ISDIR(about.st_mode)) return replay_file(path);
    struct dirent **names = NULL;
    const int n = scandir(path, &names, NULL, alphasort);
    size_t n_files = 0;
    for (int i = 0; i < n; i++) {
        char inside[4096];
        snprintf(inside, sizeof(inside), "%s/%s", path, names[i]->d_name);
        if (names[i]->d_name[0] != '.') n_files += replay_file(inside);
        free(names[i]);
    }
    free(names);
    return n_files;
}

int main(int argc, char **argv)
{
    size_t n_files = 0;
    for (int i = 1; i < argc; i++) n_files += replay(argv[i]);
    printf("%zu inputs\n", n_files);
    return n_files > 0 ? 0 : 1;
}
