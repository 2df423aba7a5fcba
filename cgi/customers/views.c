/*
 * views.c: lists as people want to see them again: for themselves, for a role, for all.
 */
#include "customers.h"
#include "out.h"

#define VIEWS_A_PERSON 200
#define COLUMNS_MOST   60
#define NAME_BYTES     127
#define QUERY_BYTES    2000
#define COLUMN_BYTES   63

static const char none[] = "There is no such view.";
static const char *const scopes[] = { "private", "role", "tenant", NULL };
static const char *const lists[] = { "customers",       "complaints",           "goals",    "surveys",
                                     "interactions",    "notifications",        "products", "pipeline",
                                     "customer-issues", "incident-predictions", NULL };

static const struct shape owner_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    SHAPE_END,
};
static const struct shape view_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "list", .type = S_STR, .choices = lists },
    { .name = "name", .type = S_STR },
    { .name = "scope", .type = S_STR, .choices = scopes, .doc = "Who sees it: its owner, those of a role, all" },
    { .name = "role", .type = S_STR, .nullable = true },
    { .name = "query", .type = S_STR, .doc = "Query string of the list's address" },
    { .name = "columns", .type = S_ARRAY, .items = S_STR },
    { .name = "mine", .type = S_BOOL },
    { .name = "owner", .type = S_OBJECT, .of = owner_shape, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "updated_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape views_out[] = { { .name = "data", .type = S_ARRAY, .of = view_shape }, SHAPE_END };

struct view_in {
    struct uuid id;
    const char *list, *name, *scope, *role, *query;
    json *columns;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct view_in, id, .in = IN_PATH, .need = true, .doc = "The view"),
    FIELD_END,
};
static const struct field list_fields[] = {
    FIELD_ENUM(struct view_in, list, .in = IN_QUERY, .choices = lists, .doc = "Only those of this list"),
    FIELD_END,
};
static const struct field add_fields[] = {
    FIELD_ENUM(struct view_in, list, .need = true, .choices = lists, .doc = "What is listed"),
    FIELD_STR(struct view_in, name, .need = true, .min_len = 1, .max = NAME_BYTES, .check = is_plain_text),
    FIELD_ENUM(struct view_in, scope, .choices = scopes, .doc = "private when not given"),
    FIELD_STR(struct view_in, role, .max = 63, .doc = "Of scope role: which"),
    FIELD_STR(struct view_in, query, .max = QUERY_BYTES, .check = is_plain_text, .doc = "band=high&sort=name"),
    FIELD_JSON(struct view_in, columns, .doc = "Names of columns in their order"),
    FIELD_END,
};
static const struct field change_fields[] = {
    FIELD_UUID(struct view_in, id, .in = IN_PATH, .need = true, .doc = "The view"),
    FIELD_STR(struct view_in, name, .min_len = 1, .max = NAME_BYTES, .check = is_plain_text),
    FIELD_ENUM(struct view_in, scope, .choices = scopes, .doc = "Who sees it"),
    FIELD_STR(struct view_in, role, .max = 63, .doc = "Of scope role: which"),
    FIELD_STR(struct view_in, query, .max = QUERY_BYTES, .check = is_plain_text, .doc = "band=high&sort=name"),
    FIELD_JSON(struct view_in, columns, .doc = "Names of columns in their order"),
    FIELD_END,
};

static bool
may_share(const struct req *r)
{
    return actor_may(&r->actor, "views:write");
}

static const char *
roles_of(const struct req *r)
{
    return r->actor.roles != NULL ? r->actor.roles : "";
}

static enum err
list(struct req *r, const void *input)
{
    const struct view_in *in = input;
    struct rows *rows;
    enum err e =
        db_rows(r, Q_VIEWS, ARGS(a_str(in->list), a_str(in->list), a_int(may_share(r)), a_str(roles_of(r))), &rows);

    if (e != ERR_NONE)
        return e;
    e = out_rows(r, "data", rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint views_list = {
    "Saved views: one's own, those of one's roles, those of all", list_fields, views_out, sizeof(struct view_in), list,
};

static enum err
tell(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_VIEW, ARGS(a_uuid(id), a_int(may_share(r)), a_str(roles_of(r))), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, 11));
    return ERR_NONE;
}

static enum err
get(struct req *r, const void *input)
{
    const struct view_in *in = input;
    enum err e = tell(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint view_read = { "One saved view", id_fields, view_shape, sizeof(struct view_in), get };

/* NULL when not given. */
static enum err
read_columns(struct req *r, json *columns, const char **ret_text)
{
    *ret_text = NULL;
    if (columns == NULL)
        return ERR_NONE;
    if (json_kind(columns) != JSON_ARRAY || json_len(columns) > COLUMNS_MOST)
        return fail(r, ERR_INVALID, "columns", "A list of at most 60 names is expected.");
    for (size_t i = 0; i < json_len(columns); i++) {
        const char *name = json_str(json_at(columns, i), NULL);

        if (name == NULL || *name == '\0' || strlen(name) > COLUMN_BYTES)
            return fail(r, ERR_INVALID, "columns", "A list of at most 60 names is expected.");
    }
    *ret_text = json_text(r->arena, columns);
    return *ret_text == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

/* Whether it may be seen by whom it is for, and that role is there. */
static enum err
check_scope(struct req *r, const char *scope, const char *role)
{
    int64_t there = 0;
    enum err e;

    if (strcmp(scope, "private") != 0 && !may_share(r))
        return fail(r, ERR_FORBIDDEN, "scope", "You may save views for yourself only.");
    if (strcmp(scope, "role") != 0)
        return role == NULL ? ERR_NONE : fail(r, ERR_INVALID, "role", "A role goes with scope role only.");
    if (role == NULL)
        return fail(r, ERR_INVALID, "role", "Which role is it for?");
    e = db_int(r, Q_VIEW_ROLE, ARGS(a_str(role)), 0, &there);
    return e == ERR_NONE && there == 0 ? fail(r, ERR_INVALID, "role", "There is no such role.") : e;
}

static enum err
add(struct req *r, const void *input)
{
    const struct view_in *in = input;
    const struct uuid id = uuid_v7();
    const char *scope = in->scope != NULL ? in->scope : "private", *columns;
    int64_t count = 0;
    enum err e = check_scope(r, scope, in->role);

    if (e == ERR_NONE)
        e = read_columns(r, in->columns, &columns);
    if (e == ERR_NONE)
        e = db_int(r, Q_VIEW_COUNT, ARGS(a_uuid(r->actor.user_id)), 0, &count);
    if (e == ERR_NONE && count >= VIEWS_A_PERSON)
        return fail_as(r, ERR_CONFLICT, "too_many", NULL, "You have 200 views already. Remove some first.");
    if (e == ERR_NONE)
        e = db_insert(r, Q_VIEW_ADD,
                      ARGS(a_uuid(id), a_str(in->list), a_str(in->name), a_str(scope), a_str(in->role),
                           a_str(in->query != NULL ? in->query : ""), a_str(columns != NULL ? columns : "[]")));
    if (e == ERR_NONE)
        e = tell(r, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint view_add = {
    "Save a view", add_fields, view_shape, sizeof(struct view_in), add, .status = 201,
};

/* The view, locked, if the actor may change it. */
static enum err
lock(struct req *r, struct uuid id, struct rows **ret_row)
{
    enum err e = db_one(r, Q_VIEW_LOCK, ARGS(a_uuid(id), a_int(may_share(r)), a_str(roles_of(r))), ret_row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e == ERR_NONE && col_int(*ret_row, 3) != 1 && !may_share(r))
        return fail(r, ERR_FORBIDDEN, NULL, "Only its owner, or who saves views for all, may change this view.");
    if (e == ERR_NONE)
        e = req_if_match(r, col_int(*ret_row, 0));
    if (e == ERR_STALE && tell(r, id) == ERR_NONE)
        return fail_current(r, e);
    return e;
}

static enum err
change(struct req *r, const void *input)
{
    const struct view_in *in = input;
    const char *scope, *role, *columns;
    struct rows *row;
    enum err e = lock(r, in->id, &row);

    if (e != ERR_NONE)
        return e;
    scope = in->scope != NULL ? in->scope : col_str(row, 1);
    role = in->role != NULL ? in->role : strcmp(scope, "role") == 0 && in->scope == NULL ? col_str(row, 2) : NULL;
    e = check_scope(r, scope, role);
    if (e == ERR_NONE && strcmp(scope, "private") == 0 && col_int(row, 3) != 1)
        return fail(r, ERR_CONFLICT, "scope", "Only its owner can make a view private.");
    if (e == ERR_NONE)
        e = read_columns(r, in->columns, &columns);
    if (e == ERR_NONE)
        e = db_exec_one(
            r, Q_VIEW_SET,
            ARGS(a_str(in->name), a_str(scope), a_str(role), a_str(in->query), a_str(columns), a_uuid(in->id)));
    if (e == ERR_NONE)
        e = tell(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint view_change = {
    "Change a saved view", change_fields, view_shape, sizeof(struct view_in), change, .if_match = true,
};

static enum err
drop(struct req *r, const void *input)
{
    const struct view_in *in = input;
    struct rows *row;
    enum err e = lock(r, in->id, &row);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_VIEW_DROP, ARGS(a_uuid(in->id)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint view_drop = {
    "Remove a saved view", id_fields, NULL, sizeof(struct view_in), drop, .if_match = true,
};
