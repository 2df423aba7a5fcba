/*
 * input.h: declared input. A table of fields tells the validator, the OpenAPI document and the tests what a request may
 * carry; input_fill reads path, query and JSON body into the endpoint's plain struct and reports every bad field.
 * An undeclared field is refused by name.
 */
#ifndef HF_INPUT_H
#define HF_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "json.h"
#include "uuid.h"

struct req;

enum field_type {
    F_END = 0,
    F_STR,     /* const char *: NULL when absent */
    F_INT,     /* int64_t */
    F_NUM,     /* double */
    F_BOOL,    /* bool */
    F_UUID,    /* struct uuid: nil when absent */
    F_ENUM,    /* const char *, one of .choices */
    F_DECIMAL, /* const char *: decimal text, at most 15 digits before and 2 after the point */
    F_TIME,    /* int64_t microseconds UTC, RFC 3339 on the wire */
    F_JSON,    /* json *: an object or array (see .scalar), checked by the handler */
};

enum field_in { IN_BODY = 0, IN_QUERY, IN_PATH };

struct field {
    const char *name;
    enum field_type type;
    enum field_in in;
    size_t offset;
    size_t has_offset; /* bool set true when the field was given; 0: none (declare it past the first member) */
    bool need;
    size_t min_len, max;                     /* bytes of a string; every F_STR has a max */
    double low, high;                        /* of numbers; both 0: unbounded */
    int64_t fallback;                        /* of an absent F_INT */
    const char *const *choices;              /* of F_ENUM, NULL-terminated */
    const char *(*check)(const char *value); /* NULL when fine, else the sentence for the user */
    bool keep_space;                         /* strings are trimmed unless set (passwords) */
    bool secret;                             /* never in a message or log */
    bool refers;                             /* the number of another row: older clients are told so */
    bool blank;                              /* needed, but an empty text will do */
    bool scalar;                             /* F_JSON: a text, a number, true and false will do as well */
    const char *doc;
};

#define FIELD_(type_, s, member, ...)                                                                                  \
    {                                                                                                                  \
        .name = #member, .type = (type_), .offset = offsetof(s, member), __VA_ARGS__                                   \
    }
#define FIELD_STR(s, member, ...)     FIELD_(F_STR, s, member, __VA_ARGS__)
#define FIELD_INT(s, member, ...)     FIELD_(F_INT, s, member, __VA_ARGS__)
#define FIELD_NUM(s, member, ...)     FIELD_(F_NUM, s, member, __VA_ARGS__)
#define FIELD_BOOL(s, member, ...)    FIELD_(F_BOOL, s, member, __VA_ARGS__)
#define FIELD_UUID(s, member, ...)    FIELD_(F_UUID, s, member, __VA_ARGS__)
#define FIELD_ENUM(s, member, ...)    FIELD_(F_ENUM, s, member, __VA_ARGS__)
#define FIELD_DECIMAL(s, member, ...) FIELD_(F_DECIMAL, s, member, __VA_ARGS__)
#define FIELD_TIME(s, member, ...)    FIELD_(F_TIME, s, member, __VA_ARGS__)
#define FIELD_JSON(s, member, ...)    FIELD_(F_JSON, s, member, __VA_ARGS__)
#define FIELD_END                                                                                                      \
    {                                                                                                                  \
        .type = F_END                                                                                                  \
    }

/* Fills *input (zeroed by the caller, as large as the endpoint says) from the request. Faults are recorded on r. */
enum err input_fill(struct req *r, const struct field *fields, void *input) HF_CHECK;

/* Checks usable as .check. */
const char *is_email(const char *value); /* RFC 5321 mailbox as people use it: one @, dot-atom, a domain with a dot */
const char *is_plain_text(const char *value); /* no control characters but line ends and tab */

#endif
