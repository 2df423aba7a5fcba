/*
 * roles.c: what roles there are and what they permit.
 */
#include "admin.h"

#include "out.h"

const struct shape role_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "builtin", .type = S_BOOL, .doc = "Every tenant has it; it cannot be deleted" },
    { .name = "permissions", .type = S_ARRAY, .items = S_STR },
    { .name = "users", .type = S_INT, .doc = "How many people have it" },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { { .name = "data", .type = S_ARRAY, .of = role_shape }, SHAPE_END };

static enum err
list(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_ROLES, NO_ARGS);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint roles_endpoint = { "The roles of the tenant, built-in ones first", NULL, list_out, 0, list };

struct name_in {
    const char *name;
};

static const struct field name_fields[] = {
    FIELD_STR(struct name_in, name, .in = IN_PATH, .need = true, .max = 63, .doc = "Name of the role"), FIELD_END
};

enum err
role_tell(struct req *r, const char *name)
{
    struct rows *row;
    enum err e = db_one(r, Q_ROLE, ARGS(a_str(name)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such role.");
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, col_count(row) - 1));
    return ERR_NONE;
}

static enum err
get(struct req *r, const void *input)
{
    const struct name_in *in = input;
    enum err e = role_tell(r, in->name);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint role_endpoint = { "One role", name_fields, role_shape, sizeof(struct name_in), get };

static const struct shape permission_shape[] = { { .name = "name", .type = S_STR },
                                                 { .name = "title", .type = S_STR },
                                                 SHAPE_END };
static const struct shape permissions_out[] = { { .name = "data", .type = S_ARRAY, .of = permission_shape },
                                                SHAPE_END };

static enum err
permissions(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_PERMISSIONS, NO_ARGS);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint permissions_endpoint = { "What may be permitted", NULL, permissions_out, 0, permissions };
