/*
 * db_value.c: the current row's values in the type that is asked for, and as JSON members.
 */
#include "db_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "civil.h"
#include "clock.h"
#include "crypt.h"
#include "out.h"

/* NULL for a NULL. A column that is not there, or a row that is not there, is a mistake in the program. */
static const struct cell *
cell_of(const struct rows *rows, unsigned col)
{
    if (!rows->at_row || col >= rows->column_count)
        abort();
    return rows->cells[col].null ? NULL : &rows->cells[col];
}

static int64_t
time_us(const MYSQL_TIME *t)
{
    struct civil c = { (int)t->year, t->month, t->day, t->hour, t->minute, t->second, (unsigned)t->second_part };

    return c.month == 0 || c.day == 0 ? 0 : civil_us(&c);
}

bool
col_null(const struct rows *rows, unsigned col)
{
    return cell_of(rows, col) == NULL;
}

int64_t
col_int(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);

    if (c == NULL)
        return 0;
    switch (rows->columns[col].kind) {
    case COL_INT:
        return c->i;
    case COL_UINT:
        return c->u > INT64_MAX ? INT64_MAX : (int64_t)c->u;
    case COL_NUM:
        return c->d >= 0x1p63 ? INT64_MAX : c->d < -0x1p63 ? INT64_MIN : isnan(c->d) ? 0 : (int64_t)c->d;
    case COL_TIME:
        return time_us(&c->t);
    case COL_TEXT:
    case COL_DECIMAL:
    case COL_BYTES:
        return strtoll(c->s, NULL, 10);
    }
    return 0;
}

double
col_num(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);

    if (c == NULL)
        return 0;
    switch (rows->columns[col].kind) {
    case COL_NUM:
        return c->d;
    case COL_UINT:
        return (double)c->u;
    case COL_INT:
    case COL_TIME:
        return (double)col_int(rows, col);
    case COL_TEXT:
    case COL_DECIMAL:
    case COL_BYTES:
        return strtod(c->s, NULL);
    }
    return 0;
}

const char *
col_str(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);
    char text[TIME_TEXT];
    const char *s = "";

    if (c == NULL)
        return "";
    switch (rows->columns[col].kind) {
    case COL_TEXT:
    case COL_DECIMAL:
    case COL_BYTES:
        return c->s;
    case COL_INT:
        s = arena_printf(rows->r->arena, "%lld", c->i);
        break;
    case COL_UINT:
        s = arena_printf(rows->r->arena, "%llu", c->u);
        break;
    case COL_NUM:
        s = arena_printf(rows->r->arena, "%.17g", c->d);
        break;
    case COL_TIME:
        clock_text(time_us(&c->t), text);
        s = arena_str(rows->r->arena, text);
        break;
    }
    return s != NULL ? s : "";
}

size_t
col_len(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);

    return c == NULL ? 0 : c->s != NULL ? c->len : strlen(col_str(rows, col));
}

const void *
col_bytes(const struct rows *rows, unsigned col)
{
    return col_str(rows, col);
}

struct uuid
col_uuid(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);
    struct uuid id = { { 0 } };

    if (c == NULL || c->s == NULL)
        return id;
    if (rows->columns[col].kind == COL_BYTES && c->len == sizeof(id.b))
        memcpy(id.b, c->s, sizeof(id.b));
    else if (!uuid_parse(c->s, &id))
        return (struct uuid){ { 0 } };
    return id;
}

int64_t
col_time(const struct rows *rows, unsigned col)
{
    const struct cell *c = cell_of(rows, col);

    return c == NULL || rows->columns[col].kind != COL_TIME ? 0 : time_us(&c->t);
}

unsigned
col_count(const struct rows *rows)
{
    return rows->column_count;
}

const char *
col_name(const struct rows *rows, unsigned col)
{
    if (col >= rows->column_count)
        abort();
    return rows->columns[col].name;
}

static void
out_by_type(struct req *r, const char *key, const struct rows *rows, unsigned col)
{
    char *hex;

    switch (rows->columns[col].kind) {
    case COL_INT:
    case COL_UINT:
        out_int(r, key, col_int(rows, col));
        break;
    case COL_NUM:
        out_num(r, key, col_num(rows, col));
        break;
    case COL_TIME:
        out_time(r, key, col_time(rows, col));
        break;
    case COL_TEXT:
    case COL_DECIMAL:
        out_strn(r, key, col_str(rows, col), col_len(rows, col));
        break;
    case COL_BYTES:
        hex = arena_alloc(r->arena, 2 * col_len(rows, col) + 1);
        if (hex != NULL)
            hex_encode(col_bytes(rows, col), col_len(rows, col), hex);
        out_str(r, key, hex);
        break;
    }
}

void
out_row(struct req *r, const struct rows *rows)
{
    for (unsigned i = 0; i < rows->column_count; i++) {
        const char *key = rows->columns[i].name;

        if (col_null(rows, i)) {
            out_null(r, key);
            continue;
        }
        switch (rows->columns[i].form) {
        case FORM_BY_TYPE:
            out_by_type(r, key, rows, i);
            break;
        case FORM_BOOL:
            out_bool(r, key, col_int(rows, i) != 0);
            break;
        case FORM_JSON:
            out_raw(r, key, col_str(rows, i), col_len(rows, i));
            break;
        case FORM_STRING:
            out_strn(r, key, col_str(rows, i), col_len(rows, i));
            break;
        case FORM_INTEGER:
            out_int(r, key, col_int(rows, i));
            break;
        case FORM_NUMBER:
            out_num(r, key, col_num(rows, i));
            break;
        }
    }
}
