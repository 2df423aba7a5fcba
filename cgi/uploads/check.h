/*
 * check.h: reads a file against its schema, row by row, in bounded memory: every fault is told, every good row is
 * handed on as it is stored. Touches neither disk nor network.
 *
 * Two sets of rules. STRICT: a file is right or it is refused. VIGILPAY: the older system's, contract rows V-B54 to
 * V-B67: whole numbers are cut, blank texts get stand-ins, other columns and duplicates are let through.
 */
#ifndef HF_UPLOADS_CHECK_H
#define HF_UPLOADS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "number.h"
#include "schema.h"

#define CHECK_MAX_ID       64   /* bytes, as dataset_rows.external_id */
#define CHECK_MAX_NAME     255  /* bytes */
#define CHECK_MAX_CATEGORY 64   /* bytes */
#define CHECK_MAX_CELLS    8192 /* bytes of a row's cells, tabs included */

enum check_rules { CHECK_STRICT, CHECK_VIGILPAY };

struct check_fault {
    uint64_t row; /* as people number them: the header is 1. STRICT: the line in the file; VIGILPAY: rows counted */
    const char *column, *value, *reason; /* column "": the row as a whole */
};

/* A good row. Strings die after the call. */
struct check_row {
    uint32_t no;                           /* data rows from 1 */
    const char *id, *name, *value, *cells; /* value: decimal text, NULL without; cells: tab-separated */
    size_t id_len, name_len, cells_len;
    int label; /* 1, 0, or -1: not known */
};

struct check_setup {
    struct arena *arena; /* messages, and the checker itself */
    const struct schema *schema;
    enum check_rules rules;
    uint64_t max_rows;
    size_t id_room;      /* ids to be compared, at most; 0: duplicates are not looked for (a second pass, VIGILPAY) */
    uint64_t stop_after; /* stop after the row that brings the faults to this number; 0: never */
    enum err (*fault)(void *ctx, const struct check_fault *f); /* NULL: counted only */
    enum err (*row)(void *ctx, const struct check_row *row);   /* NULL: none wanted */
    void *ctx;
};

struct check_result {
    uint64_t rows, labelled, faults, bad_rows;
    bool header;                    /* there was one */
    bool unreadable;                /* not a CSV file, or broken in the middle */
    const char *missing;            /* "A, B": required columns that are not there; NULL: none */
    const char *left_out, *ignored; /* optional columns that are not there; columns that the schema does not name */
    bool cut_names;                 /* one of the lists above was too long to be told whole */
};

struct checker;

/* NULL: no memory. What it holds besides the arena is released with the arena. */
struct checker *check_new(const struct check_setup *setup);

/* Feeds bytes, check_end after the last. ERR_INVALID: nothing further can be read, the result is final. Otherwise what
   the callbacks returned. */
enum err check_feed(struct checker *c, const char *data, size_t len) HF_CHECK;
enum err check_end(struct checker *c) HF_CHECK;

const struct check_result *check_result(const struct checker *c);

#endif
