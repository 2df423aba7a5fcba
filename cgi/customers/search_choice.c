/*
 * search_choice.c: which words of the vocabulary stand for a word that was asked for.
 */
#include "search_choice.h"

/* "smith" to before "smith" and the highest character. */
enum err
choice_begin(struct req *r, struct choice *c)
{
    struct rows *rows;
    const char *end = arena_printf(r->arena, "%s\xf4\x8f\xbf\xbf", c->word);
    enum err e = db_rows(r, Q_WORDS_BEGIN, ARGS(a_str(c->word), a_str(end), a_int(WORD_CHOICES)), &rows);

    while (e == ERR_NONE && c->begins < WORD_CHOICES && rows_next(rows)) {
        c->same += strcmp(col_str(rows, 1), c->word) == 0;
        c->ids[c->begins++] = col_int(rows, 0);
    }
    return e;
}

static bool
has_choice(const struct choice *c, int64_t id)
{
    size_t i = 0;

    while (i < c->n && c->ids[i] != id)
        i++;
    return i < c->n;
}

static enum err
add_near(struct req *r, struct choice *c, unsigned wrong)
{
    const char *forms[FORMS_MOST];
    const char *listed;
    struct rows *rows;
    enum err e;

    if (wrong > word_slack(c->word) || c->n == WORD_CHOICES)
        return ERR_NONE;
    listed = words_json(r->arena, forms, word_forms(r->arena, c->word, wrong, forms));
    e = db_rows(r, Q_WORDS_NEAR, ARGS(a_str(listed)), &rows);
    while (e == ERR_NONE && rows_next(rows))
        if (c->n < WORD_CHOICES && word_distance(c->word, col_str(rows, 1), wrong) <= wrong &&
            !has_choice(c, col_int(rows, 0)))
            c->ids[c->n++] = col_int(rows, 0);
    return e;
}

enum err
choice_widen(struct req *r, struct choice *c, enum step step, bool *ret_more)
{
    const size_t before = c->n;
    enum err e = ERR_NONE;

    if (step <= STEP_BEGINS)
        c->n = step == STEP_SAME ? c->same : c->begins;
    else
        e = add_near(r, c, step - STEP_BEGINS);
    *ret_more |= c->n > before;
    return e;
}

/* Few different lengths, so that few different statements are made. */
static size_t
rounded(size_t n)
{
    return n <= 1 ? 1 : n <= 4 ? 4 : n <= 16 ? 16 : WORD_CHOICES;
}

const char *
choice_among(struct req *r, const struct choice *c, struct arg *args, size_t *n)
{
    const size_t places = rounded(c->n);
    char *text = arena_alloc(r->arena, places * 2 + 32);
    int at = text == NULL ? 0 : snprintf(text, 32, " AND o.word_id IN (");

    for (size_t i = 0; text != NULL && i < places; i++) {
        args[(*n)++] = a_int(c->ids[i < c->n ? i : c->n - 1]);
        text[at++] = '?';
        text[at++] = i + 1 < places ? ',' : ')';
    }
    return text;
}

enum err
choice_count(struct req *r, const struct choice *c, int64_t most, int64_t *ret_count)
{
    struct arg args[WORD_CHOICES + 1];
    size_t n = 0;
    const char *text = choice_among(r, c, args, &n);
    struct rows *rows;
    enum err e;

    args[n++] = a_int(most);
    e = db_rows_more(r, Q_SEARCH_COUNT, text, (struct args){ args, n }, &rows);
    if (e == ERR_NONE && rows_next(rows))
        *ret_count = col_int(rows, 0);
    rows_close(rows);
    return e;
}
