/*
 * main.c: all that speaks to people; live events and mail. Its job runner also seals the audit.
 */
#include "chat.h"

#include "app.h"
#include "letters.h"

static const struct route routes[] = {
    { GET, "/api/v1/events", SIGNED_IN_BY_COOKIE, &stream_endpoint },
    { GET, "/api/v1/events/log", SIGNED_IN_BY_COOKIE, &log_endpoint },
    { GET, "/api/v1/mails", MAY("audit:read"), &mails_endpoint },
    ROUTE_END,
};

static const struct helper helpers[] = { { "mail", mails_deliver }, { "audit", audit_seal_new }, { NULL, NULL } };

static const struct app app = {
    .name = "chat",
    .title = "live events, mail, and the seal of the audit",
    .routes = routes,
    .queries = chat_queries,
    .query_count = QUERY_COUNT,
    .workers = 2,
    .idle = deliver,
    .helpers = helpers,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
