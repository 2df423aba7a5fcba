#include "reports.h"

static const struct route routes[] = {
    { GET, "/api/v1/reports/overview", MAY("reports:read"), &report_overview },
    { GET, "/api/v1/reports/churn-trends", MAY("reports:read"), &report_trends },
    { GET, "/api/v1/reports/churn-by-segment", MAY("reports:read"), &report_segments },
    { GET, "/api/v1/reports/churn-factors", MAY("reports:read"), &report_factors },
    { GET, "/api/v1/reports/retention-actions", MAY("reports:read"), &report_actions },
    ROUTE_END,
};

static const struct app app = {
    .name = "reports",
    .title = "Figures about all customers: how many may leave, where, why, and what would help most.",
    .routes = routes,
    .queries = reports_queries,
    .query_count = Q_COUNT,
    .compat = reports_compat,
    .workers = 2,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
