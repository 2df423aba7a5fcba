/*
 * mail.c: see mail.h.
 */
#include "mail.h"

#include <stdarg.h>

#include "db.h"
#include "input.h"
#include "json.h"
#include "queries.h"
#include "req.h"
#include "utf8.h"

#define TEMPLATE_MAX 31

bool
mail_address_fine(const char *address)
{
    for (const char *s = address; *s != '\0'; s++)
        if ((unsigned char)*s < 0x21 || *s == 0x7f)
            return false;
    return is_email(address) == NULL;
}

/* Texts only: what a template could not show would be lost in silence. */
static bool
params_fine(struct req *r, const char *text)
{
    json *v = NULL;

    if (strlen(text) > MAIL_PARAMS_MAX || json_parse(r->arena, text, strlen(text), &v, NULL) != ERR_NONE ||
        json_kind(v) != JSON_OBJECT)
        return false;
    for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m))
        if (json_kind(m.value) != JSON_STR && json_kind(m.value) != JSON_NULL)
            return false;
    return true;
}

enum err
mail_add(struct req *r, const char *to, const char *template, const char *params_json)
{
    return mail_add_as(r, uuid_v7(), to, template, params_json);
}

enum err
mail_add_as(struct req *r, struct uuid id, const char *to, const char *template, const char *params_json)
{
    size_t n = strlen(template);

    if (to == NULL || !mail_address_fine(to))
        return fail(r, ERR_INVALID, "email", "This is not an e-mail address.");
    if (n == 0 || n > TEMPLATE_MAX || strspn(template, "abcdefghijklmnopqrstuvwxyz_") != n)
        return fault(r, ERR_INTERNAL, "no name of a mail template");
    if (params_json == NULL || !params_fine(r, params_json))
        return fault(r, ERR_INTERNAL, "parameters of mail %s are no object of texts", template);
    return db_insert(r, LQ_MAIL_ADD,
                     ARGS(a_uuid(id), r->actor.tenant == 0 ? a_null() : a_int(r->actor.tenant), a_str(to),
                          a_str(template), a_str(params_json)));
}

struct text {
    char *s;
    size_t n, size;
};

static void
put(struct req *r, struct text *t, const char *s, size_t n)
{
    if (t->s != NULL && t->n + n + 1 > t->size) {
        size_t size = (t->n + n + 1) * 2;
        char *grown = arena_alloc(r->arena, size);

        if (grown != NULL)
            memcpy(grown, t->s, t->n);
        t->s = grown;
        t->size = size;
    }
    if (t->s == NULL)
        return;
    memcpy(t->s + t->n, s, n);
    t->n += n;
}

static void
put_quoted(struct req *r, struct text *t, const char *s)
{
    size_t n = strlen(s), len;
    char escape[8];

    put(r, t, "\"", 1);
    for (size_t i = 0; i < n; i += len) {
        uint32_t c = utf8_at(s + i, n - i, &len);

        if (c == UTF8_BAD)
            put(r, t, "\xef\xbf\xbd", 3);
        else if (c < 0x20 || c == '"' || c == '\\')
            put(r, t, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)c));
        else
            put(r, t, s + i, len);
    }
    put(r, t, "\"", 1);
}

const char *
mail_params(struct req *r, const char *key, const char *value, ...)
{
    struct text t = { .s = arena_alloc(r->arena, 256), .size = 256 };
    va_list ap;

    va_start(ap, value);
    put(r, &t, "{", 1);
    while (key != NULL) {
        put_quoted(r, &t, key);
        put(r, &t, ":", 1);
        put_quoted(r, &t, value == NULL ? "" : value);
        key = va_arg(ap, const char *);
        if (key == NULL)
            break;
        value = va_arg(ap, const char *);
        put(r, &t, ",", 1);
    }
    va_end(ap);
    put(r, &t, "}", 2);
    return t.s;
}
