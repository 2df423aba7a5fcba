/*
 * queries.c: all SQL of engagement. Where an argument says who sees all, the others see what belongs to customers assigned to them.
 */
#include "engagement.h"

#define OF_CUSTOMER(t) " LEFT JOIN customers c ON c.tenant_id = " t ".tenant_id AND c.id = " t ".customer_id"
#define NAME_OF(t, column)                                                                                             \
    "(SELECT u.name FROM users u WHERE u.tenant_id = " t ".tenant_id AND u.id = " t "." column ")"
#define SEEN " AND (? OR c.assigned_to = :actor)"

#define COMPLAINT                                                                                                      \
    "SELECT k.id, k.no, k.customer_id, COALESCE(c.shown_name, '') AS customer, k.text, k.category, k.sentiment,"       \
    " k.state, k.resolution_note, " NAME_OF("k", "resolved_by") " AS resolved_by, k.resolved_at, k.created_at,"        \
                                                                " k.version FROM complaints k" OF_CUSTOMER(            \
                                                                    "k") " WHERE k.tenant_id = :tenant"
#define INTERACTION                                                                                                    \
    "SELECT i.id, i.no, i.customer_id, COALESCE(c.shown_name, '') AS customer, i.kind, i.summary, i.at,"               \
    " i.complaint_id, i.product_id, COALESCE(i.metadata, '{}') AS `metadata:json`, " NAME_OF(                          \
        "i",                                                                                                           \
        "created_by") " AS created_by, i.created_at, 1 AS version FROM interactions i" OF_CUSTOMER("i") " WHERE i.tenant_id = :tenant"

const struct query engagement_queries[Q_COUNT] = {
    [Q_CUSTOMER_SEEN] = { "SELECT 1 FROM customers c WHERE c.tenant_id = :tenant AND c.id = ? AND c.state = 'active'" SEEN },
    [Q_ME] = { "SELECT c.id, c.user_id, c.shown_name, COALESCE(c.segment, c.data_segment, ''), c.points, c.purchases,"
               " CAST(COALESCE(c.since, DATE(c.created_at)) AS CHAR), c.consent_email, c.consent_sms, c.consent_push"
               " FROM customers c WHERE c.tenant_id = :tenant AND c.user_id = :actor AND c.state = 'active'" },
    [Q_PERSON_OF_USER] = { "SELECT c.id FROM customers c WHERE c.tenant_id = :tenant AND c.user_id = ?"
                           " AND c.state = 'active'" },
    [Q_PERSON_BY_EMAIL] = { "SELECT c.id FROM users u JOIN customers c ON c.tenant_id = u.tenant_id"
                            " AND c.email_key = u.email_key AND c.state = 'active' AND c.user_id IS NULL"
                            " WHERE u.tenant_id = :tenant AND u.id = ? AND u.verified AND u.kind = 'customer' LIMIT 2" },
    [Q_PERSON_LINK] = { "UPDATE customers SET user_id = ?, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                        " WHERE tenant_id = :tenant AND id = ? AND user_id IS NULL" },
    [Q_PERSON_MAKE] = { "INSERT INTO customers (tenant_id, id, no, external_id, name, email, email_key, phone, street,"
                        " city, region, postal_code, country, points, purchases, consent_email, consent_sms,"
                        " consent_push, since, user_id, created_by) SELECT u.tenant_id, ?, ?, ?, u.name, u.email,"
                        " u.email_key, u.phone, u.street, u.city, u.region, u.postal_code, u.country,"
                        " u.loyalty_points, u.total_purchases, u.notify_email, u.notify_sms, u.notify_push,"
                        " DATE(u.created_at), u.id, u.id FROM users u WHERE u.tenant_id = :tenant AND u.id = ?"
                        " AND u.kind = 'customer'" },
    [Q_PROFILE] = { "SELECT p.loyalty, p.activity, p.balance, p.starter, c.data_value, EXISTS (SELECT 1"
                    " FROM complaints k WHERE k.tenant_id = c.tenant_id AND k.owner_id = c.id AND k.state = 'open')"
                    " FROM customers c LEFT JOIN customer_profiles p ON p.tenant_id = c.tenant_id"
                    " AND p.customer_id = c.id WHERE c.tenant_id = :tenant AND c.id = ?" },
    [Q_PROFILE_MAKE] = { "INSERT IGNORE INTO customer_profiles (tenant_id, customer_id, loyalty, activity, balance,"
                         " credit, probability) VALUES (:tenant, ?, ?, ?, ?, ?, ?)" },
    [Q_PROFILE_STORE] = { "UPDATE customer_profiles SET credit = ?, probability = ?, computed_at = UTC_TIMESTAMP(6)"
                          " WHERE tenant_id = :tenant AND customer_id = ? AND (credit <> ? OR probability <> ?)" },
    [Q_USER] = { "SELECT u.id, u.username, COALESCE(u.email, ''), u.name, COALESCE(u.phone, ''),"
                 " CAST(DATE(u.created_at) AS CHAR), u.kind FROM users u WHERE u.tenant_id = :tenant AND u.id = :actor" },

    [Q_COMPLAINTS] = { COMPLAINT " AND k.id < ? AND (? IS NULL OR k.state = ?) AND (? IS NULL OR k.category = ?)"
                                 " AND (? IS NULL OR k.customer_id = ?)" SEEN " ORDER BY k.id DESC LIMIT ?" },
    [Q_COMPLAINT] = { COMPLAINT " AND k.id = ?" SEEN },
    [Q_COMPLAINTS_OWN] = { COMPLAINT " AND k.owner_id = ? AND k.id < ? ORDER BY k.id DESC LIMIT ?" },
    [Q_COMPLAINT_ADD] = { "INSERT INTO complaints (tenant_id, id, no, customer_id, user_id, text, category, sentiment)"
                          " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_COMPLAINT_LOCK] = { "SELECT k.version, k.customer_id FROM complaints k" OF_CUSTOMER(
        "k") " WHERE k.tenant_id = :tenant AND k.id = ?" SEEN " FOR UPDATE" },
    [Q_COMPLAINT_RESOLVE] = { "UPDATE complaints SET state = 'resolved', resolution_note = ?, resolved_by = :actor,"
                              " resolved_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6), version = version + 1"
                              " WHERE tenant_id = :tenant AND id = ?" },

    [Q_INTERACTIONS] = { INTERACTION
                         " AND i.id < ? AND (? IS NULL OR i.kind = ?) AND (? IS NULL OR i.customer_id = ?)" SEEN
                         " ORDER BY i.id DESC LIMIT ?" },
    [Q_INTERACTION] = { INTERACTION " AND i.id = ?" SEEN },
    [Q_INTERACTION_ADD] = { "INSERT INTO interactions (tenant_id, id, no, customer_id, user_id, kind, summary, at,"
                            " complaint_id, product_id, metadata, created_by)"
                            " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_COMPLAINT_EXISTS] = { "SELECT 1 FROM complaints WHERE tenant_id = :tenant AND id = ? AND customer_id = ?" },
    [Q_PRODUCT_EXISTS] = { "SELECT 1 FROM products WHERE tenant_id = :tenant AND id = ?" },
};
