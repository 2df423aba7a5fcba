/*
 * sheet.c: see sheet.h.
 */
#include "sheet.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

#include "csv.h"
#include "multipart.h"
#include "out.h"
#include "schema.h"

#define BUFFER_BYTES 32768

struct reading {
    struct req *r;
    const struct sheet_column *columns;
    struct sheet *sheet;
    struct csv *csv;
    int place[CSV_MAX_COLUMNS]; /* column of ours, -1: not wanted */
    unsigned count;             /* columns of the header */
    unsigned line;
    size_t bytes;
    bool in_file, there, named_csv;
};

static enum err
wrong(struct req *r, const char *code, const char *sentence)
{
    return fail_as(r, ERR_INVALID, code, "file", sentence);
}

static const char *
cell_text(struct req *r, const struct csv_cell *cell)
{
    const char *s = cell->s, *end = cell->s + cell->len;

    while (s < end && isspace((unsigned char)*s) != 0)
        s++;
    while (end > s && isspace((unsigned char)end[-1]) != 0)
        end--;
    return arena_copy(r->arena, s, (size_t)(end - s));
}

static enum err
read_header(struct reading *g, const struct csv_cell *cells, unsigned count)
{
    bool found[SHEET_MAX_COLUMNS] = { false };

    for (unsigned i = 0; i < count; i++) {
        const char *name = cell_text(g->r, &cells[i]);

        g->place[i] = -1;
        for (int c = 0; name != NULL && g->columns[c].name != NULL; c++) {
            if (strcasecmp(g->columns[c].name, name) != 0 || found[c])
                continue;
            g->place[i] = c;
            found[c] = true;
        }
    }
    g->count = count;
    for (int c = 0; g->columns[c].name != NULL; c++)
        if (g->columns[c].need && !found[c])
            return wrong(g->r, "missing_columns",
                         arena_printf(g->r->arena, "The column %s is missing.", g->columns[c].name));
    return ERR_NONE;
}

static enum err
read_row(struct reading *g, const struct csv_cell *cells, unsigned count)
{
    struct sheet *s = g->sheet;

    if (count == 1 && cells[0].len == 0)
        return ERR_NONE; /* an empty line */
    if (s->n == SHEET_MAX_ROWS)
        return wrong(g->r, "too_many_rows", "A file has at most 5,000 rows.");
    for (int c = 0; g->columns[c].name != NULL; c++)
        s->rows[s->n][c] = "";
    for (unsigned i = 0; i < count && i < g->count; i++) {
        if (g->place[i] < 0)
            continue;
        const char *text = cell_text(g->r, &cells[i]);

        if (text == NULL)
            return ERR_TOO_LARGE;
        s->rows[s->n][g->place[i]] = text;
    }
    s->lines[s->n++] = g->line;
    return ERR_NONE;
}

static enum err
record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    struct reading *g = ctx;

    (void)line;
    g->line++;
    return g->line == 1 ? read_header(g, cells, count) : read_row(g, cells, count);
}

static enum err
part_begin(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    struct reading *g = ctx;
    const size_t len = strlen(file_name);

    (void)content_type;
    g->in_file = strcmp(name, "file") == 0 && !g->there;
    if (g->in_file) {
        g->there = true;
        g->named_csv = len >= 4 && strcasecmp(file_name + len - 4, ".csv") == 0;
        if (!g->named_csv)
            return wrong(g->r, "not_csv", "The name of the file has to end in .csv.");
    }
    return ERR_NONE;
}

static enum err
part_data(void *ctx, const char *bytes, size_t len)
{
    struct reading *g = ctx;

    if (!g->in_file)
        return ERR_NONE;
    g->bytes += len;
    if (g->bytes > SHEET_MAX_BYTES)
        return fail(g->r, ERR_TOO_LARGE, "file", "The file is larger than 1 MiB.");
    return csv_feed(g->csv, bytes, len);
}

static enum err
part_end(void *ctx)
{
    struct reading *g = ctx;
    const bool was = g->in_file;

    g->in_file = false;
    return was ? csv_end(g->csv) : ERR_NONE;
}

static void
release_csv(void *c)
{
    csv_free(c);
}

static void
release_multipart(void *m)
{
    multipart_free(m);
}

static enum err
read_body(struct reading *g, struct multipart *m)
{
    char *buf = arena_alloc(g->r->arena, BUFFER_BYTES);
    enum err e = buf == NULL ? ERR_TOO_LARGE : ERR_NONE;

    while (e == ERR_NONE) {
        const long n = req_read(g->r, buf, BUFFER_BYTES);

        if (n < 0)
            return fail(g->r, ERR_MALFORMED, NULL, "The file broke off before its end.");
        if (n == 0)
            return multipart_end(m);
        e = multipart_feed(m, buf, (size_t)n);
    }
    return e;
}

/* What stopped the reading: a fault of the file that only the CSV reader knows gets its words here. */
static enum err
judge(struct reading *g, enum err e)
{
    uint64_t line = 0;
    const char *why = csv_fault(g->csv, &line);

    if (e == ERR_INVALID && g->r->detail == NULL && why != NULL)
        return wrong(g->r, strstr(why, "UTF") != NULL ? "not_utf8" : "unreadable",
                     arena_printf(g->r->arena, "Line %llu: %s", (unsigned long long)line, why));
    if (e == ERR_MALFORMED && g->r->detail == NULL)
        return fail(g->r, e, NULL, "The multipart form cannot be read.");
    if (e != ERR_NONE)
        return e;
    if (!g->there)
        return wrong(g->r, "file_missing", "The form has no field named \"file\".");
    return g->sheet->n > 0 ? ERR_NONE : wrong(g->r, "no_rows", "The file has no rows.");
}

enum err
sheet_read(struct req *r, const struct sheet_column *columns, struct sheet *ret)
{
    static const struct multipart_sink sink = { part_begin, part_data, part_end };
    struct reading *g = ARENA_NEW(r->arena, struct reading, 1);
    struct multipart *m;

    ret->rows = arena_alloc(r->arena, sizeof *ret->rows * SHEET_MAX_ROWS);
    ret->lines = ARENA_NEW(r->arena, unsigned, SHEET_MAX_ROWS);
    if (g == NULL || ret->rows == NULL || ret->lines == NULL)
        return ERR_UNAVAILABLE;
    g->r = r;
    g->columns = columns;
    g->sheet = ret;
    m = multipart_new(r->content_type, &sink, g);
    if (m == NULL)
        return fail(r, ERR_MEDIA_TYPE, NULL, "Send the file as the field \"file\" of multipart/form-data.");
    arena_defer(r->arena, release_multipart, m);
    g->csv = csv_new(record, g, false);
    if (g->csv == NULL)
        return ERR_UNAVAILABLE;
    arena_defer(r->arena, release_csv, g->csv);
    return judge(g, read_body(g, m));
}

void
sheet_fault(struct sheet *s, unsigned row, const char *message)
{
    if (s->fault_count < SHEET_MAX_FAULTS)
        s->faults[s->fault_count] = (struct sheet_fault){ row, message };
    s->fault_count++;
}

bool
sheet_number(struct req *r, struct sheet *s, size_t i, unsigned column, const char *name, double low, double high,
             double *ret)
{
    const char *text = s->rows[i][column];
    double v = NAN;

    if (*text != '\0' && (!schema_number((struct schema_cell){ text, strlen(text) }, &v) || v < low || v > high)) {
        sheet_fault(s, s->lines[i],
                    arena_printf(r->arena,
                                 high >= 1e15 ? "%s is not a number." : "%s is not a number from %.15g to %.15g.", name,
                                 low, high));
        return false;
    }
    *ret = v;
    return true;
}

enum err
numbers_take(struct req *r, const char *kind, size_t n, int64_t *ret_first)
{
    int64_t last = 0;
    enum err e = db_exec(r, Q_NUMBERS_UP, ARGS(a_str(kind), a_int((int64_t)n), a_int((int64_t)n)), NULL);

    if (e == ERR_NONE)
        e = db_int(r, Q_NUMBERS_LAST, NO_ARGS, 0, &last);
    if (e == ERR_NONE)
        *ret_first = last - (int64_t)n + 1;
    return e;
}

static const struct shape fault_shape[] = {
    { .name = "row", .type = S_INT, .doc = "The header is row 1" },
    { .name = "message", .type = S_STR },
    SHAPE_END,
};
const struct shape import_shape[] = {
    { .name = "processed", .type = S_INT, .doc = "Rows that were stored" },
    { .name = "rows", .type = S_INT, .doc = "Rows of the file" },
    { .name = "faults", .type = S_INT, .doc = "All that were found" },
    { .name = "errors", .type = S_ARRAY, .of = fault_shape, .doc = "The first 100 of them" },
    { .name = "message", .type = S_STR },
    { .name = "lines", .type = S_ARRAY, .items = S_STR, .nullable = true, .doc = "The same as texts; null for none" },
    SHAPE_END,
};

static void
out_lines(struct req *r, const struct sheet *s)
{
    if (s->fault_count == 0) {
        out_null(r, "lines");
        return;
    }
    out_array(r, "lines");
    for (size_t i = 0; i < s->fault_count && i < SHEET_MAX_FAULTS; i++)
        out_str(r, NULL, arena_printf(r->arena, "Row %u: %s", s->faults[i].row, s->faults[i].message));
    out_end(r);
}

enum err
import_out(struct req *r, const struct sheet *s, size_t processed)
{
    if (processed == 0) {
        const char *why =
            s->fault_count > 0 ? arena_printf(r->arena, " Row %u: %s", s->faults[0].row, s->faults[0].message) : "";

        return fail_as(r, ERR_INVALID, "no_good_row", "file", arena_printf(r->arena, "No row could be stored.%s", why));
    }
    out_int(r, "processed", (int64_t)processed);
    out_int(r, "rows", (int64_t)s->n);
    out_int(r, "faults", (int64_t)s->fault_count);
    out_array(r, "errors");
    for (size_t i = 0; i < s->fault_count && i < SHEET_MAX_FAULTS; i++) {
        out_object(r, NULL);
        out_int(r, "row", s->faults[i].row);
        out_str(r, "message", s->faults[i].message);
        out_end(r);
    }
    out_end(r);
    out_str(r, "message", arena_printf(r->arena, "%zu of %zu rows were stored.", processed, s->n));
    out_lines(r, s);
    return reply(r, 200);
}

static struct sha256
hash_of(const struct sheet *s, const struct sheet_column *columns)
{
    struct sha256_run *run = sha256_new();

    if (run == NULL)
        return sha256_of("", 0);
    for (size_t i = 0; i < s->n; i++)
        for (int c = 0; columns[c].name != NULL; c++)
            sha256_add(run, s->rows[i][c], strlen(s->rows[i][c]) + 1);
    return sha256_done(run);
}

struct importing {
    struct sheet *sheet;
    const char *action;
    import_write *write;
};

static enum err
write_rows(struct req *r, const void *ctx)
{
    const struct importing *i = ctx;
    size_t processed = 0;
    enum err e;

    i->sheet->fault_count = 0;
    e = i->write(r, i->sheet, &processed);
    if (e == ERR_NONE)
        e = audit_add(r, i->action, "file", "",
                      arena_printf(r->arena, "{\"rows\":%zu,\"processed\":%zu}", i->sheet->n, processed));
    if (e == ERR_NONE)
        e = tell_pages(r);
    return e != ERR_NONE ? e : import_out(r, i->sheet, processed);
}

enum err
import_run(struct req *r, const struct sheet_column *columns, const char *action, import_write *write)
{
    struct sheet *s = ARENA_NEW(r->arena, struct sheet, 1);
    enum err e = s == NULL ? ERR_UNAVAILABLE : sheet_read(r, columns, s);

    if (e != ERR_NONE)
        return e;
    const struct sha256 hash = hash_of(s, columns);
    const struct importing i = { s, action, write };

    return write_tries(r, &hash, write_rows, &i);
}
