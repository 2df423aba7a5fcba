/*
 * vigilpay.c: the profile that VigilPay shows its mobile customers: credit score, risk, offers.
 *
 * Until customers have profiles of their own the inputs are the starter values that VigilPay gave a new customer by chance,
 * here derived from the user's id, so that they stay. Rules: contract V-B11 and V-B21 to V-B28.
 */
#include "account.h"

#include <math.h>

#include "out.h"
#include "shape.h"

struct inputs {
    double activity; /* 0..1 */
    double loyalty;  /* 0..100 */
    double balance;
    bool complaint;
};

struct profile {
    struct inputs in;
    double loyalty_points, activity_points, balance_points;
    int bonus, penalty;
    int credit;
    double probability; /* percent */
};

static double
rounded(double v, double places)
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

static struct inputs
starter(const struct account *a)
{
    struct sha256 h = sha256_of(a->id.b, sizeof(a->id.b));

    if (!a->customer)
        return (struct inputs){ .activity = 0 };
    return (struct inputs){
        .balance = rounded(drawn(&h, 0, 500, 25000), 100),
        .loyalty = rounded(drawn(&h, 1, 0, 100), 100),
        .activity = rounded(drawn(&h, 2, 0.05, 1), 1000),
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
    return rounded(fmin(fmax(p, 0), 100), 100);
}

static struct profile
profile_of(const struct inputs *in)
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

/* A number that always has a decimal point: typed clients want 45.0. */
static void
out_float(struct req *r, const char *key, double v)
{
    char text[40];
    int digits = 1;

    do
        snprintf(text, sizeof(text) - 3, "%.*g", digits, v);
    while (strtod(text, NULL) < v - 1e-9 * fabs(v) || strtod(text, NULL) > v + 1e-9 * fabs(v) ? digits++ < 17 : false);
    if (strpbrk(text, ".e") == NULL)
        snprintf(text + strlen(text), 3, ".0");
    out_raw(r, key, text, strlen(text));
}

static void
out_factor(struct req *r, const char *name, double points, bool whole, int most, const char *description)
{
    out_object(r, NULL);
    out_str(r, "name", name);
    if (whole)
        out_int(r, "points", (int64_t)points);
    else
        out_float(r, "points", rounded(points, 100));
    out_int(r, "max_points", most);
    out_str(r, "description", description);
    out_end(r);
}

static const char *
summary_of(int credit)
{
    if (credit >= 760)
        return "Your credit standing is excellent.";
    if (credit >= 690)
        return "Your credit standing is good.";
    return credit >= 620 ? "Your credit standing is fair." : "Your credit standing is developing.";
}

static void
out_credit(struct req *r, const struct profile *p)
{
    out_object(r, "credit_analysis");
    out_int(r, "score", p->credit);
    out_object(r, "range");
    out_int(r, "min", 300);
    out_int(r, "max", 850);
    out_end(r);
    out_str(r, "summary", summary_of(p->credit));
    out_array(r, "factors");
    out_factor(r, "Base score", 300, true, 300, "Where everybody begins.");
    out_factor(r, "Loyalty contribution", p->loyalty_points, false, 180,
               "For staying with us and using our programmes.");
    out_factor(r, "Activity contribution", p->activity_points, false, 170, "For using the account regularly.");
    out_factor(r, "Balance contribution", p->balance_points, false, 120,
               "For the balance on the account, up to 20,000.");
    out_factor(r, "Consistency bonus", p->bonus, true, 80, "For steady use without an open complaint.");
    out_factor(r, "Complaint penalty", p->penalty, true, 0, "Taken off while a complaint is open.");
    out_end(r);
    out_end(r);
}

static const char *
main_driver(const struct profile *p)
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

static void
out_risk(struct req *r, const struct profile *p)
{
    out_object(r, "risk_analysis");
    out_float(r, "probability", p->probability);
    out_str(r, "tier", p->probability >= 70 ? "high" : p->probability >= 40 ? "medium" : "low");
    out_array(r, "factors");
    out_str(r, NULL, main_driver(p));
    if (p->in.complaint)
        out_str(r, NULL, "Active complaint spike");
    out_end(r);
    out_end(r);
}

static const struct product {
    const char *name;
    int score, balance;
    bool keep, grow; /* for those about to leave with much to lose; for those who stay and may grow */
} products[] = {
    { "Gold Card Upgrade", 650, 6000, true, false },
    { "Investment Portfolio", 720, 10000, false, true },
    { "Personal Loan", 700, 3000, false, true },
    { "VIP Savings Bonus", 620, 8000, true, false },
};

static void
out_offers(struct req *r, const struct profile *p)
{
    bool keep = p->probability > 70 && p->in.balance >= 7000;
    bool grow = p->probability < 30 && p->credit >= 700;
    int offered = 0;

    out_object(r, "actionable_items");
    out_array(r, "active_resolutions");
    if (p->in.complaint)
        out_str(r, NULL, "Resolution Offer - Fee Waiver");
    out_end(r);
    out_array(r, "suggested_products");
    for (size_t i = 0; i < sizeof(products) / sizeof(products[0]) && !p->in.complaint && offered < 2; i++) {
        const struct product *one = &products[i];
        bool fits = keep ? one->keep : grow ? one->grow : p->credit >= one->score && p->in.balance >= one->balance;

        if (fits) {
            out_str(r, NULL, one->name);
            offered++;
        }
    }
    out_end(r);
    out_end(r);
}

static enum err
out_person(struct req *r, const struct account *a)
{
    struct rows *row;
    char id[33];
    enum err e = db_one(r, Q_MEMBER_SINCE, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    hex_encode(a->id.b, sizeof(a->id.b), id);
    out_str(r, "id", id);
    out_str(r, "email", a->email == NULL ? "" : a->email);
    out_str(r, "full_name", a->name);
    out_str(r, "phone_number", a->phone == NULL ? "" : a->phone);
    out_str(r, "member_since", col_str(row, 0));
    return ERR_NONE;
}

static enum err
profile(struct req *r, const void *input)
{
    struct account a;
    enum err e = account_by_id(r, r->actor.user_id, &a);

    (void)input;
    if (e == ERR_NONE)
        e = out_person(r, &a);
    if (e != ERR_NONE)
        return e;
    struct inputs in = starter(&a);
    struct profile p = profile_of(&in);

    out_credit(r, &p);
    out_object(r, "user_info");
    out_str(r, "username", a.username);
    out_str(r, "type", a.customer ? "CUSTOMER" : "PRO");
    out_float(r, "loyalty_score", in.loyalty);
    out_end(r);
    out_risk(r, &p);
    out_offers(r, &p);
    return reply(r, 200);
}

static const struct shape range_shape[] = { { .name = "min", .type = S_INT },
                                            { .name = "max", .type = S_INT },
                                            SHAPE_END };
static const struct shape factor_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "points", .type = S_NUM },
    { .name = "max_points", .type = S_INT },
    { .name = "description", .type = S_STR },
    SHAPE_END,
};
static const struct shape credit_shape[] = {
    { .name = "score", .type = S_INT, .doc = "300 to 850" },
    { .name = "range", .type = S_OBJECT, .of = range_shape },
    { .name = "summary", .type = S_STR },
    { .name = "factors", .type = S_ARRAY, .of = factor_shape },
    SHAPE_END,
};
static const struct shape info_shape[] = {
    { .name = "username", .type = S_STR },
    { .name = "type", .type = S_STR },
    { .name = "loyalty_score", .type = S_NUM },
    SHAPE_END,
};
static const struct shape risk_shape[] = {
    { .name = "probability", .type = S_NUM, .doc = "A rule of thumb in percent, not a learnt probability" },
    { .name = "tier", .type = S_STR },
    { .name = "factors", .type = S_ARRAY, .items = S_STR },
    SHAPE_END,
};
static const struct shape items_shape[] = {
    { .name = "active_resolutions", .type = S_ARRAY, .items = S_STR },
    { .name = "suggested_products", .type = S_ARRAY, .items = S_STR },
    SHAPE_END,
};
static const struct shape profile_shape[] = {
    { .name = "id", .type = S_STR },
    { .name = "email", .type = S_STR },
    { .name = "full_name", .type = S_STR },
    { .name = "phone_number", .type = S_STR },
    { .name = "member_since", .type = S_STR },
    { .name = "credit_analysis", .type = S_OBJECT, .of = credit_shape },
    { .name = "user_info", .type = S_OBJECT, .of = info_shape },
    { .name = "risk_analysis", .type = S_OBJECT, .of = risk_shape },
    { .name = "actionable_items", .type = S_OBJECT, .of = items_shape },
    SHAPE_END,
};

const struct endpoint profile_endpoint = {
    "Profile with credit score, risk and offers", NULL, profile_shape, 0, profile, .snapshot = true
};
