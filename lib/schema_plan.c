/* The parts of a declaration that refer to its columns: actions and the rule of thumb. */
#include "schema_private.h"

#include <math.h>

static const char *const whens[] = { "differs", "below", "above", NULL };
static const char *const tests[] = { "below", "at_most", "above", "at_least", "equals", NULL };

/* The feature that a member names; SCHEMA_NONE after a fault. */
static size_t
feature_of(struct reading *g, const json *v, const char *pointer)
{
    const char *header = schema_text(g, v, pointer, "feature", true, SCHEMA_MAX_TEXT);
    size_t feature = header != NULL ? schema_find_feature(g->schema, header) : SCHEMA_NONE;

    if (header != NULL && feature == SCHEMA_NONE)
        schema_complain(g, schema_below(g, pointer, "feature"), "No feature column has this header.");
    return feature;
}

/* A text that must suit the feature's type; its number goes to *ret_number. */
static void
check_value(struct reading *g, size_t feature, const char *text, const char *pointer, double *ret_number)
{
    enum schema_type type = schema_feature(g->schema, feature)->type;
    struct schema_cell cell = { text, strlen(text) };
    int answer = schema_yes_no(cell);

    if (type == SCHEMA_NUMBER && !schema_number(cell, ret_number))
        schema_complain(g, pointer, "This must be a number, as its feature is.");
    if (type == SCHEMA_YES_NO && answer < 0)
        schema_complain(g, pointer, "This must be 1 or 0 (or yes, no, true, false), as its feature is.");
    if (type == SCHEMA_YES_NO && answer >= 0)
        *ret_number = answer;
}

static double
cost_of(struct reading *g, const json *v, const char *pointer)
{
    const char *text = schema_scalar(g, v, pointer, "cost", false);
    double cost = 0;

    if (text != NULL && (!schema_number((struct schema_cell){ text, strlen(text) }, &cost) || cost < 0 || cost > 1e9))
        schema_complain(g, schema_below(g, pointer, "cost"),
                        "\"cost\" must be an amount of money from 0 to 1000000000.");
    return cost;
}

static void
read_action(struct reading *g, const json *v, const char *pointer, struct schema_action *ret)
{
    static const char *const known[] = { "feature", "set", "title", "cost", "when", "details", NULL };

    if (!schema_object(g, v, pointer, known))
        return;
    ret->feature = feature_of(g, v, pointer);
    ret->set = schema_scalar(g, v, pointer, "set", true);
    ret->title = schema_text(g, v, pointer, "title", true, SCHEMA_MAX_TEXT);
    ret->details = schema_text(g, v, pointer, "details", false, 1000);
    ret->when = (enum schema_when)schema_choice(g, v, pointer, "when", whens, SCHEMA_DIFFERS);
    ret->cost = round(cost_of(g, v, pointer) * 100) / 100;
    ret->cost_text = arena_printf(g->arena, "%.2f", ret->cost);
    if (ret->feature == SCHEMA_NONE || ret->set == NULL)
        return;
    check_value(g, ret->feature, ret->set, schema_below(g, pointer, "set"), &ret->number);
    if (ret->when != SCHEMA_DIFFERS && schema_feature(g->schema, ret->feature)->type == SCHEMA_CATEGORY)
        schema_complain(g, schema_below(g, pointer, "when"),
                        "A category is not below or above another: use \"differs\".");
}

void
schema_read_actions(struct reading *g, const json *list)
{
    size_t n = schema_array(g, list, "/actions", SCHEMA_MAX_ACTIONS);
    struct schema_action *actions = ARENA_NEW(g->arena, struct schema_action, n + 1);

    for (size_t i = 0; actions != NULL && i < n; i++)
        read_action(g, json_at(list, i), arena_printf(g->arena, "/actions/%zu", i), &actions[i]);
    g->schema->actions = actions;
    g->schema->action_count = actions != NULL ? n : 0;
}

/* Exactly one test per term. */
static void
read_test(struct reading *g, const json *v, const char *pointer, struct schema_term *t)
{
    unsigned found = 0;

    for (int i = 0; tests[i] != NULL; i++) {
        if (json_get(v, tests[i]) == NULL)
            continue;
        found++;
        t->test = (enum schema_test)i;
        if (i != SCHEMA_EQUALS)
            (void)schema_num(g, v, pointer, tests[i], &t->border);
        else if ((t->equals = schema_scalar(g, v, pointer, "equals", true)) != NULL)
            check_value(g, t->feature, t->equals, schema_below(g, pointer, "equals"), &t->border);
    }
    if (found != 1)
        schema_complain(g, pointer, "A term needs exactly one of: below, at_most, above, at_least, equals.");
    else if (t->test != SCHEMA_EQUALS && schema_feature(g->schema, t->feature)->type == SCHEMA_CATEGORY)
        schema_complain(g, pointer, "A category can only be tested with \"equals\".");
}

static void
read_term(struct reading *g, const json *v, const char *pointer, struct schema_term *t)
{
    static const char *const known[] = { "feature", "below", "at_most", "above",   "at_least", "equals",
                                         "points",  "else",  "per",     "missing", NULL };

    if (!schema_object(g, v, pointer, known))
        return;
    t->feature = feature_of(g, v, pointer);
    if (t->feature == SCHEMA_NONE)
        return;
    read_test(g, v, pointer, t);
    (void)schema_num(g, v, pointer, "points", &t->points);
    (void)schema_num(g, v, pointer, "else", &t->otherwise);
    if (schema_num(g, v, pointer, "per", &t->per) &&
        (t->per <= 0 || (t->test != SCHEMA_IS_BELOW && t->test != SCHEMA_IS_ABOVE)))
        schema_complain(g, schema_below(g, pointer, "per"),
                        "\"per\" must be above 0 and goes with \"below\" or \"above\".");
    t->missing = schema_scalar(g, v, pointer, "missing", false);
    double ignored;
    if (t->missing != NULL)
        check_value(g, t->feature, t->missing, schema_below(g, pointer, "missing"), &ignored);
}

void
schema_read_rule(struct reading *g, const json *v)
{
    static const char *const known[] = { "title", "base", "terms", NULL };

    if (v == NULL || !schema_object(g, v, "/rule_of_thumb", known))
        return;
    size_t n = schema_array(g, json_get(v, "terms"), "/rule_of_thumb/terms", SCHEMA_MAX_TERMS);
    struct schema_term *terms = ARENA_NEW(g->arena, struct schema_term, n + 1);
    for (size_t i = 0; terms != NULL && i < n; i++)
        read_term(g, json_at(json_get(v, "terms"), i), arena_printf(g->arena, "/rule_of_thumb/terms/%zu", i),
                  &terms[i]);
    g->schema->terms = terms;
    g->schema->term_count = terms != NULL ? n : 0;
    g->schema->rule_title = schema_text(g, v, "/rule_of_thumb", "title", true, SCHEMA_MAX_TEXT);
    (void)schema_num(g, v, "/rule_of_thumb", "base", &g->schema->rule_base);
}
