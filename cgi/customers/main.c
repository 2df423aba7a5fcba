#include "customers.h"

static const struct route routes[] = {
    { GET, "/api/v1/customers", MAY("customers:read"), &customer_list },
    { GET, "/api/v1/customers/{id}", MAY("customers:read"), &customer_read },
    ROUTE_END,
};

static const struct app app = {
    .name = "customers",
    .title = "The customer record: who is about to leave, why, and what would help.",
    .routes = routes,
    .queries = customers_queries,
    .query_count = Q_COUNT,
    .compat = customers_compat,
    .workers = 4,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
