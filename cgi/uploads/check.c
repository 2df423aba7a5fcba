#include "check_private.h"

static void
release_csv(void *csv)
{
    csv_free(csv);
}

static void
release_ids(void *ids)
{
    idset_free(ids);
}

static void
release_checker(void *c)
{
    free(c);
}

enum err
check_tell(struct checker *c, const char *column, const char *value, const char *reason)
{
    struct check_fault f = { c->line, column, value, reason };

    c->result.faults++;
    c->row_faults++;
    return c->set.fault != NULL ? c->set.fault(c->set.ctx, &f) : ERR_NONE;
}

/* Ends the reading: what is known is the result. */
static enum err
stop(struct checker *c)
{
    c->stopped = true;
    return ERR_INVALID;
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t';
}

static inline struct csv_cell
trim(struct csv_cell cell)
{
    if (cell.len > 0 && !is_space(*cell.s) && !is_space(cell.s[cell.len - 1]))
        return cell;
    while (cell.len > 0 && is_space(*cell.s))
        cell.s++, cell.len--;
    while (cell.len > 0 && is_space(cell.s[cell.len - 1]))
        cell.len--;
    return cell;
}

/* An id may stand in one row only. */
static enum err
check_duplicate(struct checker *c)
{
    const struct schema_column *column = &c->set.schema->columns[c->set.schema->id];

    if (c->ids == NULL || c->row.id == NULL)
        return ERR_NONE;
    uint32_t earlier = idset_add(c->ids, c->key, (uint32_t)c->line);
    if (earlier == 0)
        return idset_failed(c->ids) ? ERR_UNAVAILABLE : ERR_NONE;
    snprintf(c->reason, sizeof c->reason, "%s is already used in row %u", column->header, (unsigned)earlier);
    c->id[c->row.id_len] = '\0';
    return check_tell(c, column->header, c->id, c->reason);
}

static enum err
check_cells(struct checker *c, const struct csv_cell *cells, unsigned count)
{
    const struct csv_cell nothing = { "", 0 };
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < c->set.schema->column_count; i++) {
        const struct plan *p = &c->plan[i];
        if (p->column->role != SCHEMA_IGNORE)
            e = check_cell(c, p, p->at < count ? trim(cells[p->at]) : nothing);
    }
    if (e == ERR_NONE && c->row.cells_len > CHECK_MAX_CELLS)
        e = check_tell(c, "", "", "The row is too long to be stored.");
    return e == ERR_NONE ? check_duplicate(c) : e;
}

static enum err
check_data(struct checker *c, const struct csv_cell *cells, unsigned count)
{
    enum err e;

    c->row = (struct check_row){ .no = (uint32_t)c->result.rows, .name = "", .cells = c->cells, .label = -1 };
    c->first_cell = true;
    c->row_faults = 0;
    if (count != c->columns && c->set.rules == CHECK_STRICT) {
        snprintf(c->reason, sizeof c->reason, "The row has %u columns, the header has %u", count, c->columns);
        e = check_tell(c, "", "", c->reason);
    } else {
        e = check_cells(c, cells, count);
    }
    c->result.labelled += c->row.label >= 0;
    c->result.bad_rows += c->row_faults > 0;
    if (e == ERR_NONE && c->row_faults == 0 && c->set.row != NULL)
        e = c->set.row(c->set.ctx, &c->row);
    if (e == ERR_NONE && c->set.stop_after > 0 && c->result.faults >= c->set.stop_after)
        e = stop(c);
    return e;
}

static enum err
on_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    struct checker *c = ctx;

    if (!c->result.header) {
        c->line = 1;
        return check_header(c, cells, count);
    }
    if (count == 0 || (count == 1 && trim(cells[0]).len == 0))
        return ERR_NONE; /* an empty line */
    c->result.rows++;
    c->line = c->set.rules == CHECK_STRICT ? line : c->result.rows + 1;
    if (c->result.rows <= c->set.max_rows)
        return check_data(c, cells, count);
    c->result.rows--;
    snprintf(c->reason, sizeof c->reason, "The file has more than %llu rows", (unsigned long long)c->set.max_rows);
    enum err e = check_tell(c, "", "", c->reason);
    return e != ERR_NONE ? e : stop(c);
}

/* The text of a fault of the value itself, unless the schema has its own. */
static const char *
why_of(struct arena *a, const struct schema_column *column)
{
    const char *what = column->type == SCHEMA_NUMBER ? (column->integer ? "a whole number" : "a number") : "1 or 0";

    if (column->message != NULL)
        return column->message;
    if (column->role == SCHEMA_ID)
        return arena_printf(a, "%s must be %s", column->header,
                            column->type == SCHEMA_NUMBER ? "a whole number" : "given");
    if (column->role == SCHEMA_LABEL)
        what = "1 or 0";
    else if (column->type == SCHEMA_CATEGORY)
        what = "given";
    if (column->type == SCHEMA_NUMBER && column->has_min && column->has_max)
        return arena_printf(a, "%s must be %s between %.15g and %.15g", column->header, what, column->min, column->max);
    if (column->type == SCHEMA_NUMBER && column->has_min)
        return arena_printf(a, "%s must be %s of at least %.15g", column->header, what, column->min);
    if (column->type == SCHEMA_NUMBER && column->has_max)
        return arena_printf(a, "%s must be %s of at most %.15g", column->header, what, column->max);
    return arena_printf(a, "%s must be %s", column->header, what);
}

static bool
make_plan(struct checker *c)
{
    const struct schema *s = c->set.schema;

    c->plan = ARENA_NEW(c->set.arena, struct plan, s->column_count);
    for (size_t i = 0; c->plan != NULL && i < s->column_count; i++)
        c->plan[i] = (struct plan){ s->columns + i, ABSENT, why_of(c->set.arena, s->columns + i) };
    return c->plan != NULL && !arena_full(c->set.arena);
}

struct checker *
check_new(const struct check_setup *setup)
{
    struct checker *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->set = *setup;
    arena_defer(setup->arena, release_checker, c);
    c->csv = csv_new(on_record, c, setup->rules == CHECK_VIGILPAY);
    if (c->csv != NULL)
        arena_defer(setup->arena, release_csv, c->csv);
    if (setup->id_room > 0 && (c->ids = idset_new(setup->id_room)) != NULL)
        arena_defer(setup->arena, release_ids, c->ids);
    if (c->csv == NULL || (setup->id_room > 0 && c->ids == NULL) || !make_plan(c))
        return NULL;
    return c;
}

/* What the reader could not read on with is the last fault of the file. */
static enum err
settle(struct checker *c, enum err e)
{
    uint64_t line = 0;

    if (e != ERR_INVALID || c->stopped)
        return e;
    const char *reason = csv_fault(c->csv, &line);
    c->stopped = true;
    c->result.unreadable = true;
    c->line = line;
    e = check_tell(c, "", "", reason != NULL ? reason : "The file cannot be read.");
    return e != ERR_NONE ? e : ERR_INVALID;
}

enum err
check_feed(struct checker *c, const char *data, size_t len)
{
    for (size_t i = 0; !c->anything && i < len; i++)
        c->anything = strchr(" \t\r\n\xef\xbb\xbf", data[i]) == NULL;
    return settle(c, csv_feed(c->csv, data, len));
}

static enum err
end_fault(struct checker *c, const char *reason)
{
    c->line = 1;
    enum err e = check_tell(c, "", "", reason);
    return e != ERR_NONE ? e : stop(c);
}

enum err
check_end(struct checker *c)
{
    enum err e = c->anything ? settle(c, csv_end(c->csv)) : ERR_NONE;

    if (e != ERR_NONE)
        return e;
    if (!c->result.header)
        return end_fault(c, "The file is empty: a first line with the names of the columns is needed");
    if (c->result.rows == 0)
        return end_fault(c, "The file has no data rows");
    return ERR_NONE;
}

const struct check_result *
check_result(const struct checker *c)
{
    return &c->result;
}
