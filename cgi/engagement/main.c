#include "complaints.h"
#include "interactions.h"

static const struct route routes[] = {
    { GET, "/api/v1/complaints", MAY("engagement:read"), &complaints_endpoint },
    { POST, "/api/v1/complaints", MAY("engagement:write"), &complaint_add_endpoint },
    { GET, "/api/v1/complaints/{id}", MAY("engagement:read"), &complaint_endpoint },
    { POST, "/api/v1/complaints/{id}/resolve", MAY("engagement:write"), &complaint_resolve_endpoint },
    { GET, "/api/v1/interactions", MAY("engagement:read"), &interactions_endpoint },
    { POST, "/api/v1/interactions", MAY("engagement:write"), &interaction_add_endpoint },
    { GET, "/api/v1/interactions/{id}", MAY("engagement:read"), &interaction_endpoint },
    { GET, "/api/v1/me/complaints", SIGNED_IN, &my_complaints_endpoint },
    { POST, "/api/v1/me/complaints", SIGNED_IN, &my_complaint_add_endpoint },
    ROUTE_END,
};

static const struct app app = {
    .name = "engagement",
    .title = "Complaints, goals, surveys, offers, notifications, interactions, incidents; and the customer's own side.",
    .routes = routes,
    .queries = engagement_queries,
    .query_count = Q_COUNT,
    .workers = 2,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
