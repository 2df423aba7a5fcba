#include "ready.h"

#include "log.h"
#include "metrics.h"

#define KEPT 8
#define ROOM ((size_t)16 << 20)

static struct ready *kept[KEPT];
static int64_t ticks;

static void
forget(size_t i)
{
    if (kept[i] == NULL)
        return;
    model_close(&kept[i]->model);
    arena_free(kept[i]->arena); /* it lives there itself */
    kept[i] = NULL;
}

static enum err
load(struct req *r, struct arena *a, int64_t dataset_no, int64_t model_no, struct ready **ret)
{
    struct ready *y = ARENA_NEW(a, struct ready, 1);
    struct arena *of_request = r->arena;

    if (y == NULL)
        return ERR_UNAVAILABLE;
    *y = (struct ready){ .arena = a, .tenant = r->actor.tenant, .dataset_no = dataset_no, .model_no = model_no };
    r->arena = a; /* the schema must outlive the request */
    enum err e = dataset_load(r, dataset_no, &y->dataset);
    r->arena = of_request;
    if (e == ERR_NONE)
        e = registry_load(r, a, model_no, y->dataset.schema, &y->model);
    if (e == ERR_NONE)
        *ret = y;
    return e;
}

static size_t
oldest(void)
{
    size_t best = 0;

    for (size_t i = 0; i < KEPT; i++) {
        if (kept[i] == NULL)
            return i;
        if (kept[i]->used < kept[best]->used)
            best = i;
    }
    return best;
}

static enum err
get(struct req *r, int64_t dataset_no, int64_t model_no, struct ready **ret)
{
    for (size_t i = 0; i < KEPT; i++)
        if (kept[i] != NULL && kept[i]->tenant == r->actor.tenant && kept[i]->dataset_no == dataset_no &&
            kept[i]->model_no == model_no) {
            kept[i]->used = ++ticks;
            *ret = kept[i];
            return ERR_NONE;
        }
    struct arena *a = arena_new(ROOM);
    enum err e = a != NULL ? load(r, a, dataset_no, model_no, ret) : ERR_UNAVAILABLE;
    if (e != ERR_NONE) {
        arena_free(a);
        return e;
    }
    size_t place = oldest();
    forget(place);
    kept[place] = *ret;
    kept[place]->used = ++ticks;
    return ERR_NONE;
}

#define OLDER 3 /* models that are tried in place of a damaged one */

static void
alarm_of(const struct req *r, int64_t model_no)
{
    static uint32_t tenant;
    static int64_t no, damaged;

    if (tenant == r->actor.tenant && no == model_no)
        return; /* said once */
    tenant = r->actor.tenant;
    no = model_no;
    metrics_gauge(GAUGE_MODELS_DAMAGED, ++damaged);
    log_line(LOG_ERROR, "model_damaged", "model %lld of tenant %u is not what was stored; older ones are used",
             (long long)model_no, tenant);
}

/* In place of a model whose bytes are damaged: the last one that was promoted before it and is whole. */
static enum err
last_good(struct req *r, const char *schema_name, int64_t dataset_no, int64_t model_no, struct ready **ret)
{
    enum err e = ERR_INTERNAL;

    alarm_of(r, model_no);
    for (int i = 0; i < OLDER && (e == ERR_INTERNAL || e == ERR_CONFLICT); i++) {
        e = db_int(r, Q_MODEL_BEFORE, ARGS(a_str(schema_name), a_int(model_no)), 0, &model_no);
        if (e == ERR_NONE && model_no == 0)
            break;
        if (e == ERR_NONE)
            e = get(r, dataset_no, model_no, ret);
        if (e == ERR_NONE)
            return e;
    }
    return e != ERR_NONE && e != ERR_INTERNAL && e != ERR_CONFLICT
               ? e
               : fail_as(r, ERR_UNAVAILABLE, "model_damaged", NULL,
                         "The model cannot be used at the moment. The figures that stand are right.");
}

static enum err
no_model(struct req *r)
{
    return fail_as(r, ERR_CONFLICT, "no_model", NULL,
                   "There is no model yet. Upload customers whose outcome is known, so that one can be learnt.");
}

enum err
ready_get(struct req *r, struct setting *ret_setting, struct ready **ret_ready)
{
    struct rows *row;
    json *settings = NULL;
    enum err e = db_one(r, Q_PREDICT_SCORING, NO_ARGS, &row);

    if (e == ERR_NOT_FOUND)
        return fail_as(r, ERR_CONFLICT, "no_dataset", NULL, "There are no customers yet. Upload a file first.");
    if (e == ERR_NONE)
        e = json_parse(r->arena, col_str(row, 3), col_len(row, 3), &settings, NULL);
    if (e != ERR_NONE)
        return e;
    int64_t model_no = col_int(row, 2);
    ret_setting->dataset_no = col_int(row, 0);
    economics_read(settings, &ret_setting->economics);
    if (model_no == 0)
        e = registry_champion(r, col_str(row, 1), &model_no);
    if (e == ERR_NONE && model_no == 0)
        return no_model(r);
    if (e == ERR_NONE)
        e = get(r, ret_setting->dataset_no, model_no, ret_ready);
    ret_setting->stale = e == ERR_INTERNAL;
    if (e == ERR_INTERNAL)
        e = last_good(r, col_str(row, 1), ret_setting->dataset_no, model_no, ret_ready);
    return e == ERR_CONFLICT ? no_model(r) : e;
}
