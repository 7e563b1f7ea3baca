/* Room for what a list will bring is made from what it brought so far, and not from what
 * stood in files before it: of those nothing is known of how long they were. */
#include "read_common.h"

#include "read/bom.h"

static void make_list(unsigned first, unsigned n, read_text *to)
{
    read_text_add(to, "parent,id,quantity\n");
    for (unsigned i = 0; i < n; i++) {
        char row[64];
        snprintf(row, sizeof row, "P%u,Q%u,1\n", (first + i) / 8, first + i);
        read_text_add(to, row);
    }
}

typedef struct stream {
    const char *at;
    size_t left;
} stream;

static int64_t read_stream(void *data, size_t capacity, void *user)
{
    stream *from = user;
    const size_t n = from->left < capacity ? from->left : capacity;
    memcpy(data, from->at, n);
    from->at += n;
    from->left -= n;
    return (int64_t)n;
}

LODE_TEST(read_bom_room, of_a_second_file)
{
    enum { N_FIRST = 24000, N_SECOND = 60000 };
    read_text first = {0}, second = {0};
    lode_bom *bom = NULL;
    make_list(0, N_FIRST, &first);
    make_list(N_FIRST, N_SECOND, &second);
    stream from = {first.data, first.len};
    cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_bom_read_callback(ctx, bom, read_stream, &from, NULL), LODE_OK);
    cr_assert_eq(lode_bom_read_memory(ctx, bom, second.data, second.len, NULL), LODE_OK);
    cr_assert_geq(bom->n_parts, N_FIRST + N_SECOND);
    cr_assert_leq(bom->parts_capacity, 2 * bom->n_parts);
    cr_assert_leq(bom->last_seen_capacity, 2 * (size_t)bom->texts.n);
    cr_assert_leq(bom->texts.n_places, 4 * bom->texts.n);
    lode_bom_free(bom);
    free(first.data);
    free(second.data);
}
