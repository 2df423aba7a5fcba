/*
 * extract_schema.c: reads what a tenant wants to know.
 */
#include "extract.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static const char *const types[] = { "money", "percent", "number",    "date",    "time",    "people", "choice",
                                     "list",  "intent",  "sentiment", "urgency", "summary", "text",   NULL };
static const char *const sentiments[] = { "positive", "neutral", "negative", NULL };
static const char *const urgencies[] = { "low", "medium", "high", NULL };

static const char *const members[] = {
    "path", "title", "type", "near", "choices", "group", "words", "low", "high", NULL
};

static size_t
position(const char *const *list, const char *word)
{
    size_t i = 0;

    while (list[i] != NULL && strcmp(list[i], word) != 0)
        i++;
    return i;
}

/* a-z, digits and _, in at most two parts with a dot between; no part is empty. */
static bool
is_path(const char *s)
{
    size_t part = 0, dots = 0;

    for (const char *p = s; *p != '\0'; p++) {
        if (*p == '.') {
            if (part == 0 || ++dots > 1)
                return false;
            part = 0;
        } else if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *p) != NULL) {
            part++;
        } else {
            return false;
        }
    }
    return part > 0 && strlen(s) < X_PATH;
}

static bool
read_words(const json *list, const char **ret)
{
    if (list == NULL)
        return true;
    if (json_kind(list) != JSON_ARRAY || json_len(list) > X_WORDS)
        return false;
    for (size_t i = 0; i < json_len(list); i++) {
        ret[i] = json_str(json_at(list, i), NULL);
        if (ret[i] == NULL || *ret[i] == '\0' || strlen(ret[i]) > 60)
            return false;
    }
    return true;
}

static bool
read_choice_words(const json *object, struct x_field *f)
{
    size_t n = 0;

    for (struct json_member m = json_first(object); m.key != NULL; m = json_next(m)) {
        if (position(f->choices, m.key) > X_WORDS || f->choices[position(f->choices, m.key)] == NULL)
            return false;
        for (size_t i = 0; i < json_len(m.value) && n < X_WORDS; i++) {
            const char *word = json_str(json_at(m.value, i), NULL);

            if (word == NULL || *word == '\0' || strlen(word) > 60)
                return false;
            f->words[n++] = (struct x_word){ m.key, word };
        }
    }
    return true;
}

static const char *
read_field(const json *v, struct x_field *f)
{
    const char *type = json_str(json_get(v, "type"), "");
    size_t t = position(types, type);

    for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m))
        if (members[position(members, m.key)] == NULL)
            return "A field has a member that is not known.";
    if (types[t] == NULL)
        return "The type of a field is not one of those known.";
    f->type = (enum x_type)t;
    f->path = json_str(json_get(v, "path"), "");
    f->title = json_str(json_get(v, "title"), f->path);
    f->group = json_str(json_get(v, "group"), NULL);
    f->low = json_num(json_get(v, "low"), 0);
    f->high = json_num(json_get(v, "high"), 0);
    if (!is_path(f->path))
        return "A path is one or two words of a-z, 0-9 and _, with a dot between.";
    if (strlen(f->title) > 127)
        return "A title is too long.";
    if (!read_words(json_get(v, "near"), f->near) || !read_words(json_get(v, "choices"), f->choices))
        return "near and choices are lists of at most 24 short texts.";
    if (!read_choice_words(json_get(v, "words"), f))
        return "words says for each choice by which words it is known.";
    if (f->type == X_CHOICE && f->choices[0] == NULL && f->group == NULL)
        return "A choice needs choices or a group.";
    if (f->type == X_SENTIMENT)
        memcpy(f->choices, sentiments, sizeof(sentiments));
    if (f->type == X_URGENCY)
        memcpy(f->choices, urgencies, sizeof(urgencies));
    return NULL;
}

/* "a" beside "a.b" cannot both stand in one object. */
static bool
collides(const struct x_schema *s, const char *path)
{
    size_t n = strlen(path);

    for (size_t i = 0; i < s->n; i++) {
        const char *other = s->fields[i].path;
        size_t m = strlen(other);

        if (strcmp(other, path) == 0 || (n < m && other[n] == '.' && strncmp(other, path, n) == 0) ||
            (m < n && path[m] == '.' && strncmp(other, path, m) == 0))
            return true;
    }
    return false;
}

enum err
x_schema_read(struct arena *a, const char *name, const json *body, struct x_schema *ret, const char **ret_why)
{
    const json *fields = json_get(body, "fields");
    const char *why = NULL;

    (void)a;
    memset(ret, 0, sizeof(*ret));
    ret->name = name;
    ret->title = json_str(json_get(body, "title"), name);
    if (json_kind(fields) != JSON_ARRAY || json_len(fields) == 0 || json_len(fields) > X_FIELDS)
        why = "A declaration has 1 to 40 fields.";
    for (size_t i = 0; why == NULL && i < json_len(fields); i++) {
        why = read_field(json_at(fields, i), &ret->fields[i]);
        if (why == NULL && collides(ret, ret->fields[i].path))
            why = "Two fields stand at the same place.";
        ret->n = i + 1;
    }
    if (why == NULL)
        return ERR_NONE;
    *ret_why = why;
    return ERR_INVALID;
}

/* At most max bytes, cut at a character. */
static const char *
cut(struct arena *a, const char *s, size_t max)
{
    size_t n = strlen(s);

    return arena_copy(a, s, n <= max ? n : utf8_good(s, max));
}

bool
x_is_figure(const struct x_field *f, const char *value)
{
    const char *digits = value + strcspn(value, "0123456789");
    double v = strtod(digits, NULL);

    if (f->type != X_MONEY && f->type != X_PERCENT && f->type != X_NUMBER && f->type != X_PEOPLE)
        return true;
    return *digits != '\0' && ((f->low == 0 && f->high == 0) || (v >= f->low && v <= f->high));
}

bool
x_is_choice(const struct x_field *f, const char *value)
{
    bool chosen = f->type == X_CHOICE || f->type == X_SENTIMENT || f->type == X_URGENCY;

    return !chosen || f->choices[0] == NULL || f->choices[position(f->choices, value)] != NULL;
}

bool
x_add(struct arena *a, struct x_result *res, const struct x_value *v)
{
    if (res->n == X_VALUES || v->value == NULL || *v->value == '\0' || !x_is_choice(v->field, v->value))
        return false;
    struct x_value *to = &res->v[res->n];

    *to = *v;
    to->value = cut(a, v->value, X_VALUE);
    to->quote = cut(a, v->quote != NULL ? v->quote : "", X_QUOTE);
    if (to->value == NULL || to->quote == NULL)
        return false;
    res->n++;
    return true;
}
