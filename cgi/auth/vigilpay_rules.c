/*
 * vigilpay_rules.c: the figures of VigilPay's profile.
 *
 * Until customers have profiles of their own the inputs are the starter values that VigilPay gave a new customer by chance,
 * here derived from the user's id, so that they stay. Rules: contract V-B11 and V-B21 to V-B28.
 */
#include "vigilpay.h"

#include <math.h>

double
vigilpay_rounded(double v, double places)
{
    return nearbyint(v * places) / places;
}

/* A number between low and high from the n-th four bytes of the id's hash. */
static double
drawn(const struct sha256 *h, int n, double low, double high)
{
    const uint8_t *b = h->b + 4 * n;
    uint32_t v = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];

    return low + (high - low) * (double)v / 4294967295.0;
}

struct inputs
vigilpay_starter(const struct account *a)
{
    struct sha256 h = sha256_of(a->id.b, sizeof(a->id.b));

    if (!a->customer)
        return (struct inputs){ .activity = 0 };
    return (struct inputs){
        .balance = vigilpay_rounded(drawn(&h, 0, 500, 25000), 100),
        .loyalty = vigilpay_rounded(drawn(&h, 1, 0, 100), 100),
        .activity = vigilpay_rounded(drawn(&h, 2, 0.05, 1), 1000),
    };
}

static int
consistency(const struct inputs *in)
{
    if (in->complaint)
        return 0;
    return in->activity >= 0.7 ? 80 : in->activity >= 0.4 ? 45 : 20;
}

static double
risk(const struct inputs *in, int credit)
{
    double p = 45 + fmax(0, (650 - credit) / 8.0);

    p += in->balance < 1000 ? 6 : 0;
    p += in->activity < 0.6 ? 7 : -4; /* one product, or two */
    p += in->activity < 0.2 ? 10 : -6;
    p += in->complaint ? 18 : 0;
    return vigilpay_rounded(fmin(fmax(p, 0), 100), 100);
}

struct profile
vigilpay_profile(const struct inputs *in)
{
    struct profile p = { .in = *in };

    p.loyalty_points = in->loyalty / 100 * 180;
    p.activity_points = in->activity * 170;
    p.balance_points = fmin(in->balance / 20000, 1) * 120;
    p.bonus = consistency(in);
    p.penalty = in->complaint ? -70 : 0;
    double sum = 300 + p.loyalty_points + p.activity_points + p.balance_points + p.bonus + p.penalty;

    p.credit = (int)nearbyint(fmin(fmax(sum, 300), 850));
    p.probability = risk(in, p.credit);
    return p;
}

const char *
vigilpay_driver(const struct profile *p)
{
    if (p->in.activity < 0.2)
        return "Low activity";
    if (p->credit < 600)
        return "Low credit score";
    if (p->in.activity < 0.6)
        return "Low product usage";
    if (p->in.complaint)
        return "Active complaint";
    return p->in.balance < 1000 ? "Low balance" : "Stable behavior";
}

const char *
vigilpay_summary(int credit)
{
    if (credit >= 760)
        return "Your credit standing is excellent.";
    if (credit >= 690)
        return "Your credit standing is good.";
    return credit >= 620 ? "Your credit standing is fair." : "Your credit standing is developing.";
}
