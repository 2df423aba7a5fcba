/*
 * rules.c: see rules.h.
 */
#include "rules.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "crypt.h"

#define WORD_BYTES 32
#define OFFERS_MAX 2

static const char *const good_words[] = { "good", "great", "fast", "helpful", "excellent", "resolved", "happy", NULL };
static const char *const bad_words[] = { "bad",     "delay",     "slow",       "angry",  "terrible", "issue",
                                         "problem", "complaint", "frustrated", "failed", "charge",   NULL };

static bool
among(const char *const *words, const char *word, size_t len)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == len && strncasecmp(*words, word, len) == 0)
            return true;
    return false;
}

double
score_rounded(double v, double places)
{
    return nearbyint(v * places) / places;
}

double
complaint_sentiment(const char *text)
{
    static const char space[] = " \t\n\r\v\f", marks[] = ".,!?";
    int words = 0, sum = 0;

    for (text += strspn(text, space); *text != '\0'; text += strspn(text, space)) {
        const char *end = text + strcspn(text, space), *last = end;

        for (; text < last && strchr(marks, *text) != NULL; text++)
            continue;
        for (; last > text && strchr(marks, last[-1]) != NULL; last--)
            continue;
        sum += among(good_words, text, (size_t)(last - text)) - among(bad_words, text, (size_t)(last - text));
        words++;
        text = end;
    }
    return words == 0 ? 0 : score_rounded((double)sum / words, 10000);
}

const char *
complaint_category(const char *text)
{
    static const struct {
        const char *category, *part[5];
    } of[] = {
        { "billing", { "fee", "charge", "billing", "refund" } },
        { "technical", { "app", "login", "crash", "error" } },
        { "service", { "service", "delay", "support", "agent" } },
    };

    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        for (const char *const *part = of[i].part; *part != NULL; part++)
            if (strcasestr(text, *part) != NULL)
                return of[i].category;
    return "support";
}

static double
within(double v, double low, double high)
{
    return fmin(fmax(v, low), high);
}

static int
consistency(const struct score_in *in)
{
    if (in->complaint)
        return 0;
    return in->activity >= 0.7 ? 80 : in->activity >= 0.4 ? 45 : 20;
}

/* A mobile customer is 35 years old there: nothing is added for age. */
static double
risk(const struct score_in *in, int credit)
{
    double p = 45 + fmax(0, (650 - credit) / 8.0);

    p += in->balance < 1000 ? 6 : 0;
    p += in->activity < 0.6 ? 7 : -4; /* one product, or two */
    p += in->activity < 0.2 ? 10 : -6;
    p += in->complaint ? 18 : 0;
    return score_rounded(within(p, 0, 100), 100);
}

struct score
score_of(struct score_in in)
{
    struct score s = { .in = { .loyalty = within(in.loyalty, 0, 100),
                               .activity = within(in.activity, 0, 1),
                               .balance = fmax(in.balance, 0),
                               .complaint = in.complaint } };

    s.loyalty_points = s.in.loyalty / 100 * 180;
    s.activity_points = s.in.activity * 170;
    s.balance_points = fmin(s.in.balance / 20000, 1) * 120;
    s.bonus = consistency(&s.in);
    s.penalty = s.in.complaint ? -70 : 0;
    s.credit = (int)nearbyint(
        within(300 + s.loyalty_points + s.activity_points + s.balance_points + s.bonus + s.penalty, 300, 850));
    s.probability = risk(&s.in, s.credit);
    return s;
}

const char *
score_tier(double probability)
{
    return probability >= 70 ? "high" : probability >= 40 ? "medium" : "low";
}

const char *
score_driver(const struct score *s)
{
    if (s->in.activity < 0.2)
        return "Low activity";
    if (s->credit < 600)
        return "Low credit score";
    if (s->in.activity < 0.6)
        return "Low product usage";
    if (s->in.complaint)
        return "Active complaint";
    return s->in.balance < 1000 ? "Low balance" : "Stable behavior";
}

const char *
score_summary(int credit)
{
    if (credit >= 760)
        return "Your credit standing is excellent.";
    if (credit >= 690)
        return "Your credit standing is good.";
    return credit >= 620 ? "Your credit standing is fair." : "Your credit standing is developing.";
}

/* A number between low and high from the n-th four bytes of a hash. */
static double
drawn(const struct sha256 *h, int n, double low, double high)
{
    const uint8_t *b = h->b + 4 * n;
    uint32_t v = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];

    return low + (high - low) * (double)v / 4294967295.0;
}

struct score_in
score_starter(struct uuid user)
{
    struct sha256 h = sha256_of(user.b, sizeof user.b);

    return (struct score_in){
        .balance = score_rounded(drawn(&h, 0, 500, 25000), 100),
        .loyalty = score_rounded(drawn(&h, 1, 0, 100), 100),
        .activity = score_rounded(drawn(&h, 2, 0.05, 1), 1000),
    };
}

static bool
named(const struct product *p, const char *one, const char *other)
{
    return strcmp(p->name, one) == 0 || strcmp(p->name, other) == 0;
}

bool
product_offered(const struct score *s, const struct product *p, int count)
{
    if (s->in.complaint)
        return p->resolution;
    if (p->resolution)
        return false;
    if (s->probability > 70 && s->in.balance >= 7000)
        return named(p, "Gold Card Upgrade", "VIP Savings Bonus");
    if (s->probability < 30 && s->credit >= 700)
        return named(p, "Personal Loan", "Investment Portfolio");
    return count < OFFERS_MAX && s->credit >= p->min_score && s->in.balance >= p->min_balance;
}
