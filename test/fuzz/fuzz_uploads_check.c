/* The first byte says which rules and in which pieces. Pieces must not change the result; good rows are as declared. */
#include "uploads/check.h"

#include "fuzz.h"

static const char shop[] =
    "{\"columns\":[{\"header\":\"Id\",\"role\":\"id\"},{\"header\":\"No\",\"role\":\"ignore\"},{\"header\":\"Who\",\"role\":"
    "\"name\"},{\"header\":\"Age\",\"role\":\"feature\",\"type\":\"number\",\"integer\":true,\"min\":0,\"max\":120,"
    "\"required\":true},{\"header\":\"Plan\",\"role\":\"feature\",\"type\":\"category\"},{\"header\":\"Card\",\"role\":"
    "\"feature\",\"type\":\"yes_no\"},{\"header\":\"Paid\",\"role\":\"value\",\"type\":\"number\"},{\"header\":\"Gone\","
    "\"role\":\"label\",\"type\":\"yes_no\"}]}";

struct seen {
    const struct schema *schema;
    uint64_t hash, faults, good;
};

static enum err
on_fault(void *ctx, const struct check_fault *f)
{
    struct seen *s = ctx;

    HOLDS(f->row > 0 && *f->reason != '\0');
    s->faults++;
    s->hash = fuzz_mix(s->hash, f->reason, strlen(f->reason) + 1);
    s->hash = fuzz_mix(s->hash, f->value, strlen(f->value) + 1);
    return ERR_NONE;
}

static enum err
on_row(void *ctx, const struct check_row *row)
{
    struct seen *s = ctx;
    struct schema_cell cells[8];
    double number;

    HOLDS(row->id_len > 0 && row->id_len <= CHECK_MAX_ID && row->name_len <= CHECK_MAX_NAME);
    HOLDS(row->cells_len <= CHECK_MAX_CELLS &&
          schema_split(row->cells, row->cells_len, cells, s->schema->feature_count));
    for (size_t i = 0; i < s->schema->feature_count; i++) {
        enum schema_type type = schema_feature(s->schema, i)->type;
        if (cells[i].len > 0 && type == SCHEMA_NUMBER)
            HOLDS(schema_number(cells[i], &number));
        if (cells[i].len > 0 && type == SCHEMA_YES_NO)
            HOLDS(cells[i].len == 1 && schema_yes_no(cells[i]) >= 0);
    }
    s->good++;
    s->hash = fuzz_mix(s->hash, row->cells, row->cells_len);
    s->hash = fuzz_mix(s->hash, row->id, row->id_len);
    return ERR_NONE;
}

static void
run(const char *text, size_t size, size_t step, enum check_rules rules, struct seen *ret)
{
    struct arena *a = arena_new(0);
    enum err e = schema_parse(a, shop, sizeof shop - 1, &ret->schema, NULL);
    struct check_setup setup = { .arena = a,
                                 .schema = ret->schema,
                                 .rules = rules,
                                 .max_rows = 1000,
                                 .fault = on_fault,
                                 .row = on_row,
                                 .ctx = ret,
                                 .id_room = rules == CHECK_STRICT ? 1000 : 0 };
    struct checker *c = check_new(&setup);

    HOLDS(e == ERR_NONE && c != NULL);
    for (size_t i = 0; i < size && e == ERR_NONE; i += step)
        e = check_feed(c, text + i, size - i < step ? size - i : step);
    if (e == ERR_NONE)
        e = check_end(c);
    HOLDS(e == ERR_NONE || e == ERR_INVALID);
    const struct check_result *result = check_result(c);
    HOLDS(result->faults == ret->faults);
    HOLDS(ret->good + result->bad_rows == result->rows || e == ERR_INVALID);
    arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen whole = { 0 }, pieces = { 0 };

    if (size == 0)
        return 0;
    enum check_rules rules = data[0] % 2 == 0 ? CHECK_STRICT : CHECK_VIGILPAY;
    run((const char *)data + 1, size - 1, size, rules, &whole);
    run((const char *)data + 1, size - 1, 1 + data[0] / 2 % 16, rules, &pieces);
    HOLDS(whole.hash == pieces.hash && whole.faults == pieces.faults && whole.good == pieces.good);
    return 0;
}
