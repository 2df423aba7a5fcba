/* The churn models: known reference models, the training on the real data, and what must hold on any data. */
#include "scores/actions.h"
#include "scores/booster.h"
#include "scores/encoder.h"
#include "scores/folds.h"
#include "scores/leak.h"
#include "scores/model.h"
#include "scores/train.h"
#include "scores/writer.h"
#include "unit/unit.h"

#include <stdlib.h>

#define ROWS    10000
#define COLUMNS 11

static const char bank_schema[] = "{\"columns\":[{\"header\":\"CustomerId\",\"role\":\"id\"},"
                                  "{\"header\":\"CreditScore\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"Geography\",\"role\":\"feature\",\"type\":\"category\"},"
                                  "{\"header\":\"Gender\",\"role\":\"feature\",\"type\":\"category\"},"
                                  "{\"header\":\"Age\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"Tenure\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"Balance\",\"role\":\"value\",\"type\":\"number\"},"
                                  "{\"header\":\"NumOfProducts\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"HasCrCard\",\"role\":\"feature\",\"type\":\"yes_no\"},"
                                  "{\"header\":\"IsActiveMember\",\"role\":\"feature\",\"type\":\"yes_no\"},"
                                  "{\"header\":\"EstimatedSalary\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"Exited\",\"role\":\"label\"}]}";

static struct {
    struct arena *arena;
    const struct schema *schema;
    struct table *table;
    long ids[ROWS];
} bank;

/* Fields 3..12 of a line, tab-separated: what the row store keeps as cells. */
static bool
add_line(char *line)
{
    char cells[256];
    size_t used = 0;
    char *rest = line;
    const char *id = "", *label = "0";

    for (int i = 0; i < 14; i++) {
        const char *field = strsep(&rest, ",\r\n");
        if (field == NULL)
            return false;
        if (i == 1)
            id = field;
        else if (i == 13)
            label = field;
        else if (i >= 3)
            used += (size_t)snprintf(cells + used, sizeof cells - used, "%s%s", i > 3 ? "\t" : "", field);
    }
    bank.ids[bank.table->rows] = strtol(id, NULL, 10);
    return table_add(bank.table, cells, used, id, label[0] == '1') == ERR_NONE;
}

static bool
read_bank(void)
{
    const char *folder = getenv("HF_DATA");
    char path[512], line[512];

    if (bank.table != NULL)
        return bank.table->rows == ROWS;
    snprintf(path, sizeof path, "%s/Churn_Modelling.csv", folder != NULL ? folder : "../shared/data");
    FILE *f = fopen(path, "r");
    bank.arena = arena_new(64U << 20);
    if (f == NULL || bank.arena == NULL ||
        schema_parse(bank.arena, bank_schema, strlen(bank_schema), &bank.schema, NULL) != ERR_NONE)
        return false;
    bank.table = table_new(bank.arena, bank.schema, ROWS);
    bool ok = bank.table != NULL && fgets(line, sizeof line, f) != NULL;
    while (ok && fgets(line, sizeof line, f) != NULL)
        ok = add_line(line);
    fclose(f);
    return ok && bank.table->rows == ROWS;
}

struct split {
    struct matrix *train, *test;
    uint8_t *labels; /* of the test rows */
    size_t rows;     /* of the test */
    struct encoder *encoder;
};

/* Ids divisible by five are the test, as in the reference. */
static enum err
split_bank(struct split *s)
{
    bool none[SCHEMA_MAX_COLUMNS] = { false };
    float *x[2] = { calloc(ROWS * COLUMNS, sizeof(float)), calloc(ROWS * COLUMNS, sizeof(float)) };
    uint8_t *y[2] = { calloc(ROWS, 1), calloc(ROWS, 1) };
    size_t n[2] = { 0, 0 };
    enum err e = encoder_build(bank.arena, bank.table, none, &s->encoder);

    for (size_t row = 0; e == ERR_NONE && row < ROWS; row++) {
        int test = bank.ids[row] % 5 == 0;
        encoder_table_row(s->encoder, bank.table, row, x[test] + n[test] * COLUMNS);
        y[test][n[test]++] = bank.table->labels[row];
    }
    if (e == ERR_NONE)
        e = matrix_new(x[0], n[0], COLUMNS, y[0], &s->train);
    if (e == ERR_NONE)
        e = matrix_new(x[1], n[1], COLUMNS, y[1], &s->test);
    s->labels = y[1];
    s->rows = n[1];
    free(x[0]);
    free(x[1]);
    free(y[0]);
    return e;
}

static void
free_split(struct split *s)
{
    matrix_free(s->train);
    matrix_free(s->test);
    free(s->labels);
}

static enum err
probabilities(struct booster *b, const struct split *s, double *ret)
{
    float *margins = calloc(s->rows, sizeof *margins);
    enum err e = booster_margins(b, s->test, margins);

    for (size_t i = 0; i < s->rows; i++)
        ret[i] = stats_sigmoid((double)margins[i]);
    free(margins);
    return e;
}

static const struct booster_params model_a = {
    .tree_method = "exact", .depth = 4, .rounds = 100, .eta = .1, .lambda = 1, .min_child_weight = 1
};
static const struct booster_params model_c = { .tree_method = "hist",
                                               .depth = 3,
                                               .rounds = 290,
                                               .eta = .05,
                                               .lambda = 2,
                                               .subsample = .8,
                                               .colsample = .8,
                                               .min_child_weight = 1 };

UNIT(encodes_as_the_reference_does)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    struct split s = { 0 };
    float x[COLUMNS];
    static const float first[COLUMNS] = { 619, 0, 0, 0, 42, 2, 0, 1, 1, 1, 101348.88F };
    static const float second[COLUMNS] = { 608, 0, 1, 0, 41, 1, 83807.86F, 1, 0, 1, 112542.58F };

    CHECK_INT(split_bank(&s), ERR_NONE);
    CHECK_INT(s.encoder->columns, COLUMNS);
    CHECK_INT(s.rows, 1970);
    encoder_table_row(s.encoder, bank.table, 0, x);
    CHECK(memcmp(x, first, sizeof x) == 0);
    encoder_table_row(s.encoder, bank.table, 1, x);
    CHECK(memcmp(x, second, sizeof x) == 0);
    CHECK_STR(s.encoder->features[3].typical, "37");
    CHECK_STR(s.encoder->features[1].typical, "France");
    free_split(&s);
}

UNIT(reference_model_a)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    static const double importance[COLUMNS] = { .069381, .201658, .020550, .226192, .806997, .045367,
                                                .232417, .744374, .012314, .396368, .076757 };
    struct split s = { 0 };
    struct booster *b = NULL;
    const float *values;
    double p[ROWS], mean[COLUMNS] = { 0 };

    CHECK_INT(split_bank(&s), ERR_NONE);
    CHECK_INT(booster_train(&model_a, s.train, &b), ERR_NONE);
    CHECK_INT(probabilities(b, &s, p), ERR_NONE);
    struct stats_sample sample = { p, s.labels, s.rows };
    CHECK_NEAR(stats_auc(sample), .860333, 1e-5);
    CHECK_NEAR(stats_log_loss(sample), .333131, 1e-5);
    CHECK_NEAR(stats_brier(sample), .101388, 1e-5);
    CHECK_INT(booster_contributions(b, s.test, &values), ERR_NONE);
    for (size_t i = 0; i < s.rows; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            mean[c] += fabs((double)values[i * (COLUMNS + 1) + c]) / (double)s.rows;
    for (size_t c = 0; c < COLUMNS; c++)
        CHECK_NEAR(mean[c], importance[c], 1e-5);
    CHECK_NEAR((double)values[COLUMNS], -1.520588, 1e-5);
    booster_free(b);
    free_split(&s);
}

/* The fixed score of the reference, for the comparison with model C. */
static double
fixed_score(size_t row)
{
    static const double by_products[] = { 0, 0, -1.4, 2.2, 3.5 };
    const float *c = bank.table->cells + row * bank.table->features;
    const char *country = table_category(bank.table, 1, c[1]), *gender = table_category(bank.table, 2, c[2]);

    return -1.6 + .07 * ((double)c[3] - 40) - 1.0 * (double)c[8] + (country[0] == 'G' ? .8 : 0) -
           (gender[0] == 'M' ? .5 : 0) + by_products[(int)c[6]];
}

UNIT(reference_model_c)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    struct split s = { 0 };
    struct booster *b = NULL;
    double p[ROWS], fixed[ROWS];
    struct stats_comparison c;
    size_t n = 0;

    CHECK_INT(split_bank(&s), ERR_NONE);
    CHECK_INT(booster_train(&model_c, s.train, &b), ERR_NONE);
    CHECK_INT(probabilities(b, &s, p), ERR_NONE);
    CHECK_NEAR(stats_auc((struct stats_sample){ p, s.labels, s.rows }), .861441, 1e-5);
    for (size_t row = 0; row < ROWS; row++)
        if (bank.ids[row] % 5 == 0)
            fixed[n++] = fixed_score(row);
    CHECK(stats_delong_test(p, fixed, s.labels, n, &c));
    /* The fixed score's ties are broken by rounding in the reference, hence not to the last digit. */
    CHECK_NEAR(c.difference, .032472, 2e-5);
    CHECK_NEAR(c.z, 5.212184, 3e-3);
    CHECK_NEAR(c.p, 1.87e-7, 5e-9);
    booster_free(b);
    free_split(&s);
}

UNIT(saved_model_is_the_same)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    struct split s = { 0 };
    struct booster *b = NULL, *again = NULL, *loaded = NULL;
    struct booster_params few = model_c;
    const void *bytes, *bytes_again;
    size_t len, len_again;
    static double p[ROWS], q[ROWS];

    few.rounds = 20;
    CHECK_INT(split_bank(&s), ERR_NONE);
    CHECK_INT(booster_train(&few, s.train, &b), ERR_NONE);
    CHECK_INT(booster_train(&few, s.train, &again), ERR_NONE);
    CHECK_INT(booster_save(b, &bytes, &len), ERR_NONE);
    CHECK_INT(booster_save(again, &bytes_again, &len_again), ERR_NONE);
    CHECK_INT(len, len_again);
    CHECK(memcmp(bytes, bytes_again, len) == 0);
    CHECK_INT(booster_load(bytes, len, &loaded), ERR_NONE);
    CHECK_INT(probabilities(b, &s, p), ERR_NONE);
    CHECK_INT(probabilities(loaded, &s, q), ERR_NONE);
    CHECK(memcmp(p, q, s.rows * sizeof *p) == 0);
    booster_free(b);
    booster_free(again);
    booster_free(loaded);
    free_split(&s);
}

UNIT(refuses_a_broken_model)
{
    struct booster *b = NULL;

    CHECK_INT(booster_load("not a model", 11, &b), ERR_INTERNAL);
    CHECK(b == NULL);
    CHECK(strchr(booster_error(), '\n') == NULL && booster_error()[0] != '\0');
}

static size_t steps;

static enum err
count_step(void *ctx, size_t done, size_t total)
{
    (void)ctx;
    steps += done <= total ? 1 : 1000;
    return ERR_NONE;
}

UNIT(learns_the_bank)
{
    if (!read_bank())
        SKIP("HF_DATA has no Churn_Modelling.csv");
    struct trained m;
    const char *why = NULL;

    steps = 0;
    CHECK_INT(train_run(bank.arena, bank.table, count_step, NULL, &m, &why), ERR_NONE);
    printf("  auc %.4f (%.4f..%.4f) log-loss %.4f brier %.4f ece %.4f pr-auc %.4f; depth %u, %u rounds, child %.0f, "
           "lambda %.0f; platt %.3f %.3f\n",
           m.metrics.auc, m.metrics.auc_low, m.metrics.auc_high, m.metrics.log_loss, m.metrics.brier, m.metrics.ece,
           m.metrics.pr_auc, m.params.depth, m.params.rounds, m.params.min_child_weight, m.params.lambda, m.platt_a,
           m.platt_b);
    CHECK(m.metrics.auc >= .863);
    CHECK(m.metrics.log_loss <= .337);
    CHECK(m.metrics.brier <= .103);
    CHECK(m.metrics.ece <= .015);
    CHECK(m.metrics.auc_low < m.metrics.auc && m.metrics.auc < m.metrics.auc_high);
    CHECK(m.importance[3] > m.importance[7] && m.importance[6] > m.importance[7]);
    CHECK_INT(m.warning_count, 0);
    CHECK(steps > 10 && steps < 1000);
    booster_free(m.booster);
}

/* A made-up table: churn depends on x, `leak` tells it outright, `word` only through three of its many values. */
static const char made_schema[] = "{\"columns\":[{\"header\":\"id\",\"role\":\"id\"},"
                                  "{\"header\":\"x\",\"role\":\"feature\",\"type\":\"number\"},"
                                  "{\"header\":\"leak\",\"role\":\"feature\",\"type\":\"category\"%s},"
                                  "{\"header\":\"word\",\"role\":\"feature\",\"type\":\"category\"},"
                                  "{\"header\":\"y\",\"role\":\"label\"}]}";

static uint64_t made_state;

static double
chance(void)
{
    made_state = made_state * 6364136223846793005U + 1442695040888963407U;
    return (double)(made_state >> 11) * 0x1p-53;
}

static struct table *
make_table(struct arena *a, size_t rows, const char *keep, double rate)
{
    char schema[600], cells[100], id[20];
    const struct schema *s;

    snprintf(schema, sizeof schema, made_schema, keep);
    if (schema_parse(a, schema, strlen(schema), &s, NULL) != ERR_NONE)
        return NULL;
    struct table *t = table_new(a, s, rows);
    made_state = 7;
    for (size_t i = 0; t != NULL && i < rows; i++) {
        double x = chance();
        int y = chance() < rate * 2 * x;
        int len = snprintf(cells, sizeof cells, "%.4f\t%s\tw%03d", x,
                           y        ? "closed"
                           : i % 50 ? "open"
                                    : "",
                           (int)(chance() * 300));
        snprintf(id, sizeof id, "c%zu", i);
        if (table_add(t, cells, (size_t)len, id, y) != ERR_NONE)
            return NULL;
    }
    return t;
}

UNIT(names_a_leaking_category)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 1200, "", .3);
    struct trained m;
    const char *why = NULL;

    CHECK(t != NULL);
    CHECK_INT(train_run(a, t, NULL, NULL, &m, &why), ERR_NONE);
    CHECK(!m.excluded[0] && m.excluded[1] && !m.excluded[2]);
    CHECK(m.alone[1] >= LEAK_AUC);
    CHECK(m.alone[2] < .7);
    CHECK_INT(m.warning_count, 1);
    CHECK_NEAR(m.importance[1], 0, 0);
    CHECK(m.metrics.auc > .55 && m.metrics.auc < .9);
    booster_free(m.booster);
    arena_free(a);
}

UNIT(keeps_a_leak_when_told)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 600, ",\"keep\":true", .3);
    struct trained m;
    const char *why = NULL;

    CHECK(t != NULL);
    CHECK_INT(train_run(a, t, NULL, NULL, &m, &why), ERR_NONE);
    CHECK(!m.excluded[1]);
    CHECK(m.metrics.auc > .98);
    booster_free(m.booster);
    arena_free(a);
}

UNIT(warns_of_few_rows)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 120, "", .3);
    struct trained m;
    const char *why = NULL;

    CHECK(t != NULL);
    CHECK_INT(train_run(a, t, NULL, NULL, &m, &why), ERR_NONE);
    CHECK_INT(m.warning_count, 3);
    CHECK(isfinite(m.metrics.log_loss) && isfinite(m.base));
    booster_free(m.booster);
    arena_free(a);
}

UNIT(learns_nothing_from_one_class)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 300, "", 0);
    struct trained m;
    const char *why = NULL;

    CHECK(t != NULL);
    CHECK_INT(train_run(a, t, NULL, NULL, &m, &why), ERR_INVALID);
    CHECK_STR(why, "all known outcomes are the same");
    CHECK(m.booster == NULL);
    arena_free(a);
}

UNIT(encoder_survives_json)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 600, "", .3);
    bool none[3] = { false, true, false };
    struct encoder *e = NULL, *back = NULL;
    struct writer w = { 0 };
    json *v = NULL;
    float x[ENCODER_MAX_COLUMNS], y[ENCODER_MAX_COLUMNS];
    struct schema_cell unknown[3] = { { "", 0 }, { "open", 4 }, { "never seen", 10 } };

    CHECK(t != NULL);
    CHECK_INT(encoder_build(a, t, none, &e), ERR_NONE);
    CHECK_INT(e->features[2].category_count, ENCODER_MAX_CATEGORIES);
    CHECK_INT(e->features[2].dropped, 0);
    CHECK_INT(e->columns, 1 + ENCODER_MAX_CATEGORIES);
    encoder_write(e, &w);
    CHECK(writer_text(&w) != NULL);
    CHECK_INT(json_parse(a, writer_text(&w), w.len, &v, NULL), ERR_NONE);
    CHECK_INT(encoder_read(a, v, t->schema, &back), ERR_NONE);
    for (size_t row = 0; row < t->rows; row++) {
        encoder_table_row(e, t, row, x);
        encoder_table_row(back, t, row, y);
        CHECK(memcmp(x, y, e->columns * sizeof *x) == 0);
    }
    encoder_row(back, unknown, x);
    CHECK(isnan(x[0]));
    for (size_t i = 1; i < back->columns; i++)
        CHECK(x[i] <= 0 && x[i] >= 0);
    CHECK_INT(encoder_share(back, 2, unknown[2]), ENCODER_MAX_CATEGORIES);
    CHECK_INT(encoder_share(back, 0, unknown[0]), back->features[0].share_count - 1);
    CHECK(!encoder_knows(back, 2, unknown[2]));
    writer_free(&w);
    arena_free(a);
}

/* Every row three times with a little noise: what a file that was blown up looks like. */
UNIT(near_duplicates_share_a_fold)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 900, "", .3);
    uint8_t fold[900], again[900];
    size_t duplicates = 0, count[5] = { 0 };

    CHECK(t != NULL);
    for (size_t row = 0; row < 900; row++) {
        float *c = t->cells + row * 3;
        c[0] = (float)(row / 3) / 300 + (float)(row % 3) * 1e-4F;
        c[1] = 0;
        c[2] = (float)(row / 3 % 7);
        t->labels[row] = row / 3 % 4 == 0;
    }
    CHECK_INT(folds_assign(t, 5, 1, fold, &duplicates), ERR_NONE);
    CHECK_INT(folds_assign(t, 5, 1, again, NULL), ERR_NONE);
    CHECK(memcmp(fold, again, sizeof fold) == 0);
    CHECK_INT(duplicates, 900);
    for (size_t row = 0; row < 900; row++) {
        CHECK_INT(fold[row], fold[row / 3 * 3]);
        count[fold[row]]++;
    }
    for (int i = 0; i < 5; i++)
        CHECK(count[i] > 160 && count[i] < 200);
    arena_free(a);
}

UNIT(contributions_sum_to_the_margin)
{
    struct arena *a = arena_new(64U << 20);
    struct table *t = make_table(a, 600, "", .3);
    struct trained m;
    struct model model;
    const char *why = NULL;
    static float x[600 * ENCODER_MAX_COLUMNS], shap[600 * 3];
    double margins[600], explained[600];

    CHECK(t != NULL);
    CHECK_INT(train_run(a, t, NULL, NULL, &m, &why), ERR_NONE);
    CHECK_INT(model_open(m.encoder, m.booster, .1, 1.2, &model), ERR_NONE);
    for (size_t row = 0; row < t->rows; row++)
        encoder_table_row(m.encoder, t, row, x + row * m.encoder->columns);
    CHECK_INT(model_margins(&model, x, t->rows, margins), ERR_NONE);
    CHECK_INT(model_explain(&model, x, t->rows, explained, shap), ERR_NONE);
    for (size_t row = 0; row < t->rows; row++) {
        double sum = model.base;
        for (size_t f = 0; f < 3; f++)
            sum += (double)shap[row * 3 + f];
        CHECK_NEAR(sum, explained[row], 0);
        CHECK_NEAR(sum, margins[row], 1e-5);
        CHECK_NEAR(shap[row * 3 + 1], 0, 0); /* left out, so it explains nothing */
    }
    model_close(&model);
    arena_free(a);
}

static const char two_actions[] = "{\"columns\":[{\"header\":\"id\",\"role\":\"id\"},"
                                  "{\"header\":\"x\",\"role\":\"feature\",\"type\":\"number\"}],"
                                  "\"actions\":[{\"feature\":\"x\",\"set\":1,\"title\":\"a\",\"cost\":5},"
                                  "{\"feature\":\"x\",\"set\":2,\"title\":\"b\",\"cost\":20}]}";

UNIT(chooses_the_action_worth_most)
{
    struct arena *a = arena_new(0);
    const struct schema *s;
    struct economics e;
    double after[] = { .5, .3 }, none[] = { (double)NAN, (double)NAN };

    CHECK_INT(schema_parse(a, two_actions, strlen(two_actions), &s, NULL), ERR_NONE);
    economics_read(NULL, &e);
    /* .3 * (.8 - .3) * (.1 * 10000 - 50) - 20 - .2 * 50 */
    struct choice c = choose_action(&e, s, .8, after, 10000);
    CHECK_INT(c.action, 1);
    CHECK_NEAR(c.value, 112.5, 1e-9);
    CHECK_NEAR(c.effect, .5, 1e-12);
    c = choose_action(&e, s, .8, after, 600);
    CHECK_INT(c.action, -1);
    CHECK_NEAR(c.value, 0, 0);
    CHECK_INT(choose_action(&e, s, .8, none, 10000).action, -1);
    CHECK_INT(choose_action(&e, s, .8, after, (double)NAN).action, -1);
    CHECK_INT(economics_band(&e, .7), BAND_HIGH);
    CHECK_INT(economics_band(&e, .4), BAND_MEDIUM);
    CHECK_INT(economics_band(&e, .3999), BAND_LOW);
    arena_free(a);
}

UNIT_MAIN
