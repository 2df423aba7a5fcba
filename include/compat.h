/*
 * compat.h: documented routes of older systems as data. A row names the old path and the canonical endpoint that
 * serves it; the engine renames what comes in, runs the endpoint, and rewrites what goes out. Handlers never know.
 */
#ifndef HF_COMPAT_H
#define HF_COMPAT_H

#include <stdbool.h>

#include "err.h"
#include "route.h"

/*
 * Their input name -> our field, in the body or the query as the field says. Without a table (.in NULL) every field is
 * taken under its own name; with one, only those named. Anything else that comes in is ignored. Values may be of
 * another JSON type ("12" for 12) as their clients send them. {parts} of the path carry our field names; a UUID may come
 * without hyphens.
 */
struct compat_in {
    const char *theirs, *ours;
    const char *constant; /* instead of theirs: always this text */
};

enum compat_form {
    FORM_SAME = 0,
    FORM_STR,           /* text, whatever it was */
    FORM_INT,           /* rounded, never with a decimal point */
    FORM_FLOAT,         /* always with a decimal point: 45.0 */
    FORM_PERCENT_FLOAT, /* fraction * 100 */
    FORM_PERCENT_INT,
    FORM_HEX_ID,  /* a UUID without hyphens */
    FORM_DATE,    /* the day of a time: YYYY-MM-DD */
    FORM_SECONDS, /* a time without zone and fraction: YYYY-MM-DD HH:MM:SS */
    FORM_ZONELESS /* a time without its Z: 2026-11-21T09:30:00.123456 */
};

/*
 * Their member <- our member; dotted paths ("tokens.access" <- "access_token"), lists by []: "results[].name" <-
 * "data[].name", "factors[]" <- "reasons[].text". A path that begins with "[]" makes the whole answer an array:
 * "[].id" <- "data[].id". The n-th [] of both sides walk together; what is ours with fewer [] is repeated.
 * Members come out in the order of the rows; those of one object stand together.
 */
struct compat_out {
    const char *theirs, *ours;
    enum compat_form form;
    const char *constant;     /* JSON text; with ours: only where ours is missing or null */
    const char *const *words; /* pairs {ours, theirs, ..., NULL}: texts that are said differently there */
};

/* What a failure looks like there: our wire code (and field) -> their status and exact JSON body. First fit wins. */
struct compat_error {
    const char *code;
    int status;
    const char *body;     /* NULL: the wire's general form */
    const char *field;    /* only when this field is at fault; NULL: any */
    const char *location; /* answer with this Location, "?next=" and the path behind it (pages that sent to a login) */
};

enum wire { WIRE_PROBLEM = 0, WIRE_DRF, WIRE_FASTAPI };

struct compat {
    enum method method;
    const char *path;
    struct access access;
    const struct endpoint *endpoint;
    const struct compat_in *in;        /* NULL-terminated by theirs and constant NULL */
    const struct compat_out *out;      /* theirs NULL ends; NULL: as it is */
    const struct compat_error *errors; /* code NULL ends; NULL: the general forms */
    enum wire wire;
    int status;                /* success; 0: the endpoint's */
    const char *origin;        /* "vigilpay", for the log and the document */
    const struct compat *more; /* alone in its row: the rows of that table, one level deep */
};

/* Walks a table and those it names: struct compat_walk w = { table }; while ((row = compat_step(&w)) != NULL) ... */
struct compat_walk {
    const struct compat *at, *outer;
};
const struct compat *compat_step(struct compat_walk *w);

#define COMPAT_END                                                                                                     \
    {                                                                                                                  \
        0                                                                                                              \
    }

#endif
