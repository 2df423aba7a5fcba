/* A declaration is read or every fault of it is told; cells are read strictly. */
#include "schema.h"
#include "unit/unit.h"

static const char bank[] =
    "{\"columns\":["
    "{\"header\":\"RowNumber\",\"role\":\"ignore\"},"
    "{\"header\":\"CustomerId\",\"role\":\"id\",\"type\":\"number\"},"
    "{\"header\":\"Surname\",\"role\":\"name\"},"
    "{\"header\":\"CreditScore\",\"role\":\"feature\",\"type\":\"number\",\"min\":0,\"max\":1000,"
    "\"aliases\":[\"credit_score\"]},"
    "{\"header\":\"Geography\",\"role\":\"feature\",\"type\":\"category\",\"title\":\"Country\",\"segment\":true},"
    "{\"header\":\"Age\",\"role\":\"feature\",\"type\":\"number\",\"integer\":true},"
    "{\"header\":\"Balance\",\"role\":\"value\",\"type\":\"number\",\"min\":0},"
    "{\"header\":\"NumOfProducts\",\"role\":\"feature\",\"type\":\"number\"},"
    "{\"header\":\"IsActiveMember\",\"role\":\"feature\",\"type\":\"yes_no\",\"protected\":false},"
    "{\"header\":\"Exited\",\"role\":\"label\",\"type\":\"yes_no\"}],"
    "\"actions\":[{\"feature\":\"IsActiveMember\",\"set\":\"1\",\"title\":\"Win back\",\"cost\":\"15.00\"},"
    "{\"feature\":\"NumOfProducts\",\"set\":2,\"title\":\"Second product\",\"cost\":20.5,\"when\":\"below\"}],"
    "\"segment\":\"Geography\","
    "\"rule_of_thumb\":{\"title\":\"Rule\",\"base\":45,\"terms\":["
    "{\"feature\":\"CreditScore\",\"below\":650,\"per\":8,\"missing\":600},"
    "{\"feature\":\"Age\",\"at_least\":55,\"points\":8,\"missing\":35},"
    "{\"feature\":\"Balance\",\"below\":1000,\"points\":6,\"missing\":0},"
    "{\"feature\":\"NumOfProducts\",\"at_most\":1,\"points\":7,\"else\":-4,\"missing\":1},"
    "{\"feature\":\"IsActiveMember\",\"equals\":0,\"points\":10,\"else\":-6,\"missing\":1}]}}";

static struct schema_faults faults;

static const struct schema *
parse(struct arena *a, const char *text)
{
    const struct schema *s = NULL;

    return schema_parse(a, text, strlen(text), &s, &faults) == ERR_NONE ? s : NULL;
}

static bool
complains_of(const char *pointer)
{
    for (size_t i = 0; i < faults.count && i < SCHEMA_MAX_FAULTS; i++)
        if (strcmp(faults.fault[i].pointer, pointer) == 0)
            return true;
    return false;
}

UNIT(without_a_word_the_first_category_is_the_segment)
{
    struct arena *a = arena_new(0);
    const struct schema *s = parse(a, "{\"columns\":[{\"header\":\"id\",\"role\":\"id\",\"type\":\"category\"},"
                                      "{\"header\":\"months\",\"role\":\"feature\",\"type\":\"number\"},"
                                      "{\"header\":\"plan\",\"role\":\"feature\",\"type\":\"category\"}]}");

    CHECK(s != NULL);
    CHECK_INT(s->segment, 2);
    arena_free(a);
}

UNIT(reads_the_bank)
{
    struct arena *a = arena_new(0);
    const struct schema *s = parse(a, bank);

    CHECK(s != NULL);
    CHECK_INT(s->column_count, 10);
    CHECK_INT(s->feature_count, 6);
    CHECK_INT(s->id, 1);
    CHECK_INT(s->name, 2);
    CHECK_INT(s->value, 6);
    CHECK_INT(s->label, 9);
    CHECK_INT(s->segment, 4);
    CHECK_STR(schema_feature(s, 3)->header, "Balance");
    CHECK_STR(schema_feature(s, 4)->title, "Num of products");
    CHECK_STR(schema_feature(s, 1)->title, "Country");
    CHECK_INT(schema_find_feature(s, " credit_SCORE "), 0);
    CHECK_INT(schema_find_feature(s, "Exited"), SCHEMA_NONE);
    CHECK_INT(schema_find_column(s, "nothing"), SCHEMA_NONE);
    CHECK_INT(s->action_count, 2);
    CHECK_STR(s->actions[1].set, "2");
    CHECK_STR(s->actions[1].cost_text, "20.50");
    CHECK_INT(s->actions[1].when, SCHEMA_BELOW);
    CHECK(!s->columns[6].has_max && s->columns[6].has_min);
    CHECK(s->columns[5].integer);
    arena_free(a);
}

UNIT(scores_by_rule)
{
    struct arena *a = arena_new(0);
    const struct schema *s = parse(a, bank);
    static const char row[] = "619\tFrance\t42\t0\t1\t1", empty[] = "\t\t\t\t\t", worst[] = "0\tx\t80\t0\t1\t0";
    struct schema_cell cells[6];

    CHECK(s != NULL);
    CHECK(schema_split(row, strlen(row), cells, 6));
    CHECK_NEAR(schema_rule(s, cells), 45 + 3.88 + 6 + 7 - 6, 1e-9);
    CHECK(schema_split(empty, strlen(empty), cells, 6));
    CHECK_NEAR(schema_rule(s, cells), 45 + 6.25 + 6 + 7 - 6, 1e-9);
    CHECK(schema_split(worst, strlen(worst), cells, 6));
    CHECK_NEAR(schema_rule(s, cells), 100, 0);
    arena_free(a);
}

UNIT(actions_apply)
{
    struct arena *a = arena_new(0);
    const struct schema *s = parse(a, bank);

    CHECK(s != NULL);
    CHECK(schema_applies(s, &s->actions[0], (struct schema_cell){ "no", 2 }));
    CHECK(!schema_applies(s, &s->actions[0], (struct schema_cell){ "1", 1 }));
    CHECK(!schema_applies(s, &s->actions[0], (struct schema_cell){ "", 0 }));
    CHECK(schema_applies(s, &s->actions[1], (struct schema_cell){ "1", 1 }));
    CHECK(!schema_applies(s, &s->actions[1], (struct schema_cell){ "3", 1 }));
    arena_free(a);
}

UNIT(tells_every_fault)
{
    struct arena *a = arena_new(0);

    CHECK(parse(a, "{\"columns\":["
                   "{\"header\":\"A\",\"role\":\"feature\",\"type\":\"text\"},"
                   "{\"header\":\"a\",\"role\":\"value\",\"type\":\"category\"},"
                   "{\"header\":\"B\",\"role\":\"chief\",\"min\":3,\"max\":1,\"colour\":\"red\"},"
                   "{\"header\":\"C\",\"role\":\"feature\",\"type\":\"category\",\"required\":1},"
                   "{\"role\":\"label\"},7],"
                   "\"actions\":[{\"feature\":\"Z\",\"set\":\"1\",\"title\":\"t\"},"
                   "{\"feature\":\"C\",\"set\":\"x\",\"title\":\"t\",\"cost\":-1,\"when\":\"below\"}],"
                   "\"segment\":\"Q\","
                   "\"rule_of_thumb\":{\"terms\":[{\"feature\":\"C\",\"below\":3},{\"feature\":\"C\"}]}}") == NULL);
    CHECK(complains_of("/columns/0/type"));
    CHECK(complains_of("/columns/1/header"));
    CHECK(complains_of("/columns/1/type"));
    CHECK(complains_of("/columns/2/role"));
    CHECK(complains_of("/columns/2/max"));
    CHECK(complains_of("/columns/2/colour"));
    CHECK(complains_of("/columns/3/required"));
    CHECK(complains_of("/columns/4/header"));
    CHECK(complains_of("/columns/5"));
    CHECK(!complains_of("/columns"));        /* the id may be what column 2 or 5 was meant to be */
    CHECK(!complains_of("/columns/5/role")); /* and is none for now */
    CHECK(complains_of("/actions/0/feature"));
    CHECK(complains_of("/actions/1/cost"));
    CHECK(complains_of("/actions/1/when"));
    CHECK(complains_of("/segment"));
    CHECK(complains_of("/rule_of_thumb/terms/0"));
    CHECK(complains_of("/rule_of_thumb/terms/1"));
    CHECK(complains_of("/rule_of_thumb/title"));
    arena_free(a);
}

UNIT(refuses_what_is_no_schema)
{
    struct arena *a = arena_new(0);

    CHECK(parse(a, "{\"columns\":") == NULL);
    CHECK_INT(faults.count, 1);
    CHECK(parse(a, "[]") == NULL);
    CHECK(parse(a, "{}") == NULL);
    CHECK(complains_of("/columns"));
    CHECK(parse(a, "{\"columns\":[{\"header\":\"Id\",\"role\":\"id\"},{\"header\":\"Id2\",\"role\":\"id\"},"
                   "{\"header\":\"F\",\"role\":\"feature\",\"type\":\"number\"}]}") == NULL);
    CHECK(complains_of("/columns/1/role"));
    arena_free(a);
}

UNIT(tells_so_when_memory_ends)
{
    struct arena *a = arena_new(1024);
    const struct schema *s = NULL;

    CHECK(schema_parse(a, bank, strlen(bank), &s, &faults) != ERR_NONE);
    CHECK(s == NULL);
    arena_free(a);
}

UNIT(splits_cells)
{
    struct schema_cell c[3];

    CHECK(schema_split("a\t\tb", 4, c, 3));
    CHECK_INT(c[1].len, 0);
    CHECK_INT(c[2].len, 1);
    CHECK(!schema_split("a\tb", 3, c, 3));
    CHECK(!schema_split("a\tb\tc\td", 7, c, 3));
    CHECK(schema_split("", 0, c, 1));
}

static bool
number(const char *text, double *ret)
{
    return schema_number((struct schema_cell){ text, strlen(text) }, ret);
}

UNIT(reads_numbers)
{
    static const char *const bad[] = { "",   "abc", "1,5",   "0x10", "nan", "inf", "-infinity", "1e999",
                                       " 1", "1 ",  "1.2.3", "--1",  "e5",  ".",   "1e",        "12abc" };
    double v = 0;

    CHECK(number("-1.5e3", &v));
    CHECK_NEAR(v, -1500, 0);
    CHECK(number("+7", &v));
    CHECK(number(".5", &v));
    CHECK(number("83807.86", &v));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!number(bad[i], &v));
}

UNIT(reads_yes_and_no)
{
    CHECK_INT(schema_yes_no((struct schema_cell){ "Yes", 3 }), 1);
    CHECK_INT(schema_yes_no((struct schema_cell){ "F", 1 }), 0);
    CHECK_INT(schema_yes_no((struct schema_cell){ "1", 1 }), 1);
    CHECK_INT(schema_yes_no((struct schema_cell){ "", 0 }), -1);
    CHECK_INT(schema_yes_no((struct schema_cell){ "2", 1 }), -1);
}

UNIT_MAIN
