/* Reading a declaration: everything is checked and every fault is told, then the plain structs are handed out. */
#include "schema_private.h"

#include <ctype.h>

#define NO_ROLE ((enum schema_role) - 1) /* of a column whose role is missing or unknown, which is told by itself */

static const char *const roles[] = { "id", "name", "label", "value", "feature", "ignore", NULL };
static const char *const types[] = { "number", "category", "yes_no", NULL };

/* "NumOfProducts", "num_of_products" -> "Num of products". Words in capitals stay as they are. */
static const char *
title_from(struct arena *a, const char *header)
{
    size_t len = strlen(header), n = 0;
    char *title = arena_alloc(a, 2 * len + 1);

    for (size_t i = 0; title != NULL && i < len; i++) {
        unsigned char c = (unsigned char)header[i], before = i > 0 ? (unsigned char)header[i - 1] : ' ';
        bool starts = isupper(c) && islower(before);
        if (starts)
            title[n++] = ' ';
        if (c == '_' || c == '-')
            c = ' ';
        else if (i == 0)
            c = (unsigned char)toupper(c);
        else if (starts && i + 1 < len && islower((unsigned char)header[i + 1]))
            c = (unsigned char)tolower(c);
        title[n++] = (char)c;
    }
    return title != NULL ? title : header;
}

static void
read_aliases(struct reading *g, const json *v, const char *pointer, struct schema_column *c)
{
    const json *list = json_get(v, "aliases");
    size_t n = schema_array(g, list, schema_below(g, pointer, "aliases"), SCHEMA_MAX_ALIASES);
    const char **aliases = ARENA_NEW(g->arena, const char *, n + 1);

    for (size_t i = 0; aliases != NULL && i < n; i++) {
        const char *alias = json_str(json_at(list, i), NULL);
        if (alias == NULL || *alias == '\0' || strlen(alias) > SCHEMA_MAX_TEXT || schema_has_control(alias))
            schema_complain(g, schema_below(g, pointer, "aliases"), "Each alias must be a text of 1 to %d bytes.",
                            SCHEMA_MAX_TEXT);
        else
            aliases[c->alias_count++] = alias;
    }
    c->aliases = aliases;
}

static void
read_column(struct reading *g, const json *v, const char *pointer, struct schema_column *c)
{
    static const char *const known[] = {
        "header",  "role",    "type", "title",   "feature", "required",  "min",  "max",
        "integer", "message", "unit", "aliases", "segment", "protected", "keep", NULL
    };

    c->feature = SCHEMA_NONE;
    c->header = "";
    c->role = NO_ROLE;
    if (!schema_object(g, v, pointer, known))
        return;
    const char *header = schema_text(g, v, pointer, "header", true, SCHEMA_MAX_TEXT);
    const char *title = schema_text(g, v, pointer, "title", false, SCHEMA_MAX_TEXT);
    c->header = header != NULL ? header : "";
    c->title = title != NULL ? title : title_from(g->arena, c->header);
    c->message = schema_text(g, v, pointer, "message", false, SCHEMA_MAX_TEXT);
    c->unit = schema_text(g, v, pointer, "unit", false, 16);
    c->role = (enum schema_role)schema_choice(g, v, pointer, "role", roles, -1);
    bool typed = c->role == SCHEMA_FEATURE || c->role == SCHEMA_VALUE;
    int usual = c->role == SCHEMA_VALUE ? SCHEMA_NUMBER : c->role == SCHEMA_LABEL ? SCHEMA_YES_NO : SCHEMA_CATEGORY;
    c->type = (enum schema_type)schema_choice(g, v, pointer, "type", types, c->role == SCHEMA_FEATURE ? -1 : usual);
    c->required = schema_flag(g, v, pointer, "required", c->role == SCHEMA_ID);
    c->integer = schema_flag(g, v, pointer, "integer", false);
    c->segment = schema_flag(g, v, pointer, "segment", false);
    c->protected_ = schema_flag(g, v, pointer, "protected", false);
    c->keep = schema_flag(g, v, pointer, "keep", false);
    c->has_min = schema_num(g, v, pointer, "min", &c->min);
    c->has_max = schema_num(g, v, pointer, "max", &c->max);
    if (c->has_min && c->has_max && c->min > c->max)
        schema_complain(g, schema_below(g, pointer, "max"), "\"max\" must not be below \"min\".");
    if (c->role == SCHEMA_VALUE && c->type != SCHEMA_NUMBER)
        schema_complain(g, schema_below(g, pointer, "type"), "A value column must be a number.");
    bool feature = schema_flag(g, v, pointer, "feature", typed);
    if (typed && (feature || c->role == SCHEMA_FEATURE))
        c->feature = 0; /* its place is known when all columns are read */
    read_aliases(g, v, pointer, c);
}

/* Remembers where the columns of the single roles are and numbers the features. */
static void
place_columns(struct reading *g)
{
    struct schema *s = g->schema;
    size_t *single[] = {
        [SCHEMA_ID] = &s->id, [SCHEMA_NAME] = &s->name, [SCHEMA_LABEL] = &s->label, [SCHEMA_VALUE] = &s->value
    };
    size_t *features = ARENA_NEW(g->arena, size_t, s->column_count + 1);
    bool unknown = false; /* perhaps the missing one */

    for (size_t i = 0; features != NULL && i < s->column_count; i++) {
        struct schema_column *c = &g->columns[i];
        if (c->feature != SCHEMA_NONE) {
            c->feature = s->feature_count;
            features[s->feature_count++] = i;
        }
        unknown |= c->role == NO_ROLE;
        if (c->role > SCHEMA_VALUE)
            continue;
        if (*single[c->role] != SCHEMA_NONE)
            schema_complain(g, arena_printf(g->arena, "/columns/%zu/role", i), "Only one column can be the %s.",
                            roles[c->role]);
        *single[c->role] = i;
    }
    s->features = features;
    if (s->id == SCHEMA_NONE && !unknown)
        schema_complain(g, "/columns", "One column must have the role \"id\".");
    if (s->feature_count == 0)
        schema_complain(g, "/columns", "At least one column must be a feature.");
}

/* Headers and aliases must not be taken twice. */
static void
check_names(struct reading *g)
{
    const struct schema *s = g->schema;

    for (size_t i = 0; i < s->column_count; i++) {
        const struct schema_column *c = &s->columns[i];
        if (*c->header != '\0' && schema_find_column(s, c->header) != i)
            schema_complain(g, arena_printf(g->arena, "/columns/%zu/header", i), "Another column has this header.");
        for (size_t k = 0; k < c->alias_count; k++)
            if (schema_find_column(s, c->aliases[k]) != i)
                schema_complain(g, arena_printf(g->arena, "/columns/%zu/aliases/%zu", i, k),
                                "Another column has this name.");
    }
}

static void
read_columns(struct reading *g, const json *list)
{
    size_t n = schema_array(g, list, "/columns", SCHEMA_MAX_COLUMNS);

    g->columns = ARENA_NEW(g->arena, struct schema_column, n + 1);
    if (g->columns == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        read_column(g, json_at(list, i), arena_printf(g->arena, "/columns/%zu", i), &g->columns[i]);
    g->schema->columns = g->columns;
    g->schema->column_count = n;
    place_columns(g);
    check_names(g);
}

/* The main segment: named, else the first column that says it is one, else the first category. */
static void
read_segment(struct reading *g, const json *v)
{
    struct schema *s = g->schema;
    const char *header = schema_text(g, v, "", "segment", false, SCHEMA_MAX_TEXT);
    size_t feature = header != NULL ? schema_find_feature(s, header) : SCHEMA_NONE;

    if (header != NULL && feature == SCHEMA_NONE)
        schema_complain(g, "/segment", "No feature column has this header.");
    if (feature != SCHEMA_NONE)
        s->segment = s->features[feature];
    for (size_t i = 0; i < s->column_count && s->segment == SCHEMA_NONE; i++)
        if (s->columns[i].segment && s->columns[i].feature != SCHEMA_NONE)
            s->segment = i;
    for (size_t i = 0; i < s->column_count && s->segment == SCHEMA_NONE; i++)
        if (s->columns[i].type == SCHEMA_CATEGORY && s->columns[i].feature != SCHEMA_NONE)
            s->segment = i;
}

enum err
schema_read(struct arena *a, const json *body, const struct schema **ret_schema, struct schema_faults *ret_faults)
{
    static const char *const known[] = { "columns", "actions", "segment", "rule_of_thumb", "title", NULL };
    /* cppcheck-suppress uninitvar ; only its address is taken */
    struct schema_faults ignored, *faults = ret_faults != NULL ? ret_faults : &ignored;
    struct schema *s = ARENA_NEW(a, struct schema, 1);
    struct reading g = { .arena = a, .faults = faults, .schema = s };

    faults->count = 0;
    if (s == NULL)
        return ERR_UNAVAILABLE;
    s->id = s->name = s->label = s->value = s->segment = SCHEMA_NONE;
    bool object = schema_object(&g, body, "", known);

    if (object)
        read_columns(&g, json_get(body, "columns"));
    if (object && !arena_full(a)) {
        schema_read_actions(&g, json_get(body, "actions"));
        read_segment(&g, body);
        schema_read_rule(&g, json_get(body, "rule_of_thumb"));
    }
    if (arena_full(a))
        return ERR_UNAVAILABLE;
    if (faults->count > 0)
        return ERR_INVALID;
    *ret_schema = s;
    return ERR_NONE;
}

enum err
schema_parse(struct arena *a, const char *text, size_t len, const struct schema **ret_schema,
             struct schema_faults *ret_faults)
{
    struct json_fault why = { 0, "not JSON" };
    json *body = NULL;
    enum err e = json_parse(a, text, len, &body, &why);

    if (e == ERR_UNAVAILABLE || e == ERR_TOO_LARGE)
        return e;
    if (e == ERR_NONE)
        return schema_read(a, body, ret_schema, ret_faults);
    if (ret_faults != NULL) {
        ret_faults->count = 1;
        ret_faults->fault[0].pointer = "";
        ret_faults->fault[0].message = arena_printf(a, "The schema is not JSON: %s at byte %zu.", why.reason, why.at);
    }
    return ERR_INVALID;
}
