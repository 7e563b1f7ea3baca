/* Input in chunks: from a file, from memory, from the caller. */
#include "read/input.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

lode_status lode__input_refill(lode_context *context, lode__input *input, size_t keep)
{
    const lode_place place = {input->source, 0, 0};
    LODE__TRY(
        lode__progress_across(context, &input->progress_ms, input->done, input->total));
    memmove(input->chunk, input->chunk + input->used - keep, keep);
    input->used = keep;
    while (!input->ended && input->used < LODE__CHUNK) {
        const size_t room = LODE__CHUNK - input->used;
        const int64_t n = input->read(input->chunk + input->used, room, input->user);
        if (n < 0 || (uint64_t)n > room) {
            return lode__error(context, LODE_E_IO, &place,
                               "reading failed after %" PRIu64 " bytes", input->done);
        }
        input->used += (size_t)n;
        input->done += (uint64_t)n;
        input->ended = n == 0;
        if (input->done > input->max_bytes) {
            return lode__over_limit(context, LODE_LIMIT_INPUT_BYTES, input->max_bytes,
                                    &place, NULL);
        }
    }
    return LODE_OK;
}

lode_status lode__input_fill(lode_context *context, lode__input *input)
{
    return lode__input_refill(context, input, 0);
}

static const char *open_failure(int code)
{
    switch (code) {
    case ENOENT:
        return "there is no such file";
    case EACCES:
        return "permission is missing";
    case ENOTDIR:
        return "a part of the path is not a directory";
    case EMFILE:
    case ENFILE:
        return "too many files are open";
    default:
        return "the system refuses";
    }
}

lode_status lode__input_open(lode_context *context, const char *path, FILE **out_file,
                             uint64_t *out_size)
{
    const lode_place place = {path, 0, 0};
    *out_size = 0;
    errno = 0;
    *out_file = fopen(path, "rb");
    if (!*out_file) {
        const int code = errno;
        if (code == ENOMEM) return lode__nomem(context);
        return lode__error(context, LODE_E_IO, &place, "cannot open the file: %s",
                           open_failure(code));
    }
    struct stat about;
    if (fstat(fileno(*out_file), &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(*out_file);
        *out_file = NULL;
        return lode__error(context, LODE_E_IO, &place,
                           "cannot open the file: it is a directory");
    }
    /* The chunk is the buffer; a second one would only copy. */
    setvbuf(*out_file, NULL, _IONBF, 0);
    if (fseek(*out_file, 0, SEEK_END) == 0) {
        const long size = ftell(*out_file);
        if (size > 0 && size < INT64_MAX) *out_size = (uint64_t)size;
        rewind(*out_file);
    }
    return LODE_OK;
}

int64_t lode__input_read_file(void *data, size_t capacity, void *user)
{
    FILE *file = user;
    const size_t n = fread(data, 1, capacity, file);
    return n == 0 && ferror(file) ? -1 : (int64_t)n;
}

int64_t lode__input_read_memory(void *data, size_t capacity, void *user)
{
    lode__memory_input *memory = user;
    const size_t n = memory->left < capacity ? memory->left : capacity;
    if (n == 0) return 0; /* the data may be NULL */
    memcpy(data, memory->data, n);
    memory->data += n;
    memory->left -= n;
    return (int64_t)n;
}
