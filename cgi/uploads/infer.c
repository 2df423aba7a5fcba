#include <ctype.h>

#include "csv.h"
#include "infer_private.h"
#include "number.h"

struct sample {
    struct arena *arena;
    struct facts *facts;
    size_t count, rows, room;
    enum err e;
    const char *fault;
};

static void
release_ids(void *ids)
{
    idset_free(ids);
}

static struct csv_cell
trim(struct csv_cell cell)
{
    while (cell.len > 0 && isspace((unsigned char)*cell.s))
        cell.s++, cell.len--;
    while (cell.len > 0 && isspace((unsigned char)cell.s[cell.len - 1]))
        cell.len--;
    return cell;
}

static enum err
refuse(struct sample *s, const char *why)
{
    s->fault = why;
    return ERR_INVALID;
}

static enum err
read_header(struct sample *s, const struct csv_cell *cells, unsigned count)
{
    s->facts = ARENA_NEW(s->arena, struct facts, count);
    for (unsigned i = 0; s->facts != NULL && i < count; i++) {
        struct facts *f = &s->facts[i];
        struct csv_cell header = trim(cells[i]);
        size_t n = 0;
        f->header = arena_copy(s->arena, header.s, header.len);
        for (size_t k = 0; k < header.len && n + 1 < sizeof f->word; k++)
            if (isalnum((unsigned char)header.s[k]))
                f->word[n++] = (char)tolower((unsigned char)header.s[k]);
        f->seen = idset_new(s->room / count + 1);
        if (f->seen != NULL)
            arena_defer(s->arena, release_ids, f->seen);
        if (f->header == NULL || f->seen == NULL)
            return ERR_UNAVAILABLE;
    }
    s->count = count;
    return s->facts != NULL ? ERR_NONE : ERR_UNAVAILABLE;
}

static void
look_at(struct facts *f, struct csv_cell cell, size_t row)
{
    double value = 0;
    int answer = schema_yes_no((struct schema_cell){ cell.s, cell.len });

    if (cell.len == 0)
        return;
    f->values++;
    f->distinct += idset_add(f->seen, idset_key(f->seen, cell.s, cell.len), (unsigned)row) == 0;
    f->longest = cell.len > f->longest ? cell.len : f->longest;
    f->yes_no += answer >= 0;
    if (!number_read(cell.s, cell.len, &value))
        return;
    f->numbers++;
    f->whole += number_is_whole(value);
    f->zero_one += answer >= 0;
    f->steps += row > 1 && value - f->before >= 1 && value - f->before <= 1;
    f->before = value;
}

static enum err
on_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    struct sample *s = ctx;

    (void)line;
    if (s->count == 0)
        return read_header(s, cells, count);
    if (count == 1 && s->count > 1)
        return ERR_NONE;
    s->rows++;
    for (size_t i = 0; i < s->count && i < count; i++)
        look_at(&s->facts[i], trim(cells[i]), s->rows);
    return ERR_NONE;
}

/* The length up to the last line end, if there is one behind the first line. */
static size_t
whole_lines(const char *text, size_t len)
{
    const char *first = memchr(text, '\n', len), *last = memrchr(text, '\n', len);

    return first != NULL && last != first ? (size_t)(last - text) + 1 : len;
}

static void
release_csv(void *csv)
{
    csv_free(csv);
}

static enum err
read_sample(struct sample *s, const char *text, size_t len)
{
    struct csv *csv = csv_new(on_record, s, false);
    uint64_t line;

    if (csv == NULL)
        return ERR_UNAVAILABLE;
    arena_defer(s->arena, release_csv, csv);
    enum err e = csv_feed(csv, text, len);
    if (e == ERR_NONE && csv_end(csv) != ERR_NONE && s->rows == 0) /* a quote left open by the cut is no fault */
        e = ERR_INVALID;
    if (e == ERR_INVALID && s->fault == NULL)
        s->fault = csv_fault(csv, &line);
    if (e == ERR_NONE && (s->count == 0 || s->rows == 0))
        return refuse(s, "A first line with the names of the columns and at least one further line are needed.");
    return e;
}

enum err
infer_columns(struct arena *a, const char *text, size_t len, struct inference *ret)
{
    struct sample s = { .arena = a, .room = len };
    enum err e = read_sample(&s, text, whole_lines(text, len));

    *ret = (struct inference){ .fault = s.fault != NULL ? s.fault : "The text cannot be read as CSV." };
    if (e != ERR_NONE)
        return e;
    ret->columns = ARENA_NEW(a, struct inferred, s.count);
    if (ret->columns == NULL)
        return ERR_UNAVAILABLE;
    ret->count = s.count;
    ret->rows = s.rows;
    infer_roles(ret->columns, s.facts, s.count);
    return ERR_NONE;
}
