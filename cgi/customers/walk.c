#include "walk.h"

#include <math.h>

#include "item.h"
#include "visible.h"

#define BANDS       3
#define STRETCH     10000 /* rows of a large dataset that are looked through first: common texts fill a page there */
#define TOP_MONEY   "9999999999999999.99" /* as high as a DECIMAL(18,2) goes */
#define TOP_SCORE   1e300
#define TOP_ROW     4294967295
#define SCORE_SLACK 1e-9 /* the walk over scores may begin a little outside its band; the band itself decides */

static void
add(struct arguments *a, struct arg v)
{
    if (a->n < sizeof a->v / sizeof a->v[0])
        a->v[a->n++] = v;
}

static void
add_bands(struct arguments *a, const struct page *p)
{
    add(a, a_int(p->band < 0 ? 0 : p->band));
    add(a, a_int(p->band < 0 ? BANDS - 1 : p->band));
}

static void
add_key(struct arguments *a, const struct page *p)
{
    struct arg key = p->sort == BY_SCORE   ? a_num(p->score)
                     : p->sort == BY_VALUE ? a_str(p->value)
                     : p->sort == BY_NAME  ? a_str(p->name)
                                           : a_str(p->expected);

    add(a, key);
    add(a, key);
    add(a, a_int(p->row));
}

/* Segment filter, how many rows, and whose contents. */
static void
add_end(struct arguments *a, const struct page *p)
{
    add(a, a_str(p->segment));
    add(a, a_str(p->segment));
    add(a, a_int(p->walk));
}

static void
add_contents(struct arguments *a, const struct page *p)
{
    add(a, a_int(p->scoring->no));
    add(a, a_int(p->scoring->dataset_no));
}

static void
add_walk(struct arguments *a, const struct page *p, int64_t band)
{
    add(a, a_int(p->scoring->no));
    add(a, a_int(band));
    add_key(a, p);
    add_end(a, p);
}

/* Scores at which a band begins and ends; a rule of thumb counts in hundredths. */
static void
score_range(const struct page *p, double *ret_low, double *ret_high)
{
    const struct scoring *s = p->scoring;
    const double unit = s->kind == SCORED_RULE ? 100 : 1;
    const double low[] = { -TOP_SCORE, s->band_medium * unit, s->band_high * unit };
    const double high[] = { s->band_medium * unit, s->band_high * unit, TOP_SCORE };

    *ret_low = p->band < 0 ? -TOP_SCORE : low[p->band] - SCORE_SLACK;
    *ret_high = p->band < 0 ? TOP_SCORE : high[p->band] + SCORE_SLACK;
}

/* The walk of the page; its statement. */
static int
walk(const struct page *p, struct arguments *a)
{
    double low, high;

    switch (p->sort) {
    case BY_SCORE:
        score_range(p, &low, &high);
        add(a, a_int(p->scoring->no));
        add(a, a_num(low));
        add_bands(a, p);
        add(a, a_num(fmin(p->score, high)));
        add(a, a_num(fmin(p->score, high)));
        add(a, a_int(p->row));
        add_end(a, p);
        break;
    case BY_NAME:
        add(a, a_int(p->scoring->dataset_no));
        add_key(a, p);
        add(a, a_int(p->scoring->no));
        add_bands(a, p);
        add_end(a, p);
        break;
    case BY_EXPECTED:
    case BY_VALUE:
        for (int64_t band = p->band < 0 ? 0 : p->band; band <= (p->band < 0 ? BANDS - 1 : p->band); band++)
            add_walk(a, p, band);
        if (p->band < 0)
            add(a, a_int(p->walk));
        break;
    }
    if (p->sort == BY_SCORE || p->sort == BY_NAME)
        return p->sort == BY_SCORE ? Q_PAGE_SCORE : Q_PAGE_NAME;
    if (p->sort == BY_EXPECTED)
        return p->band < 0 ? Q_PAGE_EXPECTED_ALL : Q_PAGE_EXPECTED;
    return p->band < 0 ? Q_PAGE_VALUE_ALL : Q_PAGE_VALUE;
}

int
walk_page(struct page *p, struct arguments *a)
{
    int statement;

    p->walk = p->limit + 1;
    statement = walk(p, a);
    add_contents(a, p);
    return statement;
}

int
walk_sieve(struct req *r, struct page *p, struct arguments *a)
{
    const char *text = like_text(r, p->q);
    int statement;

    p->walk = STRETCH;
    statement = walk(p, a) - Q_PAGE_EXPECTED + Q_SIEVE_EXPECTED;
    add(a, a_int(p->scoring->dataset_no));
    add(a, a_str(arena_printf(r->arena, "%%%s%%", text)));
    add(a, a_str(arena_printf(r->arena, "%s%%", text)));
    add(a, a_int(p->limit + 1));
    add_contents(a, p);
    return statement;
}

int
walk_find(struct req *r, struct page *p, struct arguments *a)
{
    static const int statements[] = {
        [BY_EXPECTED] = Q_FIND_EXPECTED,
        [BY_SCORE] = Q_FIND_SCORE,
        [BY_VALUE] = Q_FIND_VALUE,
        [BY_NAME] = Q_FIND_NAME,
    };
    const char *text = like_text(r, p->q);

    const bool worded = p->word != NULL && sees_all(r);

    p->walk = p->limit + 1;
    if (worded)
        add(a, a_str(arena_printf(r->arena, "%%%s%%", p->word)));
    add(a, a_int(p->scoring->dataset_no));
    add(a, a_str(arena_printf(r->arena, "%%%s%%", text)));
    add(a, a_int(p->scoring->dataset_no));
    add(a, a_str(arena_printf(r->arena, "%s%%", text)));
    if (p->sort == BY_NAME) {
        add(a, a_int(p->scoring->dataset_no));
        add_key(a, p);
    }
    add(a, a_int(p->scoring->no));
    add_bands(a, p);
    if (p->sort != BY_NAME)
        add_key(a, p);
    add_end(a, p);
    add_contents(a, p);
    if (worded)
        return statements[p->sort] - Q_FIND_EXPECTED + Q_WORDED_EXPECTED;
    return sees_all(r) ? statements[p->sort] : statements[p->sort] - Q_FIND_EXPECTED + Q_OWN_EXPECTED;
}

const char *
like_text(struct req *r, const char *text)
{
    char *s = arena_alloc(r->arena, strlen(text) * 2 + 1), *end = s;

    if (s == NULL)
        return "";
    for (; *text != '\0'; text++) {
        if (strchr("!%_", *text) != NULL)
            *end++ = '!';
        *end++ = *text;
    }
    return s;
}

void
walk_from_start(struct page *p)
{
    p->row = p->sort == BY_NAME ? 0 : TOP_ROW;
    p->expected = p->value = TOP_MONEY;
    p->score = TOP_SCORE;
    p->name = "";
}
