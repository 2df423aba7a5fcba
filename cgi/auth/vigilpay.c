/*
 * vigilpay.c: the profile that VigilPay shows its mobile customers: credit score, risk, offers.
 */
#include "vigilpay.h"

#include <math.h>

#include "out.h"
#include "shape.h"

/* A number that always has a decimal point and never an exponent: typed clients want 45.0. */
static void
out_float(struct req *r, const char *key, double v)
{
    char text[64] = "";

    for (int digits = 1; digits <= 6; digits++) {
        snprintf(text, sizeof(text), "%.*f", digits, v);
        if (fabs(strtod(text, NULL) - v) <= 1e-9 * fabs(v))
            break;
    }
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
        out_float(r, "points", vigilpay_rounded(points, 100));
    out_int(r, "max_points", most);
    out_str(r, "description", description);
    out_end(r);
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
    out_str(r, "summary", vigilpay_summary(p->credit));
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

static void
out_risk(struct req *r, const struct profile *p)
{
    out_object(r, "risk_analysis");
    out_float(r, "probability", p->probability);
    out_str(r, "tier", p->probability >= 70 ? "high" : p->probability >= 40 ? "medium" : "low");
    out_array(r, "factors");
    out_str(r, NULL, vigilpay_driver(p));
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
    struct inputs in = vigilpay_starter(&a);
    struct profile p = vigilpay_profile(&in);

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
