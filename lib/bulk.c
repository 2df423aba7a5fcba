/*
 * bulk.c: inserting many rows by array binding: one round trip for a batch.
 *
 * libmariadb takes a column as an array: of the values where they have a fixed size, of pointers where they have not.
 * Texts are gathered in a pool that may move while it grows, so their pointers are set when the batch is sent.
 */
#include "db_private.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

#define BATCH_DEFAULT 1000
#define BATCH_MAX     10000
#define POOL_SEND     ((size_t)4 << 20) /* sent early at this size: a batch must fit max_allowed_packet */

struct bulk_column {
    enum arg_kind kind;
    enum slot slot;
    void *values; /* int64_t, double, or a pointer for each row */
    unsigned long *lengths;
    char *nulls;        /* indicators */
    union param *times; /* what the pointers of ARG_TIME point to */
    size_t *offsets;    /* of texts in the pool */
};

struct bulk {
    struct req *r;
    struct db *db;
    struct sql_plan plan;
    MYSQL_STMT *handle;
    MYSQL_BIND *binds;
    struct bulk_column *columns;
    unsigned *arg_column; /* the parameter of each ? */
    unsigned batch, rows;
    char *pool;
    size_t pool_len, pool_size;
    enum err error;
};

static bool
is_text(const struct bulk_column *c)
{
    return c->kind == ARG_STR || c->kind == ARG_BYTES || c->kind == ARG_UUID;
}

static void
free_columns(struct bulk *b)
{
    for (unsigned i = 0; b->columns != NULL && i < b->plan.params; i++) {
        struct bulk_column *c = &b->columns[i];

        free(c->values);
        free(c->lengths);
        free(c->nulls);
        free(c->times);
        free(c->offsets);
    }
    free(b->columns);
    b->columns = NULL;
}

void
bulk_close(struct bulk *b)
{
    if (b == NULL || b->plan.text == NULL)
        return;
    free_columns(b);
    if (b->handle != NULL)
        mysql_stmt_close(b->handle);
    free(b->binds);
    free(b->arg_column);
    free(b->pool);
    free(b->plan.text);
    b->plan.text = NULL;
    b->handle = NULL;
    b->error = ERR_INTERNAL; /* for a use after closing */
}

static void
close_deferred(void *b)
{
    bulk_close(b);
}

static enum enum_field_types
type_of(enum arg_kind kind)
{
    switch (kind) {
    case ARG_INT:
        return MYSQL_TYPE_LONGLONG;
    case ARG_NUM:
        return MYSQL_TYPE_DOUBLE;
    case ARG_TIME:
        return MYSQL_TYPE_DATETIME;
    case ARG_BYTES:
        return MYSQL_TYPE_BLOB;
    case ARG_STR:
    case ARG_UUID:
    case ARG_NULL:
        break;
    }
    return MYSQL_TYPE_STRING;
}

static bool
make_column(struct bulk *b, unsigned i)
{
    struct bulk_column *c = &b->columns[i];
    MYSQL_BIND *bind = &b->binds[i];

    c->values = calloc(b->batch, sizeof(int64_t));
    c->nulls = calloc(b->batch, 1);
    c->lengths = calloc(b->batch, sizeof(*c->lengths));
    c->offsets = calloc(is_text(c) ? b->batch : 1, sizeof(*c->offsets));
    c->times = calloc(c->kind == ARG_TIME ? b->batch : 1, sizeof(*c->times));
    bind->buffer_type = type_of(c->kind);
    bind->buffer = c->values;
    bind->u.indicator = c->nulls;
    bind->length = c->lengths;
    return c->values != NULL && c->nulls != NULL && c->lengths != NULL && c->offsets != NULL && c->times != NULL;
}

static bool
grow_pool(struct bulk *b, size_t more)
{
    size_t size = b->pool_size == 0 ? 65536 : b->pool_size;
    char *pool;

    while (size - b->pool_len < more)
        size *= 2;
    if (size == b->pool_size)
        return true;
    pool = realloc(b->pool, size);
    if (pool == NULL)
        return false;
    b->pool = pool;
    b->pool_size = size;
    return true;
}

static void
put_text(struct bulk *b, struct bulk_column *c, const void *p, size_t len)
{
    if (!grow_pool(b, len + 1)) {
        b->error = fault(b->r, ERR_UNAVAILABLE, "no memory for a batch of rows");
        return;
    }
    c->offsets[b->rows] = b->pool_len;
    c->lengths[b->rows] = (unsigned long)len;
    if (len > 0)
        memcpy(b->pool + b->pool_len, p, len);
    b->pool_len += len;
}

static void
put_value(struct bulk *b, struct bulk_column *c, const struct arg *v)
{
    unsigned row = b->rows;
    char text[UUID_TEXT];
    MYSQL_BIND unused;

    c->nulls[row] = v->kind == ARG_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
    if (v->kind == ARG_NULL)
        return;
    if (v->kind != c->kind) {
        b->error = fault(b->r, ERR_INTERNAL, "database: a value of another kind in: %.100s", b->plan.text);
    } else if (v->kind == ARG_INT) {
        ((int64_t *)c->values)[row] = v->i;
    } else if (v->kind == ARG_NUM) {
        ((double *)c->values)[row] = v->d;
    } else if (v->kind == ARG_TIME) {
        bind_value(&unused, v, &c->times[row]);
        ((void **)c->values)[row] = &c->times[row];
    } else if (v->kind == ARG_UUID) {
        uuid_text(v->u, text);
        put_text(b, c, text, UUID_TEXT - 1);
    } else {
        put_text(b, c, v->s.p, v->s.len);
    }
}

/* Until it is set a column is NULL; :tenant and :actor are the same in all rows. */
static void
begin_row(struct bulk *b)
{
    for (unsigned i = 0; i < b->plan.params; i++) {
        struct arg v = b->columns[i].slot == SLOT_ARG ? a_null() : bind_slot(b->r, b->columns[i].slot);

        put_value(b, &b->columns[i], &v);
    }
}

static enum err
make_handle(struct bulk *b, const char *sql)
{
    b->handle = mysql_stmt_init(b->db->my);
    if (b->handle == NULL)
        return fault(b->r, ERR_UNAVAILABLE, "no memory for a statement");
    if (mysql_stmt_prepare(b->handle, b->plan.text, (unsigned long)strlen(b->plan.text)) != 0)
        return stmt_failed(b->r, b->db, b->handle, sql);
    if (mysql_stmt_param_count(b->handle) != b->plan.params || mysql_stmt_field_count(b->handle) != 0)
        return fault(b->r, ERR_INTERNAL, "database: not for bulk: %.100s", sql);
    return ERR_NONE;
}

static enum err
make(struct bulk *b, const struct query *q, const enum arg_kind *kinds, unsigned columns)
{
    const char *why = "another number of columns";
    unsigned next = 0;
    enum err e = sql_plan_make(q->sql, &b->plan, &why);

    if (e != ERR_NONE || b->plan.args != columns || columns == 0)
        return fault(b->r, ERR_INTERNAL, "database: bulk: %s in: %.100s", why == NULL ? "columns differ" : why, q->sql);
    b->columns = calloc(b->plan.params, sizeof(*b->columns));
    b->binds = calloc(b->plan.params, sizeof(*b->binds));
    b->arg_column = calloc(columns, sizeof(*b->arg_column));
    if (b->columns == NULL || b->binds == NULL || b->arg_column == NULL)
        return fault(b->r, ERR_UNAVAILABLE, "no memory for a batch of rows");
    for (unsigned i = 0; i < b->plan.params; i++) {
        b->columns[i].slot = b->plan.slots[i];
        b->columns[i].kind = b->plan.slots[i] == SLOT_TENANT  ? ARG_INT
                             : b->plan.slots[i] == SLOT_ACTOR ? ARG_UUID
                                                              : kinds[next];
        if (b->plan.slots[i] == SLOT_ARG)
            b->arg_column[next++] = i;
        if (!make_column(b, i))
            return fault(b->r, ERR_UNAVAILABLE, "no memory for a batch of rows");
    }
    if (!db_may_run(b->r, &b->plan))
        return fault(b->r, ERR_INTERNAL, "database: a GET may only read; refused: %.100s", q->sql);
    return make_handle(b, q->sql);
}

enum err
bulk_open(struct req *r, int query, const enum arg_kind *kinds, unsigned columns, unsigned batch_rows,
          struct bulk **ret_bulk)
{
    const struct query *q;
    struct bulk *b = ARENA_NEW(r->arena, struct bulk, 1);
    enum err e;

    if (r->db == NULL || r->db->lost)
        return fault(r, ERR_LOST, "no connection to the database");
    q = db_query(r->db->app, query);
    if (q == NULL)
        return fault(r, ERR_INTERNAL, "database: there is no statement %d", query);
    if (b == NULL)
        return fault(r, ERR_UNAVAILABLE, "no memory for a batch of rows");
    b->r = r;
    b->db = r->db;
    b->batch = batch_rows == 0 ? BATCH_DEFAULT : batch_rows > BATCH_MAX ? BATCH_MAX : batch_rows;
    e = make(b, q, kinds, columns);
    if (e != ERR_NONE) {
        bulk_close(b);
        return e;
    }
    arena_defer(r->arena, close_deferred, b); /* closes at once when the arena is full */
    if (b->plan.text == NULL)
        return fault(r, ERR_UNAVAILABLE, "no memory for a batch of rows");
    begin_row(b);
    if (b->error == ERR_NONE)
        *ret_bulk = b;
    return b->error;
}

void
bulk_set(struct bulk *b, unsigned col, struct arg v)
{
    if (b->error != ERR_NONE)
        return;
    if (col >= b->plan.args) {
        b->error = fault(b->r, ERR_INTERNAL, "database: no column %u in: %.100s", col, b->plan.text);
        return;
    }
    put_value(b, &b->columns[b->arg_column[col]], &v);
}

static void
point_to_texts(struct bulk *b)
{
    for (unsigned i = 0; i < b->plan.params; i++) {
        struct bulk_column *c = &b->columns[i];

        if (is_text(c))
            for (unsigned row = 0; row < b->rows; row++)
                ((char **)c->values)[row] = c->nulls[row] == STMT_INDICATOR_NULL ? NULL : b->pool + c->offsets[row];
    }
}

enum err
bulk_flush(struct bulk *b)
{
    unsigned rows = b->rows;

    if (b->error != ERR_NONE || rows == 0)
        return b->error;
    if (b->db->lost)
        return b->error = fault(b->r, ERR_LOST, "no connection to the database");
    point_to_texts(b);
    if (mysql_stmt_attr_set(b->handle, STMT_ATTR_ARRAY_SIZE, &rows) != 0 ||
        mysql_stmt_bind_param(b->handle, b->binds) != 0 || mysql_stmt_execute(b->handle) != 0)
        return b->error = stmt_failed(b->r, b->db, b->handle, b->plan.text);
    b->rows = 0;
    b->pool_len = 0;
    begin_row(b);
    return b->error;
}

enum err
bulk_row(struct bulk *b)
{
    if (b->error != ERR_NONE)
        return b->error;
    b->rows++;
    if (b->rows == b->batch || b->pool_len >= POOL_SEND)
        return bulk_flush(b);
    begin_row(b);
    return b->error;
}
