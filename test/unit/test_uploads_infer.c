/* What the columns of a file may be, from its first lines. */
#include "unit/unit.h"
#include "uploads/csv_text.h"
#include "uploads/infer.h"
#include "uploads/receive.h"

static const char *
guess(const char *text)
{
    static const char *const roles[] = { "id", "name", "label", "value", "feature", "ignore" };
    static const char *const types[] = { "number", "category", "yes_no" };
    static char said[4096];
    struct arena *a = arena_new(0);
    struct inference found;
    size_t n = 0;

    said[0] = '\0';
    if (infer_columns(a, text, strlen(text), &found) != ERR_NONE)
        snprintf(said, sizeof said, "refused: %s", found.fault);
    else
        for (size_t i = 0; i < found.count; i++) {
            const struct inferred *c = &found.columns[i];
            n += (size_t)snprintf(said + n, sizeof said - n, "%s:%s/%s%s%s%s ", c->header, roles[c->role],
                                  types[c->type], c->integer ? "/whole" : "", c->segment ? "/segment" : "",
                                  c->is_protected ? "/protected" : "");
        }
    arena_free(a);
    return said;
}

UNIT(bank_file)
{
    CHECK_STR(
        guess("RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Balance,NumOfProducts,HasCrCard,Exited\n"
              "1,15634602,Hargrave,619,France,Female,42,0,1,1,1\n"
              "2,15647311,Hill,608,Spain,Female,41,83807.86,1,0,0\n"
              "3,15619304,Onio,502,France,Male,42,159660.8,3,1,1\n"),
        "RowNumber:ignore/number CustomerId:id/number Surname:name/category CreditScore:feature/number/whole "
        "Geography:feature/category/segment Gender:feature/category/protected Age:feature/number/whole "
        "Balance:value/number NumOfProducts:feature/number/whole HasCrCard:feature/yes_no Exited:label/yes_no ");
}

UNIT(telephone_file)
{
    CHECK_STR(guess("customerID;gender;SeniorCitizen;tenure;Contract;MonthlyCharges;TotalCharges;Churn Value;Churn\n"
                    "7590-VHVEG;Female;0;1;Month-to-month;29.85;29.85;0;No\n"
                    "5575-GNVDE;Male;0;34;One year;56.95;1889.5;0;No\n"
                    "3668-QPYBK;Male;0;2;Month-to-month;53.85; ;1;Yes\n"
                    "4472-LVYGI;Fem"),
              "customerID:id/category gender:feature/category/protected SeniorCitizen:feature/yes_no "
              "tenure:feature/number/whole Contract:feature/category/segment MonthlyCharges:value/number "
              "TotalCharges:feature/number Churn Value:ignore/yes_no Churn:label/yes_no ");
}

UNIT(a_row_number_is_better_than_no_id)
{
    CHECK_STR(guess(",pages\n0,3\n1,3\n2,4\n"), ":id/number pages:feature/number/whole ");
}

UNIT(what_is_no_csv_is_refused)
{
    CHECK_STR(guess("only a header\n"),
              "refused: A first line with the names of the columns and at least one further line are needed.");
    CHECK(strncmp(guess(""), "refused: ", 9) == 0);
    CHECK(strncmp(guess("PK\x03\x04rest of a zip file"), "refused: ", 9) == 0);
}

UNIT(formulas_are_disarmed)
{
    struct arena *a = arena_new(0);
    struct csv_text *t = csv_text_new(a);
    static const char *const cells[] = { "plain", "=1+1", "+1",  "-2+3",   "-12.50", "@SUM",
                                         "\tx",   "a\"b", "a,b", "l\r\nm", "" };

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_text_cell(t, cells[i]);
    csv_text_number(t, -7);
    csv_text_end(t);
    CHECK_STR(csv_text_get(t),
              "plain,\"'=1+1\",\"'+1\",\"'-2+3\",-12.50,\"'@SUM\",\"'\tx\",\"a\"\"b\",\"a,b\",\"l\r\nm\",,-7\r\n");
    arena_free(a);
}

UNIT(names_are_for_display)
{
    char name[NAME_BYTES + 1], longest[5000];

    display_name("plain name.csv", name);
    CHECK_STR(name, "plain name.csv");
    display_name("a\x01\x7f"
                 "b\xe2\x80\xae"
                 "c\xff\xc0\x80\xed\xa0\x80"
                 "d \xf0\x9f\x98\x80.csv",
                 name);
    CHECK_STR(name, "abcd \xf0\x9f\x98\x80.csv");
    memset(longest, 'x', sizeof longest);
    memcpy(longest + 254, "\xc3\xa4", 2);
    longest[sizeof longest - 1] = '\0';
    display_name(longest, name);
    CHECK_INT(strlen(name), 254);
}

UNIT_MAIN
