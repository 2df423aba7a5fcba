/*
 * ingest.h: the job that turns a received file into rows. Pass one checks everything and stores faults, unless that was
 * done while the file came in (precheck.h); pass two, only after a faultless first, stores rows in committed chunks. A job that broke off begins anew: what it left is removed.
 */
#ifndef HF_UPLOADS_INGEST_H
#define HF_UPLOADS_INGEST_H

#include "uploads.h"

struct ingest {
    struct req *r;
    int64_t no;
    struct uuid id;
    const struct schema *schema;
    enum check_rules rules;
    uint64_t bytes;    /* of the file */
    bool open;         /* a transaction is open */
    unsigned pending;  /* rows in it */
    struct bulk *bulk; /* of faults or rows */
    uint32_t kept_faults;
    int64_t told_us;     /* when progress was told last */
    bool known;          /* checked while it came in: no pass one */
    uint64_t total_rows; /* these three are known in pass two */
    int64_t labelled;
    const char *warnings; /* JSON list, NULL: none */
};

/* Opens the transaction if there is none; commits the one that is open. */
enum err ingest_begin(struct ingest *g) HF_CHECK;
enum err ingest_commit(struct ingest *g) HF_CHECK;

/* Tells how far a phase is, five times a second at most or when it is at its end; renews the job's lease. Commits. */
enum err ingest_progress(struct ingest *g, int phase, uint64_t done, uint64_t total) HF_CHECK;

/* Sets the state; ERR_NOT_FOUND when the version was removed meanwhile. */
enum err ingest_state(struct ingest *g, const char *state) HF_CHECK;

/* The passes (ingest_passes.c). ERR_INVALID: the file has faults. */
enum err ingest_check(struct ingest *g, int fd, const struct check_result **ret_found) HF_CHECK;
enum err ingest_store(struct ingest *g, int fd) HF_CHECK;

#endif
