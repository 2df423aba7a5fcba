/*
 * old_contacts.c: see old_contacts.h.
 */
#include "old_contacts.h"

#include "input.h"
#include "normalise.h"

static const char *
phone_of(struct req *r, const char *s)
{
    char *plain = arena_alloc(r->arena, strlen(s) + 1), *to = plain;

    if (strlen(s) > 31 || strspn(s, "+0123456789 -./()") != strlen(s))
        return NULL;
    for (; plain != NULL && *s != '\0'; s++)
        if ((*s >= '0' && *s <= '9') || (*s == '+' && to == plain))
            *to++ = *s;
    return plain != NULL && to - plain >= 5 ? plain : NULL;
}

/* A text, or a number taken for one; NULL when it is null or not there. */
static enum err
read_contact(struct req *r, const json *given, const char *key, size_t most, const char **ret)
{
    const char *field = arena_printf(r->arena, "contacts/%s", key);
    const json *v = json_get(given, key);
    const enum json_kind kind = json_kind(v);

    *ret = kind == JSON_INT || kind == JSON_NUM ? json_text(r->arena, v) : json_str(v, NULL);
    if (v != NULL && *ret == NULL)
        return fail_as(r, ERR_INVALID, "not_a_text", field, "A contact is a short text.");
    if (*ret != NULL && (strlen(*ret) > most || is_plain_text(*ret) != NULL))
        return fail_as(r, ERR_INVALID, "contacts", field, "A contact is a short text.");
    return ERR_NONE;
}

enum err
contacts_read(struct req *r, const json *given, struct contacts *ret)
{
    const struct {
        const char *key;
        const char **to;
        size_t most;
    } parts[] = { { "primary", &ret->primary, 254 },
                  { "secondary", &ret->secondary, 254 },
                  { "preferred_time", &ret->time, 100 },
                  { "last_call", &ret->call, 100 } };

    enum err e = ERR_NONE;

    *ret = (struct contacts){ NULL, NULL, NULL, NULL, NULL, NULL, NULL };
    if (json_kind(given) != JSON_OBJECT)
        return fail_as(r, ERR_INVALID, "not_an_object", "contacts", "An object of contacts is expected.");
    for (size_t i = 0; e == ERR_NONE && i < sizeof parts / sizeof parts[0]; i++)
        e = read_contact(r, given, parts[i].key, parts[i].most, parts[i].to);
    if (e != ERR_NONE)
        return e;
    if (ret->primary == NULL)
        return fail_as(r, ERR_INVALID, json_has(given, "primary") ? "member_null" : "member_missing",
                       "contacts/primary", "A primary contact is needed.");
    if (is_email(ret->primary) == NULL) {
        ret->email = normalise_email(r->arena, ret->primary);
        ret->email_key = ret->email != NULL ? normalise_key(r->arena, ret->email) : NULL;
    } else {
        ret->phone = phone_of(r, ret->primary);
    }
    return ERR_NONE;
}
