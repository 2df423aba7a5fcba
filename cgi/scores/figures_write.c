/* The figures as JSON. What is not known is null; fractions are 0..1; money is decimal text. */
#include "figures_private.h"

#include <math.h>

#include "clock.h"
#include "stats.h"
#include "writer.h"

static double
ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

/* The members that describe some customers. */
static void
write_tally(const struct figures *f, const struct tally *t, struct writer *w)
{
    struct stats_interval i = stats_wilson((double)t->churners, (double)t->labelled, STATS_Z95);
    bool model = f->kind == KIND_MODEL;

    writer_int(w, "customers", (int64_t)t->customers);
    writer_fraction(w, "churn_rate", ratio((double)t->churners, (double)t->labelled));
    writer_fraction(w, "low", t->labelled > 0 ? i.low : NAN);
    writer_fraction(w, "high", t->labelled > 0 ? i.high : NAN);
    writer_fraction(w, "average_probability", model ? ratio(t->score, (double)t->customers) : NAN);
    writer_int(w, "high_band", (int64_t)t->bands[BAND_HIGH]);
    writer_money(w, "value_at_risk", model && f->schema->value != SCHEMA_NONE ? t->at_risk : NAN);
}

static void
write_values(const struct figures *f, const struct breakdown *b, struct writer *w)
{
    struct named_tally values[FIGURES_NAMES + 1];
    size_t n = breakdown_values(b, values);

    writer_array(w, "segments");
    for (size_t i = 0; i < n; i++) {
        writer_object(w, NULL);
        writer_str(w, "name", values[i].name);
        write_tally(f, &values[i].tally, w);
        writer_end_object(w);
    }
    writer_end_array(w);
}

static void
write_bars(const struct figures *f, const char *key, struct writer *w)
{
    writer_array(w, key);
    for (size_t i = 0; i < FIGURES_BARS; i++)
        writer_int(w, NULL, (int64_t)f->bars[i]);
    writer_end_array(w);
}

static void
write_movers(struct figures *f, bool up, struct writer *w)
{
    struct mover *list;
    size_t n = figures_movers(f, up, &list);
    char id[UUID_TEXT];

    writer_array(w, up ? "up" : "down");
    for (size_t i = 0; i < n; i++) {
        uuid_text(list[i].customer_id, id);
        writer_object(w, NULL);
        writer_str(w, "customer_id", id);
        writer_str(w, "external_id", list[i].external_id);
        writer_str(w, "name", list[i].name);
        writer_fraction(w, "before", list[i].before);
        writer_fraction(w, "after", list[i].after);
        writer_end_object(w);
    }
    writer_end_array(w);
}

static void
write_economics(const struct economics *e, struct writer *w)
{
    writer_object(w, "economics");
    writer_num(w, "acceptance", e->acceptance);
    writer_money(w, "incentive", e->incentive);
    writer_num(w, "redemption", e->redemption);
    writer_num(w, "value_rate", e->value_rate);
    writer_end_object(w);
}

static void
write_bands(const struct figures *f, struct writer *w)
{
    writer_object(w, "bands");
    writer_int(w, "high", (int64_t)f->all.bands[BAND_HIGH]);
    writer_int(w, "medium", (int64_t)f->all.bands[BAND_MEDIUM]);
    writer_int(w, "low", (int64_t)f->all.bands[BAND_LOW]);
    writer_end_object(w);
    writer_object(w, "cutoffs");
    writer_num(w, "high", f->economics.band_high);
    writer_num(w, "medium", f->economics.band_medium);
    writer_end_object(w);
}

void
figures_overview(struct figures *f, const struct figures_head *head, struct writer *w)
{
    char id[UUID_TEXT], at[TIME_TEXT];
    bool value = f->schema->value != SCHEMA_NONE, model = f->kind == KIND_MODEL;

    uuid_text(head->dataset->id, id);
    clock_text(head->scored_at_us, at);
    writer_object(w, NULL);
    writer_str(w, "dataset_id", id);
    writer_int(w, "dataset_no", head->dataset->no);
    writer_str(w, "dataset_name", head->dataset->name);
    writer_str(w, "scored_at", at);
    writer_str(w, "kind", scoring_kinds[f->kind]);
    writer_int(w, "customers", (int64_t)f->all.customers);
    writer_fraction(w, "churn_rate", ratio((double)f->all.churners, (double)f->all.labelled));
    writer_fraction(w, "average_probability", model ? ratio(f->all.score, (double)f->all.customers) : NAN);
    write_bands(f, w);
    writer_money(w, "value_at_risk", value && model ? f->all.at_risk : NAN);
    writer_money(w, "value_total", value ? f->all.value : NAN);
    writer_str(w, "currency", f->economics.currency);
    if (f->schema->segment != SCHEMA_NONE) {
        write_values(f, &f->breakdowns[0], w);
    } else {
        writer_array(w, "segments");
        writer_end_array(w);
    }
    write_bars(f, "histogram", w);
    writer_object(w, "movers");
    write_movers(f, true, w);
    write_movers(f, false, w);
    writer_end_object(w);
    write_economics(&f->economics, w);
    writer_end_object(w);
}

void
figures_movers_text(struct figures *f, struct writer *w)
{
    writer_object(w, NULL);
    write_movers(f, true, w);
    write_movers(f, false, w);
    writer_end_object(w);
}

void
figures_histogram(const struct figures *f, struct writer *w)
{
    writer_object(w, NULL);
    write_bars(f, "bins", w);
    writer_end_object(w);
}

static void
open_feature(struct writer *w, const struct schema_column *c)
{
    writer_object(w, NULL);
    writer_str(w, "feature", c->header);
    writer_str(w, "title", c->title);
}

void
figures_segments(const struct figures *f, struct writer *w)
{
    writer_object(w, NULL);
    writer_array(w, "data");
    for (size_t i = 0; i < f->breakdown_count; i++) {
        const struct breakdown *b = &f->breakdowns[i];
        if (b->overflow && b->bins == NULL && schema_feature(f->schema, b->feature)->type == SCHEMA_NUMBER)
            continue; /* many different numbers, and no training histogram to bin them by */
        open_feature(w, schema_feature(f->schema, b->feature));
        write_values(f, b, w);
        writer_end_object(w);
    }
    writer_end_array(w);
    writer_end_object(w);
}

/* Do high values go with leaving? Told when value and contribution are clearly correlated. */
static const char *
direction(const struct factor *t)
{
    double spread = t->xx * t->ss, r = spread > 0 ? t->xs / sqrt(spread) : 0;

    return r > .3 ? "higher" : r < -.3 ? "lower" : "mixed";
}

void
figures_factors(const struct figures *f, struct writer *w)
{
    bool told[SCHEMA_MAX_COLUMNS] = { false };
    double sum = 0;

    for (size_t i = 0; i < f->schema->feature_count; i++)
        sum += f->factors[i].points;
    writer_object(w, NULL);
    writer_array(w, "data");
    for (size_t n = 0; sum > 0 && n < f->schema->feature_count; n++) {
        size_t best = SCHEMA_NONE;
        for (size_t i = 0; i < f->schema->feature_count; i++)
            if (!told[i] && (best == SCHEMA_NONE || f->factors[i].points > f->factors[best].points))
                best = i;
        told[best] = true;
        if (f->encoder != NULL && f->encoder->features[best].excluded)
            continue;
        open_feature(w, schema_feature(f->schema, best));
        writer_fraction(w, "share", f->factors[best].points / sum);
        writer_fraction(w, "mean_abs_points", f->factors[best].points / (double)f->all.customers);
        writer_str(w, "direction", direction(&f->factors[best]));
        writer_end_object(w);
    }
    writer_end_array(w);
    writer_end_object(w);
}

void
figures_actions(const struct figures *f, struct writer *w)
{
    writer_object(w, NULL);
    writer_array(w, "data");
    for (size_t i = 0; f->kind == KIND_MODEL && i < f->schema->action_count; i++) {
        const struct schema_action *a = &f->schema->actions[i];
        const struct action_tally *t = &f->actions[i];
        writer_object(w, NULL);
        writer_str(w, "feature", schema_feature(f->schema, a->feature)->header);
        writer_str(w, "title", a->title);
        writer_str(w, "set", a->set);
        writer_int(w, "customers", (int64_t)t->customers);
        writer_str(w, "cost", a->cost_text);
        writer_money(w, "expected_value", f->schema->value != SCHEMA_NONE ? t->expected : NAN);
        writer_fraction(w, "average_effect", ratio(t->effect, (double)t->customers));
        writer_end_object(w);
    }
    writer_end_array(w);
    writer_end_object(w);
}

/* PSI of a feature of these rows against the training rows. */
static double
drift_of(const struct figures *f, size_t feature)
{
    const struct encoder_feature *e = &f->encoder->features[feature];
    double now[ENCODER_SHARES];

    for (size_t k = 0; k < e->share_count; k++)
        now[k] = f->shares[feature][k] / (double)f->all.customers;
    return stats_psi(e->shares, now, e->share_count);
}

/* Of few rows the index is mostly chance. */
#define DRIFT_LEAST 200

size_t
figures_changed(const struct figures *f, double *ret_psi)
{
    size_t worst = SCHEMA_NONE;
    double most = .25;

    for (size_t i = 0; f->encoder != NULL && f->all.customers >= DRIFT_LEAST && i < f->schema->feature_count; i++) {
        double psi = f->encoder->features[i].excluded ? 0 : drift_of(f, i);
        if (psi > most) {
            most = psi;
            worst = i;
        }
    }
    if (worst != SCHEMA_NONE)
        *ret_psi = most;
    return worst;
}

void
figures_drift(const struct figures *f, const struct figures_head *head, struct writer *w)
{
    char id[UUID_TEXT];

    uuid_text(head->model_id, id);
    writer_object(w, NULL);
    writer_str(w, "model_id", f->encoder != NULL ? id : NULL);
    writer_array(w, "data");
    for (size_t i = 0; f->encoder != NULL && f->all.customers > 0 && i < f->schema->feature_count; i++) {
        double psi = drift_of(f, i);
        open_feature(w, schema_feature(f->schema, i));
        writer_fraction(w, "psi", psi);
        const char *level = psi > .25 ? "changed" : psi > .1 ? "watch" : "stable";
        writer_str(w, "level", f->all.customers >= DRIFT_LEAST ? level : NULL);
        writer_end_object(w);
    }
    writer_end_array(w);
    writer_end_object(w);
}
