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

#define MOVE "? * (CAST(JSON_VALUE(t.body, '$.to') AS DOUBLE) - CAST(JSON_VALUE(t.body, '$.from') AS DOUBLE))"
    /* 1 for those that rose, -1 for those that fell, twice */
    [Q_OWN_MOVERS] =
        SQL("SELECT c.id AS customer_id, c.external_id, c.shown_name AS name,"
            " CAST(JSON_VALUE(t.body, '$.from') AS DOUBLE) AS `before`,"
            " CAST(JSON_VALUE(t.body, '$.to') AS DOUBLE) AS `after` FROM active a"
            " STRAIGHT_JOIN customers c FORCE INDEX (customers_assigned) ON c.tenant_id = :tenant"
            " AND c.state = 'active' AND c.assigned_to = :actor"
            " STRAIGHT_JOIN timeline t FORCE INDEX (timeline_kind) ON t.tenant_id = :tenant"
            " AND t.customer_id = c.id AND t.kind = 'score' AND JSON_VALUE(t.body, '$.kind') = 'model'"
            " WHERE a.tenant_id = :tenant AND CAST(JSON_VALUE(t.body, '$.scoring_no') AS UNSIGNED) = a.scoring_no"
            " AND " MOVE " > 0 ORDER BY " MOVE " DESC LIMIT 10"),
};
