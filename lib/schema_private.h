/* Shared by the files that read a declaration (schema_*.c); no one else includes it. */
#ifndef HF_SCHEMA_PRIVATE_H
#define HF_SCHEMA_PRIVATE_H

#include "schema.h"

struct reading {
    struct arena *arena;
    struct schema_faults *faults;
    struct schema *schema;
    struct schema_column *columns;
};

/* Records a fault at a JSON pointer. */
void schema_complain(struct reading *g, const char *pointer, const char *fmt, ...) HF_PRINTF(3, 4);

/* "pointer/member", never NULL. */
const char *schema_below(struct reading *g, const char *pointer, const char *member);

/*
 * Members of the object v, which stands at `pointer`. Each complains when the member is of another kind.
 * schema_text: 1..max bytes without control characters, NULL when absent (a fault if needed) or wrong.
 * schema_num: false when absent or wrong. schema_choice: the place of the word among the choices; the fallback when it
 * is absent, unless that is below 0. schema_scalar: a text, number or truth value as text.
 */
const char *
schema_text(struct reading *g, const json *v, const char *pointer, const char *member, bool need, size_t max);
const char *schema_scalar(struct reading *g, const json *v, const char *pointer, const char *member, bool need);
bool schema_flag(struct reading *g, const json *v, const char *pointer, const char *member, bool fallback);
bool schema_num(struct reading *g, const json *v, const char *pointer, const char *member, double *ret);
int schema_choice(struct reading *g, const json *v, const char *pointer, const char *member, const char *const *choices,
                  int fallback);
bool schema_has_control(const char *s);

/* An object whose members are all among `known`; unknown ones are faults, false when it is no object. */
bool schema_object(struct reading *g, const json *v, const char *pointer, const char *const *known);

/* The length of an array of at most max entries; 0 when absent or (a fault) anything else. */
size_t schema_array(struct reading *g, const json *v, const char *pointer, size_t max);

/* The parts of a declaration that refer to columns. */
void schema_read_actions(struct reading *g, const json *list);
void schema_read_rule(struct reading *g, const json *v);

#endif
