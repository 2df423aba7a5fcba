/* The child's side of trainer.h. */
#include "trainer.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "log.h"
#include "train.h"
#include "writer.h"

#define ROOM ((size_t)4 << 30) /* an address range, not memory: rows are bounded by TRAIN_MAX_CELLS */

struct row_head {
    uint32_t id_len, cells_len, label;
};

static enum err
read_row(FILE *f, struct table *t, char *id, char *cells)
{
    struct row_head head;

    if (fread(&head, sizeof head, 1, f) != 1 || head.id_len > 1024 || head.cells_len > 65536)
        return ERR_MALFORMED;
    if (fread(id, 1, head.id_len, f) != head.id_len || fread(cells, 1, head.cells_len, f) != head.cells_len)
        return ERR_MALFORMED;
    id[head.id_len] = '\0';
    return table_add(t, cells, head.cells_len, id, (int)head.label);
}

static enum err
read_rows(struct arena *a, FILE *f, struct table **ret)
{
    uint64_t head[2];
    const struct schema *schema;
    char *id = arena_alloc(a, 1025), *cells = arena_alloc(a, 65537);

    if (fread(head, sizeof head, 1, f) != 1 || head[0] > (1U << 24) || head[1] > TRAIN_MAX_ROWS)
        return ERR_MALFORMED;
    char *text = arena_alloc(a, head[0] + 1);
    if (id == NULL || cells == NULL || text == NULL || fread(text, 1, head[0], f) != head[0])
        return ERR_MALFORMED;
    enum err e = schema_parse(a, text, head[0], &schema, NULL);
    struct table *t = e == ERR_NONE ? table_new(a, schema, head[1]) : NULL;
    if (e == ERR_NONE && t == NULL)
        e = ERR_UNAVAILABLE;
    for (uint64_t i = 0; e == ERR_NONE && i < head[1]; i++)
        e = read_row(f, t, id, cells);
    if (e == ERR_NONE)
        *ret = t;
    return e;
}

static enum err
tell(void *ctx, size_t done, size_t total)
{
    (void)ctx;
    return printf("%zu %zu\n", done, total) > 0 && fflush(stdout) == 0 ? ERR_NONE : ERR_UNAVAILABLE;
}

static bool
put_section(FILE *out, const char *name, const void *bytes, size_t len)
{
    return fprintf(out, "%s %zu\n", name, len) > 0 && fwrite(bytes, 1, len, out) == len;
}

static bool
put_json(FILE *out, const char *name, struct writer *w)
{
    bool ok = writer_text(w) != NULL && put_section(out, name, w->text, w->len);

    writer_free(w);
    return ok;
}

static void
write_params(struct writer *w, const struct trained *m)
{
    writer_object(w, NULL);
    writer_str(w, "tree_method", m->params.tree_method);
    writer_int(w, "depth", m->params.depth);
    writer_int(w, "rounds", m->params.rounds);
    writer_num(w, "eta", m->params.eta);
    writer_num(w, "lambda", m->params.lambda);
    writer_num(w, "subsample", m->params.subsample);
    writer_num(w, "colsample_bytree", m->params.colsample);
    writer_num(w, "min_child_weight", m->params.min_child_weight);
    writer_int(w, "folds", TRAIN_FOLDS);
    writer_num(w, "platt_a", m->platt_a);
    writer_num(w, "platt_b", m->platt_b);
    writer_num(w, "base", m->base);
    writer_end_object(w);
}

static void
write_metrics(struct writer *w, const struct train_metrics *m)
{
    writer_object(w, NULL);
    writer_fraction(w, "auc", m->auc);
    writer_fraction(w, "auc_low", m->auc_low);
    writer_fraction(w, "auc_high", m->auc_high);
    writer_fraction(w, "log_loss", m->log_loss);
    writer_fraction(w, "brier", m->brier);
    writer_fraction(w, "ece", m->ece);
    writer_fraction(w, "pr_auc", m->pr_auc);
    writer_fraction(w, "ks", m->ks);
    writer_fraction(w, "lift_top_decile", m->lift_top_decile);
    writer_fraction(w, "capture_top_decile", m->capture_top_decile);
    writer_end_object(w);
}

static void
write_calibration(struct writer *w, const struct stats_bin *bins)
{
    writer_array(w, NULL);
    for (int i = 0; i < TRAIN_BINS; i++) {
        writer_object(w, NULL);
        writer_int(w, "bin", i);
        writer_int(w, "count", (int64_t)bins[i].count);
        writer_fraction(w, "mean_probability", bins[i].mean_probability);
        writer_fraction(w, "churn_rate", bins[i].rate);
        writer_fraction(w, "low", bins[i].low);
        writer_fraction(w, "high", bins[i].high);
        writer_end_object(w);
    }
    writer_end_array(w);
}

static void
write_lift(struct writer *w, const struct stats_lift *lift)
{
    writer_array(w, NULL);
    for (int i = 0; i < TRAIN_LIFTS; i++) {
        writer_object(w, NULL);
        writer_fraction(w, "fraction", lift[i].fraction);
        writer_fraction(w, "capture", lift[i].capture);
        writer_fraction(w, "lift", lift[i].lift);
        writer_end_object(w);
    }
    writer_end_array(w);
}

/* The features that the model uses, the most important first. */
static void
write_importance(struct writer *w, const struct trained *m, const struct schema *s)
{
    bool told[SCHEMA_MAX_COLUMNS] = { false };

    writer_array(w, NULL);
    for (size_t n = 0; n < s->feature_count; n++) {
        size_t best = SCHEMA_NONE;
        for (size_t f = 0; f < s->feature_count; f++)
            if (!told[f] && (best == SCHEMA_NONE || m->importance[f] > m->importance[best]))
                best = f;
        told[best] = true;
        if (m->excluded[best])
            continue;
        writer_object(w, NULL);
        writer_str(w, "feature", schema_feature(s, best)->header);
        writer_str(w, "title", schema_feature(s, best)->title);
        writer_fraction(w, "mean_abs_shap", m->importance[best]);
        writer_end_object(w);
    }
    writer_end_array(w);
}

static void
write_excluded(struct writer *w, const struct trained *m, const struct schema *s)
{
    writer_array(w, NULL);
    for (size_t f = 0; f < s->feature_count; f++) {
        if (!m->excluded[f])
            continue;
        writer_object(w, NULL);
        writer_str(w, "feature", schema_feature(s, f)->header);
        writer_str(w, "reason", "This column alone tells the outcome: it is probably filled in afterwards.");
        writer_fraction(w, "auc", m->alone[f]);
        writer_end_object(w);
    }
    writer_end_array(w);
}

static void
write_warnings(struct writer *w, const struct trained *m)
{
    writer_array(w, NULL);
    for (size_t i = 0; i < m->warning_count; i++)
        writer_str(w, NULL, m->warnings[i]);
    writer_end_array(w);
}

struct oof_row {
    uint64_t key;
    float margin;
};

static int
by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct oof_row *)a)->key, y = ((const struct oof_row *)b)->key;
    return (x > y) - (x < y);
}

static bool
put_oof(FILE *out, struct arena *a, const struct table *t, const struct trained *m)
{
    struct oof_row *rows = ARENA_NEW(a, struct oof_row, t->rows);
    uint8_t *bytes = arena_alloc(a, t->rows * OOF_BYTES);

    if (rows == NULL || bytes == NULL)
        return false;
    for (size_t i = 0; i < t->rows; i++)
        rows[i] = (struct oof_row){ t->keys[i], (float)m->oof[i] };
    qsort(rows, t->rows, sizeof *rows, by_key);
    for (size_t i = 0; i < t->rows; i++) {
        uint32_t bits;
        memcpy(&bits, &rows[i].margin, sizeof bits);
        for (int k = 0; k < 8; k++)
            bytes[i * OOF_BYTES + (size_t)k] = (uint8_t)(rows[i].key >> (8 * k));
        for (int k = 0; k < 4; k++)
            bytes[i * OOF_BYTES + 8 + (size_t)k] = (uint8_t)(bits >> (8 * k));
    }
    return put_section(out, "oof", bytes, t->rows * OOF_BYTES);
}

static bool
put_results(FILE *out, struct arena *a, const struct table *t, struct trained *m)
{
    struct writer encoding = { 0 }, params = { 0 }, metrics = { 0 }, calibration = { 0 }, lift = { 0 };
    struct writer importance = { 0 }, excluded = { 0 }, warnings = { 0 };
    const void *bytes;
    size_t len;

    encoder_write(m->encoder, &encoding);
    write_params(&params, m);
    write_metrics(&metrics, &m->metrics);
    write_calibration(&calibration, m->calibration);
    write_lift(&lift, m->lift);
    write_importance(&importance, m, t->schema);
    write_excluded(&excluded, m, t->schema);
    write_warnings(&warnings, m);
    bool ok = put_json(out, "encoding", &encoding);
    ok = put_json(out, "params", &params) && ok;
    ok = put_json(out, "metrics", &metrics) && ok;
    ok = put_json(out, "calibration", &calibration) && ok;
    ok = put_json(out, "lift", &lift) && ok;
    ok = put_json(out, "importance", &importance) && ok;
    ok = put_json(out, "excluded", &excluded) && ok;
    ok = put_json(out, "warnings", &warnings) && ok;
    return ok && booster_save(m->booster, &bytes, &len) == ERR_NONE && put_section(out, "booster", bytes, len) &&
           put_oof(out, a, t, m) && fflush(out) == 0;
}

static int
train(struct arena *a, FILE *out)
{
    struct table *t;
    struct trained m;
    const char *why = "nothing";
    enum err e = read_rows(a, stdin, &t);

    if (e != ERR_NONE) {
        log_line(LOG_ERROR, "training_failed", "rows cannot be read: %s", err_name(e));
        return 1;
    }
    e = train_run(a, t, tell, NULL, &m, &why);
    if (e == ERR_INVALID)
        return put_section(out, "why", why, strlen(why)) && fflush(out) == 0 ? TRAINER_NOTHING : 1;
    if (e != ERR_NONE) {
        log_line(LOG_ERROR, "training_failed", "%s: %s", err_name(e), booster_error());
        return 1;
    }
    bool ok = put_results(out, a, t, &m);
    booster_free(m.booster);
    if (!ok)
        log_line(LOG_ERROR, "training_failed", "results cannot be written");
    return ok ? 0 : 1;
}

int
trainer_main(void)
{
    log_open("scores-train");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return 1;
    (void)close_range(4, ~0U, 0);
    (void)setpriority(PRIO_PROCESS, 0, 10);
    FILE *out = fdopen(3, "w");
    struct arena *a = arena_new(ROOM);
    int status = out != NULL && a != NULL ? train(a, out) : 1;
    arena_free(a);
    if (out != NULL && fclose(out) != 0)
        status = 1;
    return status;
}
