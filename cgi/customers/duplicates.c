/*
 * duplicates.c: records that may be of the same person, with what they have in common. Told of a record, and while a new one is typed.
 */
#include <math.h>

#include "normalise.h"
#include "out.h"
#include "records.h"
#include "search_index.h"
#include "visible.h"

#define SIMILAR_MOST 20
#define IDS_MOST     64

struct duplicates_in {
    struct uuid id;
    const char *name, *email, *phone, *external_id;
};

static const struct field of_fields[] = {
    FIELD_UUID(struct duplicates_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_END,
};
static const struct field typed_fields[] = {
    FIELD_STR(struct duplicates_in, name, .in = IN_QUERY, .max = 255, .doc = "As typed"),
    FIELD_STR(struct duplicates_in, email, .in = IN_QUERY, .max = 254, .doc = "As typed"),
    FIELD_STR(struct duplicates_in, phone, .in = IN_QUERY, .max = 32, .doc = "As typed, with the + of its country"),
    FIELD_STR(struct duplicates_in, external_id, .in = IN_QUERY, .max = 64, .doc = "As typed"),
    FIELD_END,
};

/* What they may have in common, and how much each speaks for one person; together 1 - product of what speaks against. */
static const struct {
    const char *name;
    double weight;
} signs[] = { { "email", 0.7 }, { "phone", 0.6 },         { "external_id", 0.9 },
              { "name", 0.4 },  { "similar_name", 0.25 }, { "address", 0.3 } };
enum sign { SIGN_EMAIL, SIGN_PHONE, SIGN_EXTERNAL, SIGN_NAME, SIGN_SIMILAR, SIGN_ADDRESS, SIGNS };

static const struct shape duplicate_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "external_id", .type = S_STR },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "score", .type = S_NUM, .doc = "0 to 1" },
    { .name = "fields", .type = S_ARRAY, .items = S_STR, .doc = "What they have in common" },
    SHAPE_END,
};
static const struct shape duplicates_out[] = { { .name = "data", .type = S_ARRAY, .of = duplicate_shape }, SHAPE_END };

struct wanted {
    struct uuid id; /* nil: none yet */
    const char *name, *email_key, *phone, *external_id, *street, *postal_code;
};

struct found {
    struct uuid id;
    const char *name, *external_id, *email, *phone;
    bool has[SIGNS];
    double score;
};

static bool
same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && *a != '\0' && strcmp(a, b) == 0;
}

static bool
has_word(const struct words *w, const char *word, unsigned slack)
{
    for (size_t i = 0; i < w->n; i++)
        if (word_distance(w->v[i], word, slack) <= slack)
            return true;
    return false;
}

/* Each word of the shorter name is in the other one, in any order. */
static enum err
compare_names(struct req *r, const char *a, const char *b, struct found *f)
{
    struct words x = { .n = 0 }, y = { .n = 0 };
    bool same = true, near = true;

    if (!words_add(r->arena, &x, a) || !words_add(r->arena, &y, b))
        return ERR_UNAVAILABLE;
    const struct words *few = x.n < y.n ? &x : &y, *many = x.n < y.n ? &y : &x;

    for (size_t i = 0; i < few->n; i++) {
        same = same && has_word(many, few->v[i], 0);
        near = near && has_word(many, few->v[i], word_slack(few->v[i]));
    }
    f->has[SIGN_NAME] = few->n > 0 && same && x.n == y.n;
    f->has[SIGN_SIMILAR] = few->n > 0 && near && !f->has[SIGN_NAME];
    return ERR_NONE;
}

static enum err
compare(struct req *r, const struct wanted *w, const struct rows *row, struct found *f)
{
    double against = 1;
    enum err e;

    *f = (struct found){ .id = col_uuid(row, 0),
                         .name = arena_str(r->arena, col_str(row, 1)),
                         .external_id = arena_str(r->arena, col_str(row, 2)),
                         .email = col_null(row, 3) ? NULL : arena_str(r->arena, col_str(row, 3)),
                         .phone = col_null(row, 4) ? NULL : arena_str(r->arena, col_str(row, 4)) };
    f->has[SIGN_EMAIL] = same_text(w->email_key, col_str(row, 5));
    f->has[SIGN_PHONE] = same_text(w->phone, col_str(row, 4));
    f->has[SIGN_EXTERNAL] = same_text(w->external_id, col_str(row, 2));
    f->has[SIGN_ADDRESS] = same_text(w->street, col_str(row, 6)) && same_text(w->postal_code, col_str(row, 7));
    e = w->name == NULL ? ERR_NONE : compare_names(r, w->name, f->name, f);
    for (size_t i = 0; i < SIGNS; i++)
        against *= f->has[i] ? 1 - signs[i].weight : 1;
    f->score = round((1 - against) * 100) / 100;
    return e;
}

static int
by_score(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    return x->score < y->score ? 1 : x->score > y->score ? -1 : 0;
}

static void
found_out(struct req *r, const struct found *f)
{
    out_object(r, NULL);
    out_uuid(r, "id", f->id);
    out_str(r, "name", f->name);
    out_str(r, "external_id", f->external_id);
    out_str(r, "email", f->email);
    out_str(r, "phone", f->phone);
    out_num(r, "score", f->score);
    out_array(r, "fields");
    for (size_t i = 0; i < SIGNS; i++)
        if (f->has[i])
            out_str(r, NULL, signs[i].name);
    out_end(r);
    out_end(r);
}

/* Who comes into question, by columns and by words, as a JSON list of ids. */
static enum err
collect(struct req *r, const struct wanted *w, const char **ret_ids)
{
    struct uuid similar[SIMILAR_MOST];
    char text[UUID_TEXT];
    const char *ids = "";
    size_t n = 0;
    struct rows *rows;
    enum err e = db_rows(r, Q_DUPLICATE_IDS,
                         ARGS(a_str(w->email_key), a_str(w->phone), a_str(w->external_id), a_str(w->name)), &rows);

    while (e == ERR_NONE && ids != NULL && rows_next(rows)) {
        uuid_text(col_uuid(rows, 0), text);
        ids = arena_printf(r->arena, "%s%s\"%s\"", ids, *ids != '\0' ? "," : "", text);
    }
    if (e == ERR_NONE && w->name != NULL && *w->name != '\0')
        e = search_similar(r, w->name, similar, SIMILAR_MOST, &n);
    for (size_t i = 0; e == ERR_NONE && ids != NULL && i < n; i++) {
        uuid_text(similar[i], text);
        if (strstr(ids, text) == NULL)
            ids = arena_printf(r->arena, "%s%s\"%s\"", ids, *ids != '\0' ? "," : "", text);
    }
    *ret_ids = ids == NULL ? NULL : arena_printf(r->arena, "[%s]", ids);
    return e == ERR_NONE && *ret_ids == NULL ? ERR_UNAVAILABLE : e;
}

static enum err
tell(struct req *r, const struct wanted *w)
{
    struct found found[IDS_MOST];
    struct uuid nobody = UUID_LOWEST;
    const char *ids;
    struct rows *rows;
    size_t n = 0;
    enum err e = collect(r, w, &ids);

    if (e == ERR_NONE)
        e = db_rows(r, Q_DUPLICATES, ARGS(a_str(ids), a_uuid(uuid_is_nil(w->id) ? nobody : w->id), a_all(r)), &rows);
    while (e == ERR_NONE && n < IDS_MOST && rows_next(rows)) {
        e = compare(r, w, rows, &found[n]);
        n += found[n].score > 0;
    }
    if (e != ERR_NONE)
        return e;
    qsort(found, n, sizeof(found[0]), by_score);
    out_array(r, "data");
    for (size_t i = 0; i < n; i++)
        found_out(r, &found[i]);
    out_end(r);
    return reply(r, 200);
}

static enum err
of_one(struct req *r, const void *input)
{
    const struct duplicates_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_DUPLICATE_OF, ARGS(a_uuid(in->id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such customer.");
    if (e != ERR_NONE)
        return e;
    return tell(r, &(struct wanted){ .id = in->id,
                                     .name = col_str(row, 0),
                                     .phone = col_null(row, 2) ? NULL : col_str(row, 2),
                                     .email_key = col_null(row, 3) ? NULL : col_str(row, 3),
                                     .street = col_str(row, 4),
                                     .postal_code = col_str(row, 5) });
}

const struct endpoint customer_duplicates = { "Records that may be of the same person", of_fields, duplicates_out,
                                              sizeof(struct duplicates_in), of_one };

static enum err
typed(struct req *r, const void *input)
{
    const struct duplicates_in *in = input;
    const char *email = in->email == NULL ? NULL : normalise_key(r->arena, in->email);

    return tell(r,
                &(struct wanted){ .name = in->name,
                                  .email_key = email,
                                  .phone = in->phone == NULL ? NULL : normalise_phone(r->arena, in->phone, PHONE_E164),
                                  .external_id = in->external_id });
}

const struct endpoint duplicates_typed = { "Records that may be of the person who is being entered", typed_fields,
                                           duplicates_out, sizeof(struct duplicates_in), typed };
