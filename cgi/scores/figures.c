#include "figures_private.h"

#include <math.h>

#include "explain.h"
#include "table.h"

const char *const scoring_kinds[] = { [KIND_MODEL] = "model", [KIND_RULE] = "rule", [KIND_NONE] = "none" };

struct figures *
figures_new(struct arena *a, const struct schema *s, const struct encoder *encoder, double base, enum scoring_kind kind,
            const struct economics *economics)
{
    struct figures *f = ARENA_NEW(a, struct figures, 1);

    if (f == NULL)
        return NULL;
    f->arena = a;
    f->schema = s;
    f->encoder = encoder;
    f->base = base;
    f->kind = kind;
    f->economics = *economics;
    f->factors = ARENA_NEW(a, struct factor, s->feature_count);
    f->actions = ARENA_NEW(a, struct action_tally, s->action_count + 1);
    f->shares = arena_alloc(a, s->feature_count * sizeof *f->shares);
    return breakdowns_make(f) && !arena_full(a) ? f : NULL;
}

void
figures_free(struct figures *f)
{
    if (f != NULL)
        free(f->previous);
}

bool
figures_previous(struct figures *f, uint64_t key, double score)
{
    if (f->previous_count == f->previous_size) {
        size_t size = f->previous_size > 0 ? f->previous_size * 2 : 4096;
        struct previous *grown = realloc(f->previous, size * sizeof *grown);
        if (grown == NULL)
            return false;
        f->previous = grown;
        f->previous_size = size;
    }
    f->previous[f->previous_count++] = (struct previous){ key, (float)score };
    return true;
}

static int
by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct previous *)a)->key, y = ((const struct previous *)b)->key;
    return (x > y) - (x < y);
}

void
figures_previous_ready(struct figures *f)
{
    if (f->previous_count > 1)
        qsort(f->previous, f->previous_count, sizeof *f->previous, by_key);
}

void
tally_add(struct tally *t, const struct figures *f, const struct figure_row *row)
{
    t->customers++;
    t->labelled += row->label >= 0;
    t->churners += row->label > 0;
    t->bands[row->band]++;
    t->score += row->score;
    if (isnan(row->value))
        return;
    t->value += row->value;
    t->at_risk += f->kind == KIND_MODEL ? row->score * row->value : 0;
}

/* A cell as a number where the feature has one. */
static bool
number_of(const struct schema_column *c, struct schema_cell cell, double *ret)
{
    if (c->type == SCHEMA_NUMBER)
        return schema_number(cell, ret);
    int answer = c->type == SCHEMA_YES_NO ? schema_yes_no(cell) : -1;
    *ret = answer;
    return answer >= 0;
}

static void
factor_add(struct factor *t, double points, bool has_x, double x, double s)
{
    t->points += fabs(points);
    if (!has_x)
        return;
    t->n += 1;
    double off_x = x - t->mean_x, off_s = s - t->mean_s;
    t->mean_x += off_x / t->n;
    t->mean_s += off_s / t->n;
    t->xx += off_x * (x - t->mean_x);
    t->ss += off_s * (s - t->mean_s);
    t->xs += off_x * (s - t->mean_s);
}

static void
factors_add(struct figures *f, const struct figure_row *row)
{
    double shap[SCHEMA_MAX_COLUMNS], points[SCHEMA_MAX_COLUMNS], x = 0;

    for (size_t i = 0; i < f->schema->feature_count; i++)
        shap[i] = (double)row->shap[i];
    explain_points(f->base, shap, f->schema->feature_count, points);
    for (size_t i = 0; i < f->schema->feature_count; i++) {
        bool has_x = number_of(schema_feature(f->schema, i), row->cells[i], &x);
        factor_add(&f->factors[i], points[i], has_x, x, shap[i]);
        f->shares[i][encoder_share(f->encoder, i, row->cells[i])] += 1;
    }
}

/* Keeps the largest changes of each direction, the largest first. */
static void
mover_add(struct figures *f, const struct figure_row *row, double before)
{
    double change = row->score - before, size = fabs(change);
    struct mover *list = f->movers[change > 0 ? 0 : 1];
    size_t *count = &f->mover_count[change > 0 ? 0 : 1], at;

    if (size < FIGURES_MOVED)
        return;
    for (at = *count; at > 0 && fabs(list[at - 1].after - list[at - 1].before) < size; at--)
        continue;
    if (at == FIGURES_MOVERS)
        return;
    *count += *count < FIGURES_MOVERS ? 1 : 0;
    memmove(list + at + 1, list + at, (*count - at - 1) * sizeof *list);
    list[at] = (struct mover){ .customer_id = row->customer_id, .before = before, .after = row->score };
    snprintf(list[at].external_id, sizeof list[at].external_id, "%s", row->external_id);
    snprintf(list[at].name, sizeof list[at].name, "%s", row->name);
}

static void
movers_add(struct figures *f, const struct figure_row *row)
{
    struct previous want = { .key = table_key(row->external_id) };
    const struct previous *found = NULL;

    if (f->previous_count > 0)
        found = bsearch(&want, f->previous, f->previous_count, sizeof want, by_key);
    if (found != NULL)
        mover_add(f, row, (double)found->score);
}

void
figures_add(struct figures *f, const struct figure_row *row)
{
    double full = f->kind == KIND_RULE ? 100 : 1, place = row->score / full * FIGURES_BARS;

    tally_add(&f->all, f, row);
    if (f->kind != KIND_NONE)
        f->bars[place < 0 ? 0 : place >= FIGURES_BARS ? FIGURES_BARS - 1 : (size_t)place]++;
    for (size_t i = 0; i < f->breakdown_count; i++)
        breakdown_add(f, &f->breakdowns[i], row);
    if (row->shap != NULL && f->encoder != NULL)
        factors_add(f, row);
    if (row->action >= 0 && (size_t)row->action < f->schema->action_count) {
        struct action_tally *t = &f->actions[row->action];
        t->customers++;
        t->expected += row->expected;
        t->effect += row->effect;
    }
    if (f->kind == KIND_MODEL)
        movers_add(f, row);
}

size_t
figures_movers(struct figures *f, bool up, struct mover **ret_movers)
{
    *ret_movers = f->movers[up ? 0 : 1];
    return f->mover_count[up ? 0 : 1];
}
