/* VigilPay's rules by example: V-B17 to V-B28 of its contract. */
#include "engagement/rules.h"
#include "unit/unit.h"

static bool
near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

UNIT(sentiment_of_complaints)
{
    static const struct {
        const char *text;
        double want;
    } table[] = {
        { "", 0 },
        { "   ", 0 },
        { "good", 1 },
        { "Good, GREAT! fast?", 1 },
        { "bad bad good", -0.3333 },
        { "The app is slow, a terrible delay!", -0.4286 },
        { "The fee is bad, bad. Happy? no", -0.1429 },
        { "badly goodness", 0 }, /* whole words only */
        { "...bad...", -1 },
        { "(bad)", 0 }, /* only . , ! ? are stripped */
        { "one two three four five six bad", -0.1429 },
        { "helpful\texcellent\nresolved happy frustrated failed charge", 0.1429 },
        { "a,b bad", -0.5 },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!near(complaint_sentiment(table[i].text), table[i].want))
            printf("# %s: %f\n", table[i].text, complaint_sentiment(table[i].text));
        CHECK(near(complaint_sentiment(table[i].text), table[i].want));
    }
}

UNIT(category_of_complaints)
{
    static const char *const table[][2] = {
        { "Where is my refund", "billing" },
        { "A FEE and the app", "billing" }, /* the first that fits */
        { "coffee", "billing" },            /* parts of words count */
        { "I am happy", "technical" },
        { "login fails", "technical" },
        { "delay at the desk", "service" },
        { "my agent", "service" },
        { "support was terrible", "service" },
        { "it is what it is", "support" },
        { "", "support" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        CHECK(strcmp(complaint_category(table[i][0]), table[i][1]) == 0);
}

struct score_case {
    struct score_in in;
    double loyalty, activity, balance;
    int bonus, penalty, credit;
    double probability;
    const char *tier, *driver;
};

UNIT(credit_and_churn)
{
    static const struct score_case table[] = {
        /* nothing at all: 300 + 20; 45 + 330/8 + 6 + 7 + 10 */
        { { 0, 0, 0, false }, 0, 0, 0, 20, 0, 320, 100, "high", "Low activity" },
        /* the best: 300 + 180 + 170 + 120 + 80; 45 - 4 - 6 */
        { { 100, 1, 20000, false }, 180, 170, 120, 80, 0, 850, 35, "low", "Stable behavior" },
        /* out of range is cut */
        { { 250, 7, 1e9, false }, 180, 170, 120, 80, 0, 850, 35, "low", "Stable behavior" },
        { { -5, -1, -100, false }, 0, 0, 0, 20, 0, 320, 100, "high", "Low activity" },
        /* 300 + 90 + 85 + 60 + 45 = 580: 45 + 8.75 + 7 - 6 */
        { { 50, 0.5, 10000, false }, 90, 85, 60, 45, 0, 580, 54.75, "medium", "Low credit score" },
        /* the same with a complaint: no bonus, 70 off = 465: 45 + 23.125 + 7 - 6 + 18, half to even */
        { { 50, 0.5, 10000, true }, 90, 85, 60, 0, -70, 465, 87.12, "high", "Low credit score" },
        /* 300 + 180 + 102 + 120 + 45 = 747 */
        { { 100, 0.6, 20000, false }, 180, 102, 120, 45, 0, 747, 35, "low", "Stable behavior" },
        { { 100, 0.6, 20000, true }, 180, 102, 120, 0, -70, 632, 55.25, "medium", "Active complaint" },
        { { 100, 0.599, 20000, false }, 180, 101.83, 120, 45, 0, 747, 46, "medium", "Low product usage" },
        { { 100, 0.7, 999, false }, 180, 119, 5.994, 80, 0, 685, 41, "medium", "Low balance" },
        { { 100, 0.7, 1000, false }, 180, 119, 6, 80, 0, 685, 35, "low", "Stable behavior" },
        { { 100, 0.2, 20000, false }, 180, 34, 120, 20, 0, 654, 46, "medium", "Low product usage" },
        { { 100, 0.199, 20000, false }, 180, 33.83, 120, 20, 0, 654, 62, "medium", "Low activity" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct score_case *c = &table[i];
        const struct score s = score_of(c->in);

        if (s.credit != c->credit || !near(s.probability, c->probability))
            printf("# case %zu: %d %f\n", i, s.credit, s.probability);
        CHECK(fabs(s.loyalty_points - c->loyalty) < 1e-6 && fabs(s.activity_points - c->activity) < 1e-6);
        CHECK(fabs(s.balance_points - c->balance) < 1e-6);
        CHECK_INT(s.bonus, c->bonus);
        CHECK_INT(s.penalty, c->penalty);
        CHECK_INT(s.credit, c->credit);
        CHECK(near(s.probability, c->probability));
        CHECK(strcmp(score_tier(s.probability), c->tier) == 0);
        CHECK(strcmp(score_driver(&s), c->driver) == 0);
    }
}

UNIT(tiers_and_summaries)
{
    static const struct {
        double probability;
        const char *tier;
    } tiers[] = {
        { 100, "high" }, { 70, "high" }, { 69.99, "medium" }, { 40, "medium" }, { 39.99, "low" }, { 0, "low" }
    };
    static const int credits[] = { 760, 690, 620, 300 };

    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++)
        CHECK(strcmp(score_tier(tiers[i].probability), tiers[i].tier) == 0);
    for (size_t i = 0; i + 1 < sizeof credits / sizeof credits[0]; i++) {
        CHECK(strcmp(score_summary(credits[i]), score_summary(credits[i] - 1)) != 0);
        CHECK(strcmp(score_summary(credits[i]), score_summary(credits[i] + 1)) == 0);
    }
}

UNIT(starters_are_in_range_and_stay)
{
    for (uint8_t i = 0; i < 200; i++) {
        const struct uuid id = { { i, 1, 2, 3 } };
        const struct score_in a = score_starter(id), b = score_starter(id);

        CHECK(a.loyalty >= 0 && a.loyalty <= 100 && a.activity >= 0.05 && a.activity <= 1);
        CHECK(a.balance >= 500 && a.balance <= 25000 && !a.complaint);
        CHECK(near(a.loyalty, b.loyalty) && near(a.activity, b.activity) && near(a.balance, b.balance));
    }
}

static const struct product products[] = {
    { "Gold Card Upgrade", false, 650, 6000 }, { "Investment Portfolio", false, 720, 10000 },
    { "Personal Loan", false, 700, 3000 },     { "Resolution Offer - Fee Waiver", true, 0, 0 },
    { "VIP Savings Bonus", false, 620, 8000 },
};

/* The first letters of what is offered. */
static const char *
offered(struct score s)
{
    static char text[8];
    int n = 0;

    memset(text, 0, sizeof text);
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++)
        if (product_offered(&s, &products[i], n))
            text[n++] = products[i].name[0];
    return text;
}

UNIT(offers)
{
    static const struct {
        struct score s;
        const char *want;
    } table[] = {
        { { .in = { .complaint = true, .balance = 9000 }, .probability = 80, .credit = 800 }, "R" },
        { { .in = { .balance = 7000 }, .probability = 70.01, .credit = 400 }, "GV" },
        { { .in = { .balance = 6999 }, .probability = 90, .credit = 660 }, "G" },
        { { .in = { .balance = 7000 }, .probability = 70, .credit = 400 }, "" },
        { { .in = { .balance = 0 }, .probability = 29.99, .credit = 700 }, "IP" },
        { { .in = { .balance = 0 }, .probability = 29.99, .credit = 699 }, "" },
        { { .in = { .balance = 20000 }, .probability = 50, .credit = 850 }, "GI" }, /* two, by name */
        { { .in = { .balance = 8000 }, .probability = 50, .credit = 640 }, "V" },
        { { .in = { .balance = 3000 }, .probability = 30, .credit = 700 }, "P" },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(offered(table[i].s), table[i].want) != 0)
            printf("# case %zu: %s\n", i, offered(table[i].s));
        CHECK(strcmp(offered(table[i].s), table[i].want) == 0);
    }
}

UNIT_MAIN
