/*
 * schema.h: the declared shape of a dataset. Columns are known by declaration (role and type), never by name in code.
 *
 *   {"columns": [{"header": "Age", "role": "feature", "type": "number", "title": "Age", "min": 0, "max": 120, ...}],
 *    "actions": [{"feature": "IsActiveMember", "set": "1", "title": "Win back activity", "cost": "15.00",
 *                 "when": "differs", "details": "..."}],
 *    "segment": "Geography",
 *    "rule_of_thumb": {"title": "...", "base": 45, "terms": [...]}}
 *
 * Roles: id (one, required), name, label, value (at most one each), feature, ignore. A value column is a feature too
 * unless it says "feature": false. The features in the order of their columns are what dataset_rows.cells holds.
 *
 * A term of a rule of thumb looks at one feature with one test (below, at_most, above, at_least: a number; equals: a
 * text) and adds "points" when it holds and "else" when not. With "per" (below and above only) it adds the distance
 * from the border divided by "per" when the test holds. "missing" stands in for an empty cell. The sum is cut to 0..100.
 */
#ifndef HF_SCHEMA_H
#define HF_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "json.h"

#define SCHEMA_MAX_COLUMNS 256
#define SCHEMA_MAX_ACTIONS 100
#define SCHEMA_MAX_TERMS   64
#define SCHEMA_MAX_ALIASES 16
#define SCHEMA_MAX_TEXT    255 /* bytes of a header, title, message or category */
#define SCHEMA_MAX_FAULTS  64  /* further faults are counted only */
#define SCHEMA_NONE        ((size_t)-1)

enum schema_role { SCHEMA_ID, SCHEMA_NAME, SCHEMA_LABEL, SCHEMA_VALUE, SCHEMA_FEATURE, SCHEMA_IGNORE };
enum schema_type { SCHEMA_NUMBER, SCHEMA_CATEGORY, SCHEMA_YES_NO };
enum schema_when { SCHEMA_DIFFERS, SCHEMA_BELOW, SCHEMA_ABOVE };
enum schema_test { SCHEMA_IS_BELOW, SCHEMA_IS_AT_MOST, SCHEMA_IS_ABOVE, SCHEMA_IS_AT_LEAST, SCHEMA_EQUALS };

struct schema_column {
    const char *header;
    const char *title;   /* never NULL: made from the header when not given */
    const char *message; /* text of a fault, NULL: made by the checker */
    const char *unit;    /* NULL: none */
    const char *const *aliases;
    size_t alias_count;
    enum schema_role role;
    enum schema_type type;
    size_t feature;  /* place among the features, SCHEMA_NONE when it is none */
    bool required;   /* the file must have it, and no cell may be empty */
    bool integer;    /* numbers are whole */
    bool segment;    /* figures are broken down by it */
    bool protected_; /* may not be used against a person: shown beside the model's figures */
    bool keep;       /* stays a feature even if it gives the outcome away */
    bool has_min, has_max;
    double min, max;
};

/* Something that can be done for a customer: put `feature` to `set`. */
struct schema_action {
    size_t feature;              /* place among the features */
    const char *set;             /* the text of the cell */
    double number;               /* set as a number (number and yes_no features) */
    enum schema_when when;       /* applies while the present value differs from, is below, or is above `set` */
    const char *title, *details; /* details may be NULL */
    double cost;
    const char *cost_text; /* decimal text with two digits after the point */
};

struct schema_term {
    size_t feature;
    enum schema_test test;
    double border;
    const char *equals;
    double points, otherwise, per; /* per 0: not used */
    const char *missing;           /* NULL: the term is skipped for an empty cell */
};

struct schema {
    const struct schema_column *columns;
    size_t column_count;
    const size_t *features; /* columns by place among the features */
    size_t feature_count;
    size_t id, name, label, value, segment; /* columns, SCHEMA_NONE when there is none */
    const struct schema_action *actions;
    size_t action_count;
    const char *rule_title; /* NULL: no rule of thumb */
    double rule_base;
    const struct schema_term *terms;
    size_t term_count;
};

/* What is wrong with a declaration, in words for its author. */
struct schema_fault {
    const char *pointer; /* JSON pointer: "/columns/3/type" */
    const char *message;
};
struct schema_faults {
    struct schema_fault fault[SCHEMA_MAX_FAULTS];
    size_t count; /* all found; those beyond SCHEMA_MAX_FAULTS are not kept */
};

/*
 * Reads a declaration into *ret_schema; everything lives as long as the arena. ERR_INVALID when anything is wrong:
 * ret_faults (may be NULL) then names every fault. ERR_UNAVAILABLE: no memory.
 */
enum err schema_read(struct arena *a, const json *body, const struct schema **ret_schema,
                     struct schema_faults *ret_faults) HF_CHECK;

/* The same from JSON text. Text that is not JSON is one fault with pointer "". */
enum err schema_parse(struct arena *a, const char *text, size_t len, const struct schema **ret_schema,
                      struct schema_faults *ret_faults) HF_CHECK;

/* The column of a header or alias, compared trimmed and without regard to ASCII case; SCHEMA_NONE when unknown. */
size_t schema_find_column(const struct schema *s, const char *header);

/* The place among the features of that column; SCHEMA_NONE when unknown or no feature. */
size_t schema_find_feature(const struct schema *s, const char *header);

/* The column of a feature. */
const struct schema_column *schema_feature(const struct schema *s, size_t feature);

/* A cell: part of a row's cells, not NUL-terminated. Empty means missing. */
struct schema_cell {
    const char *s;
    size_t len;
};

/* Cuts tab-separated cells into `count` pieces. False when there are fewer or more. */
bool schema_split(const char *cells, size_t len, struct schema_cell *ret, size_t count);

/* A finite decimal number without spaces ("-1.5e3"), whatever the locale. False for anything else. */
bool schema_number(struct schema_cell cell, double *ret);

/* 1 for 1, yes, true, y, t; 0 for 0, no, false, n, f (any case; "1.0" and "0.0" too); -1 for anything else. */
int schema_yes_no(struct schema_cell cell);

/* Does an action apply to a customer whose cell is this? An empty cell: no. */
bool schema_applies(const struct schema *s, const struct schema_action *action, struct schema_cell cell);

/* The rule of thumb for a row of cells: 0..100, two decimals. Only with rule_title. */
double schema_rule(const struct schema *s, const struct schema_cell *cells);

#endif
