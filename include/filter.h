/*
 * filter.h: the small language in which people say which rows of a list they mean:
 *
 *     filter = part { "and" part }
 *     part   = field op value | field "in" "(" value { "," value } ")"
 *     op     = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"       (~ contains)
 *     value  = word | number | "text" with \" and \\ | YYYY-MM-DD | me | none | yes | no
 *
 * A list has a table of fields: name, type and a fragment of SQL. A filter becomes such fragments and bound values; nothing that was
 * typed is ever part of a statement.
 */
#ifndef HF_FILTER_H
#define HF_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "db.h"
#include "err.h"
#include "uuid.h"

#define FILTER_MAX      2000 /* bytes of a filter */
#define FILTER_MAX_ARGS 64   /* values it may bind */

enum filter_type {
    FILTER_TEXT,   /* = != ~ in; the column's collation decides what is the same */
    FILTER_NUMBER, /* = != < <= > >= in */
    FILTER_DATE,   /* a DATE or DATETIME: day by day */
    FILTER_YES_NO,
    FILTER_CHOICE, /* one of .choices, stored as its place in them */
    FILTER_PERSON, /* me, none or an id */
    FILTER_SEARCH, /* ~ only; sql is a condition: its first ? takes what is contained, the others what is begun with */
};

struct filter_field {
    const char *name;
    enum filter_type type;
    const char *sql; /* expression, with the alias of its table */
    const char *title;
    const char *const *choices; /* of FILTER_CHOICE, NULL-terminated */
    bool worded;                /* an index of words knows this text */
    bool keyed;                 /* an index of whole texts does */
    const char *arg;            /* bound to the one ? of sql; NULL: it has none */
};

#define FILTER_FIELD_END                                                                                               \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

struct filter {
    const char *sql; /* "" or " AND ... AND ..."; from the arena */
    struct arg args[FILTER_MAX_ARGS];
    size_t n;
    const char *has; /* a text that a worded field, or that of a search, must contain; NULL: none */
    const char *is;  /* what a keyed field must be; NULL: nothing is asked */
    bool has_anyhow; /* it is that of a search */
};

struct filter_fault {
    size_t at;           /* byte from 0 */
    const char *message; /* what was expected there; from the arena */
};

/* Reads a filter; me is who asks. ERR_INVALID with *ret_fault set, ERR_UNAVAILABLE without memory. Needs neither a request nor a
   database. */
enum err filter_parse(struct arena *a, const char *text, const struct filter_field *fields, struct uuid me,
                      struct filter *ret_filter, struct filter_fault *ret_fault) HF_CHECK;

/* filter_parse for a request: the fault becomes that of field "filter", code filter_invalid. NULL or "": no condition. */
struct req;
enum err
filter_read(struct req *r, const char *text, const struct filter_field *fields, struct filter *ret_filter) HF_CHECK;

#endif
