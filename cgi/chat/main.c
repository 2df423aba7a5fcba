/*
 * main.c: all that speaks to people; for now live events.
 */
#include "chat.h"

#include "app.h"

static const struct route routes[] = {
    { GET, "/api/v1/events", SIGNED_IN_BY_COOKIE, &stream_endpoint },
    { GET, "/api/v1/events/log", SIGNED_IN_BY_COOKIE, &log_endpoint },
    ROUTE_END,
};

static const struct app app = {
    .name = "chat",
    .title = "live events and their delivery",
    .routes = routes,
    .queries = chat_queries,
    .query_count = QUERY_COUNT,
    .workers = 2,
    .idle = deliver,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
