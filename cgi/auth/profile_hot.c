/*
 * profile_hot.c: who asks, for the question that every page asks first: the person's own row, and of the tenant and the second factor
 * what was read within the last second.
 */
#include "profile.h"

#include "clock.h"

#define HOMES       64
#define FACTORS     256
#define REMEMBER_US 1000000

static struct home_known {
    uint32_t tenant;
    int64_t read_us;
    struct uuid id;
    char name[256 * 4], currency[4], brand_name[128 * 4], brand_color[8];
    struct password_rules rules;
} homes[HOMES];

static enum err
home_read(struct req *r, uint32_t tenant, const struct home_known **ret_home)
{
    struct home_known *h = &homes[tenant % HOMES];
    struct rows *row;

    *ret_home = h;
    if (h->tenant == tenant && clock_mono_us() - h->read_us < REMEMBER_US)
        return ERR_NONE;
    enum err e = db_one(r, Q_HOME_TELL, ARGS(a_int(tenant)), &row);

    if (e != ERR_NONE)
        return e;
    *h = (struct home_known){ .tenant = tenant,
                              .read_us = clock_mono_us(),
                              .id = col_uuid(row, 0),
                              .rules = { (unsigned)col_int(row, 3), col_int(row, 4) != 0 } };
    snprintf(h->name, sizeof(h->name), "%s", col_str(row, 1));
    snprintf(h->currency, sizeof(h->currency), "%s", col_str(row, 2));
    snprintf(h->brand_name, sizeof(h->brand_name), "%s", col_str(row, 5));
    snprintf(h->brand_color, sizeof(h->brand_color), "%s", col_str(row, 6));
    return ERR_NONE;
}

static struct factor_known {
    struct uuid user;
    int64_t read_us;
    bool on;
} factors[FACTORS];

static enum err
factor_read(struct req *r, bool *ret_on)
{
    const struct uuid user = r->actor.user_id;
    struct factor_known *f = &factors[user.b[15] % FACTORS];
    int64_t on = 0;

    if (f->read_us == 0 || !uuid_equal(f->user, user) || clock_mono_us() - f->read_us >= REMEMBER_US) {
        enum err e = db_int(r, Q_FACTOR_TELL, NO_ARGS, 0, &on);

        if (e != ERR_NONE)
            return e;
        *f = (struct factor_known){ .user = user, .read_us = clock_mono_us(), .on = on != 0 };
    }
    *ret_on = f->on;
    return ERR_NONE;
}

enum err
person_read_hot(struct req *r, struct person *ret)
{
    const struct home_known *home;
    enum err e = person_read_by(r, r->actor.customer ? Q_PROFILE_HOT_CUSTOMER : Q_PROFILE_HOT, ret);

    if (e == ERR_NONE)
        e = factor_read(r, &ret->account.has_factor);
    if (e != ERR_NONE || ret->account.tenant == 0)
        return e;
    e = home_read(r, ret->account.tenant, &home);
    if (e != ERR_NONE)
        return e;
    ret->account.tenant_id = home->id;
    ret->account.tenant_name = home->name;
    ret->account.currency = home->currency;
    ret->account.brand_name = home->brand_name;
    ret->account.brand_color = home->brand_color;
    ret->account.rules = home->rules;
    return ERR_NONE;
}
