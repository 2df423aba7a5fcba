// Named limits, counted in the database.
#include "unit/unit.h"

#include "clock.h"
#include "limit.h"
#include "unit/db_fixture.h"

static const struct app app = { .name = "unit" };

static const char *
network(struct req *r, const char *address)
{
    r->address = address;
    return limit_network(r);
}

UNIT(a_network_is_24_or_64_bits)
{
    FIXTURE(r);
    CHECK_STR(network(&r, "192.0.2.7"), "4:c00002");
    CHECK_STR(network(&r, "192.0.2.254"), "4:c00002");
    CHECK_STR(network(&r, "192.0.3.7"), "4:c00003");
    CHECK_STR(network(&r, "::ffff:192.0.2.7"), "4:c00002");
    CHECK_STR(network(&r, "::FFFF:192.0.2.7"), "4:c00002");
    CHECK_STR(network(&r, "2001:db8:1:2:3:4:5:6"), "6:20010db800010002");
    CHECK_STR(network(&r, "2001:db8:1:2::1"), "6:20010db800010002");
    CHECK_STR(network(&r, "2001:db8:1:3::1"), "6:20010db800010003");
    CHECK_STR(network(&r, "::1"), "6:0000000000000000");
    CHECK_STR(network(&r, "unix:"), "unknown");
    CHECK_STR(network(&r, ""), "unknown");
    CHECK_STR(network(&r, "192.0.2.7, 10.0.0.1"), "unknown");
    DROP(r);
}

static const char *
header_of(const struct req *r, const char *name)
{
    for (unsigned i = 0; i < r->p->header_count; i++)
        if (strcmp(r->p->headers[i].name, name) == 0)
            return r->p->headers[i].value;
    return NULL;
}

/* A subject that no run before used. */
static const char *
fresh(struct req *r)
{
    char id[UUID_TEXT];

    uuid_text(uuid_v7(), id);
    return arena_str(r->arena, id);
}

UNIT(the_quota_passes_and_the_next_does_not)
{
    static const struct limit three = { "unit:three", 3, 3600, "Too many of these." };

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    const char *who = fresh(&r), *another = fresh(&r);

    for (int i = 0; i < 3; i++) {
        CHECK(limit_check(&r, &three, who) == ERR_NONE);
        CHECK(limit_hit(&r, &three, who) == ERR_NONE);
    }
    CHECK(limit_check(&r, &three, who) == ERR_RATE_LIMITED);
    CHECK(limit_hit(&r, &three, who) == ERR_RATE_LIMITED);
    CHECK_STR(r.detail, "Too many of these.");
    CHECK_STR(header_of(&r, "RateLimit-Policy"), "\"unit:three\";q=3;w=3600");
    CHECK(strncmp(header_of(&r, "RateLimit"), "\"unit:three\";r=0;t=", 19) == 0);
    CHECK(header_of(&r, "Retry-After") != NULL && header_of(&r, "Retry-After")[0] != '0');
    CHECK(limit_hit(&r, &three, another) == ERR_NONE);
    DB_DROP(r);
}

UNIT(looking_does_not_count_and_none_is_no_limit)
{
    static const struct limit one = { "unit:one", 1, 3600, NULL }, none = { "unit:none", 0, 3600, NULL };

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    const char *who = fresh(&r);

    for (int i = 0; i < 5; i++)
        CHECK(limit_check(&r, &one, who) == ERR_NONE);
    for (int i = 0; i < 5; i++)
        CHECK(limit_hit(&r, &none, who) == ERR_NONE);
    CHECK(limit_hit(&r, &one, who) == ERR_NONE);
    CHECK(limit_hit(&r, &one, who) == ERR_RATE_LIMITED);
    CHECK_STR(r.detail, "There were too many requests. Try again later.");
    CHECK(limit_hit(&r, &one, NULL) == ERR_UNAVAILABLE);
    DB_DROP(r);
}

UNIT(scopes_count_for_themselves)
{
    static const struct limit a = { "unit:a", 1, 3600, NULL }, b = { "unit:b", 1, 3600, NULL };

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    const char *who = fresh(&r);

    CHECK(limit_hit(&r, &a, who) == ERR_NONE);
    CHECK(limit_hit(&r, &b, who) == ERR_NONE);
    CHECK(limit_hit(&r, &a, who) == ERR_RATE_LIMITED);
    DB_DROP(r);
}

UNIT(a_new_window_begins_with_nothing)
{
    static const struct limit second = { "unit:second", 1, 1, NULL };

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    const char *who = fresh(&r);
    int64_t end = clock_mono_us() + 5000000;
    bool refused = false, passed_again = false;

    while (!passed_again && clock_mono_us() < end) {
        enum err e = limit_hit(&r, &second, who);

        CHECK(e == ERR_NONE || e == ERR_RATE_LIMITED);
        refused = refused || e == ERR_RATE_LIMITED;
        passed_again = refused && e == ERR_NONE;
        reply_reset(&r);
    }
    CHECK(passed_again);
    DB_DROP(r);
}

UNIT_MAIN
