#include "infer_private.h"

#define NONE            ((size_t)-1)
#define MOST_CATEGORIES 50
#define MOST_SEGMENTS   12
#define MOST_TEXT       64

/* Words of headers as people write them, in order of preference. A leading = asks for the whole word. */
static const char *const label_words[] = { "=churn", "=exited", "churned", "exited",  "attrit", "churn",    "=left",
                                           "cancel", "=closed", "=lost",   "=target", "=label", "=outcome", NULL };
static const char *const leak_words[] = { "churn", "attrit", "exited", "cancel", NULL };
static const char *const row_words[] = { "rownumber", "=rowno", "=rowid",    "=row", "=index",
                                         "=no",       "=nr",    "=unnamed0", "=",    NULL };
static const char *const id_words[] = { "customerid",   "clientid",   "accountid", "userid",    "memberid",
                                        "subscriberid", "customerno", "clientno",  "clientnum", "accountnumber",
                                        "msisdn",       "=id",        "uuid",      "=customer", "email",
                                        "phone",        NULL };
static const char *const name_words[] = {
    "surname", "lastname", "fullname", "customername", "clientname", "=name", NULL
};
static const char *const value_words[] = { "revenue", "=mrr",     "=arr",    "monthlycharge",
                                           "balance", "=clv",     "=ltv",    "spend",
                                           "premium", "turnover", "charges", "amount",
                                           "payment", "=value",   "price",   NULL };
static const char *const segment_words[] = { "country", "geography", "region", "segment", "contract",
                                             "=plan",   "state",     "city",   NULL };
static const char *const protected_words[] = { "gender",      "=sex",    "=race",   "ethnic", "religion",
                                               "nationality", "marital", "disabil", NULL };

/* The place of the first word that fits, NONE without. */
static size_t
fits(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (words[i][0] == '=' ? strcmp(word, words[i] + 1) == 0 : strstr(word, words[i]) != NULL)
            return i;
    return NONE;
}

struct deciding {
    struct inferred *to;
    const struct facts *f;
    bool *decided;
    size_t count;
};

static bool
is_number(const struct facts *f)
{
    return f->values > 0 && f->numbers == f->values;
}

static bool
is_yes_no(const struct facts *f)
{
    return f->values > 0 && f->yes_no == f->values && f->distinct <= 2;
}

static bool
is_unique(const struct facts *f)
{
    return f->values > 1 && f->distinct == f->values;
}

static bool
may_be_label(const struct facts *f)
{
    return is_yes_no(f);
}

static bool
may_be_id(const struct facts *f)
{
    return is_unique(f) && f->longest <= MOST_TEXT && (!is_number(f) || f->whole == f->values);
}

static bool
may_be_name(const struct facts *f)
{
    return !is_number(f) && !is_yes_no(f);
}

static bool
may_be_value(const struct facts *f)
{
    return is_number(f) && f->zero_one < f->values;
}

static bool
may_be_segment(const struct facts *f)
{
    return !is_number(f) && f->distinct >= 2 && f->distinct <= MOST_SEGMENTS;
}

/* The undecided column that fits best by its word; NONE without. */
static size_t
best(const struct deciding *d, const char *const *words, bool (*may)(const struct facts *f))
{
    size_t found = NONE, rank = NONE;

    for (size_t i = 0; i < d->count; i++) {
        size_t place = d->decided[i] || !may(&d->f[i]) ? NONE : fits(d->f[i].word, words);
        if (place < rank) {
            rank = place;
            found = i;
        }
    }
    return found;
}

static void
decide(struct deciding *d, size_t i, enum schema_role role, enum schema_type type)
{
    if (i == NONE)
        return;
    d->decided[i] = true;
    d->to[i].role = role;
    d->to[i].type = type;
}

/* An id by its name; else by its values; else, better than none, the number of the row. */
static void
decide_id(struct deciding *d)
{
    size_t id = best(d, id_words, may_be_id), row = NONE;

    for (size_t i = 0; id == NONE && i < d->count; i++) {
        const struct facts *f = &d->f[i];
        size_t len = strlen(f->word);
        if (!d->decided[i] && may_be_id(f) && len >= 2 && strcmp(f->word + len - 2, "id") == 0 &&
            fits(f->word, row_words) == NONE)
            id = i;
    }
    for (size_t i = 0; id == NONE && i < d->count; i++) {
        const struct facts *f = &d->f[i];
        if (d->decided[i] || !may_be_id(f))
            continue;
        if (fits(f->word, row_words) != NONE)
            row = row == NONE ? i : row;
        else if (fits(f->word, value_words) == NONE && fits(f->word, name_words) == NONE)
            id = i;
    }
    id = id != NONE ? id : row;
    if (id != NONE)
        decide(d, id, SCHEMA_ID, is_number(&d->f[id]) && d->f[id].longest <= 15 ? SCHEMA_NUMBER : SCHEMA_CATEGORY);
}

/* What is left is a feature, unless it tells the outcome, counts rows, or is different nearly everywhere. */
static void
decide_rest(struct deciding *d, size_t i)
{
    const struct facts *f = &d->f[i];
    bool number = is_number(f), yes_no = is_yes_no(f);
    bool counts = number && f->values > 2 && f->steps + 1 == f->values && f->distinct == f->values;
    size_t len = strlen(f->word);
    bool key = len >= 2 && strcmp(f->word + len - 2, "id") == 0 && f->distinct * 20 >= f->values * 19;
    bool text =
        !number && !yes_no &&
        (f->longest > MOST_TEXT || f->distinct > MOST_CATEGORIES || (f->values > 20 && f->distinct * 2 > f->values));
    bool ignored = f->values == 0 || *f->word == '\0' || counts || key || text || fits(f->word, row_words) != NONE ||
                   fits(f->word, leak_words) != NONE;

    decide(d, i, ignored ? SCHEMA_IGNORE : SCHEMA_FEATURE,
           yes_no   ? SCHEMA_YES_NO
           : number ? SCHEMA_NUMBER
                    : SCHEMA_CATEGORY);
}

void
infer_roles(struct inferred *columns, const struct facts *facts, size_t count)
{
    bool decided[SCHEMA_MAX_COLUMNS] = { false };
    struct deciding d = { columns, facts, decided, count };

    for (size_t i = 0; i < count; i++)
        columns[i] = (struct inferred){ .header = facts[i].header, .role = SCHEMA_IGNORE, .type = SCHEMA_CATEGORY };
    decide(&d, best(&d, label_words, may_be_label), SCHEMA_LABEL, SCHEMA_YES_NO);
    decide_id(&d);
    decide(&d, best(&d, name_words, may_be_name), SCHEMA_NAME, SCHEMA_CATEGORY);
    decide(&d, best(&d, value_words, may_be_value), SCHEMA_VALUE, SCHEMA_NUMBER);
    size_t segment = best(&d, segment_words, may_be_segment);
    for (size_t i = 0; i < count; i++) {
        if (!decided[i])
            decide_rest(&d, i);
        const struct facts *f = &facts[i];
        bool used = columns[i].role == SCHEMA_FEATURE || columns[i].role == SCHEMA_VALUE;
        columns[i].integer = used && columns[i].type == SCHEMA_NUMBER && f->whole == f->values;
        columns[i].is_protected = used && fits(f->word, protected_words) != NONE;
        columns[i].segment = columns[i].role == SCHEMA_FEATURE && i == segment;
    }
}
