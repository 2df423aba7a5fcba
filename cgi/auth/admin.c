/*
 * admin.c: what the lists and changes of administration share.
 */
#include "admin.h"

#include "out.h"

#define NAME_BYTES 63

const struct field id_fields[] = { FIELD_UUID(struct id_in, id, .in = IN_PATH, .need = true, .doc = "Id"), FIELD_END };

static const char *
like(struct req *r, const char *before, const char *text)
{
    if (text == NULL || *text == '\0')
        return NULL;
    char *s = arena_alloc(r->arena, strlen(text) * 2 + 1), *end = s;

    for (; s != NULL && *text != '\0'; text++) {
        if (strchr("!%_", *text) != NULL)
            *end++ = '!';
        *end++ = *text;
    }
    return s == NULL ? NULL : arena_printf(r->arena, "%s%s%%", before, s);
}

const char *
like_part(struct req *r, const char *text)
{
    return like(r, "%", text);
}

const char *
like_start(struct req *r, const char *text)
{
    return like(r, "", text);
}

bool
names_have(const struct names *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i], name) == 0)
            return true;
    return false;
}

/* Sorted, so that two lists can be compared as texts. */
static void
names_add(struct names *list, const char *name)
{
    size_t at = list->n;

    if (names_have(list, name))
        return;
    for (; at > 0 && strcmp(list->v[at - 1], name) > 0; at--)
        list->v[at] = list->v[at - 1];
    list->v[at] = name;
    list->n++;
}

static bool
is_name(const char *s)
{
    size_t n = strlen(s);

    return n > 0 && n <= NAME_BYTES && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_:") == n;
}

enum err
names_read(struct req *r, const char *field, const json *list, struct names *ret)
{
    struct names names = { .n = 0 };

    if (json_kind(list) != JSON_ARRAY)
        return fail_as(r, ERR_INVALID, "wrong_type", field, "Send a list of names.");
    if (json_len(list) > NAMES_MAX)
        return fail_as(r, ERR_INVALID, "too_long", field, "These are too many.");
    for (size_t i = 0; i < json_len(list); i++) {
        const char *name = json_str(json_at(list, i), "");

        if (!is_name(name))
            return fail_as(r, ERR_INVALID, "wrong_format", field, "A name has small letters, digits and underscores.");
        names_add(&names, arena_str(r->arena, name));
    }
    *ret = names;
    return ERR_NONE;
}

enum err
names_stored(struct req *r, const char *json_text, struct names *ret)
{
    struct names names = { .n = 0 };
    json *list = NULL;
    enum err e = *json_text == '\0' ? ERR_NONE : json_parse(r->arena, json_text, strlen(json_text), &list, NULL);

    if (e != ERR_NONE)
        return fault(r, ERR_INTERNAL, "a stored list of names is no JSON");
    for (size_t i = 0; i < json_len(list) && i < NAMES_MAX; i++)
        names_add(&names, json_str(json_at(list, i), ""));
    *ret = names;
    return ERR_NONE;
}

const char *
names_json(struct req *r, const struct names *list)
{
    size_t size = 3;

    for (size_t i = 0; i < list->n; i++)
        size += strlen(list->v[i]) + 3;
    char *text = arena_alloc(r->arena, size), *end = text;

    if (text == NULL)
        return NULL;
    *end++ = '[';
    for (size_t i = 0; i < list->n; i++)
        end += snprintf(end, size - (size_t)(end - text), "%s\"%s\"", i > 0 ? "," : "", list->v[i]);
    *end++ = ']';
    *end = '\0';
    return text;
}

static enum err
not_held(struct req *r, const char *field, const char *sentence)
{
    return fail_as(r, ERR_FORBIDDEN, "permission_not_held", field, sentence);
}

enum err
may_give_permission(struct req *r, const char *field, const char *permission)
{
    if (actor_may(&r->actor, permission))
        return ERR_NONE;
    return not_held(r, field,
                    arena_printf(r->arena, "You do not have %s yourself, so you cannot give or take it.", permission));
}

/* All the permissions of a statement's rows. */
static enum err
actor_has_all(struct req *r, const char *field, const char *sentence, int query, struct args args)
{
    struct rows *rows;
    bool has = true;
    enum err e = db_rows(r, query, args, &rows);

    if (e != ERR_NONE)
        return e;
    while (rows_next(rows))
        has = has && actor_may(&r->actor, col_str(rows, 0));
    e = rows_error(rows);
    rows_close(rows);
    return e != ERR_NONE || has ? e : not_held(r, field, sentence);
}

enum err
may_give_role(struct req *r, const char *field, const char *role)
{
    struct rows *row;
    enum err e = db_one(r, Q_ROLE_SHARE, ARGS(a_str(role)), &row);

    if (e == ERR_NOT_FOUND)
        return fail_as(r, ERR_INVALID, "role_unknown", field, arena_printf(r->arena, "There is no role %s.", role));
    if (e != ERR_NONE)
        return e;
    return actor_has_all(r, field,
                         arena_printf(r->arena, "The role %s may more than you, so you cannot give or take it.", role),
                         Q_ROLE_PERMISSIONS, ARGS(a_str(role)));
}

enum err
may_rule_user(struct req *r, struct uuid user)
{
    return actor_has_all(r, NULL, "This person may more than you, so you cannot change the account.",
                         Q_USER_PERMISSIONS, ARGS(a_uuid(user)));
}

enum err
audit_of(struct req *r, const char *action, const char *object, struct uuid id, const char *detail)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return audit_add(r, action, object, text, detail);
}
