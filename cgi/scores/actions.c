#include "actions.h"

#include <math.h>

#include "writer.h"

enum band
economics_band(const struct economics *e, double probability)
{
    return probability >= e->band_high ? BAND_HIGH : probability >= e->band_medium ? BAND_MEDIUM : BAND_LOW;
}

double
economics_value(const struct economics *e, double probability, double probability_after, double value, double cost)
{
    double lifetime = e->value_rate * value;

    return e->acceptance * (probability - probability_after) * (lifetime - e->incentive) - cost -
           (1 - probability) * e->redemption * e->incentive;
}

struct choice
choose_action(const struct economics *e, const struct schema *s, double probability, const double *after, double value)
{
    struct choice best = { .action = -1 };

    for (size_t i = 0; !isnan(value) && i < s->action_count; i++) {
        if (isnan(after[i]))
            continue;
        double worth = economics_value(e, probability, after[i], value, s->actions[i].cost);
        if (worth > best.value && worth >= .005) /* a cent, rounded */
            best = (struct choice){ (int)i, worth, probability - after[i] };
    }
    return best;
}

void
economics_write(const struct economics *e, struct writer *w)
{
    writer_object(w, NULL);
    writer_num(w, "acceptance", e->acceptance);
    writer_money(w, "incentive", e->incentive);
    writer_num(w, "redemption", e->redemption);
    writer_num(w, "value_rate", e->value_rate);
    writer_num(w, "band_high", e->band_high);
    writer_num(w, "band_medium", e->band_medium);
    writer_str(w, "currency", e->currency);
    writer_end_object(w);
}

void
economics_read(const json *v, struct economics *ret)
{
    *ret = (struct economics){ .acceptance = json_num(json_get(v, "acceptance"), .3),
                               .incentive = strtod(json_str(json_get(v, "incentive"), "50"), NULL),
                               .redemption = json_num(json_get(v, "redemption"), 1),
                               .value_rate = json_num(json_get(v, "value_rate"), .1),
                               .band_high = json_num(json_get(v, "band_high"), .7),
                               .band_medium = json_num(json_get(v, "band_medium"), .4) };
    snprintf(ret->currency, sizeof ret->currency, "%s", json_str(json_get(v, "currency"), "EUR"));
}
