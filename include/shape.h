/*
 * shape.h: declared output, for the OpenAPI document; live answers are checked against it in the tests.
 */
#ifndef HF_SHAPE_H
#define HF_SHAPE_H

#include <stdbool.h>

enum shape_type { S_END = 0, S_STR, S_INT, S_NUM, S_BOOL, S_UUID, S_TIME, S_DECIMAL, S_OBJECT, S_ARRAY, S_ANY };

/* S_OBJECT: .of are its members. S_ARRAY: .of are the members of each object, or .items the type of plain items. */
struct shape {
    const char *name;
    enum shape_type type;
    const struct shape *of;
    enum shape_type items;
    bool nullable, optional;
    const char *const *choices; /* of S_STR: NULL-terminated */
    const char *doc;
};

#define SHAPE_END                                                                                                      \
    {                                                                                                                  \
        .type = S_END                                                                                                  \
    }

#endif
