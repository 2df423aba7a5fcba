/*
 * queries_old.h: the part of the table in queries.c that reads and writes customers as older systems knew them: ChurnGuard's clients, the
 * shop's customers.
 */
/* The words of an older client as long as they say what stands in the record. */
#define PRIMARY_CONTACT                                                                                                \
    "IF(t.primary_contact <> '' AND (t.primary_contact = c.email OR (c.email IS NULL AND c.phone IS NULL)"             \
    " OR (t.primary_contact NOT LIKE '%@%' AND t.primary_contact REGEXP '[^-+0-9 ./()]')"                              \
    " OR REGEXP_REPLACE(t.primary_contact, '[^0-9]', '') = REGEXP_REPLACE(c.phone, '[^0-9]', '')), t.primary_contact," \
    " COALESCE(c.email, c.phone, ''))"
#define RISK_NOW "COALESCE(c.entered_risk, ROUND(c.data_score * 100), 0)"

/* The shop's staff see whoever registered: customers with an account, and records that have none. */
#define AFRO_FROM                                                                                                      \
    " FROM customers c LEFT JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id"                            \
    " WHERE c.tenant_id = :tenant AND c.state = 'active'"
#define AFRO_ROW                                                                                                       \
    "SELECT c.id, COALESCE(c.email, u.email, '') AS email, c.shown_name AS name, COALESCE(c.phone, '') AS phone,"      \
    " c.city, c.purchases, c.points, COALESCE(u.verified, FALSE) AS `verified:bool`, c.created_at, u.last_login_at"
#define AFRO_WORD " AND (? IS NULL OR CONCAT_WS(' ', c.shown_name, c.email, c.phone) LIKE ? ESCAPE '!')"
#define AFRO_SEARCH                                                                                                           \
    " AND (? IS NULL OR COALESCE(u.verified, FALSE) = ?) AND (? IS NULL OR COALESCE(u.state = 'active', TRUE) = ?)" AFRO_WORD \
        AFRO_WORD AFRO_WORD AFRO_WORD AFRO_WORD AFRO_WORD VISIBLE("c")

[Q_CLIENTS] = { "SELECT c.id, c.shown_name, COALESCE(c.segment, c.data_segment, ''), COALESCE(NULLIF(t.since, ''),"
                " CAST(COALESCE(c.since, DATE(c.created_at)) AS CHAR)), " RISK_NOW ", " PRIMARY_CONTACT
                ", c.contact_secondary, c.contact_time, c.last_call, COALESCE(t.monthly_revenue,"
                " CAST(c.revenue AS CHAR)), t.churn_trend, t.churn_trend_days FROM customers c"
                " LEFT JOIN client_texts t ON t.tenant_id = c.tenant_id AND t.customer_id = c.id"
                " WHERE c.tenant_id = :tenant AND c.state = 'active' AND (? IS NULL OR c.id = ?)" VISIBLE(
                    "c") " ORDER BY c.id DESC LIMIT ?" },
    [Q_CLIENT_ADD] = { "INSERT INTO customers (tenant_id, id, no, external_id, name, segment, entered_risk, email, email_key,"
                       " phone, contact_secondary, contact_time, last_call, assigned_to, created_by) VALUES (:tenant, ?, ?, ?,"
                       " ?, NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, IF(?, NULL, :actor), :actor)" },
    [Q_CLIENT_ASSIGN] = { "INSERT INTO assignments (tenant_id, id, customer_id, assigned_to, assigned_by)"
                          " VALUES (:tenant, ?, ?, :actor, :actor)" },
    [Q_CLIENT_PUT] = { "UPDATE customers c SET c.name = IF(? = c.shown_name COLLATE utf8mb4_bin, c.name, ?),"
                       " c.segment = IF(? = COALESCE(c.segment, c.data_segment, '') COLLATE utf8mb4_bin, c.segment, NULLIF(?, '')),"
                       " c.entered_risk = IF(? = " RISK_NOW ", c.entered_risk, ?), c.email = IF(?, ?, c.email),"
                       " c.email_key = IF(?, ?, c.email_key), c.phone = IF(?, ?, c.phone), c.contact_secondary = ?, c.contact_time = ?, c.last_call = ?,"
                       " c.updated_at = UTC_TIMESTAMP(6), c.version = c.version + 1 WHERE c.tenant_id = :tenant"
                       " AND c.id = ? AND c.state = 'active'" VISIBLE("c") },
    [Q_CLIENT_TEXTS] = { "INSERT INTO client_texts (tenant_id, customer_id, since, primary_contact, monthly_revenue,"
                         " churn_trend, churn_trend_days) VALUES (:tenant, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                         " since = VALUES(since), primary_contact = VALUES(primary_contact)" },
    [Q_CLIENT_FACTORS] = { "SELECT id, name, impact AS percentage, created_at FROM customer_factors"
                           " WHERE tenant_id = :tenant AND customer_id = ? ORDER BY id LIMIT 200" },
    [Q_CLIENT_INTERACTIONS] = { "SELECT id, kind AS type, DATE_FORMAT(at, '%Y-%m-%d') AS date, summary AS details, created_at"
                                " FROM interactions WHERE tenant_id = :tenant AND customer_id = ? ORDER BY id DESC LIMIT 200" },
    [Q_CLIENT_ADVICE] = { "SELECT id, title, impact, details, created_at FROM recommendations"
                          " WHERE tenant_id = :tenant AND customer_id = ? AND state IN ('open', 'snoozed')"
                          " ORDER BY id LIMIT 200" },

    [Q_AFRO_CUSTOMERS] = { AFRO_ROW AFRO_FROM AFRO_SEARCH " ORDER BY " DB_MORE " c.id DESC LIMIT ? OFFSET ?" },
    [Q_AFRO_COUNT] = { "SELECT COUNT(*)" AFRO_FROM AFRO_SEARCH },
    [Q_AFRO_CUSTOMER] = { AFRO_ROW
                          ", COALESCE(u.first_name, '') AS first_name, COALESCE(u.last_name, '') AS last_name, c.street,"
                          " c.region, c.postal_code, c.country, COALESCE(u.dietary_preferences, '') AS dietary_preferences,"
                          " COALESCE(u.favourite_products, '') AS favourite_products, c.consent_email AS `consent_email:bool`,"
                          " c.consent_sms AS `consent_sms:bool`, c.consent_push AS `consent_push:bool`,"
                          " COALESCE(u.state = 'active', TRUE) AS `active:bool`, c.updated_at" AFRO_FROM
                          " AND c.id = ?" VISIBLE("c") },
    [Q_AFRO_NOTES] = { "SELECT n.id, n.customer_id, c.shown_name AS customer, n.body, n.created_by, COALESCE(" NAME_OF(
        "n", "created_by") ", '') AS author, n.created_at, n.updated_at FROM customer_notes n JOIN customers c"
                           " ON c.tenant_id = n.tenant_id AND c.id = n.customer_id WHERE n.tenant_id = :tenant"
                           " AND n.customer_id = ? AND n.removed_at IS NULL AND (? IS NULL OR n.id = ?)"
                           " ORDER BY n.id DESC LIMIT ?" },
    [Q_AFRO_NOTE_ADD] = { "INSERT INTO customer_notes (tenant_id, id, customer_id, body, created_by)"
                          " VALUES (:tenant, ?, ?, ?, :actor)" },
