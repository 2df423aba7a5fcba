/*
 * scores.h: what the files of this domain share. A labelled dataset trains a challenger (in a child process), the
 * challenger is compared with the champion, the champion scores the dataset's rows, figures are made of them, and
 * uploads is told to activate.
 */
#ifndef HF_SCORES_H
#define HF_SCORES_H

#include <stdbool.h>
#include <stdint.h>

#include "actions.h"
#include "compat.h"
#include "db.h"
#include "err.h"
#include "jobs.h"
#include "model.h"
#include "req.h"
#include "route.h"
#include "schema.h"

#define EVENT_DATASET  "dataset"
#define EVENT_MODEL    "model"
#define PHASE_TRAINING 2 /* places in dataset_phases; the first two are written by uploads */
#define PHASE_SCORING  3
#define SCORE_CHUNK    2000 /* rows of a transaction */
#define CODE_VERSION   HF_VERSION

enum query_number {
    Q_DATASET,
    Q_DATASET_STATE,
    Q_DATASET_FAILED,
    Q_DATASET_WARN,
    Q_PHASE_SET,
    Q_PHASE_DROP,
    Q_LABELLED_COUNT,
    Q_LABELLED_ROWS,
    Q_TENANT_LOCK,
    Q_MODEL_OF_DATASET,
    Q_MODEL_NEXT,
    Q_MODEL_INSERT,
    Q_MODEL_STATE,
    Q_MODEL_LOAD,
    Q_MODEL_OOF,
    Q_MODEL_LIST,
    Q_MODEL_GET,
    Q_MODEL_CHAMPION,
    Q_MODEL_BY_ID,
    Q_CHAMPION,
    Q_MODEL_BEFORE,
    Q_CHAMPION_SET,
    Q_HISTORY_ADD,
    Q_HISTORY_LIST,
    Q_SETTINGS,
    Q_SCORING_RUNNING,
    Q_SCORINGS_GIVE_UP,
    Q_SCORING_NEXT,
    Q_SCORING_INSERT,
    Q_SCORING_GET,
    Q_SCORING_PROGRESS,
    Q_SCORING_DONE,
    Q_SCORINGS_DONE_OF,
    Q_ROWS,
    Q_SCORE_INSERT,
    Q_SCORES_OF,
    Q_SCORES_LAST,
    Q_SCORES_PREVIOUS,
    Q_FIGURE_SET,
    Q_ACTIVE,
    Q_CUSTOMER_ID,
    Q_CUSTOMER_CELLS,
    Q_PREDICT_SCORING,
    Q_COUNT
};

extern const struct query scores_queries[Q_COUNT];
extern const struct job_kind scores_jobs[];

extern const struct endpoint model_list, model_champion, model_get, model_promote, model_history, prediction_run;

/* A dataset as the jobs see it. From the arena of the request. */
struct dataset {
    int64_t no;
    struct uuid id;
    const char *name, *schema_name, *state;
    const struct schema *schema;
    int64_t rows, labelled;
};

/* work.c: ERR_NOT_FOUND when it was removed. */
enum err dataset_load(struct req *r, int64_t no, struct dataset *ret) HF_CHECK;
enum err dataset_state(struct req *r, const struct dataset *d, const char *state) HF_CHECK;

/* A sentence that people see beside the dataset; said once. */
enum err dataset_warn(struct req *r, const struct dataset *d, const char *sentence) HF_CHECK;

/* Progress of a phase, told at most five times a second; done == total is always told. */
struct phase {
    const struct dataset *dataset;
    int ord;
    int64_t told_us;
};
enum err phase_tell(struct req *r, struct phase *p, int64_t done, int64_t total) HF_CHECK;

/* learn.c: trains a challenger, compares, promotes. *ret_model: the number of the model that scores, 0 for none. */
enum err learn_dataset(struct req *r, const struct dataset *d, int64_t *ret_model) HF_CHECK;

/* score.c: scores the dataset by that model (0: rule of thumb, or nothing), makes the figures, queues 'activate'. */
enum err score_dataset(struct req *r, const struct dataset *d, int64_t model_no) HF_CHECK;

/* registry.c: a model ready to score rows of this schema. ERR_NOT_FOUND: no such model; ERR_CONFLICT: it does not fit
   the schema; ERR_INTERNAL: its bytes are damaged. model_close is the caller's; the encoder lives in the arena. */
enum err
registry_load(struct req *r, struct arena *a, int64_t no, const struct schema *schema, struct model *ret) HF_CHECK;

/* The champion's number for a schema, 0 when there is none. */
enum err registry_champion(struct req *r, const char *schema_name, int64_t *ret_no) HF_CHECK;

/* Makes a model the champion in the current transaction: pointer, states, history. */
enum err
registry_promote(struct req *r, const char *schema_name, int64_t no, int64_t dataset_no, const char *reason) HF_CHECK;

/* A row of model_history in the current transaction. dataset_no 0: none. */
enum err registry_note(struct req *r, const char *schema_name, int64_t no, const char *action, int64_t dataset_no,
                       const char *reason) HF_CHECK;

#endif
