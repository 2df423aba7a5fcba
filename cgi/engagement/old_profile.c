/*
 * old_profile.c: the profile that VigilPay shows its mobile customers: credit score, risk, offers.
 */
#include "old.h"

#include <math.h>

#include "crypt.h"
#include "out.h"
#include "products.h"

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
        out_float(r, "points", score_rounded(points, 100));
    out_int(r, "max_points", most);
    out_str(r, "description", description);
    out_end(r);
}

static void
out_credit(struct req *r, const struct score *p)
{
    out_object(r, "credit_analysis");
    out_int(r, "score", p->credit);
    out_object(r, "range");
    out_int(r, "min", 300);
    out_int(r, "max", 850);
    out_end(r);
    out_str(r, "summary", score_summary(p->credit));
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
out_risk(struct req *r, const struct score *p)
{
    out_object(r, "risk_analysis");
    out_float(r, "probability", p->probability);
    out_str(r, "tier", score_tier(p->probability));
    out_array(r, "factors");
    out_str(r, NULL, score_driver(p));
    if (p->in.complaint)
        out_str(r, NULL, "Active complaint spike");
    out_end(r);
    out_end(r);
}

static void
out_offers(struct req *r, const struct offers *offers)
{
    out_object(r, "actionable_items");
    out_array(r, "active_resolutions");
    for (size_t i = 0; i < offers->n; i++)
        if (offers->v[i].resolution)
            out_str(r, NULL, offers->v[i].name);
    out_end(r);
    out_array(r, "suggested_products");
    for (size_t i = 0; i < offers->n; i++)
        if (!offers->v[i].resolution)
            out_str(r, NULL, offers->v[i].name);
    out_end(r);
    out_end(r);
}

static enum err
out_account(struct req *r, const struct rows *row)
{
    const struct uuid id = col_uuid(row, 0);
    char text[33];

    hex_encode(id.b, sizeof id.b, text);
    out_str(r, "id", text);
    out_str(r, "email", col_str(row, 2));
    out_str(r, "full_name", col_str(row, 3));
    out_str(r, "phone_number", col_str(row, 4));
    out_str(r, "member_since", col_str(row, 5));
    return ERR_NONE;
}

/* Staff have no record: all that is asked for is nothing there. */
static enum err
stand(struct req *r, const struct person *p, struct standing *ret, struct offers *ret_offers)
{
    struct standing s = { .score = score_of((struct score_in){ .activity = 0 }) };
    enum err e = products_ready(r);

    if (e == ERR_NONE && !uuid_is_nil(p->customer))
        e = standing_renew(r, p->customer, &s);
    if (e == ERR_NONE)
        e = offers_read(r, &s, p->customer, ret_offers);
    if (e == ERR_NONE)
        *ret = s;
    return e;
}

static enum err
profile(struct req *r, const void *input)
{
    struct person me;
    struct standing s;
    struct offers offers;
    struct rows *row = NULL;
    enum err e = person_actor(r, false, &me);

    (void)input;
    if (e == ERR_NONE)
        e = stand(r, &me, &s, &offers);
    if (e == ERR_NONE)
        e = db_one(r, Q_USER, NO_ARGS, &row);
    if (e == ERR_NONE)
        e = out_account(r, row);
    if (e != ERR_NONE)
        return e;
    out_credit(r, &s.score);
    out_object(r, "user_info");
    out_str(r, "username", col_str(row, 1));
    out_str(r, "type", r->actor.customer ? "CUSTOMER" : "PRO");
    out_float(r, "loyalty_score", s.score.in.loyalty);
    out_end(r);
    out_risk(r, &s.score);
    out_offers(r, &offers);
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

const struct endpoint old_profile_endpoint = { "Profile with credit score, risk and offers", NULL, profile_shape, 0,
                                               profile };
