/* Files against their schema: every fault is told, good rows come out as they are stored. */
#include "unit/unit.h"
#include "uploads/check.h"
#include "uploads/idset.h"

static const char shop[] =
    "{\"columns\":[{\"header\":\"Id\",\"role\":\"id\",\"aliases\":[\"client\"]},{\"header\":\"Who\",\"role\":\"name\"},"
    "{\"header\":\"Age\",\"role\":\"feature\",\"type\":\"number\",\"integer\":true,\"min\":0,\"max\":120,\"required\":true,"
    "\"message\":\"Age must be between 0 and 120\"},"
    "{\"header\":\"Plan\",\"role\":\"feature\",\"type\":\"category\"},"
    "{\"header\":\"Card\",\"role\":\"feature\",\"type\":\"yes_no\",\"required\":true},"
    "{\"header\":\"Spend\",\"role\":\"value\",\"type\":\"number\",\"min\":0},"
    "{\"header\":\"Left\",\"role\":\"label\",\"type\":\"yes_no\"}]}";

static struct arena *arena;
static char log_text[16384];
static struct check_result result;

static enum err
log_fault(void *ctx, const struct check_fault *f)
{
    size_t used = strlen(log_text);

    (void)ctx;
    snprintf(log_text + used, sizeof log_text - used, "%llu|%s|%s|%s\n", (unsigned long long)f->row, f->column,
             f->value, f->reason);
    return ERR_NONE;
}

static enum err
log_row(void *ctx, const struct check_row *row)
{
    size_t used = strlen(log_text);

    (void)ctx;
    snprintf(log_text + used, sizeof log_text - used, "%u %.*s/%.*s/%s/%d/%.*s\n", row->no, (int)row->id_len, row->id,
             (int)row->name_len, row->name, row->value != NULL ? row->value : "-", row->label, (int)row->cells_len,
             row->cells);
    return ERR_NONE;
}

static enum err
feed_all(struct checker *c, const char *text, size_t step)
{
    size_t len = strlen(text);

    for (size_t at = 0; at < len; at += step) {
        enum err e = check_feed(c, text + at, len - at < step ? len - at : step);
        if (e != ERR_NONE)
            return e;
    }
    return check_end(c);
}

static const char *
run(const char *text, enum check_rules rules, size_t step)
{
    const struct schema *schema;
    struct check_setup setup = { .rules = rules, .max_rows = 5, .fault = log_fault, .row = log_row };

    log_text[0] = '\0';
    arena_free(arena);
    arena = arena_new(0);
    if (schema_parse(arena, shop, sizeof shop - 1, &schema, NULL) != ERR_NONE)
        return "schema";
    setup.arena = arena;
    setup.schema = schema;
    setup.id_room = rules == CHECK_STRICT ? 100 : 0;
    setup.stop_after = rules == CHECK_VIGILPAY ? 3 : 0;
    struct checker *c = check_new(&setup);
    if (c == NULL)
        return "no checker";
    enum err e = feed_all(c, text, step);
    result = *check_result(c);
    return e == ERR_NONE || e == ERR_INVALID ? log_text : "error";
}

static const char *
strict(const char *text)
{
    static char whole[sizeof log_text];

    snprintf(whole, sizeof whole, "%s", run(text, CHECK_STRICT, 65536));
    const char *bytewise = run(text, CHECK_STRICT, 1);
    return strcmp(whole, bytewise) == 0 ? whole : "the steps of feeding make a difference";
}

UNIT(good_rows_come_out_as_stored)
{
    CHECK_STR(strict("id;who;age;plan;card;spend;left\r\n"
                     "a1; Ann ;42.0;gold;yes;10.005;no\r\n"
                     "\r\n"
                     "a2;;+7;;F;;\r\n"),
              "1 a1/Ann/10.00/0/42\tgold\t1\t10.005\n"
              "2 a2/Customer 2/-/-1/7\tUnknown\t0\t\n");
    CHECK_INT(result.rows, 2);
    CHECK_INT(result.labelled, 1);
    CHECK_INT(result.faults, 0);
}

UNIT(columns_may_be_absent_renamed_or_more)
{
    CHECK_STR(strict("\xef\xbb\xbf"
                     "CLIENT,age,card,extra\n7,1,0,x\n"),
              "1 7//-/-1/1\t\t0\t\n");
    CHECK_STR(result.left_out, "Plan, Spend");
    CHECK_STR(result.ignored, "extra");
}

UNIT(every_fault_of_a_row_is_told)
{
    CHECK_STR(strict("id,who,age,plan,card,spend,left\n"
                     ",A,121,p,maybe,-1,2\n"
                     "x,\"B\n\",1.5,p,1,NaN,1\n"
                     "x,C,,p,1,\"1,000\",1\n"
                     "y,D,1\n"),
              "2|Id||Id must be given\n"
              "2|Age|121|Age must be between 0 and 120\n"
              "2|Card|maybe|Card must be 1 or 0\n"
              "2|Spend|-1|Spend must be a number of at least 0\n"
              "2|Left|2|Left must be 1 or 0\n"
              "3|Who|B\n|The text holds a control character, such as a line end or a tab.\n"
              "3|Age|1.5|Age must be a whole number\n"
              "3|Spend|NaN|Spend must be a number of at least 0\n"
              "5|Age||Age must be between 0 and 120\n"
              "5|Spend|1,000|Spend must be a number of at least 0\n"
              "5|Id|x|Id is already used in row 3\n"
              "6|||The row has 3 columns, the header has 7\n");
    CHECK_INT(result.faults, 12);
    CHECK_INT(result.bad_rows, 4);
    CHECK_INT(result.rows, 4);
}

UNIT(headers_missing_or_twice)
{
    CHECK_STR(strict("who,plan\nA,B\n"), "1|Id||The column is missing.\n1|Age||The column is missing.\n"
                                         "1|Card||The column is missing.\n");
    CHECK_STR(result.missing, "Id, Age, Card");
    CHECK_STR(strict("id,age,card,AGE,x,X\n1,2,1,2,3,4\n"),
              "1|Age|AGE|Two columns have this header.\n1|X|X|Two columns have this header.\n");
}

UNIT(files_without_rows_or_with_too_many)
{
    CHECK_STR(strict(""), "1|||The file is empty: a first line with the names of the columns is needed\n");
    CHECK_STR(strict("\n\n\n"), "1|||The file is empty: a first line with the names of the columns is needed\n");
    CHECK_STR(strict("id,age,card\n\n"), "1|||The file has no data rows\n");
    strict("id,age,card\n1,1,1\n2,1,1\n3,1,1\n4,1,1\n5,1,1\n6,1,1\n7,1,1\n");
    CHECK(strstr(log_text, "7|||The file has more than 5 rows\n") != NULL);
    CHECK_INT(result.rows, 5);
}

UNIT(broken_files_are_faults_with_a_line)
{
    CHECK(strstr(strict("id,age,card\n1,1,1\n2,\"1,1\n"), "|||") != NULL);
    CHECK(result.unreadable);
    CHECK(strstr(strict("id,age,card\n1,1,1\n2,\xff,1\n"), "3|||") != NULL);
}

UNIT(older_rules_let_more_through)
{
    CHECK_STR(run("Id,Who,Age,Plan,Card,Spend,Left\n"
                  "7.9,,41.9,,1.9,x,0.4\n"
                  ",B,3,p,0,5,1\n"
                  "7,C,3\n",
                  CHECK_VIGILPAY, 65536),
              "1 7.9/Customer 1/-/-1/41\tUnknown\t1\t\n"
              "2 2/B/5.00/1/3\tp\t0\t5\n"
              "4|Card||Card must be 1 or 0\n");
    run("Id,Age,Card\n1,nan,inf\n\n2,,2\n3,1,1\n", CHECK_VIGILPAY, 65536);
    CHECK_STR(log_text, "2|Age|nan|Age must be between 0 and 120\n2|Card|inf|Card must be 1 or 0\n"
                        "3|Age||Age must be between 0 and 120\n3|Card|2|Card must be 1 or 0\n");
}

static unsigned
add(struct idset *set, const char *id, unsigned row)
{
    return idset_add(set, idset_key(set, id, strlen(id)), row);
}

UNIT(ids_are_found_again)
{
    struct idset *set = idset_new(20000);
    char id[32];

    CHECK(set != NULL);
    for (unsigned i = 1; i <= 20000; i++) {
        snprintf(id, sizeof id, "customer-%u", i);
        CHECK_INT(add(set, id, i), 0);
    }
    for (unsigned i = 1; i <= 20000; i++) {
        snprintf(id, sizeof id, "customer-%u", i);
        CHECK_INT(add(set, id, 30000), i);
    }
    CHECK_INT(add(set, "beyond", 1), 0);
    CHECK_INT(add(set, "beyond", 2), 0);
    idset_free(set);
}

UNIT(ids_that_are_numbers_are_found_again)
{
    static const char *const others[] = {
        "0", "00", "01", "1.0", "-1", "1 ", "000000000000000001", "1000000000000000001"
    };
    struct idset *set = idset_new(30000);
    char id[32];

    CHECK(set != NULL);
    for (unsigned i = 1; i <= 20000; i++) {
        snprintf(id, sizeof id, "%u", i);
        CHECK_INT(add(set, id, i), 0);
    }
    for (unsigned i = 1; i <= 20000; i++) {
        snprintf(id, sizeof id, "%u", i);
        CHECK_INT(add(set, id, 30000), i);
        snprintf(id, sizeof id, "%u000000000000", i);
        CHECK_INT(add(set, id, 40000), 0);
    }
    idset_free(set);
    set = idset_new(100);
    CHECK_INT(add(set, "1", 1), 0);
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK_INT(add(set, others[i], i + 2), 0);
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK_INT(add(set, others[i], 99), i + 2);
    CHECK_INT(add(set, "999999999999999999", 50), 0);
    CHECK_INT(add(set, "999999999999999999", 51), 50);
    idset_free(set);
}

UNIT(releases_all)
{
    arena_free(arena);
    arena = NULL;
}

UNIT_MAIN
