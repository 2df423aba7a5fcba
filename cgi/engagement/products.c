/*
 * products.c: the catalogue; see products.h.
 */
#include "products.h"

#include "out.h"

#define NAME_BYTES 120

static const char *const types[] = { "loan", "card", "bonus", "resolution", NULL };
static const char none[] = "There is no such product.";

static const struct shape product_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "name", .type = S_STR },
    { .name = "type", .type = S_STR, .choices = types },
    { .name = "min_score", .type = S_NUM, .doc = "Credit score from which it is offered" },
    { .name = "min_balance", .type = S_DECIMAL },
    { .name = "active", .type = S_BOOL },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(product_shape), SHAPE_END };

static const struct {
    const char *name, *type, *min_balance;
    int min_score;
} seeds[] = {
    { "Gold Card Upgrade", "card", "6000.00", 650 },
    { "VIP Savings Bonus", "bonus", "8000.00", 620 },
    { "Personal Loan", "loan", "3000.00", 700 },
    { "Investment Portfolio", "bonus", "10000.00", 720 },
    { "Resolution Offer - Fee Waiver", "resolution", "0.00", 0 },
};

static enum err
seed(struct req *r)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; e == ERR_NONE && i < sizeof seeds / sizeof seeds[0]; i++) {
        int64_t no = 0;

        e = number_next(r, "product", &no);
        if (e == ERR_NONE)
            e = db_exec(r, Q_PRODUCT_SEED,
                        ARGS(a_uuid(uuid_v7()), a_int(no), a_str(seeds[i].name), a_str(seeds[i].type),
                             a_int(seeds[i].min_score), a_str(seeds[i].min_balance)),
                        NULL);
    }
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

enum err
products_ready(struct req *r)
{
    int64_t n = 0;
    enum err e = db_int(r, Q_PRODUCT_COUNT, NO_ARGS, 0, &n);

    return e != ERR_NONE || n > 0 ? e : seed(r);
}

struct products_in {
    bool active, has_active;
    const char *type, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_BOOL(struct products_in, active, .in = IN_QUERY, .has_offset = offsetof(struct products_in, has_active),
               .doc = "Only those that are offered, or are not"),
    FIELD_ENUM(struct products_in, type, .in = IN_QUERY, .choices = types, .doc = "Only these"),
    PAGE_MEMBERS(struct products_in),
    FIELD_END,
};

/* By name, so the cursor is one. */
static enum err
out_products(struct req *r, const struct products_in *in, const char *after)
{
    const char *last = "";
    bool more = false;
    struct rows *rows;
    enum err e = db_rows(r, Q_PRODUCTS,
                         ARGS(a_str(after), a_int(!in->has_active), a_int(in->active), a_str(in->type), a_str(in->type),
                              a_int(in->limit + 1)),
                         &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (int64_t n = 0; rows_next(rows); n++) {
        more = n == in->limit;
        if (more)
            break;
        last = arena_str(r->arena, col_str(rows, 2));
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor", more ? cursor_make(r, last) : NULL);
    return rows_error(rows);
}

static enum err
list(struct req *r, const void *input)
{
    const struct products_in *in = input;
    const char *after = "";
    enum err e = in->cursor == NULL ? ERR_NONE : cursor_read(r, in->cursor, &after);

    if (e == ERR_NONE)
        e = products_ready(r);
    if (e == ERR_NONE)
        e = out_products(r, in, after);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint products_endpoint = { "Products by name", list_fields, list_out, sizeof(struct products_in),
                                            list };

static enum err
answer(struct req *r, struct uuid id, int status)
{
    enum err e = tell(r, Q_PRODUCT, ARGS(a_uuid(id)), none);

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, 200);
}

const struct endpoint product_endpoint = { "One product", id_fields, product_shape, sizeof(struct id_in), get };

struct product_in {
    struct uuid id;
    const char *name, *type, *min_balance;
    double min_score;
    bool active, has_active, has_score;
};

#define PRODUCT_MEMBERS(needed)                                                                                        \
    FIELD_STR(struct product_in, name, .need = (needed), .min_len = 1, .max = NAME_BYTES, .check = is_plain_text,      \
              .doc = "Name, unique"),                                                                                  \
        FIELD_ENUM(struct product_in, type, .need = (needed), .choices = types, .doc = "Kind"),                        \
        FIELD_NUM(struct product_in, min_score, .low = 0, .high = 850,                                                 \
                  .has_offset = offsetof(struct product_in, has_score),                                                \
                  .doc = "Credit score from which it is offered"),                                                     \
        FIELD_DECIMAL(struct product_in, min_balance, .low = 0, .high = AMOUNT_MAX,                                    \
                      .doc = "Balance from which it is offered"),                                                      \
        FIELD_BOOL(struct product_in, active, .has_offset = offsetof(struct product_in, has_active),                   \
                   .doc = "Offered"),                                                                                  \
        FIELD_END

static const struct field add_fields[] = { PRODUCT_MEMBERS(true) };
static const struct field change_fields[] = {
    FIELD_UUID(struct product_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
    PRODUCT_MEMBERS(false),
};

static enum err
taken(struct req *r, enum err e)
{
    return e == ERR_CONFLICT ? fail(r, e, "name", "There is a product of this name.") : e;
}

static enum err
add(struct req *r, const void *input)
{
    const struct product_in *in = input;
    struct uuid id = uuid_v7();
    int64_t no = 0;
    enum err e = number_next(r, "product", &no);

    if (e == ERR_NONE)
        e = taken(r, db_insert(r, Q_PRODUCT_ADD,
                               ARGS(a_uuid(id), a_int(no), a_str(in->name), a_str(in->type), a_num(in->min_score),
                                    a_str(in->min_balance != NULL ? in->min_balance : "0"),
                                    a_int(!in->has_active || in->active))));
    if (e == ERR_NONE)
        e = audit_of(r, "product.created", "product", id);
    return e != ERR_NONE ? e : answer(r, id, 201);
}

const struct endpoint product_add_endpoint = {
    "Add a product", add_fields, product_shape, sizeof(struct product_in), add, .status = 201,
};

static enum err
change(struct req *r, const void *input)
{
    const struct product_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_PRODUCT_LOCK, ARGS(a_uuid(in->id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e == ERR_NONE)
        e = match(r, col_int(row, 0), Q_PRODUCT, ARGS(a_uuid(in->id)));

    if (e == ERR_NONE)
        e = taken(r, db_exec_one(r, Q_PRODUCT_CHANGE,
                                 ARGS(a_str(in->name), a_str(in->type), in->has_score ? a_num(in->min_score) : a_null(),
                                      a_str(in->min_balance), in->has_active ? a_int(in->active) : a_null(),
                                      a_uuid(in->id))));
    if (e == ERR_NONE)
        e = audit_of(r, "product.changed", "product", in->id);
    return e != ERR_NONE ? e : answer(r, in->id, 200);
}

const struct endpoint product_change_endpoint = {
    "Change a product", change_fields, product_shape, sizeof(struct product_in), change, .if_match = true,
};
