/* The packed form of lines: a byte that says what follows, then what differs. */
#include "model/tape.h"

#include "base/packed.h"

/* Groups begin anew, so that reading can begin there. */
enum {
    GROUP_LINES = 64,
    LINE_BYTES = 40, /* at most */
    GROUP_BYTES = GROUP_LINES * LINE_BYTES,
    FIRST_BLOCK = 4 << 10,
    LAST_BLOCK = 1 << 20
};

/* The first byte: how the quantity stands, and what follows it. */
enum {
    QUANTITY = 7,   /* 0: that of the line before; or the form of a packed one */
    HAS_PARENT = 8, /* otherwise that of the line before */
    HAS_ITEM = 16,  /* otherwise the one behind that of the line before */
    HAS_LINE = 32,  /* otherwise the next */
    HAS_COLUMN = 64,
    HAS_REST = 128 /* unit, source and extra */
};

struct lode__tape_block {
    struct lode__tape_block *next;
    size_t capacity;
    unsigned char bytes[];
};

/* --- fields --- */

/* A step from one number to another, small where they are near. */
static unsigned char *put_step(unsigned char *to, uint32_t before, uint32_t number)
{
    return lode__pack_number(to, lode__fold_step(before, number));
}

static inline const unsigned char *get_step(const unsigned char *from, uint32_t *number)
{
    uint64_t folded = 0;
    from = lode__unpack_number(from, &folded);
    *number = lode__unfold_step(*number, (uint32_t)folded);
    return from;
}

static unsigned char *put_quantity(unsigned char *to, double before, double quantity,
                                   unsigned *out_form)
{
    *out_form = 0;
    /* Bits are compared: they are what must come back. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    if (memcmp(&before, &quantity, sizeof(quantity)) == 0) return to;
    return lode__pack_real(to, quantity, out_form);
}

static inline const unsigned char *get_quantity(const unsigned char *from, unsigned form,
                                                double *quantity)
{
    return form == 0 ? from : lode__unpack_real(from, form, quantity);
}

/* --- writing --- */

static bool start_block(lode__tape *tape)
{
    size_t capacity = tape->newest ? 2 * tape->newest->capacity : FIRST_BLOCK;
    if (capacity > LAST_BLOCK) capacity = LAST_BLOCK;
    struct lode__tape_block *const block =
        lode__alloc(tape->allocator, sizeof(*block) + capacity, 1);
    if (!block) return false;
    block->next = NULL;
    block->capacity = capacity;
    if (tape->newest)
        tape->newest->next = block;
    else
        tape->first = block;
    tape->newest = block;
    tape->at = block->bytes;
    tape->end = block->bytes + capacity;
    return true;
}

/* A group stands in one block. */
static lode_status start_group(lode__tape *tape)
{
    LODE__TRY(lode__reserve(tape->allocator, &tape->groups, &tape->groups_capacity,
                            tape->n_groups, 1, sizeof(*tape->groups)));
    if ((!tape->newest || tape->end - tape->at < GROUP_BYTES) && !start_block(tape))
        return LODE_E_NOMEM;
    tape->groups[tape->n_groups++] = tape->at;
    tape->before = (lode__line_entry){.quantity = 0.0};
    return LODE_OK;
}

static inline unsigned char *put_line(unsigned char *head, const lode__line_entry *before,
                                      const lode__line_entry *line)
{
    unsigned given = 0;
    unsigned char *to = put_quantity(head + 1, before->quantity, line->quantity, &given);
    if (line->parent != before->parent) {
        given |= HAS_PARENT;
        to = put_step(to, before->parent, line->parent);
    }
    if (line->item != before->item + 1) {
        given |= HAS_ITEM;
        to = put_step(to, before->item, line->item);
    }
    if (line->at.line != before->at.line + 1) {
        given |= HAS_LINE;
        to = put_step(to, before->at.line, line->at.line);
    }
    if (line->at.column != before->at.column) {
        given |= HAS_COLUMN;
        to = put_step(to, before->at.column, line->at.column);
    }
    if (line->unit != before->unit || line->at.source != before->at.source ||
        line->extra != before->extra) {
        given |= HAS_REST;
        *to++ = line->unit;
        to = put_step(to, before->at.source, line->at.source);
        to = put_step(to, before->extra, line->extra);
    }
    *head = (unsigned char)given;
    return to;
}

lode_status lode__tape_add_all(lode__tape *tape, const lode__line_entry *lines, size_t n)
{
    const lode__line_entry *const end = lines + n;
    while (lines < end) {
        if (tape->n % GROUP_LINES == 0) LODE__TRY(start_group(tape));
        const size_t room = GROUP_LINES - tape->n % GROUP_LINES;
        const size_t left = (size_t)(end - lines), n_now = left < room ? left : room;
        const lode__line_entry *before = &tape->before;
        unsigned char *to = tape->at;
        for (size_t i = 0; i < n_now; i++) {
            to = put_line(to, before, lines);
            before = lines++;
        }
        tape->before = *before;
        tape->at = to;
        tape->n += n_now;
    }
    return LODE_OK;
}

/* --- reading --- */

bool lode__tape_next(lode__tape_reader *reader)
{
    const size_t n = reader->n;
    lode__line_entry *const line = &reader->line;
    if (n == reader->tape->n) return false;
    const unsigned char *from = reader->at;
    if (!from || n % GROUP_LINES == 0) {
        from = reader->tape->groups[n / GROUP_LINES];
        *line = (lode__line_entry){.quantity = 0.0};
    }
    const unsigned given = *from++;
    from = get_quantity(from, given & QUANTITY, &line->quantity);
    if (given & HAS_PARENT) from = get_step(from, &line->parent);
    line->item += !(given & HAS_ITEM);
    if (given & HAS_ITEM) from = get_step(from, &line->item);
    line->at.line += !(given & HAS_LINE);
    if (given & HAS_LINE) from = get_step(from, &line->at.line);
    if (given & HAS_COLUMN) from = get_step(from, &line->at.column);
    if (given & HAS_REST) {
        line->unit = *from++;
        from = get_step(from, &line->at.source);
        from = get_step(from, &line->extra);
    }
    reader->at = from;
    reader->n = n + 1;
    return true;
}

lode__tape_reader lode__tape_read(const lode__tape *tape, size_t from)
{
    lode__tape_reader reader = {.tape = tape, .n = from - from % GROUP_LINES};
    while (reader.n < from) (void)lode__tape_next(&reader);
    return reader;
}

lode__line_entry lode__tape_line(const lode__tape *tape, size_t index)
{
    lode__tape_reader reader = lode__tape_read(tape, index);
    (void)lode__tape_next(&reader);
    return reader.line;
}

/* --- giving back --- */

static void free_first(lode__tape *tape)
{
    struct lode__tape_block *const block = tape->first;
    tape->first = block->next;
    lode__free(tape->allocator, block);
}

void lode__tape_forget(lode__tape *tape, const lode__tape_reader *reader)
{
    const uintptr_t at = (uintptr_t)reader->at;
    if (!reader->at) return;
    while (tape->first != tape->newest &&
           at - (uintptr_t)tape->first->bytes > tape->first->capacity)
        free_first(tape);
}

void lode__tape_free(lode__tape *tape)
{
    while (tape->first) free_first(tape);
    lode__free(tape->allocator, (void *)tape->groups);
    *tape = (lode__tape){.allocator = tape->allocator};
}
