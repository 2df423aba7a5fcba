/*
 * home.c: the tenant that somebody joins, or opens.
 */
#include "registration.h"

#include <ctype.h>

#include "config.h"

#define SLUG_MAX   48
#define SLUG_TRIES 5

static enum err
unknown(struct req *r, const char *field)
{
    return fail(r, ERR_INVALID, field, "There is no such workspace.");
}

/* Where people go who name nothing. */
static enum err
default_slug(struct req *r, const char *field, const char **ret_slug)
{
    struct rows *row;

    if (*config()->default_tenant != '\0') {
        *ret_slug = config()->default_tenant;
        return ERR_NONE;
    }
    enum err e = db_one(r, Q_TENANT_ONLY, NO_ARGS, &row);

    if (e == ERR_NONE && col_int(row, 1) != 1)
        return fail(r, ERR_INVALID, field, "Say which workspace.");
    if (e == ERR_NONE)
        *ret_slug = col_str(row, 0);
    return e;
}

/* The column is ASCII: the server would not compare it with anything else. */
static bool
may_be_slug(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

enum err
home_find(struct req *r, const char *slug, const char *field, struct home *ret)
{
    struct rows *row;
    enum err e = slug != NULL ? ERR_NONE : default_slug(r, field, &slug);

    if (e == ERR_NONE && (slug == NULL || !may_be_slug(slug)))
        return unknown(r, field);
    if (e == ERR_NONE)
        e = db_one(r, Q_TENANT_BY_SLUG, ARGS(a_str(slug)), &row);
    if (e == ERR_NOT_FOUND || (e == ERR_NONE && col_int(row, 3) == 0))
        return unknown(r, field);
    if (e != ERR_NONE)
        return e;
    *ret = (struct home){
        .id = (uint32_t)col_int(row, 0),
        .public_id = col_uuid(row, 1),
        .name = col_str(row, 2),
        .slug = slug,
        .open = col_int(row, 4) != 0,
        .rules = { (unsigned)col_int(row, 5), col_int(row, 6) != 0 },
        .phones = phone_rule_of(col_str(row, 7)),
    };
    return ERR_NONE;
}

/* "Müller & Söhne AG" -> "m-ller-s-hne-ag"; what is left of another script may be nothing. */
static const char *
slug_of(struct req *r, const char *name)
{
    char text[SLUG_MAX + 1];
    size_t n = 0;

    for (; *name != '\0' && n < SLUG_MAX; name++) {
        unsigned char c = (unsigned char)*name;

        if (c < 0x80 && isalnum(c))
            text[n++] = (char)tolower(c);
        else if (n > 0 && text[n - 1] != '-')
            text[n++] = '-';
    }
    while (n > 0 && text[n - 1] == '-')
        n--;
    text[n] = '\0';
    return arena_str(r->arena, n < 2 ? "workspace" : text);
}

/* A slug that nobody has, or the one that was asked for. */
static enum err
insert_tenant(struct req *r, struct uuid id, const char *name, const char *slug, const char **ret_slug)
{
    const char *text = slug != NULL ? slug : slug_of(r, name), *first = text;
    enum err e = db_insert(r, Q_TENANT_INSERT, ARGS(a_uuid(id), a_str(text), a_str(name)));

    for (int i = 0; slug == NULL && e == ERR_CONFLICT && i < SLUG_TRIES; i++) {
        uint8_t random[3];
        char hex[7];

        random_bytes(random, sizeof(random));
        hex_encode(random, sizeof(random), hex);
        text = arena_printf(r->arena, "%s-%s", first, hex);
        e = db_insert(r, Q_TENANT_INSERT, ARGS(a_uuid(id), a_str(text), a_str(name)));
    }
    if (e == ERR_CONFLICT)
        return fail(r, e, "slug", "Another workspace has this short name.");
    if (e == ERR_NONE)
        *ret_slug = text;
    return e;
}

enum err
home_create(struct req *r, const char *name, const char *slug, struct home *ret)
{
    struct uuid id = uuid_v7();
    int64_t no = 0;
    enum err e = insert_tenant(r, id, name, slug, &slug);

    if (e == ERR_NONE)
        e = db_int(r, Q_TENANT_BY_PUBLIC_ID, ARGS(a_uuid(id)), 0, &no);
    if (e == ERR_NONE)
        e = db_insert(r, Q_TENANT_SETTINGS_ADD, ARGS(a_int(no)));
    if (e == ERR_NONE)
        e = db_insert(r, Q_TENANT_ROLES_ADD, ARGS(a_int(no)));
    if (e == ERR_NONE)
        e = db_insert(r, Q_TENANT_PERMISSIONS_ADD, ARGS(a_int(no)));
    if (e == ERR_NONE)
        *ret = (struct home){ .id = (uint32_t)no, .public_id = id, .name = name, .slug = slug, .open = true };
    return e;
}
