/* Filters: what they become, and what is said about those that are wrong. */
#include "unit/filter_fields.h"
#include "unit/unit.h"

#include <string.h>

/* The SQL with the values in place of the marks, or "at: message". */
static const char *
read_filter(const char *text)
{
    static char seen[4000];
    struct arena *a = arena_new(0);
    struct filter f;
    struct filter_fault fault = { 0 };
    struct uuid me;
    size_t n = 0, next = 0;
    enum err e;

    if (!uuid_parse("018f0000-0000-7000-8000-0000000000ab", &me))
        return "";
    e = filter_parse(a, text, fields, me, &f, &fault);
    if (e != ERR_NONE) {
        snprintf(seen, sizeof seen, "%zu: %s", fault.at, fault.message);
        arena_free(a);
        return seen;
    }
    for (const char *s = f.sql; *s != '\0' && n < sizeof seen - 100; s++) {
        char id[UUID_TEXT];

        if (*s != '?') {
            seen[n++] = *s;
            continue;
        }
        const struct arg *v = &f.args[next++];

        if (v->kind == ARG_STR)
            n += (size_t)snprintf(seen + n, 80, "'%.*s'", (int)v->s.len, (const char *)v->s.p);
        else if (v->kind == ARG_INT)
            n += (size_t)snprintf(seen + n, 80, "%lld", (long long)v->i);
        else if (v->kind == ARG_NUM)
            n += (size_t)snprintf(seen + n, 80, "%g", v->d);
        else if (v->kind == ARG_UUID) {
            uuid_text(v->u, id);
            n += (size_t)snprintf(seen + n, 80, "%s", id + 32);
        }
    }
    seen[n] = '\0';
    if (next != f.n)
        snprintf(seen, sizeof seen, "%zu values for %zu marks", f.n, next);
    arena_free(a);
    return seen;
}

UNIT(a_filter_becomes_fragments_and_values)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "name = Anna", " AND c.name = 'Anna'" },
        { "  name=\"Anna B\"  ", " AND c.name = 'Anna B'" },
        { "name = \"a \\\"b\\\" \\\\\"", " AND c.name = 'a \"b\" \\'" },
        { "name != Anna", " AND NOT (c.name <=> 'Anna')" },
        { "name ~ \"50%_!\"", " AND c.name LIKE '%50!%!_!!%' ESCAPE '!'" },
        { "name = none", " AND COALESCE(c.name, '') = ''" },
        { "name = \"none\"", " AND c.name = 'none'" },
        { "name in (a, \"b c\")", " AND c.name IN ('a', 'b c')" },
        { "value >= 1000 and value < -2.5", " AND c.value >= 1000 AND c.value < -2.5" },
        { "value = none", " AND c.value IS NULL" },
        { "band = HIGH and band in (low, medium)", " AND c.band = 2 AND c.band IN (0, 1)" },
        { "since = 2024-02-29", " AND c.since >= '2024-02-29' AND c.since < '2024-02-29' + INTERVAL 1 DAY" },
        { "since > 2026-01-31", " AND c.since >= '2026-01-31' + INTERVAL 1 DAY" },
        { "hold = yes AND hold != no", " AND c.hold = 1 AND NOT (c.hold <=> 0)" },
        { "assigned = me", " AND c.person = 00ab" },
        { "assigned != none", " AND c.person IS NOT NULL" },
        { "custom.color = red", " AND CELL('color') = 'red'" },
        { "custom.size > 4", " AND NUMBER('size') > 4" },
        { "custom.size in (1, 2)", " AND NUMBER('size') IN (1, 2)" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_STR(read_filter(cases[i].text), cases[i].want);
}

UNIT(a_fault_says_where_and_what)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "0: expected the name of a field" },
        { "name", "4: expected one of = != < <= > >= ~ in" },
        { "name =", "6: expected a value: a word, a number or a \"text\"" },
        { "name = \"x", "7: expected a \" that ends the text which begins here" },
        { "name = a b", "9: expected and, or the end" },
        { "name = a and", "12: expected the name of a field" },
        { "id = 1", "0: there is no field id here" },
        { "custom. = 1", "0: there is no field custom. here" },
        { "custom.shape = 1", "0: there is no field custom.shape here" },
        { "name < a", "5: name cannot be compared so" },
        { "value ~ 1", "6: value cannot be compared so" },
        { "value = 1e999", "8: expected a number" },
        { "value = 0x10", "8: expected a number" },
        { "value = nan", "8: expected a number" },
        { "since = 2025-02-29", "8: expected a date like 2026-01-31" },
        { "hold = 2", "7: expected yes or no" },
        { "band = huge", "7: expected one of low, medium, high" },
        { "assigned = bob", "11: expected me, none or the id of a person" },
        { "name in a", "8: expected ( after in" },
        { "name in (a b)", "11: expected , or )" },
        { "name in ()", "9: expected a value: a word, a number or a \"text\"" },
        { "value < none", "8: expected a value: only = and != go with none" },
        { "name = \xff", "7: this is no UTF-8" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_STR(read_filter(cases[i].text), cases[i].want);
}

UNIT(no_more_values_than_a_statement_takes)
{
    char text[1200] = "value in (1", *end = text + strlen(text);

    for (int i = 1; i < FILTER_MAX_ARGS; i++)
        end += snprintf(end, (size_t)(text + sizeof text - end), ",1");
    snprintf(end, 10, ")");
    CHECK(strchr(read_filter(text), '1') != NULL);
    CHECK(strstr(read_filter(text), "too many") == NULL);
    snprintf(end, 10, ",1)");
    CHECK(strstr(read_filter(text), "too many values") != NULL);
}

UNIT_MAIN
