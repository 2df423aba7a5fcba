/* infer_private.h: infer.c collects what the values are, infer_roles.c decides. */
#ifndef HF_UPLOADS_INFER_PRIVATE_H
#define HF_UPLOADS_INFER_PRIVATE_H

#include "idset.h"
#include "infer.h"

struct facts {
    const char *header;
    char word[64]; /* the header in lower case, letters and digits only, cut */
    struct idset *seen;
    size_t values, distinct, longest, numbers, whole, zero_one, yes_no, steps;
    double before;
};

/* Gives every column its role and type. */
void infer_roles(struct inferred *columns, const struct facts *facts, size_t count);

#endif
