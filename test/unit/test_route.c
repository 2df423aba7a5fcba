#include "unit/unit.h"

#include "route.h"
#include "request_fixture.h"

static const struct endpoint list, one, champion, promote;

static const struct route routes[] = {
    { GET, "/api/v1/models", SIGNED_IN, &list },
    { GET, "/api/v1/models/{id}", SIGNED_IN, &one },
    { GET, "/api/v1/models/champion", SIGNED_IN, &champion },
    { DELETE, "/api/v1/models/{id}", SIGNED_IN, &one },
    { POST, "/api/v1/models/{id}/promote", SIGNED_IN, &promote },
    ROUTE_END,
};

static enum err
find(struct req *r, const char *method, const char *path, const struct endpoint **ret_endpoint, const char **ret_allow)
{
    const struct route *row = NULL;

    r->method = method;
    r->path = path;
    r->part_count = 0;
    enum err e = route_find(r, routes, &row, ret_allow);

    *ret_endpoint = row == NULL ? NULL : row->endpoint;
    return e;
}

UNIT(literal_rows_win_and_parts_are_named)
{
    FIXTURE(r);
    const struct endpoint *ep;
    const char *allow = NULL;

    CHECK_INT(find(&r, "GET", "/api/v1/models/champion", &ep, &allow), ERR_NONE);
    CHECK(ep == &champion && r.part_count == 0);
    CHECK_INT(find(&r, "GET", "/api/v1/models/42", &ep, &allow), ERR_NONE);
    CHECK(ep == &one && r.part_count == 1);
    CHECK_STR(r.parts[0].name, "id");
    CHECK_STR(r.parts[0].value, "42");
    CHECK_INT(find(&r, "POST", "/api/v1/models/42/promote", &ep, &allow), ERR_NONE);
    CHECK(ep == &promote);
    DROP(r);
}

UNIT(head_is_get)
{
    FIXTURE(r);
    const struct endpoint *ep;
    const char *allow = NULL;

    CHECK_INT(find(&r, "HEAD", "/api/v1/models", &ep, &allow), ERR_NONE);
    CHECK(ep == &list);
    DROP(r);
}

UNIT(the_wrong_method_is_told_the_right_ones)
{
    FIXTURE(r);
    const struct endpoint *ep;
    const char *allow = NULL;

    CHECK_INT(find(&r, "PATCH", "/api/v1/models/42", &ep, &allow), ERR_METHOD);
    CHECK_STR(allow, "GET, DELETE");
    CHECK_INT(find(&r, "TRACE", "/api/v1/models", &ep, &allow), ERR_METHOD);
    CHECK_INT(find(&r, "", "/api/v1/models", &ep, &allow), ERR_METHOD);
    DROP(r);
}

UNIT(near_misses_are_not_found)
{
    static const char *const paths[] = { "",
                                         "/",
                                         "/api/v1/model",
                                         "/api/v1/modelss",
                                         "/api/v1/models/",
                                         "/api/v1/models//promote",
                                         "/api/v1/models/1/2/promote",
                                         "/api/v1/models/1/promote/",
                                         "/API/v1/models" };
    FIXTURE(r);
    const struct endpoint *ep;
    const char *allow = NULL;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        CHECK_INT(find(&r, "GET", paths[i], &ep, &allow), ERR_NOT_FOUND);
    DROP(r);
}

UNIT_MAIN
