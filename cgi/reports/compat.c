/*
 * compat.c: documented routes of older systems that this binary serves. All its people may see figures there; here the
 * permission of the canonical reports decides, which every role of that system has.
 */
#include "reports.h"

static const struct compat_out trends_out[] = {
    { .theirs = "months[]", .ours = "months[]" },
    { .theirs = "churn_rates[]", .ours = "churn_rates[]", .form = FORM_FLOAT },
    { .theirs = NULL },
};

const struct compat reports_compat[] = {
    { .method = GET,
      .path = "/reports/churn-trends",
      .access = MAY("reports:read"),
      .endpoint = &churnguard_trends,
      .out = trends_out,
      .wire = WIRE_FASTAPI,
      .origin = "churnguard" },
    { .method = GET,
      .path = "/reports/churn-by-segment",
      .access = MAY("reports:read"),
      .endpoint = &churnguard_segments,
      .wire = WIRE_FASTAPI,
      .origin = "churnguard" },
    { .method = GET,
      .path = "/reports/churn-factors",
      .access = MAY("reports:read"),
      .endpoint = &churnguard_factors,
      .wire = WIRE_FASTAPI,
      .origin = "churnguard" },
    { .method = GET,
      .path = "/reports/retention-actions",
      .access = MAY("reports:read"),
      .endpoint = &churnguard_actions,
      .wire = WIRE_FASTAPI,
      .origin = "churnguard" },
    COMPAT_END,
};
