/*
 * err.h: the one vocabulary of failure.
 *
 * Every function that can fail returns enum err and is marked HF_CHECK. Data leaves by out-parameters named ret_*,
 * which are untouched on failure. lib/err.c holds the table code -> HTTP status, wire name, log level.
 */
#ifndef HF_ERR_H
#define HF_ERR_H

#define HF_CHECK             __attribute__((warn_unused_result))
#define HF_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum err {
    ERR_NONE = 0,
    ERR_MALFORMED,       /* 400 malformed_request: not JSON, bad encoding, duplicate key */
    ERR_UNAUTHENTICATED, /* 401 unauthenticated */
    ERR_FORBIDDEN,       /* 403 forbidden */
    ERR_NOT_FOUND,       /* 404 not_found: missing, or somebody else's */
    ERR_METHOD,          /* 405 method_not_allowed */
    ERR_CONFLICT,        /* 409 conflict: duplicate key, wrong state */
    ERR_STALE,           /* 412 stale: If-Match names an older version */
    ERR_TOO_LARGE,       /* 413 too_large */
    ERR_MEDIA_TYPE,      /* 415 unsupported_media_type */
    ERR_INVALID,         /* 422 invalid: understood, but a value is not acceptable */
    ERR_NEED_MATCH,      /* 428 precondition_required */
    ERR_RATE_LIMITED,    /* 429 rate_limited */
    ERR_INTERNAL,        /* 500 internal: our mistake; the log has the detail */
    ERR_UNAVAILABLE,     /* 503 unavailable: try again (database away, queue full) */
    ERR_REPEAT,          /* never on the wire: deadlock or changed record, the whole step is repeated */
    ERR_LOST,            /* never on the wire: the database connection broke */
    ERR_REPLAYED,        /* never on the wire: the stored answer of an earlier request with this key is in place */
    ERR_MAX
};

/* The HTTP status of a code; ERR_REPEAT and ERR_LOST count as 503. ERR_NONE gives 200. */
int err_status(enum err e);

/* The stable snake_case name of a code on the wire ("not_found"). Static storage. */
const char *err_name(enum err e);

/* The short human title of a code ("Not found"). Static storage. */
const char *err_title(enum err e);

#endif
