/*
 * infer.h: a guess at what the columns of a file are, from its first lines: by the words of the header and by the
 * values. A proposal for people to correct, not a decision.
 */
#ifndef HF_UPLOADS_INFER_H
#define HF_UPLOADS_INFER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "schema.h"

struct inferred {
    const char *header;
    enum schema_role role;
    enum schema_type type;
    bool integer, segment, is_protected;
};

struct inference {
    struct inferred *columns;
    size_t count, rows;
    const char *fault; /* with ERR_INVALID: a sentence */
};

/* Looks at a sample; a last line that is cut in the middle is left out. All from the arena. ERR_INVALID: no CSV with a
   header and a row; ERR_UNAVAILABLE: no memory. */
enum err infer_columns(struct arena *a, const char *text, size_t len, struct inference *ret) HF_CHECK;

#endif
