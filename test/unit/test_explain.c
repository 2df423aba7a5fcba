/* Points add up, reasons are chosen by strength, sentences are plain. */
#include "explain.h"
#include "stats.h"
#include "unit/unit.h"

static const struct schema_column age = { .header = "Age", .title = "Age", .type = SCHEMA_NUMBER };
static const struct schema_column country = { .header = "Geography", .title = "Country", .type = SCHEMA_CATEGORY };
static const struct schema_column active = { .header = "A", .title = "Active member", .type = SCHEMA_YES_NO };
static const struct schema_column fee = { .header = "Fee", .title = "Fee", .type = SCHEMA_NUMBER, .unit = "EUR" };

UNIT(points_add_up)
{
    static const double shap[] = { .3, -1.2, 0, 2.5, -.01 };
    double points[5], sum = stats_sigmoid(-1.5), margin = -1.5;

    explain_points(-1.5, shap, 5, points);
    for (int i = 0; i < 5; i++) {
        sum += points[i];
        margin += shap[i];
        CHECK(points[i] * shap[i] >= 0);
    }
    CHECK_NEAR(sum, stats_sigmoid(margin), 1e-12);
    /* The strongest goes first, from the base. */
    CHECK_NEAR(points[3], stats_sigmoid(1.0) - stats_sigmoid(-1.5), 1e-12);
}

UNIT(points_of_nothing)
{
    double none[1] = { 7 };

    explain_points(-1.5, none, 0, none);
    CHECK_NEAR(none[0], 7, 0);
}

UNIT(chooses_three_for_and_one_against)
{
    static const double points[] = { .01, .2, -.05, .1, .05, -.2, .0001 };
    size_t chosen[EXPLAIN_MAX];

    CHECK_INT(explain_choose(points, 7, chosen), 4);
    CHECK_INT(chosen[0], 1);
    CHECK_INT(chosen[1], 3);
    CHECK_INT(chosen[2], 4);
    CHECK_INT(chosen[3], 5);
}

UNIT(chooses_no_weak_reason)
{
    static const double points[] = { .0001, -.0001, 0 };
    size_t chosen[EXPLAIN_MAX];

    CHECK_INT(explain_choose(points, 3, chosen), 0);
}

UNIT(sentences)
{
    struct arena *a = arena_new(0);

    CHECK(a != NULL);
    CHECK_STR(explain_text(a, &age, "58", "37", .2),
              "Age 58 is above the typical 37, associated with a higher chance of leaving.");
    CHECK_STR(explain_text(a, &age, "20.50", "37.0", -.2),
              "Age 20.5 is below the typical 37, associated with a lower chance of leaving.");
    CHECK_STR(explain_text(a, &age, "37.0", "37", .2),
              "Age 37 is the typical value, associated with a higher chance of leaving.");
    CHECK_STR(explain_text(a, &age, "", "37", .2), "Age is not known, associated with a higher chance of leaving.");
    CHECK_STR(explain_text(a, &age, NULL, NULL, 0), "Age is not known, which hardly changes the chance of leaving.");
    CHECK_STR(explain_text(a, &country, "Germany", "France", .1),
              "Country Germany (most often France), associated with a higher chance of leaving.");
    CHECK_STR(explain_text(a, &country, "France", "France", -.1),
              "Country France, associated with a lower chance of leaving.");
    CHECK_STR(explain_text(a, &active, "0", "1", .1),
              "Active member: no (most often yes), associated with a higher chance of leaving.");
    CHECK_STR(explain_text(a, &fee, "113931.57", "", .1),
              "Fee 113,931.57 EUR, associated with a higher chance of leaving.");
    arena_free(a);
}

UNIT(values)
{
    struct arena *a = arena_new(0);

    CHECK(a != NULL);
    CHECK_STR(explain_value(a, &age, "1e3"), "1000");
    CHECK_STR(explain_value(a, &age, "-0.001"), "0");
    CHECK_STR(explain_value(a, &age, "abc"), "abc");
    CHECK_STR(explain_value(a, &active, "maybe"), "maybe");
    CHECK_STR(explain_value(a, &fee, "7.10"), "7.1 EUR");
    CHECK_STR(explain_value(a, &fee, "183555.24"), "183,555.24 EUR");
    CHECK_STR(explain_value(a, &fee, "-1234567"), "-1,234,567 EUR");
    CHECK_STR(explain_value(a, &fee, "2024"), "2024 EUR");
    CHECK_STR(explain_value(a, &fee, ""), "");
    arena_free(a);
}

UNIT(unpacks_little_endian)
{
    static const unsigned char bytes[] = { 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0 };
    double shap[2] = { 9, 9 };

    CHECK(!explain_unpack(bytes, 7, shap, 2));
    CHECK_NEAR(shap[0], 9, 0);
    CHECK(explain_unpack(bytes, 8, shap, 2));
    CHECK_NEAR(shap[0], 1, 0);
    CHECK_NEAR(shap[1], -2, 0);
}

UNIT_MAIN
