/*
 * global_search.c: one field that finds customers by number, address, phone or words, also mistyped ones. First what is exactly so, then
 * what begins so, then what has a letter wrong; each step only if the page is not full yet. Two wrong letters only where nothing is nearer.
 */
#include "item.h"
#include "normalise.h"
#include "out.h"
#include "search_choice.h"
#include "search_index.h"
#include "visible.h"

#define LEAST_BYTES    2
#define WORDS_ASKED    4
#define HITS_MOST      50
#define LOOKED_THROUGH 6000 /* customers of the rarest word, when there are several words */
#define COUNTED        3000 /* customers of a word are counted so far */
#define FEW            200  /* customers that are looked through without a search for a rarer word */
#define ARGS_MOST      (WORD_CHOICES + 2 * WORDS_ASKED + 4)

struct find_in {
    const char *q;
    int64_t limit;
};

static const struct field find_fields[] = {
    FIELD_STR(struct find_in, q, .in = IN_QUERY, .max = 200, .doc = "At least two characters"),
    FIELD_INT(struct find_in, limit, .in = IN_QUERY, .low = 1, .high = HITS_MOST, .fallback = 10, .doc = "How many"),
    FIELD_END,
};

static const char *const types[] = { "customer", NULL };
static const char *const matches[] = { "external_id", "email", "phone", "words", "similar", NULL };
enum match { BY_ID, BY_EMAIL, BY_PHONE, BY_WORDS, BY_SIMILAR };

static const struct shape hit_shape[] = {
    { .name = "type", .type = S_STR, .choices = types },
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "external_id", .type = S_STR },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "segment", .type = S_STR, .nullable = true },
    { .name = "band", .type = S_STR, .nullable = true, .choices = item_bands },
    { .name = "stage", .type = S_STR, .nullable = true },
    { .name = "matched", .type = S_STR, .choices = matches, .doc = "What of it the text fits" },
    SHAPE_END,
};
static const struct shape find_out[] = {
    { .name = "query", .type = S_STR },
    { .name = "data", .type = S_ARRAY, .of = hit_shape },
    { .name = "indexed", .type = S_BOOL, .doc = "False while the names of a new dataset are being indexed" },
    SHAPE_END,
};

struct finder {
    struct choice words[WORDS_ASKED];
    size_t n;
    int64_t limit, count;
    bool quiet; /* only collects who was seen */
    struct uuid seen[HITS_MOST];
};

static void
hit_out(struct req *r, struct finder *f, const struct rows *row, enum match match)
{
    const struct uuid id = col_uuid(row, 0);
    const int64_t band = col_null(row, 6) ? -1 : col_int(row, 6);

    for (int64_t i = 0; i < f->count; i++)
        if (uuid_equal(f->seen[i], id))
            return;
    if (f->count == f->limit)
        return;
    f->seen[f->count++] = id;
    if (f->quiet)
        return;
    out_object(r, NULL);
    out_str(r, "type", "customer");
    out_uuid(r, "id", id);
    out_str(r, "name", col_str(row, 2));
    out_str(r, "external_id", col_str(row, 1));
    out_str(r, "email", col_null(row, 3) ? NULL : col_str(row, 3));
    out_str(r, "phone", col_null(row, 4) ? NULL : col_str(row, 4));
    out_str(r, "segment", col_null(row, 5) ? NULL : col_str(row, 5));
    out_str(r, "band", band < 0 || band > 2 ? NULL : item_bands[band]);
    out_str(r, "stage", col_null(row, 7) ? NULL : col_str(row, 7));
    out_str(r, "matched", matches[match]);
    out_end(r);
}

static enum err
hits_out(struct req *r, struct finder *f, struct rows *rows, enum match match)
{
    while (rows_next(rows))
        hit_out(r, f, rows, match);
    return rows_error(rows);
}

static enum err
by_prefix(struct req *r, struct finder *f, int statement, const char *text, enum match match)
{
    struct rows *rows;
    const char *pattern = arena_printf(r->arena, "%s%%", like_text(r, text));
    enum err e = db_rows(r, statement, ARGS(a_str(pattern), a_all(r), a_int(f->limit)), &rows);

    return e != ERR_NONE ? e : hits_out(r, f, rows, match);
}

/* The digits of what may be a phone number, with the + they are stored with; NULL: it is none. */
static const char *
phone_digits(struct req *r, const char *q)
{
    char *text = arena_alloc(r->arena, strlen(q) + 2), *to = text;

    if (text == NULL)
        return NULL;
    *to++ = '+';
    for (q += *q == '+'; *q != '\0'; q++) {
        if (*q >= '0' && *q <= '9')
            *to++ = *q;
        else if (strchr(" -./()", *q) == NULL)
            return NULL;
    }
    return to - text > 3 ? text : NULL;
}

static enum err
by_columns(struct req *r, struct finder *f, const char *q)
{
    const char *digits = phone_digits(r, q), *email = normalise_key(r->arena, q);
    enum err e = by_prefix(r, f, Q_SEARCH_ID, q, BY_ID);

    if (e == ERR_NONE && email != NULL && strpbrk(q, "@.") != NULL)
        e = by_prefix(r, f, Q_SEARCH_EMAIL, email, BY_EMAIL);
    if (e == ERR_NONE && digits != NULL)
        e = by_prefix(r, f, Q_SEARCH_PHONE, digits, BY_PHONE);
    return e;
}

/* The rarest word first: the others are looked up for its customers only. A word that few have is rare enough. */
static enum err
rarest_first(struct req *r, struct finder *f)
{
    int64_t least = COUNTED, count = 0;
    size_t best = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && f->n > 1 && i < f->n && least > FEW; i++) {
        e = choice_count(r, &f->words[i], least, &count);
        if (e == ERR_NONE && count < least) {
            least = count;
            best = i;
        }
    }
    if (best > 0) {
        const struct choice first = f->words[0];

        f->words[0] = f->words[best];
        f->words[best] = first;
    }
    return e;
}

/* Two arguments for each of the words from `from` on: the list, twice; "[]" where there is none. */
static void
add_others(struct req *r, const struct finder *f, size_t from, struct arg *args, size_t *n)
{
    for (size_t i = from; i < WORDS_ASKED; i++) {
        const char *list = i < f->n ? numbers_json(r->arena, f->words[i].ids, f->words[i].n) : "[]";

        args[(*n)++] = a_str(list);
        args[(*n)++] = a_str(list);
    }
}

static enum err
by_choices(struct req *r, struct finder *f, enum match match)
{
    struct arg args[ARGS_MOST];
    size_t n = 0;
    const char *more;
    struct rows *rows;
    enum err e;

    for (size_t i = 0; i < f->n; i++)
        if (f->words[i].n == 0)
            return ERR_NONE;
    if (!sees_all(r)) {
        add_others(r, f, 0, args, &n);
        args[n++] = a_int(f->limit * 2);
        e = db_rows(r, Q_SEARCH_OWN, (struct args){ args, n }, &rows);
        return e != ERR_NONE ? e : hits_out(r, f, rows, match);
    }
    e = rarest_first(r, f);
    if (e != ERR_NONE)
        return e;
    more = choice_among(r, &f->words[0], args, &n);
    args[n++] = a_int(f->n == 1 ? f->limit * 2 : LOOKED_THROUGH);
    add_others(r, f, 1, args, &n);
    args[n++] = a_int(f->limit * 2);
    e = db_rows_more(r, Q_SEARCH_HITS, more, (struct args){ args, n }, &rows);
    return e != ERR_NONE ? e : hits_out(r, f, rows, match);
}

/* Two letters wrong are looked for when nothing is nearer; who looks for doubles wants those as well. */
static bool
goes_on(const struct finder *f, enum step step)
{
    return step < STEP_TWO_WRONG || f->quiet ? f->count < f->limit : f->count == 0;
}

static enum err
by_words(struct req *r, struct finder *f)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < f->n; i++)
        e = choice_begin(r, &f->words[i]);
    for (enum step step = STEP_SAME; e == ERR_NONE && f->n > 0 && step < STEPS && goes_on(f, step); step++) {
        bool more = false;

        for (size_t i = 0; e == ERR_NONE && i < f->n; i++)
            e = choice_widen(r, &f->words[i], step, &more);
        if (e == ERR_NONE && more)
            e = by_choices(r, f, step <= STEP_BEGINS ? BY_WORDS : BY_SIMILAR);
    }
    return e;
}

/* Longer words first: they are rarer. */
static void
ask_for(struct finder *f, const struct words *w)
{
    for (f->n = 0; f->n < w->n && f->n < WORDS_ASKED; f->n++) {
        size_t at = f->n;

        for (; at > 0 && strlen(f->words[at - 1].word) < strlen(w->v[f->n]); at--)
            f->words[at] = f->words[at - 1];
        f->words[at] = (struct choice){ .word = w->v[f->n] };
    }
}

enum err
search_similar(struct req *r, const char *name, struct uuid *ret_ids, size_t most, size_t *ret_n)
{
    struct finder f = { .limit = most < HITS_MOST ? (int64_t)most : HITS_MOST, .quiet = true };
    struct words w = { .n = 0 };
    enum err e = words_add(r->arena, &w, name) ? ERR_NONE : ERR_UNAVAILABLE;

    ask_for(&f, &w);
    if (e == ERR_NONE)
        e = by_words(r, &f);
    if (e != ERR_NONE)
        return e;
    memcpy(ret_ids, f.seen, sizeof(*ret_ids) * (size_t)f.count);
    *ret_n = (size_t)f.count;
    return ERR_NONE;
}

static enum err
find(struct req *r, const void *input)
{
    const struct find_in *in = input;
    const char *q = in->q != NULL ? in->q : "";
    struct finder f = { .limit = in->limit };
    struct words w = { .n = 0 };
    int64_t ready = 1;
    enum err e = ERR_NONE;

    out_str(r, "query", q);
    out_array(r, "data");
    if (strlen(q) >= LEAST_BYTES) {
        if (!words_add(r->arena, &w, q))
            return ERR_UNAVAILABLE;
        ask_for(&f, &w);
        e = by_columns(r, &f, q);
        if (e == ERR_NONE && f.count < f.limit)
            e = by_words(r, &f);
    }
    out_end(r);
    if (e == ERR_NONE)
        e = db_int(r, Q_SEARCH_READY, NO_ARGS, 1, &ready);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "indexed", ready != 0);
    return reply(r, 200);
}

const struct endpoint global_search = {
    .title = "Find customers by number, address, phone, words of the name or of notes",
    .fields = find_fields,
    .out = find_out,
    .input_size = sizeof(struct find_in),
    .run = find,
};
