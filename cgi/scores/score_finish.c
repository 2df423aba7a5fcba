/* The end of a scoring: its figures are kept, readers are switched to it. */
#include "score_private.h"

#include "clock.h"
#include "writer.h"

/* Customers known before this dataset keep the id they have. */
static enum err
settle_movers(struct run *u)
{
    for (int up = 0; up < 2; up++) {
        struct mover *list;
        size_t n = figures_movers(u->figures, up != 0, &list);
        for (size_t i = 0; i < n; i++) {
            struct rows *row;
            enum err e = db_one(u->r, Q_CUSTOMER_ID, ARGS(a_str(list[i].external_id)), &row);
            if (e == ERR_NONE)
                list[i].customer_id = col_uuid(row, 0);
            else if (e != ERR_NOT_FOUND)
                return e;
        }
    }
    return ERR_NONE;
}

static enum err
put_figure(struct run *u, const char *name, struct writer *w)
{
    const char *text = writer_text(w);
    enum err e = text != NULL ? db_exec(u->r, Q_FIGURE_SET, ARGS(a_int(u->no), a_str(name), a_str(text)), NULL)
                              : ERR_UNAVAILABLE;

    writer_free(w);
    return e;
}

static enum err
put_figures(struct run *u, int64_t now_us)
{
    struct figures_head head = { u->d, now_us, u->model.id, u->model.no };
    struct writer overview = { 0 }, segments = { 0 }, factors = { 0 }, actions = { 0 }, movers = { 0 };
    struct writer histogram = { 0 }, drift = { 0 };

    figures_overview(u->figures, &head, &overview);
    figures_segments(u->figures, &segments);
    figures_factors(u->figures, &factors);
    figures_actions(u->figures, &actions);
    figures_movers_text(u->figures, &movers);
    figures_histogram(u->figures, &histogram);
    figures_drift(u->figures, &head, &drift);
    struct {
        const char *name;
        struct writer *w;
    } all[] = { { "overview", &overview },
                { "churn-by-segment", &segments },
                { "churn-factors", &factors },
                { "retention-actions", &actions },
                { "movers", &movers },
                { "histogram", &histogram },
                { "drift", &drift } };
    enum err e = ERR_NONE;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (e == ERR_NONE)
            e = put_figure(u, all[i].name, all[i].w);
        else
            writer_free(all[i].w);
    }
    return e;
}

/* Customers unlike those the model learnt from are not scored in silence. */
static enum err
warn_of_drift(struct run *u)
{
    double psi = 0;
    size_t feature = figures_changed(u->figures, &psi);

    if (feature == SCHEMA_NONE)
        return ERR_NONE;
    return dataset_warn(u->r, u->d,
                        arena_printf(u->r->arena,
                                     "These customers differ from those the model learnt from, most in %s (PSI %.2f): "
                                     "read the probabilities with care.",
                                     schema_feature(u->d->schema, feature)->title, psi));
}

/* Figures, the end of the scoring and the order to activate it are one transaction. */
enum err
scoring_finish(struct run *u)
{
    int64_t now_us = clock_now_us();
    const char *payload =
        arena_printf(u->r->arena, "{\"dataset_no\":%lld,\"scoring_no\":%lld}", (long long)u->d->no, (long long)u->no);
    enum err e = settle_movers(u);

    if (e == ERR_NONE)
        e = db_begin(u->r);
    if (e != ERR_NONE)
        return e;
    e = put_figures(u, now_us);
    if (e == ERR_NONE)
        e = warn_of_drift(u);
    if (e == ERR_NONE)
        e = db_exec_one(u->r, Q_SCORING_DONE, ARGS(a_time(now_us), a_int(u->no)));
    if (e == ERR_NONE && u->kind == KIND_MODEL)
        e = registry_note(u->r, u->d->schema_name, u->model.no, "scored", u->d->no, "");
    if (e == ERR_NONE)
        e = job_add(u->r, "uploads", "activate", payload);
    if (e == ERR_NONE)
        return db_commit(u->r);
    db_rollback(u->r);
    return e;
}
