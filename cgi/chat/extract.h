/*
 * extract.h: what is read out of a conversation, by either of two engines, to a form that the tenant declares.
 *
 * A schema is JSON: {"title": "...", "fields": [{"path": "loan_details.interest_rate", "title": "Interest rate", "type": "percent",
 * "near": ["rate", "interest"]}, ...]}. A path of one or two words says where the value stands in the context. Types:
 *   money percent number date time people   a figure; with "near" only those that stand near one of these words ("low" and "high" bound a number)
 *   choice      one of "choices", by the words of the lexicon group "group" (cgi/chat/extract) or by "words": {"choice": ["word", ...]}
 *   list        of texts: the lexicon group "group", or "points": sentences with figures in them
 *   intent sentiment urgency summary   what their names say
 * Values are texts; a figure of money is "USD 250000.00" or "250000.00". The words they stand on are quoted.
 */
#ifndef HF_CGI_CHAT_EXTRACT_H
#define HF_CGI_CHAT_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "json.h"

struct req;

#define X_FIELDS   40
#define X_PATH     64
#define X_WORDS    24
#define X_VALUES   120
#define X_VALUE    300 /* bytes of a value */
#define X_QUOTE    480
#define X_LIST     8 /* entries of a list */
#define X_MENTIONS 96

enum x_type {
    X_MONEY,
    X_PERCENT,
    X_NUMBER,
    X_DATE,
    X_TIME,
    X_PEOPLE,
    X_CHOICE,
    X_LIST_OF,
    X_INTENT,
    X_SENTIMENT,
    X_URGENCY,
    X_SUMMARY,
    X_TEXT
};

struct x_word {
    const char *choice, *word;
};

struct x_field {
    const char *path, *title, *group;
    enum x_type type;
    const char *near[X_WORDS + 1], *choices[X_WORDS + 1];
    struct x_word words[X_WORDS + 1];
    double low, high; /* both 0: any */
};

struct x_schema {
    const char *name, *title;
    struct x_field fields[X_FIELDS];
    size_t n;
};

struct x_line {
    unsigned no;
    bool client;
    const char *text;
};

struct x_conversation {
    const struct x_line *v;
    size_t n;
};

struct x_value {
    const struct x_field *field;
    unsigned ord, message_no; /* 0: none */
    const char *value, *quote;
    double confidence;
};

struct x_result {
    struct x_value v[X_VALUES];
    size_t n;
    const char *why; /* of a failure, fit for an admin's eyes */
};

/* One that reads conversations. ERR_UNAVAILABLE: again later, *ret has why. Never a value that the schema does not allow. */
struct extractor {
    const char *name;
    enum err (*run)(struct req *r, const struct x_schema *schema, const struct x_conversation *c, struct x_result *ret);
};
extern const struct extractor extract_by_rules, extract_by_ai;

/* Reads a declaration; on ERR_INVALID *ret_why says what is wrong with it. Lives as long as the arena. */
enum err
x_schema_read(struct arena *a, const char *name, const json *body, struct x_schema *ret, const char **ret_why) HF_CHECK;

/* The declaration that comes with the product, as JSON text. Static. */
const char *x_builtin(const char *name);

/* Whether a value of a field of figures has one, within the field's bounds. Others: true. */
bool x_is_figure(const struct x_field *f, const char *value);

/* Whether the field has no choices, or the value is one of them. */
bool x_is_choice(const struct x_field *f, const char *value);

/* Adds a value if the schema allows it and there is room; value and quote are copied, cut at a character. False: not added. */
bool x_add(struct arena *a, struct x_result *res, const struct x_value *v);

/* The engine of rules, for its tests. kind: "money", "intent", ...; name: what follows the dot in a rule, or "". */
struct mention {
    const char *kind, *name;
    size_t start, end;
    double confidence;
    unsigned rule;
};
size_t find_mentions(const char *text, struct mention ret[X_MENTIONS]);
const char *
mention_value(struct arena *a, const char *text, const struct mention *m); /* as a schema wants it; NULL: none */
const char *rule_says(const char *kind, const char *name);                 /* words for people; NULL: none */

#endif
