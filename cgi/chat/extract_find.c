/*
 * extract_find.c: what the rules find in one text.
 */
#include "extract_rules.h"

#include <stdlib.h>
#include <string.h>

#define MATCH_LIMIT 200000 /* steps of the matcher for one rule: a text of a stranger must not keep it busy */
#define HITS        16     /* of one rule in one text */

static bool
is_figure(const char *kind)
{
    static const char *const figures[] = { "money", "percent", "people", "date", "time", "number" };

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        if (strcmp(figures[i], kind) == 0)
            return true;
    return false;
}

static int
earlier(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (int)x->rule - (int)y->rule;
}

/* Of figures that overlap the first stands. */
static size_t
settle(struct mention *v, size_t n)
{
    size_t kept = 0, end = 0;

    qsort(v, n, sizeof(*v), earlier);
    for (size_t i = 0; i < n; i++) {
        bool figure = is_figure(v[i].kind);

        if (figure && v[i].start < end)
            continue;
        if (figure)
            end = v[i].end;
        v[kept++] = v[i];
    }
    return kept;
}

static size_t
find_rule(const struct rule *rule, unsigned number, const char *text, pcre2_match_context *limits, struct mention *ret,
          size_t room)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(rule->code, NULL);
    size_t len = strlen(text), at = 0, n = 0;

    while (data != NULL && n < room && n < HITS && at < len) {
        int groups = pcre2_match(rule->code, (PCRE2_SPTR)text, len, at, 0, data, limits);
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(data);

        if (groups < 1 || span[1] <= span[0])
            break;
        bool group = groups > 1 && span[2] != PCRE2_UNSET;

        ret[n++] = (struct mention){ rule->kind,       rule->name, group ? span[2] : span[0], group ? span[3] : span[1],
                                     rule->confidence, number };
        at = span[1];
    }
    pcre2_match_data_free(data);
    return n;
}

size_t
find_mentions(const char *text, struct mention ret[X_MENTIONS])
{
    size_t n, found = 0;
    const struct rule *rules = rules_all(&n);
    static pcre2_match_context *limits;

    if (limits == NULL && (limits = pcre2_match_context_create(NULL)) != NULL)
        pcre2_set_match_limit(limits, MATCH_LIMIT);
    for (size_t i = 0; i < n && found < X_MENTIONS; i++)
        found += find_rule(&rules[i], (unsigned)i, text, limits, ret + found, X_MENTIONS - found);
    return settle(ret, found);
}
