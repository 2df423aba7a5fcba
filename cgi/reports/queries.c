/*
 * queries.c: all statements of the reports binary: keyed reads of what was computed already.
 */
#include "reports.h"

#define SQL(text)                                                                                                      \
    {                                                                                                                  \
        .sql = (text)                                                                                                  \
    }

const struct query reports_queries[Q_COUNT] = {
    [Q_FIGURE] =
        SQL("SELECT s.id, f.body FROM active a JOIN scorings s ON s.tenant_id = a.tenant_id AND s.no = a.scoring_no"
            " LEFT JOIN figures f ON f.tenant_id = a.tenant_id AND f.scoring_no = a.scoring_no AND f.name = ?"
            " WHERE a.tenant_id = :tenant"),

    [Q_TRENDS] =
        SQL("SELECT d.no, d.name, d.created_at, d.scoring_no,"
            " CAST(JSON_VALUE(f.body, '$.customers') AS SIGNED),"
            " CAST(JSON_VALUE(f.body, '$.churn_rate') AS DOUBLE),"
            " CAST(JSON_VALUE(f.body, '$.average_probability') AS DOUBLE),"
            " CAST(JSON_VALUE(f.body, '$.bands.high') AS SIGNED)"
            " FROM (SELECT tenant_id, no, name, created_at, scoring_no FROM datasets WHERE tenant_id = :tenant"
            " AND state = 'ready' AND removed_at IS NULL ORDER BY no DESC LIMIT 50) d"
            " JOIN figures f ON f.tenant_id = d.tenant_id AND f.scoring_no = d.scoring_no AND f.name = 'overview'"
            " ORDER BY d.no"),

    [Q_SETTINGS] = SQL(
        "SELECT acceptance, incentive, redemption, value_rate, currency, band_high, band_medium FROM tenant_settings"
        " WHERE tenant_id = :tenant"),
};
