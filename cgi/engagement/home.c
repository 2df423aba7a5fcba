/*
 * home.c: see home.h.
 */
#include "home.h"

#include "complaints.h"
#include "goals.h"
#include "notifications.h"
#include "out.h"
#include "products.h"

#define HOME_ENTRIES 5

static const char *const tiers[] = { "high", "medium", "low", NULL };
static const char *const bases[] = { "starter", "data", NULL };

static const struct shape brief_shape[] = {
    { .name = "credit", .type = S_INT },
    { .name = "probability", .type = S_NUM },
    { .name = "tier", .type = S_STR, .choices = tiers },
    SHAPE_END,
};
static const struct shape home_out[] = {
    { .name = "name", .type = S_STR },
    { .name = "customer_id", .type = S_UUID },
    { .name = "member_since", .type = S_STR, .doc = "A day" },
    { .name = "points", .type = S_INT },
    { .name = "purchases", .type = S_INT },
    { .name = "complaints_open", .type = S_INT },
    { .name = "unread", .type = S_INT, .doc = "Notifications" },
    { .name = "score", .type = S_OBJECT, .of = brief_shape },
    { .name = "complaints", .type = S_ARRAY, .of = complaint_shape, .doc = "The open ones, at most 5" },
    { .name = "goals", .type = S_ARRAY, .of = goal_shape, .doc = "The latest 5" },
    { .name = "notifications", .type = S_ARRAY, .of = my_notification_shape, .doc = "The latest 5" },
    { .name = "offers", .type = S_ARRAY, .of = offer_shape },
    SHAPE_END,
};

static void
out_me(struct req *r, const struct person *me, const struct standing *s)
{
    out_str(r, "name", me->name);
    out_uuid(r, "customer_id", me->customer);
    out_str(r, "member_since", me->since);
    out_int(r, "points", me->points);
    out_int(r, "purchases", me->purchases);
    out_object(r, "score");
    out_int(r, "credit", s->score.credit);
    out_num(r, "probability", s->score.probability);
    out_str(r, "tier", score_tier(s->score.probability));
    out_end(r);
}

static enum err
out_lists(struct req *r, const struct person *me)
{
    struct uuid end;
    enum err e;

    memset(end.b, 0xff, sizeof end.b);
    e = out_found(r, "complaints", Q_COMPLAINTS_OPEN, ARGS(a_uuid(me->customer), a_int(HOME_ENTRIES)));
    if (e == ERR_NONE)
        e = out_found(r, "goals", Q_GOALS_OWN, ARGS(a_uuid(me->customer), a_uuid(end), a_int(HOME_ENTRIES)));
    if (e == ERR_NONE)
        e = out_found(
            r, "notifications", Q_NOTIFICATIONS_OWN,
            ARGS(a_uuid(me->customer), a_uuid(end), a_uuid(me->customer), a_str(me->segment), a_int(HOME_ENTRIES)));
    return e;
}

static enum err
home(struct req *r, const void *input)
{
    struct person me;
    struct standing s;
    struct offers offers;
    int64_t open = 0, unread = 0;
    enum err e = person_me(r, &me);

    (void)input;
    if (e == ERR_NONE)
        e = products_ready(r);
    if (e == ERR_NONE)
        e = standing_read(r, me.customer, &s);
    if (e == ERR_NONE)
        e = offers_read(r, &s, me.customer, &offers);
    if (e == ERR_NONE)
        e = db_int(r, Q_COMPLAINTS_OPEN_COUNT, ARGS(a_uuid(me.customer)), 0, &open);
    if (e == ERR_NONE)
        e = db_int(r, Q_NOTIFICATIONS_UNREAD, ARGS(a_uuid(me.customer), a_uuid(me.customer), a_str(me.segment)), 0,
                   &unread);
    if (e != ERR_NONE)
        return e;
    out_me(r, &me, &s);
    out_int(r, "complaints_open", open);
    out_int(r, "unread", unread);
    offers_out(r, "offers", &offers);
    e = out_lists(r, &me);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_home_endpoint = { "My home page", NULL, home_out, 0, home };

const struct shape score_factor_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "points", .type = S_NUM },
    { .name = "max_points", .type = S_INT },
    { .name = "description", .type = S_STR },
    SHAPE_END,
};
static const struct shape score_out[] = {
    { .name = "credit", .type = S_INT, .doc = "Credit score" },
    { .name = "min", .type = S_INT },
    { .name = "max", .type = S_INT },
    { .name = "summary", .type = S_STR },
    { .name = "credit_factors", .type = S_ARRAY, .of = score_factor_shape },
    { .name = "probability", .type = S_NUM, .doc = "Of leaving, by a rule of thumb in percent" },
    { .name = "tier", .type = S_STR, .choices = tiers },
    { .name = "drivers", .type = S_ARRAY, .items = S_STR },
    { .name = "basis",
      .type = S_STR,
      .choices = bases,
      .doc = "starter: the values that a new customer begins with; data: what the business knows" },
    { .name = "computed_at", .type = S_TIME },
    SHAPE_END,
};

static void
out_factor(struct req *r, const char *name, double points, int most, const char *words)
{
    out_object(r, NULL);
    out_str(r, "name", name);
    out_num(r, "points", score_rounded(points, 100));
    out_int(r, "max_points", most);
    out_str(r, "description", words);
    out_end(r);
}

void
score_factors_out(struct req *r, const struct score *s)
{
    out_factor(r, "Base score", 300, 300, "Where every credit score begins.");
    out_factor(r, "Loyalty contribution", s->loyalty_points, 180, "Grows with your loyalty.");
    out_factor(r, "Activity contribution", s->activity_points, 170, "Grows with how often you use your account.");
    out_factor(r, "Balance contribution", s->balance_points, 120, "Grows with your balance, up to 20,000.");
    out_factor(r, "Consistency bonus", s->bonus, 80, "For steady use without an open complaint.");
    out_factor(r, "Complaint penalty", s->penalty, 0, "While a complaint of yours is open.");
}

static enum err
score(struct req *r, const void *input)
{
    struct person me;
    struct standing s;
    enum err e = person_me(r, &me);

    (void)input;
    if (e == ERR_NONE)
        e = standing_renew(r, me.customer, &s);
    if (e != ERR_NONE)
        return e;
    out_int(r, "credit", s.score.credit);
    out_int(r, "min", 300);
    out_int(r, "max", 850);
    out_str(r, "summary", score_summary(s.score.credit));
    out_array(r, "credit_factors");
    score_factors_out(r, &s.score);
    out_end(r);
    out_num(r, "probability", s.score.probability);
    out_str(r, "tier", score_tier(s.score.probability));
    out_array(r, "drivers");
    out_str(r, NULL, score_driver(&s.score));
    if (s.score.in.complaint)
        out_str(r, NULL, "Active complaint spike");
    out_end(r);
    out_str(r, "basis", s.starter ? "starter" : "data");
    out_time(r, "computed_at", s.computed_at);
    return reply(r, 200);
}

const struct endpoint my_score_endpoint = { "My score and what it is made of", NULL, score_out, 0, score };
