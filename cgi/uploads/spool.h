/*
 * spool.h: uploaded files on their way into the database: HF_SPOOL_DIR/<uuid>.csv, named by us, mode 0600. The receiver
 * holds a lock on its file until the version stands in the database, so that sweeping never takes a file in use.
 */
#ifndef HF_UPLOADS_SPOOL_H
#define HF_UPLOADS_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "crypt.h"
#include "err.h"
#include "req.h"
#include "uuid.h"

struct spool {
    struct uuid id;
    int fd;               /* -1: closed */
    uint64_t bytes, sent; /* sent: those whose way to the disk has begun */
    struct sha256_run *run;
    struct sha256 hash; /* after spool_keep */
};

/* Makes the file of a new id. It is closed with the request's arena, and stays on disk only if spool_keep came. */
enum err spool_create(struct req *r, struct spool *s) HF_CHECK;
enum err spool_write(struct req *r, struct spool *s, const char *data, size_t len) HF_CHECK;

/* Makes the file durable. */
enum err spool_keep(struct req *r, struct spool *s) HF_CHECK;

/* Its hash is known, the file itself goes: it was refused. */
void spool_drop(struct spool *s);

/* Opens a kept file for reading; -1 when it is not there. */
int spool_open(struct uuid id);

/* Removes a file if it is there. */
void spool_remove(struct uuid id);

/* Removes files that no version waits for: what killed receivers left. */
enum err spool_sweep(struct req *r) HF_CHECK;

#endif
