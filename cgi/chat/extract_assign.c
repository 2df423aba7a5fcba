/*
 * extract_assign.c: the embedded engine: figures go to the field whose words they stand nearest to, words of the lexicon to the field that
 * asks for their group. Only what the client said counts.
 */
#include "extract.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "req.h"

#define NEAR_BYTES 70
#define POINTS     5
#define POINT_MAX  200

struct work {
    struct arena *a;
    const struct x_schema *schema;
    struct x_result *res;
    struct x_value best[X_FIELDS]; /* value NULL: none yet */
    size_t distance[X_FIELDS];
    unsigned lists[X_FIELDS];
    int positive, negative;
    struct x_value feeling[2]; /* positive, negative */
};

/* The word as such: no letter before or after. */
static const char *
find_word(const char *text, const char *end, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = text; p + n <= end; p++)
        if (strncasecmp(p, word, n) == 0 && (p == text || !isalpha((unsigned char)p[-1])) &&
            !isalpha((unsigned char)p[n]))
            return p;
    return NULL;
}

/* A full stop ends a sentence when a blank follows. */
static bool
ends_sentence(const char *p)
{
    return *p == '\n' || (strchr(".!?", *p) != NULL && (p[1] == ' ' || p[1] == '\n'));
}

static const char *
sentence_start(const char *text, size_t at)
{
    while (at > 0 && !ends_sentence(text + at - 1))
        at--;
    return text + at;
}

static const char *
sentence_end(const char *p)
{
    while (*p != '\0' && !ends_sentence(p))
        p++;
    return p;
}

/* Bytes between a mention and the nearest of the words; NEAR_BYTES when none is near, 0 when none is asked for. */
static size_t
distance(const char *text, const struct mention *m, const char *const *words)
{
    size_t best = NEAR_BYTES;
    const char *from = sentence_start(text, m->start), *end = sentence_end(text + m->end);

    if (words[0] == NULL)
        return 0;
    for (size_t i = 0; words[i] != NULL; i++)
        for (const char *p = from; (p = find_word(p, end, words[i])) != NULL; p++) {
            size_t at = (size_t)(p - text), after = at + strlen(words[i]);
            size_t d = after <= m->start ? m->start - after : at >= m->end ? at - m->end : 0;

            if (d < best)
                best = d;
        }
    return best;
}

static bool
takes(const struct x_field *f, const struct mention *m)
{
    static const char *const kinds[] = { "money", "percent", "number", "date", "time", "people" };

    if (f->type == X_NUMBER && f->near[0] == NULL)
        return false;
    /* "I earn 85,000 a year": a bare number is money where it stands near such words. */
    if (f->type == X_MONEY && f->near[0] != NULL && strcmp(m->kind, "number") == 0)
        return true;
    return f->type <= X_PEOPLE && strcmp(kinds[f->type], m->kind) == 0;
}

static bool
within(const struct x_field *f, const char *value)
{
    double v = strtod(value, NULL);

    return (f->low == 0 && f->high == 0) || (v >= f->low && v <= f->high);
}

/* A later mention takes the place of an earlier one: people correct themselves. */
static void
take_figure(struct work *w, const struct x_line *line, const struct mention *m)
{
    size_t best = NEAR_BYTES, at = X_FIELDS;
    const char *value = mention_value(w->a, line->text, m);
    bool bare = strcmp(m->kind, "number") == 0;

    for (size_t i = 0; i < w->schema->n; i++) {
        const struct x_field *f = &w->schema->fields[i];
        size_t d = takes(f, m) ? distance(line->text, m, f->near) : NEAR_BYTES;

        if (d < best && value != NULL && within(f, value)) {
            best = d;
            at = i;
        }
    }
    if (at == X_FIELDS || (bare && (best > 25 || (w->schema->fields[at].type == X_MONEY && strtod(value, NULL) < 100))))
        return;
    const struct x_field *f = &w->schema->fields[at];

    if (bare && f->type == X_MONEY)
        value = arena_printf(w->a, "%.2f", strtod(value, NULL));
    w->best[at] = (struct x_value){ .field = f,
                                    .message_no = line->no,
                                    .value = value,
                                    .quote = line->text,
                                    .confidence = (bare ? 0.7 : m->confidence) * (best <= 25 ? 1 : 0.85) };
}

static void
take_word(struct work *w, const struct x_line *line, const struct mention *m)
{
    for (size_t i = 0; i < w->schema->n; i++) {
        const struct x_field *f = &w->schema->fields[i];
        const char *group = f->group != NULL       ? f->group
                            : f->type == X_INTENT  ? "aim"
                            : f->type == X_URGENCY ? "urgency"
                                                   : "";
        struct x_value v = { .field = f,
                             .message_no = line->no,
                             .value = mention_value(w->a, line->text, m),
                             .quote = line->text,
                             .confidence = m->confidence };

        if (strcmp(group, m->kind) != 0)
            continue;
        if (f->type == X_LIST_OF) {
            bool known = false;

            for (size_t k = 0; k < w->res->n; k++)
                known = known || (w->res->v[k].field == f && strcmp(w->res->v[k].value, v.value) == 0);
            v.ord = w->lists[i];
            if (!known && w->lists[i] < X_LIST && x_add(w->a, w->res, &v))
                w->lists[i]++;
        } else if ((f->type == X_CHOICE || f->type == X_INTENT || f->type == X_URGENCY) &&
                   (w->best[i].value == NULL || w->best[i].confidence < v.confidence)) {
            w->best[i] = v;
        }
    }
    if (strcmp(m->kind, "sentiment") == 0) {
        bool good = strcmp(m->name, "positive") == 0;

        *(good ? &w->positive : &w->negative) += 1;
        w->feeling[good ? 0 : 1] =
            (struct x_value){ .message_no = line->no, .quote = line->text, .confidence = m->confidence };
    }
}

/* A tenant's own words for its own choices. */
static void
take_own_words(struct work *w, const struct x_line *line)
{
    const char *end = line->text + strlen(line->text);

    for (size_t i = 0; i < w->schema->n; i++) {
        const struct x_field *f = &w->schema->fields[i];

        for (size_t k = 0; f->words[k].word != NULL; k++)
            if (find_word(line->text, end, f->words[k].word) != NULL)
                w->best[i] = (struct x_value){ .field = f,
                                               .message_no = line->no,
                                               .value = f->words[k].choice,
                                               .quote = line->text,
                                               .confidence = 0.8 };
    }
}

static void
take_point(struct work *w, const struct x_line *line, size_t figures)
{
    for (size_t i = 0; figures > 0 && i < w->schema->n; i++) {
        const struct x_field *f = &w->schema->fields[i];

        if (f->type != X_LIST_OF || f->group == NULL || strcmp(f->group, "points") != 0 || w->lists[i] >= POINTS)
            continue;
        struct x_value v = {
            .field = f, .ord = w->lists[i], .message_no = line->no, .quote = line->text, .confidence = 0.6
        };

        v.value = strlen(line->text) <= POINT_MAX ? line->text : arena_printf(w->a, "%.*s...", POINT_MAX, line->text);
        if (x_add(w->a, w->res, &v))
            w->lists[i]++;
    }
}

static void
read_line(struct work *w, const struct x_line *line)
{
    struct mention found[X_MENTIONS];
    size_t n = find_mentions(line->text, found), figures = 0;

    for (size_t i = 0; i < n; i++) {
        take_figure(w, line, &found[i]);
        take_word(w, line, &found[i]);
        figures += strcmp(found[i].kind, "money") == 0 || strcmp(found[i].kind, "percent") == 0 ||
                   strcmp(found[i].kind, "date") == 0 || strcmp(found[i].kind, "aim") == 0;
    }
    take_own_words(w, line);
    take_point(w, line, figures);
}

static void
feel(struct work *w, size_t at)
{
    const struct x_field *f = &w->schema->fields[at];
    int sum = w->positive - w->negative * 2; /* people are polite */
    struct x_value v = w->feeling[sum > 0 ? 0 : 1];

    if (sum == 0)
        v = (struct x_value){ .confidence = 0.6 };
    v.field = f;
    v.value = sum > 0 ? "positive" : sum < 0 ? "negative" : "neutral";
    x_add(w->a, w->res, &v);
}

static void
sum_up(struct work *w, size_t at)
{
    const char *what = NULL, *details = "";
    unsigned n = 0;

    for (size_t i = 0; i < w->schema->n; i++) {
        const struct x_value *v = &w->best[i];

        if (v->value == NULL)
            continue;
        if (v->field->type == X_INTENT)
            what = v->value;
        else if (n++ < 4)
            details =
                arena_printf(w->a, "%s%s%s: %s", details, *details == '\0' ? "" : "; ", v->field->title, v->value);
    }
    if (what == NULL && *details == '\0')
        return;
    x_add(w->a, w->res,
          &(struct x_value){ .field = &w->schema->fields[at],
                             .value = arena_printf(w->a, "%s.%s%s%s", what != NULL ? what : "Asked for information",
                                                   *details == '\0' ? "" : " ", details, *details == '\0' ? "" : "."),
                             .confidence = 0.6 });
}

static enum err
run(struct req *r, const struct x_schema *schema, const struct x_conversation *c, struct x_result *ret)
{
    struct work *w = arena_alloc(r->arena, sizeof(*w));

    if (w == NULL)
        return ERR_UNAVAILABLE;
    w->a = r->arena;
    w->schema = schema;
    w->res = ret;
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].client)
            read_line(w, &c->v[i]);
    for (size_t i = 0; i < schema->n; i++) {
        if (schema->fields[i].type == X_SENTIMENT)
            feel(w, i);
        else if (schema->fields[i].type == X_SUMMARY)
            sum_up(w, i);
        else if (schema->fields[i].type == X_URGENCY && w->best[i].value == NULL)
            x_add(w->a, ret, &(struct x_value){ .field = &schema->fields[i], .value = "low", .confidence = 0.5 });
        else if (w->best[i].value != NULL)
            x_add(w->a, ret, &w->best[i]);
    }
    return ERR_NONE;
}

const struct extractor extract_by_rules = { "rules", run };
