/*
 * db_sql.h: lib-private: cuts the text of a statement into words, for binding and for the rules.
 */
#ifndef HF_DB_SQL_H
#define HF_DB_SQL_H

#include <stdbool.h>
#include <stddef.h>

enum sql_kind {
    SQL_END,
    SQL_WORD,  /* keyword or name, also in backquotes (which the text leaves out) */
    SQL_PARAM, /* ? */
    SQL_NAMED, /* :tenant; the text leaves out the colon */
    SQL_OTHER, /* a literal, a number or a single character */
};

struct sql_word {
    enum sql_kind kind;
    const char *text; /* into the statement */
    size_t len;
    const char *end; /* where the next one is looked for */
};

/* The first word at or after p; comments and white space are passed over. */
struct sql_word sql_word(const char *p);

/* Whether it is this keyword or name, in any case. */
bool sql_is(const struct sql_word *w, const char *name);

#endif
