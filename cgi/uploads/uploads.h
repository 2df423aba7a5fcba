/*
 * uploads.h: what the files of this domain share. An upload becomes an immutable version (dataset): received as a file
 * in the spool folder, checked, stored as rows, handed to scores to learn from, and activated by one pointer update.
 */
#ifndef HF_UPLOADS_H
#define HF_UPLOADS_H

#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "compat.h"
#include "db.h"
#include "err.h"
#include "jobs.h"
#include "req.h"
#include "route.h"
#include "schema.h"

#define KEPT_VERSIONS  10     /* ready ones; as many failed ones */
#define KEPT_FAULTS    100000 /* of a version; the rest is counted */
#define CHUNK_ROWS     10000  /* rows of a transaction */
#define EVENT_DATASET  "dataset"
#define PHASE_CHECKING 0 /* places in dataset_phases; training and scoring are written by scores */
#define PHASE_STORING  1
#define PHASE_TRAINING 2

enum query_number {
    Q_SCHEMA_OWN,
    Q_SCHEMA_PRESET,
    Q_SCHEMA_LIST,
    Q_SCHEMA_LOCK,
    Q_SCHEMA_INSERT,
    Q_SCHEMA_UPDATE,
    Q_TENANT_LOCK,
    Q_DATASET_NEXT,
    Q_DATASET_INSERT,
    Q_PHASES_INSERT,
    Q_DATASET_LIST,
    Q_DATASET_GET,
    Q_DATASET_NO,
    Q_DATASET_WORK,
    Q_DATASET_KNOWN,
    Q_DATASET_STATE,
    Q_DATASET_STORED,
    Q_DATASET_FAILED,
    Q_DATASET_READY,
    Q_PHASE_SET,
    Q_PHASE_DROP,
    Q_FAULT_INSERT,
    Q_FAULT_PAGE,
    Q_ROW_INSERT,
    Q_CUSTOMERS_ADD,
    Q_SCORE_CHANGES,
    Q_RECORDS_UPDATE,
    Q_IMPORT_TOLD,
    Q_ACTIVE_NOW,
    Q_RECORDS_SCORED,
    Q_RECORDS_NEXT,
    Q_RECORDS_LEFT,
    Q_SCORING_GET,
    Q_ACTIVE_GET,
    Q_ACTIVE_SET,
    Q_ALL_REMOVE,
    Q_PRUNE_BORDER,
    Q_PRUNE_MARK,
    Q_PURGE_LIST,
    Q_ROWS_DELETE,
    Q_FAULTS_DELETE,
    Q_PHASES_DELETE,
    Q_DATASET_EMPTIED,
    Q_SCORING_LIST,
    Q_SCORES_DELETE,
    Q_FIGURES_DELETE,
    Q_SCORING_DELETE,
    Q_PICTURE_INSERT,
    Q_PICTURE_SURPLUS,
    Q_PICTURE_DELETE,
    Q_PICTURE_SQUARE,
    Q_PICTURE_ORIGINAL,
    Q_PICTURE_USE,
    Q_PICTURE_IN_USE,
    Q_PICTURE_UNUSE,
    Q_PICTURE_REMOVE,
    Q_COUNT
};

extern const struct query uploads_queries[Q_COUNT];
extern const struct compat uploads_compat[], afro_pictures[], vigilpay_clear[];
extern const struct job_kind uploads_jobs[];

extern const struct endpoint dataset_create, dataset_list, dataset_get, dataset_faults, dataset_errors_csv;
extern const struct endpoint dataset_activate, dataset_clear;
extern const struct endpoint picture_create, picture_get, picture_delete;
extern const struct endpoint schema_list, schema_get, schema_put, schema_infer;

/* schemas.c: the declaration of a name, the tenant's own before presets, as text and read. ERR_INVALID with a sentence
   on field "schema" when there is none. */
enum err schema_load(struct req *r, const char *name, const char **ret_body, const struct schema **ret_schema) HF_CHECK;

/* create.c: a received file becomes a version; in the caller's transaction. */
struct received;
struct precheck;
struct new_dataset {
    const struct received *file;
    const char *name, *schema_name, *schema_body, *rules;
    const struct precheck *checked; /* what was found while it came in; NULL: the job is to look */
    bool refused;                   /* faults were found */
};
enum err dataset_insert(struct req *r, const struct new_dataset *d) HF_CHECK;

/* activate.c: all versions go, in the caller's transaction. */
enum err datasets_clear(struct req *r, uint64_t *ret_removed) HF_CHECK;

/* The jobs. */
job_run ingest_run, ingest_gave_up, activate_run, activate_gave_up, records_run, purge_run;

/* records.c: customers who are new with a version get their records, before it becomes the present one. Those who had one get what it says
   by the job "records" afterwards, which nobody waits for. */
enum err records_add(struct req *r, int64_t dataset, int64_t scoring, const char *kind, int64_t rows) HF_CHECK;

/* purge.c: marks versions beyond the last ten as removed, then takes away what is left of removed ones, in chunks. */
enum err purge_all(struct req *r) HF_CHECK;
enum err purge_rows(struct req *r, int64_t no) HF_CHECK; /* rows and faults of one version */

/* ingest.c: ends a version as failed, with an event. Not for ready ones. */
enum err dataset_fail(struct req *r, int64_t no, struct uuid id, const char *sentence,
                      const struct check_result *found) HF_CHECK;

#endif
