/*
 * compat.h: documented routes of older systems as data. A row names the old path and the canonical endpoint that
 * serves it; the engine renames what comes in, runs the endpoint, and rewrites what goes out. Handlers never know.
 */
#ifndef HF_COMPAT_H
#define HF_COMPAT_H

#include <stdbool.h>

#include "err.h"
#include "route.h"

/* Their input name -> our field. Unknown input is ignored on compat routes. */
struct compat_in {
    const char *theirs, *ours;
    const char *constant; /* instead of theirs: always this text */
};

enum compat_form { FORM_SAME = 0, FORM_STR, FORM_INT, FORM_FLOAT, FORM_PERCENT_FLOAT, FORM_PERCENT_INT, FORM_HEX_ID };

/* Their member <- our member; dotted paths ("tokens.access"), "results[].name" <- "data[].name". */
struct compat_out {
    const char *theirs, *ours;
    enum compat_form form;
    const char *constant; /* JSON text instead of ours */
};

/* What a failure looks like there: our wire code (and field, NULL: any) -> their status and exact JSON body. */
struct compat_error {
    const char *code;
    int status;
    const char *body; /* NULL: the wire's general form */
};

enum wire { WIRE_PROBLEM = 0, WIRE_DRF, WIRE_FASTAPI };

struct compat {
    enum method method;
    const char *path;
    struct access access;
    const struct endpoint *endpoint;
    const struct compat_in *in;        /* NULL-terminated by theirs and constant NULL */
    const struct compat_out *out;      /* NULL: as it is */
    const struct compat_error *errors; /* code NULL ends */
    enum wire wire;
    int status;                        /* success; 0: the endpoint's */
    bool bare_array;                   /* answer the array at out's "[]" root instead of an object */
    const char *origin;                /* "vigilpay", for the log and the document */
};

#define COMPAT_END { 0 }

#endif
