#include "customers.h"
#include "search_index.h"

static const struct route routes[] = {
    { GET, "/api/v1/customers", MAY("customers:read"), &customer_list },
    { GET, "/api/v1/customers/{id}", MAY("customers:read"), &customer_read },
    { POST, "/api/v1/customers", MAY("customers:write"), &customer_create },
    { PATCH, "/api/v1/customers/{id}", MAY("customers:write"), &customer_change },
    { GET, "/api/v1/customers/{id}/consent", MAY("customers:read"), &consent_read },
    { PUT, "/api/v1/customers/{id}/consent", MAY("customers:write"), &consent_put },
    { GET, "/api/v1/customers/{id}/points", MAY("customers:read"), &points_list },
    { POST, "/api/v1/customers/{id}/points", MAY("customers:write"), &points_add },
    { GET, "/api/v1/customers/{id}/timeline", MAY("customers:read"), &timeline_read },
    { GET, "/api/v1/customers/{id}/risk-history", MAY("customers:read"), &risk_history_read },
    { GET, "/api/v1/customers/{id}/assignment", MAY("customers:read"), &assignment_read },
    { PUT, "/api/v1/customers/{id}/assignment", MAY("customers:assign"), &assignment_put },
    { GET, "/api/v1/assignees", MAY("customers:assign"), &assignees },
    { GET, "/api/v1/custom-fields", MAY("customers:read"), &custom_fields_read },
    { PUT, "/api/v1/custom-fields", MAY("pipelines:write"), &custom_fields_put },
    { GET, "/api/v1/search", MAY("customers:read"), &global_search },
    ROUTE_END,
};

static const struct job_kind jobs[] = {
    { .kind = "search-index", .run = search_index_run },
    JOB_KIND_END,
};

static const struct app app = {
    .name = "customers",
    .title = "The customer record: who is about to leave, why, and what would help.",
    .routes = routes,
    .queries = customers_queries,
    .query_count = Q_COUNT,
    .compat = customers_compat,
    .jobs = jobs,
    .workers = 4,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
