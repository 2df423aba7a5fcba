/* Customers by the values of a feature. */
#include "figures_private.h"

#include <math.h>

#include "explain.h"

#define MISSING "(none)"
#define OTHERS  "(others)"

/* Pairs of training deciles: "up to 32", "over 32 to 40", ..., "over 46". The last entry is for missing cells. */
static bool
make_bins(struct figures *f, struct breakdown *b)
{
    const struct encoder_feature *e = f->encoder != NULL ? &f->encoder->features[b->feature] : NULL;
    double cuts[ENCODER_CELLS];
    size_t n = 0;

    if (e == NULL || e->type != SCHEMA_NUMBER || e->cut_count == 0)
        return true;
    for (size_t i = 1; i < e->cut_count; i += 2)
        cuts[n++] = e->cuts[i];
    if (n == 0)
        cuts[n++] = e->cuts[0];
    b->bins = ARENA_NEW(f->arena, struct named_tally, n + 2);
    if (b->bins == NULL)
        return false;
    b->bin_count = n + 1;
    for (size_t i = 0; i <= n; i++) {
        b->bins[i].order = i < n ? cuts[i] : INFINITY;
        b->bins[i].name = i == 0   ? arena_printf(f->arena, "up to %.6g", cuts[0])
                          : i == n ? arena_printf(f->arena, "over %.6g", cuts[n - 1])
                                   : arena_printf(f->arena, "over %.6g to %.6g", cuts[i - 1], cuts[i]);
    }
    b->bins[n + 1].name = MISSING;
    return true;
}

static bool
make_breakdown(struct figures *f, size_t feature)
{
    struct breakdown *b = &f->breakdowns[f->breakdown_count++];

    b->feature = feature;
    b->values = ARENA_NEW(f->arena, struct named_tally, FIGURES_NAMES + 1);
    return b->values != NULL && make_bins(f, b);
}

/* The main segment, the columns declared as segments, or, if none is, all but the numbers. */
bool
breakdowns_make(struct figures *f)
{
    const struct schema *s = f->schema;
    size_t main_feature = s->segment != SCHEMA_NONE ? s->columns[s->segment].feature : SCHEMA_NONE;
    bool declared = false;

    f->breakdowns = ARENA_NEW(f->arena, struct breakdown, s->feature_count + 1);
    if (f->breakdowns == NULL || (main_feature != SCHEMA_NONE && !make_breakdown(f, main_feature)))
        return false;
    for (size_t i = 0; i < s->feature_count; i++)
        declared = declared || (schema_feature(s, i)->segment && i != main_feature);
    for (size_t i = 0; i < s->feature_count; i++) {
        const struct schema_column *c = schema_feature(s, i);
        bool wanted = declared ? c->segment : c->type != SCHEMA_NUMBER;
        if (wanted && i != main_feature && !make_breakdown(f, i))
            return false;
    }
    return true;
}

static struct tally *
named(struct figures *f, struct breakdown *b, const char *name, double order, size_t most)
{
    for (size_t i = 0; i < b->count; i++)
        if (strcmp(b->values[i].name, name) == 0)
            return &b->values[i].tally;
    if (b->count >= most) {
        b->overflow = true;
        return &b->values[FIGURES_NAMES].tally;
    }
    const char *copy = arena_str(f->arena, name);
    if (copy == NULL)
        return &b->values[FIGURES_NAMES].tally;
    b->values[b->count].name = copy;
    b->values[b->count].order = order;
    return &b->values[b->count++].tally;
}

static void
add_number(struct figures *f, struct breakdown *b, const struct figure_row *row)
{
    struct schema_cell cell = row->cells[b->feature];
    char name[48] = MISSING;
    double value = INFINITY;
    bool has = schema_number(cell, &value);

    if (b->bins != NULL) {
        size_t i = 0;
        while (has && i + 1 < b->bin_count && value > b->bins[i].order)
            i++;
        tally_add(&b->bins[has ? i : b->bin_count].tally, f, row);
    }
    if (has)
        snprintf(name, sizeof name, "%.6g", value);
    if (!b->overflow)
        tally_add(named(f, b, name, value, FIGURES_EXACT), f, row);
}

void
breakdown_add(struct figures *f, struct breakdown *b, const struct figure_row *row)
{
    const struct schema_column *c = schema_feature(f->schema, b->feature);
    struct schema_cell cell = row->cells[b->feature];
    char name[SCHEMA_MAX_TEXT + 1];
    int answer;

    if (c->type == SCHEMA_NUMBER) {
        add_number(f, b, row);
        return;
    }
    if (cell.len == 0)
        snprintf(name, sizeof name, MISSING);
    else if (c->type == SCHEMA_YES_NO && (answer = schema_yes_no(cell)) >= 0)
        snprintf(name, sizeof name, "%s", answer == 1 ? "yes" : "no");
    else
        snprintf(name, sizeof name, "%.*s", (int)(cell.len < SCHEMA_MAX_TEXT ? cell.len : SCHEMA_MAX_TEXT), cell.s);
    tally_add(named(f, b, name, 0, FIGURES_NAMES), f, row);
}

static int
by_size(const void *a, const void *b)
{
    const struct named_tally *x = a, *y = b;

    if (x->order < y->order || x->order > y->order)
        return x->order < y->order ? -1 : 1;
    if (x->tally.customers != y->tally.customers)
        return x->tally.customers > y->tally.customers ? -1 : 1;
    return strcmp(x->name, y->name);
}

size_t
breakdown_values(const struct breakdown *b, struct named_tally *ret)
{
    size_t n = 0;

    if (b->overflow && b->bins != NULL) {
        for (size_t i = 0; i <= b->bin_count; i++)
            if (b->bins[i].tally.customers > 0)
                ret[n++] = b->bins[i];
        return n;
    }
    for (size_t i = 0; i < b->count; i++)
        ret[n++] = b->values[i];
    qsort(ret, n, sizeof *ret, by_size);
    if (b->overflow && b->count == FIGURES_NAMES) {
        ret[n] = b->values[FIGURES_NAMES];
        ret[n++].name = OTHERS;
    }
    return n;
}
