/* The first byte says in which pieces and how leniently; pieces must not change what is read. */
#include "csv.h"

#include "fuzz.h"

struct seen {
    uint64_t hash, records, last_line;
};

static enum err
on_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    struct seen *s = ctx;

    HOLDS(line > s->last_line && count > 0 && count <= CSV_MAX_COLUMNS);
    s->last_line = line;
    s->records++;
    s->hash = fuzz_mix(s->hash, &line, sizeof line);
    for (unsigned i = 0; i < count; i++) {
        HOLDS(cells[i].len <= CSV_MAX_FIELD && strlen(cells[i].s) == cells[i].len);
        s->hash = fuzz_mix(s->hash, cells[i].s, cells[i].len + 1);
    }
    return ERR_NONE;
}

static enum err
run(const char *text, size_t size, size_t step, bool lenient, struct seen *ret, uint64_t *ret_line)
{
    struct csv *c = csv_new(on_record, ret, lenient);
    enum err e = ERR_NONE;
    const char *fault;

    HOLDS(c != NULL);
    for (size_t i = 0; i < size && e == ERR_NONE; i += step)
        e = csv_feed(c, text + i, size - i < step ? size - i : step);
    if (e == ERR_NONE)
        e = csv_end(c);
    fault = csv_fault(c, ret_line);
    HOLDS(e == ERR_NONE || (e == ERR_INVALID && fault != NULL && *ret_line > 0));
    csv_free(c);
    return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen whole = { 0, 0, 0 }, pieces = { 0, 0, 0 };
    uint64_t line = 0, piece_line = 0;
    const char *text = (const char *)data + 1;
    bool lenient;
    size_t step;

    if (size == 0)
        return 0;
    lenient = data[0] & 1;
    step = (size_t)(data[0] >> 1) + 1;
    HOLDS(run(text, size - 1, size, lenient, &whole, &line) ==
          run(text, size - 1, step, lenient, &pieces, &piece_line));
    HOLDS(memcmp(&whole, &pieces, sizeof whole) == 0 && line == piece_line);
    return 0;
}
