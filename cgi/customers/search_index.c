/*
 * search_index.c: see search_index.h.
 */
#include "search_index.h"

#include <inttypes.h>

#include "json.h"

#define NUMBER_BYTES 12 /* with a comma */

const char *
words_json(struct arena *a, const char *const *words, size_t n)
{
    size_t size = 3;
    char *listed, *to;

    for (size_t i = 0; i < n; i++)
        size += strlen(words[i]) + 3;
    listed = to = arena_alloc(a, size);
    if (listed == NULL)
        return NULL;
    *to++ = '[';
    for (size_t i = 0; i < n; i++) {
        const size_t len = strlen(words[i]);

        if (i > 0)
            *to++ = ',';
        *to++ = '"';
        memcpy(to, words[i], len);
        to += len;
        *to++ = '"';
    }
    *to = ']';
    return listed;
}

const char *
numbers_json(struct arena *a, const int64_t *numbers, size_t n)
{
    char *listed = arena_alloc(a, n * NUMBER_BYTES + 3);
    size_t at = 1;

    if (listed == NULL)
        return NULL;
    listed[0] = '[';
    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(listed + at, NUMBER_BYTES + 1, "%s%" PRId64, i > 0 ? "," : "", numbers[i] % 4294967296);
    listed[at] = ']';
    return listed;
}

static int
by_word(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Words without a number yet, and those of the sorted list that have one. */
static enum err
known_ids(struct req *r, const char *const *words, size_t n, int64_t *ids)
{
    const char *listed = words_json(r->arena, words, n);
    struct rows *rows;
    enum err e = listed == NULL ? ERR_UNAVAILABLE : db_rows(r, Q_SEARCH_WORD_IDS, ARGS(a_str(listed)), &rows);

    if (e != ERR_NONE)
        return e;
    while (rows_next(rows)) {
        const char *word = col_str(rows, 1);
        const char *const *at = bsearch(&word, words, n, sizeof(*words), by_word);

        if (at != NULL)
            ids[at - words] = col_int(rows, 0);
    }
    return rows_error(rows);
}

/* The forms of a new word, as items of a JSON list. */
static enum err
add_near(struct req *r, const char *word, int64_t id)
{
    const char *forms[FORMS_MOST];
    const size_t n = word_forms(r->arena, word, word_slack(word), forms);
    const char *listed = "";

    if (word_slack(word) == 0)
        return ERR_NONE;
    for (size_t i = 0; listed != NULL && i < n; i++)
        listed = arena_printf(r->arena, "%s%s[\"%s\",%" PRId64 "]", listed, i > 0 ? "," : "", forms[i], id);
    listed = listed == NULL ? NULL : arena_printf(r->arena, "[%s]", listed);
    return listed == NULL ? ERR_UNAVAILABLE : db_exec(r, Q_SEARCH_NEAR_ADD, ARGS(a_str(listed)), NULL);
}

static enum err
add_words(struct req *r, const char *const *words, size_t n, int64_t *ids)
{
    const char **missing = ARENA_NEW(r->arena, const char *, n), *listed;
    size_t count = 0;
    enum err e;

    if (missing == NULL)
        return ERR_UNAVAILABLE;
    for (size_t i = 0; i < n; i++)
        if (ids[i] == 0)
            missing[count++] = words[i];
    if (count == 0)
        return ERR_NONE;
    listed = words_json(r->arena, missing, count);
    e = listed == NULL ? ERR_UNAVAILABLE : db_exec(r, Q_SEARCH_WORDS_ADD, ARGS(a_str(listed)), NULL);
    if (e == ERR_NONE)
        e = known_ids(r, words, n, ids);
    for (size_t i = 0; e == ERR_NONE && i < count; i++) {
        const char *const *at = bsearch(&missing[i], words, n, sizeof(*words), by_word);
        struct arena_mark mark = arena_here(r->arena);

        if (at != NULL && ids[at - words] > 0)
            e = add_near(r, *at, ids[at - words]);
        if (e == ERR_NONE)
            arena_rewind(r->arena, mark);
    }
    return e;
}

enum err
search_word_ids(struct req *r, const char *const *words, size_t n, int64_t *ret_ids)
{
    enum err e = n == 0 ? ERR_NONE : known_ids(r, words, n, ret_ids);

    return e == ERR_NONE && n > 0 ? add_words(r, words, n, ret_ids) : e;
}

static bool
among(int64_t v, const int64_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == v)
            return true;
    return false;
}

/* The numbers of list that are not in other, as JSON; *ret_n how many. */
static const char *
only_in(struct req *r, const int64_t *list, size_t n, const int64_t *other, size_t other_n, size_t *ret_n)
{
    int64_t *only = ARENA_NEW(r->arena, int64_t, n + 1);

    *ret_n = 0;
    for (size_t i = 0; only != NULL && i < n; i++)
        if (!among(list[i], other, other_n))
            only[(*ret_n)++] = list[i];
    return only == NULL ? NULL : numbers_json(r->arena, only, *ret_n);
}

static enum err
change(struct req *r, struct uuid customer, const int64_t *before, size_t before_n, const int64_t *now, size_t now_n)
{
    size_t gone = 0, added = 0;
    const char *drop = only_in(r, before, before_n, now, now_n, &gone);
    const char *add = only_in(r, now, now_n, before, before_n, &added);
    enum err e = drop == NULL || add == NULL ? ERR_UNAVAILABLE : ERR_NONE;

    if (e == ERR_NONE && gone > 0)
        e = db_exec(r, Q_SEARCH_POSTINGS_DROP, ARGS(a_str(drop), a_uuid(customer)), NULL);
    if (e == ERR_NONE && added > 0)
        e = db_exec(r, Q_SEARCH_POSTINGS_ADD, ARGS(a_uuid(customer), a_str(add)), NULL);
    return e;
}

static enum err
words_before(struct req *r, const char *text, int64_t **ret_ids, size_t *ret_n)
{
    json *list = NULL;
    enum err e = json_parse(r->arena, text, strlen(text), &list, NULL);

    if (e != ERR_NONE)
        return fault(r, ERR_INTERNAL, "the words of a customer are no JSON");
    *ret_n = json_len(list);
    *ret_ids = ARENA_NEW(r->arena, int64_t, *ret_n + 1);
    for (size_t i = 0; *ret_ids != NULL && i < *ret_n; i++)
        (*ret_ids)[i] = json_int(json_at(list, i), 0);
    return *ret_ids == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

static enum err
add_notes(struct req *r, struct uuid customer, struct words *w)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_SEARCH_NOTES, ARGS(a_uuid(customer)), &rows);

    if (e != ERR_NONE)
        return e;
    while (rows_next(rows))
        if (!words_add(r->arena, w, col_str(rows, 0)))
            return ERR_UNAVAILABLE;
    return rows_error(rows);
}

enum err
search_index_customer(struct req *r, struct uuid customer)
{
    struct words *w = ARENA_NEW(r->arena, struct words, 1);
    int64_t *before = NULL, ids[WORDS_MOST] = { 0 };
    size_t before_n = 0;
    struct rows *row;
    const char *listed;
    enum err e = db_one(r, Q_SEARCH_SOURCE, ARGS(a_uuid(customer)), &row);

    if (e != ERR_NONE || w == NULL)
        return e != ERR_NONE ? e : ERR_UNAVAILABLE;
    const bool active = col_int(row, 2) == 1;

    e = words_before(r, col_str(row, 3), &before, &before_n);
    if (e == ERR_NONE && active && !words_add(r->arena, w, col_str(row, 0)))
        e = ERR_UNAVAILABLE;
    if (e == ERR_NONE && active)
        e = add_notes(r, customer, w);
    qsort(w->v, w->n, sizeof(w->v[0]), by_word);
    if (e == ERR_NONE)
        e = search_word_ids(r, w->v, w->n, ids);
    if (e == ERR_NONE)
        e = change(r, customer, before, before_n, ids, w->n);
    if (e != ERR_NONE)
        return e;
    if (!active)
        return db_exec(r, Q_SEARCH_DOC_DROP, ARGS(a_uuid(customer)), NULL);
    listed = numbers_json(r->arena, ids, w->n);
    return listed == NULL
               ? ERR_UNAVAILABLE
               : db_exec(r, Q_SEARCH_DOC_SET, ARGS(a_uuid(customer), a_int(col_int(row, 1)), a_str(listed)), NULL);
}

enum err
search_indexed_word(struct req *r, const char *text, const char **ret_word)
{
    struct words w = { .n = 0 };
    const char *longest = NULL;
    int64_t ready = 0;
    enum err e = db_int(r, Q_SEARCH_READY, NO_ARGS, 1, &ready);

    *ret_word = NULL;
    if (e != ERR_NONE || ready == 0 || !words_add(r->arena, &w, text))
        return e;
    for (size_t i = 0; i < w.n; i++)
        if (longest == NULL || strlen(w.v[i]) > strlen(longest))
            longest = w.v[i];
    *ret_word = longest;
    return ERR_NONE;
}
