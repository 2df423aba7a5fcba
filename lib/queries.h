/*
 * queries.h: the library's own statements, numbered below zero so that the db functions take them like a domain's.
 */
#ifndef HF_QUERIES_H
#define HF_QUERIES_H

#include "db.h"

enum lib_query {
    LQ_SESSION = -100,     /* sid -> actor */
    LQ_SESSION_BY_COOKIE,  /* refresh hash -> actor */
    LQ_PERMISSIONS,        /* user's roles and permissions */
    LQ_PUBLIC_KEYS,
    LQ_IDEMPOTENCY_CLAIM,
    LQ_IDEMPOTENCY_READ,
    LQ_IDEMPOTENCY_STORE,
    LQ_EVENT_ADD,
    LQ_AUDIT_ADD,
    LQ_SCHEMA_VERSION,
    LQ_JOB_ADD,
    LQ_JOB_TAKE,
    LQ_JOB_CLAIM,
    LQ_JOB_BEAT,
    LQ_JOB_DONE,
    LQ_JOB_AGAIN,
    LQ_JOB_FAILED,
    LQ_END
};

/* The statement of a number below zero. */
const struct query *lib_query(int number);

#endif
