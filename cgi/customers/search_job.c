/*
 * search_job.c: the words of all customers whose name is another since they were written, which after an activation may be all. In
 * chunks that are committed one by one: what is done is not found again. A long one goes on as a new job, so that those of others, who have
 * the same runner, need not wait for its end.
 */
#include "search_index.h"

#include "clock.h"
#include "json.h"

#define CHUNK_ROWS 1000
#define BATCH      1000
#define NAME_WORDS 40      /* of a name and an address */
#define TURN_US    5000000 /* a job works so long */

struct doc {
    struct uuid id;
    int64_t stamp;
    bool known; /* it had words before, and may have notes */
    const char **words;
    size_t n;
};

struct chunk {
    struct doc docs[CHUNK_ROWS];
    size_t n;
    struct uuid last;
    const char **vocabulary; /* sorted, each once */
    int64_t *ids;
    size_t words;
    struct words one;
};

static int
by_word(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err
read_doc(struct req *r, struct chunk *c, const struct rows *row)
{
    struct doc *d = &c->docs[c->n];

    c->one.n = 0;
    if (!words_add(r->arena, &c->one, col_str(row, 1)))
        return ERR_UNAVAILABLE;
    d->id = c->last = col_uuid(row, 0);
    d->stamp = col_int(row, 2);
    d->known = col_int(row, 3) == 1;
    d->n = c->one.n < NAME_WORDS ? c->one.n : NAME_WORDS;
    d->words = ARENA_NEW(r->arena, const char *, d->n + 1);
    if (d->words == NULL)
        return ERR_UNAVAILABLE;
    memcpy(d->words, c->one.v, sizeof(d->words[0]) * d->n);
    c->n++;
    c->words += d->n;
    return ERR_NONE;
}

/* From an id on; c->n 0: there are no more. */
static enum err
read_chunk(struct req *r, struct chunk *c)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_SEARCH_SCAN, ARGS(a_uuid(c->last), a_int(CHUNK_ROWS)), &rows);

    c->n = c->words = 0;
    while (e == ERR_NONE && rows_next(rows))
        e = read_doc(r, c, rows);
    return e != ERR_NONE ? e : rows_error(rows);
}

static enum err
learn_words(struct req *r, struct chunk *c)
{
    size_t n = 0, kept = 0;

    c->vocabulary = ARENA_NEW(r->arena, const char *, c->words + 1);
    c->ids = ARENA_NEW(r->arena, int64_t, c->words + 1);
    if (c->vocabulary == NULL || c->ids == NULL)
        return ERR_UNAVAILABLE;
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->docs[i].n; k++)
            c->vocabulary[n++] = c->docs[i].words[k];
    qsort(c->vocabulary, n, sizeof(c->vocabulary[0]), by_word);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(c->vocabulary[i], c->vocabulary[kept - 1]) != 0)
            c->vocabulary[kept++] = c->vocabulary[i];
    c->words = kept;
    return search_word_ids(r, c->vocabulary, c->words, c->ids);
}

static enum err
write_postings(struct req *r, const struct chunk *c, const struct doc *d, struct bulk *postings, const char **ret_list)
{
    int64_t ids[NAME_WORDS];
    enum err e = ERR_NONE;

    for (size_t k = 0; e == ERR_NONE && k < d->n; k++) {
        const char *const *at = bsearch(&d->words[k], c->vocabulary, c->words, sizeof(c->vocabulary[0]), by_word);

        ids[k] = at == NULL ? 0 : c->ids[at - c->vocabulary];
        bulk_set(postings, 0, a_int(ids[k]));
        bulk_set(postings, 1, a_uuid(d->id));
        e = bulk_row(postings);
    }
    *ret_list = numbers_json(r->arena, ids, d->n);
    return e == ERR_NONE && *ret_list == NULL ? ERR_UNAVAILABLE : e;
}

static enum err
write_new(struct req *r, const struct chunk *c)
{
    static const enum arg_kind posting[] = { ARG_INT, ARG_UUID }, doc[] = { ARG_UUID, ARG_INT, ARG_STR };
    struct bulk *postings, *docs = NULL;
    const char *listed;
    enum err e = bulk_open(r, Q_SEARCH_POSTING, posting, 2, BATCH, &postings);

    if (e == ERR_NONE)
        e = bulk_open(r, Q_SEARCH_DOC, doc, 3, BATCH, &docs);
    for (size_t i = 0; e == ERR_NONE && i < c->n; i++) {
        if (c->docs[i].known)
            continue;
        e = write_postings(r, c, &c->docs[i], postings, &listed);
        if (e != ERR_NONE)
            break;
        bulk_set(docs, 0, a_uuid(c->docs[i].id));
        bulk_set(docs, 1, a_int(c->docs[i].stamp));
        bulk_set(docs, 2, a_str(listed));
        e = bulk_row(docs);
    }
    if (e == ERR_NONE)
        e = bulk_flush(postings);
    return e != ERR_NONE ? e : bulk_flush(docs);
}

static enum err
write_chunk(struct req *r, struct chunk *c)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = learn_words(r, c);
    if (e == ERR_NONE)
        e = write_new(r, c);
    for (size_t i = 0; e == ERR_NONE && i < c->n; i++)
        if (c->docs[i].known)
            e = search_index_customer(r, c->docs[i].id);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
go_on(struct req *r, const struct chunk *c)
{
    char from[UUID_TEXT];

    uuid_text(c->last, from);
    return job_add(r, "customers", "search-index", arena_printf(r->arena, "{\"from\":\"%s\"}", from));
}

static enum err
index_all(struct req *r, struct uuid from)
{
    struct chunk *c = ARENA_NEW(r->arena, struct chunk, 1);
    const int64_t until = clock_mono_us() + TURN_US;
    int64_t dataset = 0;
    enum err e = c == NULL ? ERR_UNAVAILABLE : db_int(r, Q_SEARCH_ACTIVE, NO_ARGS, 0, &dataset);

    if (c != NULL)
        c->last = from;
    while (e == ERR_NONE) {
        const struct arena_mark mark = arena_here(r->arena);

        if (clock_mono_us() > until)
            return go_on(r, c);

        e = read_chunk(r, c);
        if (e != ERR_NONE || c->n == 0)
            break;
        e = write_chunk(r, c);
        arena_rewind(r->arena, mark);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    if (e != ERR_NONE)
        return e;
    return db_exec(r, Q_SEARCH_STATE_SET, ARGS(dataset > 0 ? a_int(dataset) : a_null()), NULL);
}

enum err
search_index_run(struct req *r, const struct job *job)
{
    const char *text = json_str(json_get(job->payload, "customer"), "");
    struct uuid id;
    enum err e;

    if (!uuid_parse(text, &id)) {
        if (!uuid_parse(json_str(json_get(job->payload, "from"), ""), &id))
            id = UUID_LOWEST;
        return index_all(r, id);
    }
    e = db_begin(r);
    if (e == ERR_NONE)
        e = search_index_customer(r, id);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}
