/*
 * Scoring a dataset: rows go by in chunks, each chunk is one transaction, so that a run that was cut off goes on after
 * the last row it stored. Figures are gathered on the way; rows stored by an earlier run are read back for them.
 */
#include "score_private.h"

#include <math.h>

#define RUN_ROOM   ((size_t)64 << 20)
#define CHUNK_ROOM ((size_t)64 << 20)
#define LOWEST     "-9999999999999999.99" /* stands for NULL in the rank columns */
#define IDLE       (-1e12)                /* the rank of customers for whom no action pays or is known: below all */
#define SCORE_STEP 1e8                    /* others, and among themselves by score */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "contributions are stored as they lie in memory");

static enum err
take_row(struct run *u, const struct rows *rows)
{
    size_t features = u->d->schema->feature_count, len = col_len(rows, 6);
    struct scored *row = &u->rows[u->count];
    struct schema_cell *cells = ARENA_NEW(u->chunk, struct schema_cell, features);
    const char *text = arena_copy(u->chunk, col_str(rows, 6), len);

    *row = (struct scored){ .row_no = col_int(rows, 0),
                            .customer_id = col_uuid(rows, 1),
                            .external_id = arena_str(u->chunk, col_str(rows, 2)),
                            .name = arena_str(u->chunk, col_str(rows, 3)),
                            .label = col_null(rows, 4) ? -1 : (int)col_int(rows, 4),
                            .value = col_null(rows, 5) ? NAN : strtod(col_str(rows, 5), NULL),
                            .value_text = col_null(rows, 5) ? NULL : arena_str(u->chunk, col_str(rows, 5)),
                            .cells = cells };
    if (arena_full(u->chunk))
        return ERR_UNAVAILABLE;
    if (!schema_split(text, len, cells, features))
        return fault(u->r, ERR_INTERNAL, "row %lld of dataset %lld does not fit its schema", (long long)row->row_no,
                     (long long)u->d->no);
    u->count++;
    return ERR_NONE;
}

/* The next rows; up to the last stored one while there are such. */
static enum err
read_chunk(struct run *u)
{
    struct rows *rows;
    enum err e = db_rows(u->r, Q_ROWS, ARGS(a_int(u->d->no), a_int(u->last), a_int(SCORE_CHUNK)), &rows);

    u->count = 0;
    if (e != ERR_NONE)
        return e;
    while (e == ERR_NONE && rows_next(rows)) {
        if (u->last < u->stored_last && col_int(rows, 0) > u->stored_last)
            break;
        e = take_row(u, rows);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    rows_close(rows);
    return e;
}

/* What an earlier run stored about these rows. */
static enum err
read_back(struct run *u)
{
    size_t features = u->d->schema->feature_count, i = 0;
    struct rows *rows;
    enum err e = db_rows(u->r, Q_SCORES_OF, ARGS(a_int(u->no), a_int(u->last), a_int((int64_t)u->count)), &rows);

    if (e != ERR_NONE)
        return e;
    for (; i < u->count && rows_next(rows); i++) {
        struct scored *row = &u->rows[i];
        float *shap = u->shap + i * features;
        row->score = col_num(rows, 1);
        row->band = u->kind == KIND_NONE ? BAND_LOW
                                         : economics_band(&u->economics, row->score / (u->kind == KIND_RULE ? 100 : 1));
        row->choice =
            (struct choice){ (int)col_int(rows, 4), strtod(col_str(rows, 3), NULL), row->score - col_num(rows, 5) };
        row->shap = NULL;
        if (col_len(rows, 6) == features * sizeof *shap) {
            memcpy(shap, col_bytes(rows, 6), features * sizeof *shap);
            row->shap = shap;
        }
        if (col_int(rows, 0) != row->row_no)
            break;
    }
    e = rows_error(rows);
    rows_close(rows);
    if (e == ERR_NONE && i < u->count)
        return fault(u->r, ERR_INTERNAL, "scoring %lld lacks rows it should have", (long long)u->no);
    return e;
}

/* The main segment's cell, at most 64 characters. */
static struct arg
segment_of(const struct run *u, const struct scored *row)
{
    const struct schema *s = u->d->schema;
    struct schema_cell cell = { "", 0 };
    size_t characters = 0, len = 0;

    if (s->segment != SCHEMA_NONE && s->columns[s->segment].feature != SCHEMA_NONE)
        cell = row->cells[s->columns[s->segment].feature];
    for (; len < cell.len; len++)
        if (((unsigned char)cell.s[len] & 0xC0) != 0x80 && ++characters > 64)
            break;
    return a_strn(cell.s, len);
}

/* What is worth doing first: the highest expected value; where nothing pays or no value is known, who is most at risk. */
static const char *
rank_of(const struct run *u, const struct scored *row, const char *expected, const char *value)
{
    if (expected != NULL && row->choice.action >= 0)
        return expected;
    return u->kind == KIND_NONE ? value : arena_printf(u->chunk, "%.2f", IDLE + row->score * SCORE_STEP);
}

static enum err
put_row(struct run *u, const struct scored *row)
{
    bool priced = u->kind == KIND_MODEL && !isnan(row->value);
    const char *expected = priced ? arena_printf(u->chunk, "%.2f", row->choice.value) : NULL;
    const char *value = row->value_text != NULL ? row->value_text : LOWEST;
    const struct arg args[] = {
        a_int(u->no),
        a_int(row->row_no),
        a_int(row->band),
        a_num(row->score),
        isnan(row->margin) ? a_null() : a_num(row->margin),
        a_str(row->value_text),
        a_str(expected),
        a_int(row->choice.action),
        isnan(row->after) ? a_null() : a_num(row->after),
        a_str(value),
        a_str(rank_of(u, row, expected, value)),
        segment_of(u, row),
        a_bytes(row->shap, u->d->schema->feature_count * sizeof *row->shap),
    };

    for (unsigned i = 0; i < sizeof args / sizeof args[0]; i++)
        bulk_set(u->bulk, i, args[i]);
    return bulk_row(u->bulk);
}

static enum err
store_chunk(struct run *u)
{
    enum err e = db_begin(u->r);

    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; e == ERR_NONE && i < u->count; i++)
        e = put_row(u, &u->rows[i]);
    if (e == ERR_NONE)
        e = bulk_flush(u->bulk);
    if (e == ERR_NONE)
        e = db_exec_one(u->r, Q_SCORING_PROGRESS, ARGS(a_int((int64_t)u->count), a_int(u->no)));
    if (e == ERR_NONE)
        return db_commit(u->r);
    db_rollback(u->r);
    return e;
}

static void
add_figures(struct run *u)
{
    for (size_t i = 0; i < u->count; i++) {
        const struct scored *row = &u->rows[i];
        figures_add(u->figures, &(struct figure_row){ .cells = row->cells,
                                                      .external_id = row->external_id,
                                                      .name = row->name,
                                                      .customer_id = row->customer_id,
                                                      .label = row->label,
                                                      .value = row->value,
                                                      .score = row->score,
                                                      .band = row->band,
                                                      .shap = row->shap,
                                                      .action = row->choice.action,
                                                      .expected = row->choice.value,
                                                      .effect = row->choice.effect });
    }
}

static enum err
next_chunk(struct run *u)
{
    enum err e = read_chunk(u);

    if (e != ERR_NONE || u->count == 0)
        return e;
    if (u->last < u->stored_last) {
        e = read_back(u);
    } else {
        e = chunk_score(u);
        if (e == ERR_INTERNAL)
            e = fault(u->r, e, "scoring: %s", booster_error());
        if (e == ERR_NONE)
            e = store_chunk(u);
    }
    if (e != ERR_NONE)
        return e;
    add_figures(u);
    u->last = u->rows[u->count - 1].row_no;
    u->done += (int64_t)u->count;
    return ERR_NONE;
}

static enum err
score_rows(struct run *u)
{
    static const enum arg_kind kinds[] = { ARG_INT, ARG_INT, ARG_INT, ARG_NUM, ARG_NUM, ARG_STR,  ARG_STR,
                                           ARG_INT, ARG_NUM, ARG_STR, ARG_STR, ARG_STR, ARG_BYTES };
    struct phase phase = { u->d, PHASE_SCORING, 0 };
    enum err e = bulk_open(u->r, Q_SCORE_INSERT, kinds, sizeof kinds / sizeof kinds[0], 1000, &u->bulk);

    for (u->count = 1; e == ERR_NONE && u->count > 0;) {
        struct arena_mark mark = arena_here(u->r->arena);
        e = next_chunk(u);
        if (e == ERR_NONE)
            e = job_beat(u->r);
        if (e == ERR_NONE && u->last >= u->stored_last) /* progress never goes back */
            e = phase_tell(u->r, &phase, u->done, u->d->rows > u->done ? u->d->rows : u->done);
        arena_reset(u->chunk);
        if (e == ERR_NONE) /* a failure's detail lives there */
            arena_rewind(u->r->arena, mark);
    }
    bulk_close(u->bulk);
    return e;
}

static enum err
run_all(struct run *u, int64_t model_no)
{
    enum err e = scoring_choose(u, model_no);

    if (e == ERR_NONE)
        e = scoring_open(u);
    if (e == ERR_NONE)
        e = chunk_room(u);
    if (e == ERR_NONE) {
        const struct encoder *encoder = u->kind == KIND_MODEL ? u->model.encoder : NULL;
        u->figures = figures_new(u->arena, u->d->schema, encoder, u->model.base, u->kind, &u->economics);
        e = u->figures != NULL ? scoring_previous(u) : ERR_UNAVAILABLE;
    }
    if (e == ERR_NONE)
        e = score_rows(u);
    return e == ERR_NONE ? scoring_finish(u) : e;
}

enum err
score_dataset(struct req *r, const struct dataset *d, int64_t model_no)
{
    struct run u = { .r = r, .d = d, .arena = arena_new(RUN_ROOM), .chunk = arena_new(CHUNK_ROOM) };
    enum err e = u.arena != NULL && u.chunk != NULL ? run_all(&u, model_no) : ERR_UNAVAILABLE;

    model_close(&u.model);
    figures_free(u.figures);
    chunk_room_free(&u);
    arena_free(u.chunk);
    arena_free(u.arena);
    return e;
}
