/*
 * filter_private.h: what the files of a filter share: filter_words.c reads words, filter_sql.c writes fragments, filter.c knows the grammar.
 */
#ifndef HF_FILTER_PRIVATE_H
#define HF_FILTER_PRIVATE_H

#include "filter.h"

enum op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_HAS, OP_IN };

struct value {
    size_t at;
    const char *text;
    bool quoted;
};

struct reader {
    struct arena *a;
    const char *text;
    size_t at;
    struct uuid me;
    struct filter *f;
    struct filter_fault fault;
};

/* A field as it is met in a filter. */
struct met {
    const struct filter_field *field;
    size_t at;
    enum op op;
};

/* Notes the fault; ERR_INVALID. */
enum err filter_expected(struct reader *p, size_t at, const char *message);

void filter_skip_space(struct reader *p);
size_t filter_word_length(const struct reader *p);

/* Take a word in lower or upper letters if it stands here by itself; a character. */
bool filter_take_word(struct reader *p, const char *word);
bool filter_take(struct reader *p, char c);

enum err filter_read_op(struct reader *p, enum op *ret_op) HF_CHECK;
enum err filter_read_value(struct reader *p, struct value *v) HF_CHECK;

/* SQL as it stands, a value for its next ?, the field's fragment between two pieces of SQL. */
enum err filter_add(struct reader *p, const char *sql) HF_CHECK;
enum err filter_bind(struct reader *p, size_t at, struct arg v) HF_CHECK;
enum err filter_add_field(struct reader *p, const struct met *m, const char *before, const char *after) HF_CHECK;

/* What is bound for a value of the field's type. */
enum err filter_arg(struct reader *p, const struct met *m, const struct value *v, struct arg *ret_arg) HF_CHECK;

/* The condition that a field is compared with one value. */
enum err filter_add_one(struct reader *p, const struct met *m, const struct value *v) HF_CHECK;

#endif
