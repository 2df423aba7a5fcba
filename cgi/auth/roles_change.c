/*
 * roles_change.c: a tenant's own roles, and what the built-in ones permit there.
 *
 * The role admin stays as it is: whoever has it may everything, so there is always somebody who can put things right.
 */
#include "admin.h"

#include "out.h"

#define ROLES_MAX 100

struct role_in {
    const char *name, *title;
    json *permissions;
};

static const char *
is_role_name(const char *s)
{
    size_t n = strlen(s);

    return n >= 2 && *s >= 'a' && *s <= 'z' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == n
               ? NULL
               : "A name begins with a letter and has small letters, digits and underscores.";
}

static const struct field create_fields[] = {
    FIELD_STR(struct role_in, name, .need = true, .min_len = 2, .max = 63, .check = is_role_name,
              .doc = "Never changes"),
    FIELD_STR(struct role_in, title, .need = true, .min_len = 1, .max = 127, .check = is_plain_text, .doc = "As shown"),
    FIELD_JSON(struct role_in, permissions, .need = true, .doc = "Names of permissions"),
    FIELD_END,
};

static const struct field change_fields[] = {
    FIELD_STR(struct role_in, name, .in = IN_PATH, .need = true, .max = 63, .doc = "Name of the role"),
    FIELD_STR(struct role_in, title, .min_len = 1, .max = 127, .check = is_plain_text, .doc = "As shown"),
    FIELD_JSON(struct role_in, permissions, .need = true, .doc = "Names of all its permissions from now on"),
    FIELD_END,
};

static enum err
record(struct req *r, const char *action, const char *name, const struct names *before, const struct names *now)
{
    const char *from = names_json(r, before), *to = names_json(r, now);

    if (from == NULL || to == NULL)
        return ERR_TOO_LARGE;
    return audit_add(r, action, "role", name,
                     arena_printf(r->arena, "{\"permissions\":{\"from\":%s,\"to\":%s}}", from, to));
}

static enum err
give(struct req *r, const char *role, const char *permission)
{
    int64_t known = 0;
    enum err e = db_int(r, Q_PERMISSION_EXISTS, ARGS(a_str(permission)), 0, &known);

    if (e == ERR_NONE && known == 0)
        return fail_as(r, ERR_INVALID, "permission_unknown", "permissions",
                       arena_printf(r->arena, "There is no permission %s.", permission));
    if (e == ERR_NONE)
        e = may_give_permission(r, "permissions", permission);
    return e != ERR_NONE ? e : db_insert(r, Q_ROLE_PERMISSION_ADD, ARGS(a_str(role), a_str(permission)));
}

static enum err
take(struct req *r, const char *role, const char *permission)
{
    enum err e = may_give_permission(r, "permissions", permission);

    return e != ERR_NONE ? e : db_exec(r, Q_ROLE_PERMISSION_DROP, ARGS(a_str(role), a_str(permission)), NULL);
}

/* Permissions that say what live events a person hears (cgi/chat/events.c). */
static bool
listening_differs(const struct names *before, const struct names *now)
{
    static const char *const heard[] = { "datasets:read", "chats:read" };

    for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++)
        if (names_have(before, heard[i]) != names_have(now, heard[i]))
            return true;
    return false;
}

static enum err
change_permissions(struct req *r, const char *role, const struct names *before, const struct names *now)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < now->n && e == ERR_NONE; i++)
        if (!names_have(before, now->v[i]))
            e = give(r, role, now->v[i]);
    for (size_t i = 0; i < before->n && e == ERR_NONE; i++)
        if (!names_have(now, before->v[i]))
            e = take(r, role, before->v[i]);
    if (e == ERR_NONE && listening_differs(before, now))
        e = db_exec(r, Q_ROLE_STREAMS_CLOSE, ARGS(a_str(role)), NULL); /* who may listen is looked at again */
    return e;
}

static enum err
create(struct req *r, const void *input)
{
    const struct role_in *in = input;
    const struct names none = { .n = 0 };
    struct names permissions;
    int64_t count = 0;
    enum err e = names_read(r, "permissions", in->permissions, &permissions);

    if (e == ERR_NONE)
        e = db_int(r, Q_ROLE_COUNT, NO_ARGS, 0, &count);
    if (e == ERR_NONE && count >= ROLES_MAX)
        return fail(r, ERR_CONFLICT, NULL, "A tenant has at most 100 roles.");
    if (e == ERR_NONE)
        e = db_insert(r, Q_ROLE_INSERT, ARGS(a_str(in->name), a_str(in->title)));
    if (e == ERR_CONFLICT)
        return fail(r, e, "name", "There is a role of this name.");
    if (e == ERR_NONE)
        e = change_permissions(r, in->name, &none, &permissions);
    if (e == ERR_NONE)
        e = record(r, "role.created", in->name, &none, &permissions);
    if (e == ERR_NONE)
        e = role_tell(r, in->name);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint role_create_endpoint = { "Add a role",           create_fields, role_shape,
                                               sizeof(struct role_in), create,        .status = 201 };

/* The role, locked; *ret_permissions: what it permits. */
static enum err
lock(struct req *r, const char *name, struct rows **ret_role, struct names *ret_permissions)
{
    struct rows *row;
    enum err e = db_one(r, Q_ROLE_LOCK, ARGS(a_str(name)), ret_role);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such role.");
    if (e == ERR_NONE)
        e = db_one(r, Q_ROLE, ARGS(a_str(name)), &row);
    return e != ERR_NONE ? e : names_stored(r, col_str(row, 3), ret_permissions);
}

static enum err
change(struct req *r, const void *input)
{
    const struct role_in *in = input;
    struct names before = { .n = 0 }, now;
    struct rows *role;
    enum err e = lock(r, in->name, &role, &before);

    if (e == ERR_NONE)
        e = req_if_match(r, col_int(role, 0));
    if (e == ERR_NONE)
        e = names_read(r, "permissions", in->permissions, &now);
    if (e == ERR_NONE && strcmp(in->name, "admin") == 0)
        return fail_as(r, ERR_CONFLICT, "admin_fixed", NULL, "The role admin stays as it is.");
    if (e == ERR_NONE)
        e = change_permissions(r, in->name, &before, &now);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_ROLE_CHANGE, ARGS(a_str(in->title), a_str(in->name)));
    if (e == ERR_NONE)
        e = record(r, "role.changed", in->name, &before, &now);
    if (e == ERR_NONE)
        e = role_tell(r, in->name);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint role_change_endpoint = {
    "Change what a role permits", change_fields, role_shape, sizeof(struct role_in), change, .if_match = true,
};

struct name_in {
    const char *name;
};

static const struct field name_fields[] = {
    FIELD_STR(struct name_in, name, .in = IN_PATH, .need = true, .max = 63, .doc = "Name of the role"), FIELD_END
};

static enum err
delete_role(struct req *r, const void *input)
{
    const struct name_in *in = input;
    const struct names none = { .n = 0 };
    struct names before = { .n = 0 };
    struct rows *role;
    enum err e = lock(r, in->name, &role, &before);

    if (e == ERR_NONE && col_int(role, 1) != 0)
        return fail_as(r, ERR_CONFLICT, "builtin", NULL, "A built-in role cannot be deleted.");
    for (size_t i = 0; i < before.n && e == ERR_NONE; i++)
        e = may_give_permission(r, NULL, before.v[i]);
    if (e == ERR_NONE)
        e = db_exec(r, Q_ROLE_DELETE, ARGS(a_str(in->name)), NULL);
    if (e == ERR_CONFLICT)
        return fail_as(r, e, "role_in_use", NULL, "Somebody has this role. Take it away from everybody first.");
    if (e == ERR_NONE)
        e = record(r, "role.deleted", in->name, &before, &none);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint role_delete_endpoint = { "Delete a role that nobody has", name_fields, NULL,
                                               sizeof(struct name_in),          delete_role, .step_up = true };
