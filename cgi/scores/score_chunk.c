/* What a chunk of rows is worth: probabilities, contributions, and the best action by asking the model again. */
#include "score_private.h"

#include <math.h>

#include "stats.h"

enum err
chunk_room(struct run *u)
{
    size_t columns = u->kind == KIND_MODEL ? u->model.encoder->columns : 0;
    size_t features = u->d->schema->feature_count, actions = u->d->schema->action_count;

    u->rows = calloc(SCORE_CHUNK, sizeof *u->rows);
    u->x = calloc(SCORE_CHUNK * columns + 1, sizeof *u->x);
    u->x_after = calloc(SCORE_CHUNK * columns + 1, sizeof *u->x_after);
    u->shap = calloc(SCORE_CHUNK * features + 1, sizeof *u->shap);
    u->margins = calloc(SCORE_CHUNK, sizeof *u->margins);
    u->after = calloc(SCORE_CHUNK * actions + 1, sizeof *u->after);
    u->places = calloc(SCORE_CHUNK, sizeof *u->places);
    return u->rows != NULL && u->x != NULL && u->x_after != NULL && u->shap != NULL && u->margins != NULL &&
                   u->after != NULL && u->places != NULL
               ? ERR_NONE
               : ERR_UNAVAILABLE;
}

void
chunk_room_free(struct run *u)
{
    free(u->rows);
    free(u->x);
    free(u->x_after);
    free(u->shap);
    free(u->margins);
    free(u->after);
    free(u->places);
}

/* The rows that an action applies to, with its feature set; how many. */
static size_t
gather_action(struct run *u, size_t action)
{
    const struct schema_action *a = &u->d->schema->actions[action];
    const struct encoder *e = u->model.encoder;
    struct schema_cell set = { a->set, strlen(a->set) };
    size_t n = 0, actions = u->d->schema->action_count;
    bool askable = !e->features[a->feature].excluded && encoder_knows(e, a->feature, set);

    for (size_t i = 0; i < u->count; i++) {
        u->after[i * actions + action] = NAN;
        if (!askable || !schema_applies(u->d->schema, a, u->rows[i].cells[a->feature]))
            continue;
        float *x = u->x_after + n * e->columns;
        memcpy(x, u->x + i * e->columns, e->columns * sizeof *x);
        encoder_cell(e, a->feature, set, x);
        u->places[n++] = i;
    }
    return n;
}

static enum err
ask_again(struct run *u)
{
    size_t actions = u->d->schema->action_count;
    enum err e = ERR_NONE;

    for (size_t a = 0; e == ERR_NONE && a < actions; a++) {
        size_t n = gather_action(u, a);
        if (n == 0)
            continue;
        e = model_margins(&u->model, u->x_after, n, u->margins);
        for (size_t i = 0; e == ERR_NONE && i < n; i++)
            u->after[u->places[i] * actions + a] = stats_sigmoid(u->margins[i]);
    }
    return e;
}

static enum err
score_by_model(struct run *u)
{
    const struct schema *s = u->d->schema;

    for (size_t i = 0; i < u->count; i++)
        encoder_row(u->model.encoder, u->rows[i].cells, u->x + i * u->model.encoder->columns);
    enum err e = model_explain(&u->model, u->x, u->count, u->margins, u->shap);
    for (size_t i = 0; e == ERR_NONE && i < u->count; i++) {
        struct scored *row = &u->rows[i];
        row->margin = u->margins[i];
        row->score = stats_sigmoid(row->margin);
        row->band = economics_band(&u->economics, row->score);
        row->shap = u->shap + i * s->feature_count;
    }
    if (e == ERR_NONE)
        e = ask_again(u);
    for (size_t i = 0; e == ERR_NONE && i < u->count; i++) {
        struct scored *row = &u->rows[i];
        row->choice = choose_action(&u->economics, s, row->score, u->after + i * s->action_count, row->value);
        if (row->choice.action >= 0)
            row->after = row->score - row->choice.effect;
    }
    return e;
}

enum err
chunk_score(struct run *u)
{
    for (size_t i = 0; i < u->count; i++) {
        struct scored *row = &u->rows[i];
        row->margin = row->after = NAN;
        row->choice = (struct choice){ .action = -1 };
        row->shap = NULL;
        row->score = u->kind == KIND_RULE ? schema_rule(u->d->schema, row->cells) : 0;
        row->band = u->kind == KIND_RULE ? economics_band(&u->economics, row->score / 100) : BAND_LOW;
    }
    return u->kind == KIND_MODEL && u->count > 0 ? score_by_model(u) : ERR_NONE;
}
