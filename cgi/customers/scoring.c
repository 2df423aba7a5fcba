#include "scoring.h"

#include <math.h>

#include "customers.h"
#include "out.h"

#define KEPT 16
#define ROOM (8u * 1024 * 1024) /* of one: a schema may have 256 columns with long texts, a model their categories */

static struct scoring *kept[KEPT];
static int64_t clock_ticks;

static void
forget(size_t i)
{
    if (kept[i] != NULL)
        arena_free(kept[i]->arena); /* the scoring lives in it */
    kept[i] = NULL;
}

static struct scoring *
find(uint32_t tenant, struct uuid id)
{
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i] != NULL && kept[i]->tenant == tenant && uuid_equal(kept[i]->id, id))
            return kept[i];
    return NULL;
}

static void
keep(struct scoring *s)
{
    size_t oldest = 0;

    for (size_t i = 0; i < KEPT; i++) {
        if (kept[i] == NULL) {
            oldest = i;
            break;
        }
        if (kept[i]->used < kept[oldest]->used)
            oldest = i;
    }
    forget(oldest);
    kept[oldest] = s;
}

/* A setting that may be a number or a decimal text. */
static double
number(const json *settings, const char *key, double fallback)
{
    const json *v = json_get(settings, key);
    const char *s = json_str(v, NULL);

    return s != NULL ? strtod(s, NULL) : json_num(v, fallback);
}

static void
read_settings(struct scoring *s, const json *v)
{
    s->band_high = number(v, "band_high", .7);
    s->band_medium = number(v, "band_medium", .4);
    s->acceptance = number(v, "acceptance", 0);
    s->redemption = number(v, "redemption", 0);
    s->value_rate = number(v, "value_rate", 0);
    s->incentive = arena_printf(s->arena, "%.2f", number(v, "incentive", 0));
    s->currency = arena_str(s->arena, json_str(json_get(v, "currency"), ""));
}

/* Typical values by the header of their feature; a number may stand as a number. */
static void
read_typical(struct scoring *s, const json *v)
{
    for (size_t i = 0; i < s->schema->feature_count; i++) {
        const json *one = json_get(v, schema_feature(s->schema, i)->header);

        if (json_kind(v) == JSON_ARRAY)
            one = json_at(v, i);
        s->typical[i] = json_kind(one) == JSON_STR    ? arena_str(s->arena, json_str(one, ""))
                        : json_kind(one) == JSON_NULL ? ""
                                                      : json_text(s->arena, one);
    }
}

static void
read_choices(struct scoring *s, const json *encoding)
{
    const json *features = json_get(encoding, "features");

    for (size_t i = 0; i < s->schema->feature_count; i++) {
        const json *categories = json_get(json_at(features, i), "categories");
        if (json_len(categories) > 0)
            s->choices[i] = json_text(s->arena, categories);
    }
}

static enum err
parse(struct scoring *s, const struct rows *row)
{
    json *settings = NULL, *typical = NULL, *encoding = NULL;

    if (schema_parse(s->arena, col_str(row, 8), col_len(row, 8), &s->schema, NULL) != ERR_NONE ||
        json_parse(s->arena, col_str(row, 3), col_len(row, 3), &settings, NULL) != ERR_NONE)
        return ERR_INTERNAL;
    if (!col_null(row, 5) && json_parse(s->arena, col_str(row, 5), col_len(row, 5), &typical, NULL) != ERR_NONE)
        return ERR_INTERNAL;
    if (!col_null(row, 12) && json_parse(s->arena, col_str(row, 12), col_len(row, 12), &encoding, NULL) != ERR_NONE)
        return ERR_INTERNAL;
    s->choices = ARENA_NEW(s->arena, const char *, s->schema->feature_count + 1);
    s->typical = ARENA_NEW(s->arena, const char *, s->schema->feature_count + 1);
    if (s->typical == NULL || s->choices == NULL)
        return ERR_UNAVAILABLE;
    read_settings(s, settings);
    read_typical(s, typical);
    read_choices(s, encoding);
    return arena_full(s->arena) ? ERR_INTERNAL : ERR_NONE;
}

static enum err
load(struct req *r, struct scoring *s, int64_t no)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_SCORING, ARGS(a_int(no)), &row);
    const char *kind;

    if (e != ERR_NONE)
        return e;
    kind = col_str(row, 2);
    s->tenant = r->actor.tenant;
    s->no = col_int(row, 0);
    s->dataset_no = col_int(row, 1);
    s->kind = strcmp(kind, "model") == 0 ? SCORED_MODEL : strcmp(kind, "rule") == 0 ? SCORED_RULE : SCORED_NONE;
    s->has_base = !col_null(row, 4);
    s->base = col_num(row, 4);
    s->scored_at_us = col_time(row, 6);
    s->dataset_id = col_uuid(row, 7);
    s->model_id = col_uuid(row, 9);
    s->rows = col_int(row, 10);
    s->id = col_uuid(row, 11);
    e = parse(s, row);
    return e == ERR_NONE ? e : fault(r, e, "scoring %lld of tenant %u cannot be read", (long long)no, r->actor.tenant);
}

/* The one that stands now under this number, kept or read. */
static enum err
present(struct req *r, int64_t no, struct uuid id, const struct scoring **ret_scoring)
{
    struct scoring *s = find(r->actor.tenant, id);
    struct arena *a;
    enum err e;

    if (s == NULL) {
        a = arena_new(ROOM);
        s = a == NULL ? NULL : ARENA_NEW(a, struct scoring, 1);
        if (s == NULL) {
            arena_free(a);
            return ERR_UNAVAILABLE;
        }
        s->arena = a;
        e = load(r, s, no);
        if (e == ERR_NONE && !uuid_equal(s->id, id))
            e = ERR_NOT_FOUND; /* replaced between two statements */
        if (e != ERR_NONE) {
            arena_free(a);
            return e;
        }
        keep(s);
    }
    s->used = ++clock_ticks;
    *ret_scoring = s;
    return ERR_NONE;
}

enum err
scoring_get(struct req *r, int64_t no, struct uuid id, const struct scoring **ret_scoring)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_SCORING_ID, ARGS(a_int(no)), &row);

    if (e != ERR_NONE)
        return e;
    return uuid_equal(col_uuid(row, 0), id) ? present(r, no, id, ret_scoring) : ERR_NOT_FOUND;
}

enum err
scoring_active(struct req *r, const struct scoring **ret_scoring)
{
    struct rows *row = NULL;
    enum err e = db_one(r, Q_ACTIVE, NO_ARGS, &row);

    if (e == ERR_NOT_FOUND) {
        *ret_scoring = NULL;
        return ERR_NONE;
    }
    if (e == ERR_NONE)
        e = present(r, col_int(row, 0), col_uuid(row, 1), ret_scoring);
    return e == ERR_NOT_FOUND ? fault(r, ERR_UNAVAILABLE, "the active scoring was replaced meanwhile") : e;
}

void
scoring_out(struct req *r, const struct scoring *s)
{
    static const char *const kinds[] = { [SCORED_NONE] = "none", [SCORED_RULE] = "rule", [SCORED_MODEL] = "model" };

    if (s == NULL) {
        out_null(r, "scoring");
        return;
    }
    out_object(r, "scoring");
    out_str(r, "kind", kinds[s->kind]);
    out_int(r, "no", s->no);
    out_uuid(r, "model_id", s->model_id);
    out_time(r, "scored_at", s->scored_at_us);
    out_uuid(r, "dataset_id", s->dataset_id);
    out_end(r);
}
