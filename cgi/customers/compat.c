/*
 * compat.c: documented routes of older systems that this binary serves.
 */
#include "customers.h"

static const struct compat_out search_out[] = {
    { "query", "query", FORM_SAME, NULL, NULL },
    { "count", "count", FORM_INT, NULL, NULL },
    { "results[].customer_id", "data[].customer_no", FORM_INT, NULL, NULL },
    { "results[].surname", "data[].name", FORM_SAME, NULL, NULL },
    { "results[].geography", "data[].geography", FORM_SAME, NULL, NULL },
    { "results[].gender", "data[].gender", FORM_SAME, NULL, NULL },
    { "results[].risk_score", "data[].score", FORM_FLOAT, NULL, NULL },
    { "results[].risk_level", "data[].level", FORM_SAME, NULL, NULL },
    { "results[].driver", "data[].driver", FORM_SAME, NULL, NULL },
    { "results[].risk_url", NULL, FORM_SAME, "\"/dashboard/risk-level/\"", NULL },
    { NULL, NULL, FORM_SAME, NULL, NULL },
};

/* A page sent whoever was not signed in to the login. */
static const struct compat_error search_errors[] = {
    { .code = "unauthenticated", .status = 302, .location = "/login/" },
    { .code = NULL },
};

const struct compat customers_compat[] = {
    { .method = GET,
      .path = "/dashboard/search/",
      .access = MAY_BY_COOKIE("customers:read"),
      .endpoint = &customer_search,
      .out = search_out,
      .errors = search_errors,
      .wire = WIRE_DRF,
      .origin = "vigilpay" },
    COMPAT_END,
};
