#include "record_match.h"

#include "fields.h"
#include "item.h"
#include "normalise.h"
#include "out.h"
#include "search_index.h"
#include "visible.h"

#define COUNT_MOST 100000 /* of more nobody waits for the number */
#define FEW_WORDS  500
#define FEW        5000 /* so many are looked at one by one; of more a walk meets enough soon */

static const char *
text(const char *s)
{
    return s != NULL ? s : "";
}

enum err
match_of(struct req *r, const struct list_wanted *wanted, struct match *ret_match)
{
    const char *who = wanted->assigned_to;
    struct match m = { .segment = text(wanted->segment),
                       .stage = text(wanted->stage),
                       .q = text(wanted->q),
                       .band = wanted->band,
                       .all = sees_all(r) };
    enum err e;

    m.any_person = who == NULL && m.all;
    if (who == NULL || strcmp(who, "me") == 0)
        m.person = r->actor.user_id;
    else if (strcmp(who, "none") != 0 && !uuid_parse(who, &m.person))
        return fail(r, ERR_INVALID, "assigned_to", "An id, me or none is expected.");
    e = listing_filter(r, listing_named("customers"), wanted->filter, &m.filter);
    if (e == ERR_NONE)
        *ret_match = m;
    return e;
}

const char *
match_told(struct req *r, const json *given, size_t ids)
{
    const char *names = "";

    if (given == NULL)
        return arena_printf(r->arena, "{\"ids\":%zu}", ids);
    for (struct json_member m = json_first(given); names != NULL && m.key != NULL; m = json_next(m))
        names = arena_printf(r->arena, "%s%s\"%s\"", names, *names != '\0' ? "," : "", m.key);
    return names == NULL ? NULL : arena_printf(r->arena, "{\"match\":[%s]}", names);
}

static int64_t
band_of(const char *name)
{
    for (int64_t i = 0; name != NULL && item_bands[i] != NULL; i++)
        if (strcmp(item_bands[i], name) == 0)
            return i;
    return -1;
}

enum err
match_json(struct req *r, const json *given, struct match *ret_match)
{
    static const char *const names[] = { "q", "stage", "band", "segment", "assigned_to", "filter" };
    const char *v[6] = { NULL };
    enum err e;

    if (json_kind(given) != JSON_OBJECT)
        return fail(r, ERR_INVALID, "match", "An object is expected.");
    for (struct json_member m = json_first(given); m.key != NULL; m = json_next(m)) {
        size_t i = 0;

        while (i < 6 && strcmp(names[i], m.key) != 0)
            i++;
        if (i == 6 || (m.value != NULL && json_str(m.value, NULL) == NULL))
            return fail(r, ERR_INVALID, "match", "Texts by the names of the list's parameters are expected.");
        v[i] = json_str(m.value, NULL);
    }
    if (v[2] != NULL && band_of(v[2]) < 0)
        return fail(r, ERR_INVALID, "match", "A band is low, medium or high.");
    e = match_of(
        r,
        &(struct list_wanted){
            .q = v[0], .stage = v[1], .band = band_of(v[2]), .segment = v[3], .assigned_to = v[4], .filter = v[5] },
        ret_match);
    if (e != ERR_NONE)
        return e;
    ret_match->all = true; /* whoever may do this sees all; a job has no permissions of its own */
    if (v[4] == NULL)
        ret_match->any_person = true;
    return ERR_NONE;
}

void
match_add(struct match_args *a, struct arg v)
{
    if (a->n < MATCH_ARGS)
        a->v[a->n++] = v;
}

void
match_rest(struct req *r, const struct match *m, struct match_args *a)
{
    const char *like = like_text(r, m->q);
    const struct arg begins = a_str(arena_printf(r->arena, "%s%%", like));

    match_add(a, a_int(m->all));
    match_add(a, a_int(m->band));
    match_add(a, a_int(m->band));
    match_add(a, a_str(m->segment));
    match_add(a, a_str(m->segment));
    match_add(a, a_str(m->stage));
    match_add(a, a_str(m->stage));
    match_add(a, a_int(m->any_person));
    match_add(a, a_uuid(m->person));
    match_add(a, a_str(m->q));
    match_add(a, a_str(arena_printf(r->arena, "%%%s%%", like)));
    match_add(a, begins);
    match_add(a, begins);
    match_add(a, begins);
    for (size_t i = 0; i < m->filter.n; i++)
        match_add(a, m->filter.args[i]);
}

void
match_among(const struct match *m, struct match_args *a)
{
    match_add(a, a_str(m->words));
    match_add(a, a_str(m->number));
    match_add(a, a_str(m->email));
    match_add(a, a_str(m->phone));
}

/* What stands in an index as a whole text, or begins so (rest "%"). */
static void
by_texts(struct req *r, struct match *m, const char *text, const char *rest)
{
    const char *key = normalise_key(r->arena, text);

    m->number = m->phone = arena_printf(r->arena, "%s%s", like_text(r, text), rest);
    m->email = arena_printf(r->arena, "%s%s", like_text(r, key != NULL ? key : text), rest);
    m->few = true;
}

/* The words that contain this one; too many: it is in so many customers that a walk meets enough soon. */
static enum err
words_having(struct req *r, struct match *m, const char *word)
{
    int64_t ids[FEW_WORDS + 1];
    size_t n = 0;
    struct rows *rows = NULL;
    enum err e =
        db_rows(r, Q_MATCH_WORDS, ARGS(a_str(arena_printf(r->arena, "%%%s%%", word)), a_int(FEW_WORDS + 1)), &rows);

    if (e != ERR_NONE)
        return e;
    while (n <= FEW_WORDS && rows_next(rows))
        ids[n++] = col_int(rows, 0);
    e = rows_error(rows);
    rows_close(rows);
    m->few = n <= FEW_WORDS;
    if (m->few)
        m->words = numbers_json(r->arena, ids, n);
    return e;
}

/* What contains the text as words do; an index that is not ready yet, or a text without words, leaves it to the walk. */
static enum err
by_words(struct req *r, struct match *m, const char *text, bool anyhow)
{
    const char *word = NULL;
    enum err e = search_indexed_word(r, text, &word);

    if (e != ERR_NONE || word == NULL)
        return e;
    if (anyhow)
        by_texts(r, m, text, "%");
    return words_having(r, m, word);
}

enum err
match_narrow(struct req *r, struct match *m)
{
    const bool search = *m->q != '\0';
    struct match_args a = { .n = 0 };
    int64_t count = 0;
    enum err e = ERR_NONE;

    m->words = "[]";
    m->number = m->email = m->phone = "";
    if (m->all && m->filter.is != NULL)
        by_texts(r, m, m->filter.is, "");
    else if (m->all && (search || m->filter.has != NULL))
        e = by_words(r, m, search ? m->q : m->filter.has, search || m->filter.has_anyhow);
    if (e != ERR_NONE || !m->few)
        return e;
    match_among(m, &a);
    match_add(&a, a_int(FEW + 1));
    e = db_int(r, Q_MATCH_FEW, (struct args){ a.v, a.n }, 0, &count);
    m->few = count <= FEW;
    return e;
}

enum err
match_rows(struct req *r, const struct match *m, struct uuid after, int64_t limit, struct rows **ret_rows)
{
    struct match_args a = { .n = 0 };

    match_add(&a, a_uuid(after));
    match_rest(r, m, &a);
    match_add(&a, a_int(limit));
    return db_rows_more(r, Q_MATCH, m->filter.sql, (struct args){ a.v, a.n }, ret_rows);
}

enum err
match_count(struct req *r, const struct match *m, int64_t most, int64_t *ret_count)
{
    struct match_args a = { .n = 0 };
    struct rows *rows = NULL;
    enum err e;

    if (m->few)
        match_among(m, &a);
    match_rest(r, m, &a);
    match_add(&a, a_int(most));
    e = db_rows_more(r, m->few ? Q_MATCH_COUNT_AMONG : Q_MATCH_COUNT, m->filter.sql, (struct args){ a.v, a.n }, &rows);
    if (e == ERR_NONE && rows_next(rows))
        *ret_count = col_int(rows, 0);
    return e != ERR_NONE ? e : rows_error(rows);
}

enum err
match_count_out(struct req *r, const struct list_wanted *wanted)
{
    struct match m;
    int64_t count = 0;
    enum err e;

    if (!wanted->count)
        return ERR_NONE;
    e = match_of(r, wanted, &m);
    if (e == ERR_NONE)
        e = match_narrow(r, &m);
    if (e == ERR_NONE)
        e = match_count(r, &m, COUNT_MOST + 1, &count);
    if (e != ERR_NONE)
        return e;
    if (count > COUNT_MOST)
        out_null(r, "matching");
    else
        out_int(r, "matching", count);
    return ERR_NONE;
}
