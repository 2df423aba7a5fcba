/*
 * queries.h: the library's own statements, numbered below zero so that the db functions take them like a domain's.
 */
#ifndef HF_QUERIES_H
#define HF_QUERIES_H

#include "db.h"

enum lib_query {
    LQ_FIRST = -100,
    LQ_SESSION = LQ_FIRST, /* sid -> actor */
    LQ_SESSION_BY_COOKIE,  /* refresh hash -> actor */
    LQ_STEPPED_UP,         /* whether a session's person said the password again of late */
    LQ_API_KEY,            /* hash -> actor and scopes */
    LQ_API_KEY_USED,       /* at most once a minute */
    LQ_TENANT_BY_ID,       /* for superusers */
    LQ_TENANT_BY_SLUG,
    LQ_TENANT_ENTERED,
    LQ_TOKEN_INVALID, /* whom it claims, id, network, request id, for rows of the audit that are there once */
    LQ_PERMISSIONS,   /* user's roles and permissions */
    LQ_PUBLIC_KEYS,
    LQ_IDEMPOTENCY_CLAIM,       /* waits for no lock: 1205 at once means that the same request is in flight */
    LQ_IDEMPOTENCY_CLAIM_AGAIN, /* waits */
    LQ_IDEMPOTENCY_READ,
    LQ_IDEMPOTENCY_STORE,
    LQ_EVENT_ADD,
    LQ_AUDIT_ADD,
    LQ_SCHEMA_VERSION,
    LQ_COUNT_UP, /* scope, subject, window, hits */
    LQ_COUNT_READ,
    LQ_MAIL_ADD,     /* needs INSERT on mails, which few binaries have */
    LQ_TIMELINE_ADD, /* these three need rights that the binaries about customers have */
    LQ_NUMBER_UP,
    LQ_NUMBER_READ,
    LQ_JOB_ADD,
    LQ_JOB_NEXT, /* domain -> the job to try, without locking */
    LQ_JOB_TAKE, /* id -> the job, locked, if it may still be taken */
    LQ_JOB_CLAIM,
    LQ_JOB_ALONE, /* others of the tenant and domain that run as well */
    LQ_JOB_BEAT,
    LQ_JOB_DONE,
    LQ_JOB_AGAIN,
    LQ_JOB_RELEASE,
    LQ_JOB_FAILED,
    LQ_JOB_PRUNE, /* these two need DELETE, which one runner has (sql/grants/chat.sql) */
    LQ_IDEMPOTENCY_PRUNE,
    LQ_END
};

/* The statement of a number below zero. */
const struct query *lib_query(int number);

/* Whether `--check` of a binary prepares it; runner: the binary has jobs. */
bool lib_query_checked(int number, bool runner);

#endif
