/* Champion against challenger, on rows that neither was trained on. */
#include "learn.h"

#include <math.h>

#include "stats.h"
#include "table.h"
#include "trainer.h"
#include "writer.h"

#define READ_ROWS   2000
#define LEAST_ROWS  200
#define LEAST_CLASS 20

struct oof {
    uint8_t *bytes; /* sorted by key; own memory */
    size_t rows;
};

struct duel {
    struct req *r;
    const struct dataset *d;
    struct oof challenger, champion; /* what each predicted for its own training rows, out of fold */
    struct model model;              /* the champion */
    struct uuid champion_id;
    int64_t champion_no;
    bool same_data;
    double *margins[2]; /* challenger's, champion's */
    uint8_t *labels;
    float *x;        /* rows of a batch that the champion must still score */
    size_t *waiting; /* their places */
    size_t waiting_count, rows, churners, capacity;
    bool opened;
};

static uint64_t
key_at(const struct oof *o, size_t i)
{
    uint64_t key = 0;

    for (int k = 7; k >= 0; k--)
        key = key << 8 | o->bytes[i * OOF_BYTES + (size_t)k];
    return key;
}

static bool
find(const struct oof *o, uint64_t key, double *ret_margin)
{
    size_t low = 0, high = o->rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_at(o, middle) < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == o->rows || key_at(o, low) != key)
        return false;
    const uint8_t *b = o->bytes + low * OOF_BYTES + 8;
    uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    float margin;
    memcpy(&margin, &bits, sizeof margin);
    *ret_margin = (double)margin;
    return true;
}

static enum err
oof_copy(const void *bytes, size_t len, struct oof *ret)
{
    ret->rows = len / OOF_BYTES;
    ret->bytes = malloc(len + 1);
    if (ret->bytes == NULL)
        return ERR_UNAVAILABLE;
    memcpy(ret->bytes, bytes, ret->rows * OOF_BYTES);
    return ERR_NONE;
}

static enum err
read_champion(struct duel *u, const struct learnt *challenger)
{
    struct rows *row;
    enum err e = db_rows(u->r, Q_MODEL_OOF, ARGS(a_int(u->champion_no)), &row);

    if (e != ERR_NONE)
        return e;
    if (!rows_next(row)) {
        e = rows_error(row) != ERR_NONE ? rows_error(row) : ERR_NOT_FOUND;
    } else {
        u->champion_id = col_uuid(row, 2);
        u->same_data = col_len(row, 1) == sizeof challenger->data_hash.b &&
                       memcmp(col_bytes(row, 1), challenger->data_hash.b, sizeof challenger->data_hash.b) == 0;
        e = oof_copy(col_bytes(row, 0), col_len(row, 0), &u->champion);
    }
    rows_close(row);
    return e;
}

static enum err
make_room(struct duel *u)
{
    u->capacity = u->challenger.rows;
    u->margins[0] = calloc(u->capacity + 1, sizeof(double));
    u->margins[1] = calloc(u->capacity + 1, sizeof(double));
    u->labels = calloc(u->capacity + 1, 1);
    u->waiting = calloc(READ_ROWS, sizeof *u->waiting);
    u->x = calloc(READ_ROWS * (u->opened ? u->model.encoder->columns : 0) + 1, sizeof *u->x);
    return u->margins[0] != NULL && u->margins[1] != NULL && u->labels != NULL && u->waiting != NULL && u->x != NULL
               ? ERR_NONE
               : ERR_UNAVAILABLE;
}

/* Is this row fair, and what did both say? The champion's word on new rows comes with the batch. */
static enum err
meet_row(struct duel *u, const struct rows *row)
{
    struct schema_cell cells[SCHEMA_MAX_COLUMNS];
    uint64_t key = table_key(col_str(row, 1));
    double challenger, champion = 0;

    if (col_null(row, 2) || u->rows == u->capacity || !find(&u->challenger, key, &challenger))
        return ERR_NONE;
    bool seen = find(&u->champion, key, &champion);
    if (seen != u->same_data)
        return ERR_NONE;
    if (!seen) {
        if (!schema_split(col_str(row, 3), col_len(row, 3), cells, u->d->schema->feature_count))
            return fault(u->r, ERR_INTERNAL, "a row of dataset %lld does not fit its schema", (long long)u->d->no);
        encoder_row(u->model.encoder, cells, u->x + u->waiting_count * u->model.encoder->columns);
        u->waiting[u->waiting_count++] = u->rows;
    }
    u->margins[0][u->rows] = challenger;
    u->margins[1][u->rows] = champion;
    u->labels[u->rows] = col_int(row, 2) != 0;
    u->churners += u->labels[u->rows++];
    return ERR_NONE;
}

static enum err
score_waiting(struct duel *u)
{
    double margins[READ_ROWS];

    if (u->waiting_count == 0)
        return ERR_NONE;
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what is given &u->model could change u, as far as one file tells */
    enum err e = model_margins(&u->model, u->x, u->waiting_count, margins);
    for (size_t i = 0; e == ERR_NONE && i < u->waiting_count; i++)
        u->margins[1][u->waiting[i]] = margins[i];
    u->waiting_count = 0;
    return e;
}

static enum err
meet_rows(struct duel *u)
{
    enum err e = ERR_NONE;
    int64_t last = 0;

    for (int64_t got = READ_ROWS; e == ERR_NONE && got == READ_ROWS;) {
        struct rows *rows;
        e = db_rows(u->r, Q_LABELLED_ROWS, ARGS(a_int(u->d->no), a_int(last), a_int(READ_ROWS)), &rows);
        if (e != ERR_NONE)
            return e;
        for (got = 0; e == ERR_NONE && rows_next(rows); got++) {
            last = col_int(rows, 0);
            e = meet_row(u, rows);
        }
        if (e == ERR_NONE)
            e = rows_error(rows);
        rows_close(rows);
        if (e == ERR_NONE)
            e = score_waiting(u);
        if (e == ERR_NONE)
            e = job_beat(u->r);
    }
    return e;
}

struct result {
    bool told;
    struct stats_comparison auc;
    double loss[2];
};

static void
judge(struct duel *u, struct result *ret)
{
    size_t stayers = u->rows - u->churners;

    ret->told = u->rows >= LEAST_ROWS && u->churners >= LEAST_CLASS && stayers >= LEAST_CLASS &&
                stats_delong_test(u->margins[0], u->margins[1], u->labels, u->rows, &ret->auc);
    for (int k = 0; ret->told && k < 2; k++) {
        for (size_t i = 0; i < u->rows; i++)
            u->margins[k][i] = stats_sigmoid(u->margins[k][i]);
        ret->loss[k] = stats_log_loss((struct stats_sample){ u->margins[k], u->labels, u->rows });
    }
}

static void
decide(const struct result *got, struct verdict *ret)
{
    bool better_auc = got->told && got->auc.difference > 0 && got->auc.p < .05;
    bool better_loss = got->told && got->loss[0] < got->loss[1] && got->auc.difference >= 0;

    ret->promote = better_auc || better_loss;
    ret->state = got->told ? "refused" : "challenger";
    if (!got->told)
        ret->reason = "Too few rows that neither model was trained on: the champion stays until someone decides.";
    else if (better_auc)
        ret->reason = "It tells leavers from stayers better (DeLong p < 0.05).";
    else if (better_loss)
        ret->reason = "Its probabilities are closer to the outcomes and it orders customers no worse.";
    else
        ret->reason = "It is not better than the champion.";
}

static void
write_side(struct writer *w, const char *key, double auc, double loss)
{
    writer_object(w, key);
    writer_fraction(w, "auc", auc);
    writer_fraction(w, "log_loss", loss);
    writer_end_object(w);
}

static const char *
describe(struct arena *a, const struct duel *u, const struct result *got, const struct verdict *v)
{
    struct writer w = { 0 };
    char id[UUID_TEXT];

    uuid_text(u->champion_id, id);
    writer_object(&w, NULL);
    writer_str(&w, "champion_id", id);
    writer_int(&w, "champion_no", u->champion_no);
    writer_int(&w, "rows", (int64_t)u->rows);
    writer_int(&w, "churners", (int64_t)u->churners);
    writer_str(&w, "used",
               u->same_data ? "The same data: out-of-fold predictions of both models."
                            : "Customers the champion was not trained on: its predictions against the "
                              "challenger's out-of-fold predictions.");
    if (got->told) {
        write_side(&w, "champion", got->auc.auc_b, got->loss[1]);
        write_side(&w, "challenger", got->auc.auc_a, got->loss[0]);
        writer_fraction(&w, "difference", got->auc.difference);
        writer_fraction(&w, "z", got->auc.z);
        writer_num(&w, "p", got->auc.p);
    }
    writer_bool(&w, "promoted", v->promote);
    writer_str(&w, "reason", v->reason);
    writer_end_object(&w);
    const char *text = writer_text(&w) != NULL ? arena_copy(a, w.text, w.len) : NULL;
    writer_free(&w);
    return text;
}

static enum err
fight(struct duel *u, struct arena *a, const struct learnt *challenger, struct verdict *ret)
{
    struct result got = { 0 };
    enum err e = oof_copy(challenger->oof, challenger->oof_len, &u->challenger);

    if (e == ERR_NONE)
        e = read_champion(u, challenger);
    if (e == ERR_NONE)
        e = registry_load(u->r, a, u->champion_no, u->d->schema, &u->model);
    u->opened = e == ERR_NONE;
    if (e == ERR_CONFLICT || e == ERR_INTERNAL) {
        *ret = (struct verdict){ .promote = true, .state = "challenger" };
        ret->reason = e == ERR_CONFLICT ? "The champion does not fit the columns of the data any more."
                                        : "The champion cannot be read.";
        ret->comparison = describe(a, u, &got, ret);
        return ret->comparison != NULL ? ERR_NONE : ERR_UNAVAILABLE;
    }
    if (e == ERR_NONE)
        e = make_room(u);
    if (e == ERR_NONE)
        e = meet_rows(u);
    if (e != ERR_NONE)
        return e;
    judge(u, &got);
    decide(&got, ret);
    ret->comparison = describe(a, u, &got, ret);
    return ret->comparison != NULL ? ERR_NONE : ERR_UNAVAILABLE;
}

enum err
learn_compare(struct req *r, struct arena *a, const struct dataset *d, const struct learnt *challenger,
              int64_t champion, struct verdict *ret)
{
    struct duel u = { .r = r, .d = d, .champion_no = champion };
    enum err e = fight(&u, a, challenger, ret);

    if (u.opened)
        model_close(&u.model);
    free(u.challenger.bytes);
    free(u.champion.bytes);
    free(u.margins[0]);
    free(u.margins[1]);
    free(u.labels);
    free(u.waiting);
    free(u.x);
    return e;
}
