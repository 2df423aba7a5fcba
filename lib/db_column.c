/*
 * db_column.c: the columns of a prepared statement: described once, bound once, fetched row by row.
 */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>

#define BINARY_CHARSET 63
#define FIRST_BYTES    1024        /* of a column whose longest value is not known or longer */
#define KEEP_BYTES     (64 * 1024) /* larger buffers are given back after the result */

static bool
holds_text(const struct column *c)
{
    return c->kind == COL_TEXT || c->kind == COL_DECIMAL || c->kind == COL_BYTES;
}

static enum column_kind
kind_of(const MYSQL_FIELD *f)
{
    if (IS_NUM(f->type) && f->type != MYSQL_TYPE_TIMESTAMP) {
        if (f->type == MYSQL_TYPE_FLOAT || f->type == MYSQL_TYPE_DOUBLE)
            return COL_NUM;
        if (f->type == MYSQL_TYPE_DECIMAL || f->type == MYSQL_TYPE_NEWDECIMAL)
            return COL_DECIMAL;
        return (f->flags & UNSIGNED_FLAG) != 0 ? COL_UINT : COL_INT;
    }
    if (f->type == MYSQL_TYPE_TIMESTAMP || f->type == MYSQL_TYPE_DATETIME)
        return COL_TIME;
    /* A date or a time of day is read as its text; their character set says nothing. */
    if (f->type == MYSQL_TYPE_DATE || f->type == MYSQL_TYPE_TIME || f->type == MYSQL_TYPE_NEWDATE)
        return COL_TEXT;
    return f->charsetnr == BINARY_CHARSET ? COL_BYTES : COL_TEXT;
}

static bool
name_column(struct column *c, const char *alias)
{
    static const struct {
        const char *suffix;
        enum column_form form;
    } forms[] = {
        { ":bool", FORM_BOOL },   { ":json", FORM_JSON },  { ":str", FORM_STRING },
        { ":int", FORM_INTEGER }, { ":num", FORM_NUMBER },
    };
    const char *colon = strrchr(alias, ':');

    c->name = strdup(alias);
    if (c->name == NULL)
        return false;
    for (size_t i = 0; colon != NULL && i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(colon, forms[i].suffix) == 0) {
            c->form = forms[i].form;
            c->name[colon - alias] = '\0';
        }
    }
    return true;
}

static bool
bind_column(struct stmt *st, unsigned i, const MYSQL_FIELD *f)
{
    struct column *c = &st->columns[i];
    struct cell *cell = &st->cells[i];
    MYSQL_BIND *b = &st->out[i];

    b->is_null = &cell->null;
    b->error = &cell->cut;
    b->length = &cell->len;
    b->buffer = &cell->i;
    if (c->kind == COL_NUM) {
        b->buffer_type = MYSQL_TYPE_DOUBLE;
    } else if (c->kind == COL_TIME) {
        b->buffer_type = MYSQL_TYPE_DATETIME;
    } else if (!holds_text(c)) {
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        b->is_unsigned = c->kind == COL_UINT;
    } else {
        size_t size = f->length > 0 && f->length < FIRST_BYTES ? f->length + 1 : FIRST_BYTES;

        cell->s = malloc(size);
        b->buffer_type = c->kind == COL_BYTES ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
        b->buffer = cell->s;
        b->buffer_length = (unsigned long)size - 1; /* the last byte is for our NUL */
        return cell->s != NULL;
    }
    return true;
}

static bool
same_columns(const struct stmt *st, const MYSQL_FIELD *fields, unsigned n)
{
    bool same = n == st->column_count && fields != NULL;

    for (unsigned i = 0; same && i < n; i++)
        same = kind_of(&fields[i]) == st->columns[i].kind;
    return same;
}

enum err
stmt_columns_make(struct stmt *st)
{
    unsigned n = mysql_stmt_field_count(st->handle);
    const MYSQL_FIELD *fields = n > 0 ? mariadb_stmt_fetch_fields(st->handle) : NULL;

    if (st->columns != NULL)
        return same_columns(st, fields, n) ? ERR_NONE : ERR_REPEAT;
    if (n == 0)
        return ERR_NONE;
    if (fields == NULL || n > DB_MAX_COLUMNS)
        return ERR_INTERNAL;
    st->columns = calloc(n, sizeof(*st->columns));
    st->cells = calloc(n, sizeof(*st->cells));
    st->out = calloc(n, sizeof(*st->out));
    if (st->columns == NULL || st->cells == NULL || st->out == NULL)
        return ERR_UNAVAILABLE;
    st->column_count = n;
    for (unsigned i = 0; i < n; i++) {
        st->columns[i].kind = kind_of(&fields[i]);
        if (!name_column(&st->columns[i], fields[i].name) || !bind_column(st, i, &fields[i]))
            return ERR_UNAVAILABLE;
    }
    return ERR_NONE;
}

void
stmt_columns_free(struct stmt *st)
{
    for (unsigned i = 0; i < st->column_count; i++) {
        free(st->columns[i].name);
        free(st->cells[i].s);
    }
    free(st->columns);
    free(st->cells);
    free(st->out);
    st->column_count = 0;
}

static bool
resize(struct stmt *st, unsigned i, size_t size)
{
    char *s = realloc(st->cells[i].s, size);

    if (s == NULL)
        return false;
    st->cells[i].s = s;
    st->out[i].buffer = s;
    st->out[i].buffer_length = (unsigned long)size - 1;
    st->out_bound = false;
    return true;
}

/* Fetches the values that did not fit again, into buffers that they do fit. */
static enum err
fetch_long(struct req *r, struct stmt *st)
{
    for (unsigned i = 0; i < st->column_count; i++) {
        struct cell *cell = &st->cells[i];

        if (!holds_text(&st->columns[i]) || cell->null || cell->len <= st->out[i].buffer_length)
            continue;
        if (!resize(st, i, cell->len + cell->len / 4 + 1))
            return fault(r, ERR_UNAVAILABLE, "no memory for a column of %lu bytes", cell->len);
        st->large = st->large || cell->len > KEEP_BYTES;
        if (mysql_stmt_fetch_column(st->handle, &st->out[i], i, 0) != 0)
            return stmt_failed(r, r->db, st->handle, st->plan.text);
    }
    return ERR_NONE;
}

enum err
stmt_store(struct req *r, struct stmt *st)
{
    if (!st->out_bound && mysql_stmt_bind_result(st->handle, st->out) != 0)
        return stmt_failed(r, r->db, st->handle, st->plan.text);
    st->out_bound = true;
    if (mysql_stmt_store_result(st->handle) != 0) {
        enum err e = stmt_failed(r, r->db, st->handle, st->plan.text);

        mysql_stmt_free_result(st->handle);
        return e;
    }
    return ERR_NONE;
}

enum err
stmt_fetch(struct req *r, struct stmt *st)
{
    enum err e = ERR_NONE;
    int rc;

    if (!st->out_bound && mysql_stmt_bind_result(st->handle, st->out) != 0)
        return stmt_failed(r, r->db, st->handle, st->plan.text);
    st->out_bound = true;
    rc = mysql_stmt_fetch(st->handle);
    if (rc == MYSQL_NO_DATA)
        return ERR_NOT_FOUND;
    if (rc == MYSQL_DATA_TRUNCATED)
        e = fetch_long(r, st);
    else if (rc != 0)
        e = stmt_failed(r, r->db, st->handle, st->plan.text);
    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; i < st->column_count; i++) {
        if (st->cells[i].null)
            st->cells[i].len = 0;
        if (st->cells[i].s != NULL)
            st->cells[i].s[st->cells[i].len] = '\0';
    }
    r->rows++;
    return ERR_NONE;
}

void
stmt_done(struct stmt *st)
{
    st->busy = false;
    mysql_stmt_free_result(st->handle); /* buffered: nothing is asked of the server, nothing can fail */
    if (!st->large)
        return;
    st->large = false;
    for (unsigned i = 0; i < st->column_count; i++)
        if (holds_text(&st->columns[i]) && st->out[i].buffer_length > KEEP_BYTES && !resize(st, i, FIRST_BYTES))
            return;
}
