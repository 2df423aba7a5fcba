/* Typed members of a declaration, and the faults they have. */
#include "schema_private.h"

#include <math.h>
#include <stdarg.h>

void
schema_complain(struct reading *g, const char *pointer, const char *fmt, ...)
{
    size_t at = g->faults->count++;
    va_list ap;

    if (at >= SCHEMA_MAX_FAULTS)
        return;
    va_start(ap, fmt);
    g->faults->fault[at].message = arena_vprintf(g->arena, fmt, ap);
    va_end(ap);
    g->faults->fault[at].pointer = arena_str(g->arena, pointer != NULL ? pointer : "");
}

const char *
schema_below(struct reading *g, const char *pointer, const char *member)
{
    const char *joined = arena_printf(g->arena, "%s/%s", pointer, member);
    return joined != NULL ? joined : "";
}

bool
schema_has_control(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s < 0x20)
            return true;
    return false;
}

/* A text of 1..max bytes without control characters; NULL when absent (a fault if needed) or wrong. */
const char *
schema_text(struct reading *g, const json *v, const char *pointer, const char *member, bool need, size_t max)
{
    const json *m = json_get(v, member);
    const char *text = json_str(m, NULL);

    if (m == NULL) {
        if (need)
            schema_complain(g, schema_below(g, pointer, member), "\"%s\" is needed.", member);
        return NULL;
    }
    if (text == NULL || *text == '\0' || strlen(text) > max || schema_has_control(text)) {
        schema_complain(g, schema_below(g, pointer, member),
                        "\"%s\" must be a text of 1 to %zu bytes without control characters.", member, max);
        return NULL;
    }
    return text;
}

bool
schema_flag(struct reading *g, const json *v, const char *pointer, const char *member, bool fallback)
{
    const json *m = json_get(v, member);

    if (m != NULL && json_kind(m) != JSON_BOOL)
        schema_complain(g, schema_below(g, pointer, member), "\"%s\" must be true or false.", member);
    return json_bool(m, fallback);
}

/* A finite number; false when absent or wrong. */
bool
schema_num(struct reading *g, const json *v, const char *pointer, const char *member, double *ret)
{
    const json *m = json_get(v, member);
    double value = json_num(m, NAN);

    if (m == NULL)
        return false;
    if (!isfinite(value)) {
        schema_complain(g, schema_below(g, pointer, member), "\"%s\" must be a number.", member);
        return false;
    }
    *ret = value;
    return true;
}

/* The place of a word among the choices; the fallback when it is absent and not needed (fallback >= 0). */
int
schema_choice(struct reading *g, const json *v, const char *pointer, const char *member, const char *const *choices,
              int fallback)
{
    const json *m = json_get(v, member);
    const char *word = json_str(m, "");

    if (m == NULL && fallback >= 0)
        return fallback;
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(word, choices[i]) == 0)
            return i;
    char list[128] = "";
    size_t used = 0;
    for (int i = 0; choices[i] != NULL; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", choices[i]);
    schema_complain(g, schema_below(g, pointer, member), "\"%s\" must be one of: %s.", member, list);
    return fallback >= 0 ? fallback : 0;
}

/* An object whose members are all known. */
bool
schema_object(struct reading *g, const json *v, const char *pointer, const char *const *known)
{
    if (json_kind(v) != JSON_OBJECT) {
        schema_complain(g, pointer, "This must be an object.");
        return false;
    }
    for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m)) {
        bool found = false;
        for (size_t i = 0; known[i] != NULL && !found; i++)
            found = strcmp(known[i], m.key) == 0;
        if (!found)
            schema_complain(g, schema_below(g, pointer, m.key), "There is no such setting.");
    }
    return true;
}

/* The length of an array member of at most max; a fault when it is something else or longer. */
size_t
schema_array(struct reading *g, const json *v, const char *pointer, size_t max)
{
    if (v == NULL)
        return 0;
    if (json_kind(v) != JSON_ARRAY || json_len(v) > max) {
        schema_complain(g, pointer, "This must be a list of at most %zu entries.", max);
        return 0;
    }
    return json_len(v);
}

/* A scalar as text: declarations may say "set": 1 as well as "set": "1". */
const char *
schema_scalar(struct reading *g, const json *v, const char *pointer, const char *member, bool need)
{
    const json *m = json_get(v, member);
    enum json_kind kind = json_kind(m);

    if (kind == JSON_INT || kind == JSON_NUM)
        return json_text(g->arena, m);
    if (kind == JSON_BOOL)
        return json_bool(m, false) ? "1" : "0";
    return schema_text(g, v, pointer, member, need, SCHEMA_MAX_TEXT);
}
