/*
 * queries.c: all SQL of engagement. Where an argument says who sees all, the others see what belongs to customers assigned to them.
 */
#include "engagement.h"

#include "levels.h"

#define OF_CUSTOMER(t) " LEFT JOIN customers c ON c.tenant_id = " t ".tenant_id AND c.id = " t ".customer_id"
#define NAME_OF(t, column)                                                                                             \
    "(SELECT u.name FROM users u WHERE u.tenant_id = " t ".tenant_id AND u.id = " t "." column ")"

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

#define GOAL                                                                                                           \
    "SELECT g.id, g.no, g.customer_id, COALESCE(c.shown_name, '') AS customer, g.title, g.target, g.current,"          \
    " IF(g.target > 0, LEAST(g.current / g.target, 1), 0) AS `progress:num`, g.completed_at IS NOT NULL"               \
    " AS `completed:bool`, g.completed_at, g.created_at, g.version FROM goals g" OF_CUSTOMER(                          \
        "g") " WHERE g.tenant_id = :tenant"
#define SURVEY                                                                                                         \
    "SELECT s.id, s.no, s.customer_id, COALESCE(c.shown_name, '') AS customer, s.rating, s.feedback,"                  \
    " CASE WHEN s.rating >= 4 THEN 'promoter' WHEN s.rating = 3 THEN 'passive' ELSE 'detractor' END AS segment,"       \
    " s.created_at, 1 AS version FROM surveys s" OF_CUSTOMER("s") " WHERE s.tenant_id = :tenant"
#define PRODUCT                                                                                                        \
    "SELECT id, no, name, type, min_score, min_balance, active AS `active:bool`, created_at, version FROM products"    \
    " WHERE tenant_id = :tenant"
#define NOTIFICATION_STATE                                                                                             \
    "CASE WHEN n.sent_at IS NOT NULL THEN 'sent' WHEN n.reviewed_at IS NOT NULL THEN 'reviewed' ELSE 'draft' END"
#define NOTIFICATION                                                                                                                       \
    "SELECT n.id, n.no, n.title, n.message, n.audience, n.customer_id, COALESCE(c.shown_name, '') AS customer,"                            \
    " n.segment, n.user_id, " NAME_OF(                                                                                                     \
        "n",                                                                                                                               \
        "user_id") " AS user, " NOTIFICATION_STATE                                                                                         \
                   " AS state, " NAME_OF("n", "reviewed_by") " AS reviewed_by, n.reviewed_at, " NAME_OF(                                   \
                       "n",                                                                                                                \
                       "confirmed_by") " AS confirmed_by, n.sent_at, (SELECT COUNT(*) FROM notification_reads x"                           \
                                       " WHERE x.tenant_id = n.tenant_id AND x.notification_id = n.id) AS `read`, n.recipients, " NAME_OF( \
                                           "n",                                                                                            \
                                           "created_by") " AS created_by, n.created_at, n.version FROM notifications n" OF_CUSTOMER("n") " WHERE n.tenant_id = :tenant"
/* What was sent to somebody: the customer and the segment; a colleague has neither. */
#define MINE                                                                                                           \
    " AND n.sent_at IS NOT NULL AND (n.audience = 'all' OR n.customer_id = ? OR n.user_id = :actor"                    \
    " OR (n.audience = 'segment' AND n.segment = ?))"
/* Staff who see all (?), those whose customer it is for, and of one for a colleague that one and who wrote it. */
#define NOTIFICATION_SEEN                                                                                              \
    " AND (? OR IF(n.user_id IS NULL, n.customer_id IS NULL OR c.assigned_to = :actor,"                                \
    " :actor IN (n.user_id, n.created_by)))"
#define IS_READ                                                                                                        \
    "EXISTS (SELECT 1 FROM notification_reads x WHERE x.tenant_id = n.tenant_id AND x.notification_id = n.id"          \
    " AND x.customer_id = ?)"

#define NOTIFICATION_OLD                                                                                                    \
    "SELECT n.no, n.title, n.message, COALESCE(n.user_id, (SELECT c.user_id FROM customers c"                               \
    " WHERE c.tenant_id = n.tenant_id AND c.id = n.customer_id)) AS user_id, n.reviewed_at IS NOT NULL AS `reviewed:bool`," \
    " n.confirmed_at IS NOT NULL AS `confirmed:bool`, n.created_at FROM notifications n WHERE n.tenant_id = :tenant"
/* One of an id, or all of an owner, or everybody's. */
#define OLD(t)                                                                                                         \
    " AND (? IS NULL OR " t ".id = ?) AND (? OR " t ".owner_id = ?)" VISIBLE("c") " ORDER BY " t ".id DESC LIMIT ?"

#define ISSUE                                                                                                          \
    "SELECT i.id, i.no, i.customer_no, i.customer_id, COALESCE(c.shown_name, '') AS customer, i.contract_code,"        \
    " i.client_type, i.client_region, i.client_category, i.title, i.churn_risk, i.status, i.created_at, i.updated_at," \
    " i.version FROM customer_issues i" OF_CUSTOMER("i") " WHERE i.tenant_id = :tenant"
#define PREDICTION                                                                                                      \
    "SELECT p.id, p.no, p.customer_no, p.customer_id, COALESCE(c.shown_name, '') AS customer, p.region, p.client_type," \
    " p.category, p.q1, p.q2, p.q3, p.q4, p.average, " PREDICTION_LEVEL(                                                \
        "p") " AS level, p.incident, p.recommendation,"                                                                 \
             " p.created_at, p.updated_at, p.version FROM incident_predictions p" OF_CUSTOMER(                          \
                 "p") " WHERE p.tenant_id = :tenant"
#define TOLD(body, table)                                                                                               \
    "INSERT INTO timeline (tenant_id, customer_id, id, kind, actor_id, ref_id, body) SELECT :tenant, x.customer_id, ?," \
    " 'import', :actor, x.id, JSON_OBJECT(" body ") FROM " table                                                        \
    " x WHERE x.tenant_id = :tenant AND x.id = ? AND x.customer_id IS NOT NULL"
#define BY_EXTERNAL "(SELECT c.id FROM customers c WHERE c.tenant_id = :tenant AND c.external_id = ?)"

/* The collation finds the rows by the key, the words decide to the letter. */
#define EXACT_PAIR " AND i.customer_no = ? AND i.title = ? AND i.title = ? COLLATE utf8mb4_bin"

/* As FastAPI wrote a time with its zone. */
#define ZONED(column) "DATE_FORMAT(" column ", '%Y-%m-%dT%H:%i:%s.%f+00:00')"
/* A mail that was given to the outbox is what that says of it; one that is no longer there went out long ago. */
#define EMAIL_STATUS                                                                                                   \
    "IF(e.status <> 'sending' OR e.mail_id IS NULL, e.status, CASE m.state WHEN 'queued' THEN 'sending'"               \
    " WHEN 'dead' THEN 'failed' ELSE 'sent' END)"

const struct query engagement_queries[Q_COUNT] = {
    [Q_CUSTOMER_SEEN] = { "SELECT 1 FROM customers c WHERE c.tenant_id = :tenant AND c.id = ? AND c.state = 'active'" VISIBLE(
        "c") },
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
                                 " AND (? IS NULL OR k.customer_id = ?)" VISIBLE("c") " ORDER BY k.id DESC LIMIT ?" },
    [Q_COMPLAINT] = { COMPLAINT " AND k.id = ?" VISIBLE("c") },
    [Q_COMPLAINTS_OWN] = { COMPLAINT " AND k.owner_id = ? AND k.id < ? ORDER BY k.id DESC LIMIT ?" },
    [Q_COMPLAINT_ADD] = { "INSERT INTO complaints (tenant_id, id, no, customer_id, user_id, text, category, sentiment)"
                          " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_COMPLAINT_LOCK] = { "SELECT k.version, k.customer_id FROM complaints k" OF_CUSTOMER(
        "k") " WHERE k.tenant_id = :tenant AND k.id = ?" VISIBLE("c") " FOR UPDATE" },
    [Q_COMPLAINT_RESOLVE] = { "UPDATE complaints SET state = 'resolved', resolution_note = ?, resolved_by = :actor,"
                              " resolved_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6), version = version + 1"
                              " WHERE tenant_id = :tenant AND id = ?" },

    [Q_INTERACTIONS] = { INTERACTION
                         " AND i.id < ? AND (? IS NULL OR i.kind = ?) AND (? IS NULL OR i.customer_id = ?)" VISIBLE(
                             "c") " ORDER BY i.id DESC LIMIT ?" },
    [Q_INTERACTION] = { INTERACTION " AND i.id = ?" VISIBLE("c") },
    [Q_INTERACTION_ADD] = { "INSERT INTO interactions (tenant_id, id, no, customer_id, user_id, kind, summary, at,"
                            " complaint_id, product_id, metadata, created_by)"
                            " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_COMPLAINT_EXISTS] = { "SELECT 1 FROM complaints WHERE tenant_id = :tenant AND id = ? AND customer_id = ?" },
    [Q_PRODUCT_EXISTS] = { "SELECT 1 FROM products WHERE tenant_id = :tenant AND id = ?" },
    [Q_COMPLAINTS_OPEN] = { COMPLAINT " AND k.owner_id = ? AND k.state = 'open' ORDER BY k.id DESC LIMIT ?" },
    [Q_COMPLAINTS_OPEN_COUNT] = { "SELECT COUNT(*) FROM complaints WHERE tenant_id = :tenant AND owner_id = ?"
                                  " AND state = 'open'" },

    [Q_GOALS] = { GOAL " AND g.id < ? AND (? IS NULL OR g.customer_id = ?)"
                       " AND (? OR (g.completed_at IS NOT NULL) = ?)" VISIBLE("c") " ORDER BY g.id DESC LIMIT ?" },
    [Q_GOAL] = { GOAL " AND g.id = ?" VISIBLE("c") },
    [Q_GOALS_OWN] = { GOAL " AND g.owner_id = ? AND g.id < ? ORDER BY g.id DESC LIMIT ?" },
    [Q_GOAL_ADD] = { "INSERT INTO goals (tenant_id, id, no, customer_id, user_id, title, target, current, completed_at)"
                     " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, IF(CAST(? AS DECIMAL(18,2)) > 0"
                     " AND CAST(? AS DECIMAL(18,2)) >= CAST(? AS DECIMAL(18,2)), UTC_TIMESTAMP(6), NULL))" },
    [Q_GOAL_LOCK] = { "SELECT g.version, g.customer_id, g.title, g.target, g.current, g.completed_at IS NOT NULL"
                      " FROM goals g" OF_CUSTOMER("g") " WHERE g.tenant_id = :tenant AND g.id = ?"
                                                       " AND (? IS NULL OR g.owner_id = ?)" VISIBLE(
                                                           "c") " FOR UPDATE" },
    [Q_GOAL_CHANGE] = { "UPDATE goals SET title = ?, target = ?, current = ?, completed_at = IF(target > 0"
                        " AND current >= target, COALESCE(completed_at, UTC_TIMESTAMP(6)), NULL), version = version + 1"
                        " WHERE tenant_id = :tenant AND id = ?" },
    [Q_GOAL_REMOVE] = { "DELETE FROM goals WHERE tenant_id = :tenant AND id = ?" },

    [Q_SURVEYS] = { SURVEY " AND s.id < ? AND (? IS NULL OR s.customer_id = ?) AND (? OR s.rating = ?)" VISIBLE(
        "c") " ORDER BY s.id DESC LIMIT ?" },
    [Q_SURVEY] = { SURVEY " AND s.id = ?" VISIBLE("c") },
    [Q_SURVEYS_OWN] = { SURVEY " AND s.owner_id = ? AND s.id < ? ORDER BY s.id DESC LIMIT ?" },
    [Q_SURVEY_ADD] = { "INSERT INTO surveys (tenant_id, id, no, customer_id, user_id, rating, feedback)"
                       " VALUES (:tenant, ?, ?, ?, ?, ?, ?)" },
    [Q_SURVEY_FIGURES] = { "SELECT COALESCE(SUM(s.rating = 1), 0), COALESCE(SUM(s.rating = 2), 0),"
                           " COALESCE(SUM(s.rating = 3), 0), COALESCE(SUM(s.rating = 4), 0),"
                           " COALESCE(SUM(s.rating = 5), 0) FROM surveys s" OF_CUSTOMER(
                               "s") " WHERE s.tenant_id = :tenant AND (? IS NULL OR s.created_at >= ?)"
                                    " AND (? IS NULL OR s.created_at < ?)" VISIBLE("c") },

    [Q_PRODUCTS] = { PRODUCT " AND name > ? AND (? OR active = ?) AND (? IS NULL OR type = ?) ORDER BY name LIMIT ?" },
    [Q_PRODUCT] = { PRODUCT " AND id = ?" },
    [Q_PRODUCT_COUNT] = { "SELECT COUNT(*) FROM products WHERE tenant_id = :tenant" },
    [Q_PRODUCT_SEED] = { "INSERT IGNORE INTO products (tenant_id, id, no, name, type, min_score, min_balance)"
                         " VALUES (:tenant, ?, ?, ?, ?, ?, ?)" },
    [Q_PRODUCT_ADD] = { "INSERT INTO products (tenant_id, id, no, name, type, min_score, min_balance, active)"
                        " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_PRODUCT_LOCK] = { "SELECT version FROM products WHERE tenant_id = :tenant AND id = ? FOR UPDATE" },
    [Q_PRODUCT_CHANGE] = { "UPDATE products SET name = COALESCE(?, name), type = COALESCE(?, type),"
                           " min_score = COALESCE(?, min_score), min_balance = COALESCE(?, min_balance),"
                           " active = COALESCE(?, active), version = version + 1"
                           " WHERE tenant_id = :tenant AND id = ?" },
    [Q_OFFERS] = { "SELECT p.id, p.no, p.name, p.type, p.min_score, p.min_balance, COALESCE(o.answer, ''), o.at"
                   " FROM products p LEFT JOIN offer_answers o ON o.tenant_id = p.tenant_id AND o.product_id = p.id"
                   " AND o.customer_id = ? WHERE p.tenant_id = :tenant AND p.active ORDER BY p.name" },
    [Q_OFFER_ANSWER] = { "INSERT INTO offer_answers (tenant_id, customer_id, product_id, answer)"
                         " VALUES (:tenant, ?, ?, ?) ON DUPLICATE KEY UPDATE answer = VALUES(answer), at = UTC_TIMESTAMP(6)" },

    [Q_NOTIFICATIONS] = { NOTIFICATION " AND n.id < ? AND (? IS NULL OR " NOTIFICATION_STATE " = ?)"
                                       " AND (? IS NULL OR n.customer_id = ?)" NOTIFICATION_SEEN
                                       " ORDER BY n.id DESC LIMIT ?" },
    [Q_NOTIFICATION] = { NOTIFICATION " AND n.id = ?" NOTIFICATION_SEEN },
    [Q_NOTIFICATION_ADD] = { "INSERT INTO notifications (tenant_id, id, no, title, message, audience, customer_id, segment,"
                             " user_id, sent_at, recipients, created_by) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?,"
                             " IF(?, UTC_TIMESTAMP(6), NULL), ?, :actor)" },
    [Q_NOTIFICATION_LOCK] = { "SELECT n.version, n.customer_id, n.reviewed_at IS NOT NULL, n.sent_at IS NOT NULL, n.title, n.user_id"
                              " FROM notifications n" OF_CUSTOMER(
                                  "n") " WHERE n.tenant_id = :tenant AND n.id = ?" NOTIFICATION_SEEN " FOR UPDATE" },
    [Q_NOTIFICATION_REVIEW] = { "UPDATE notifications SET reviewed_by = :actor, reviewed_at = UTC_TIMESTAMP(6),"
                                " version = version + 1 WHERE tenant_id = :tenant AND id = ?" },
    [Q_NOTIFICATION_CONFIRM] = { "UPDATE notifications SET confirmed_by = :actor, confirmed_at = UTC_TIMESTAMP(6),"
                                 " sent_at = COALESCE(sent_at, UTC_TIMESTAMP(6)),"
                                 " recipients = IF(audience IN ('customer', 'colleague'), 1, recipients), version = version + 1"
                                 " WHERE tenant_id = :tenant AND id = ?" },
    /* Who has a home page here hears of it. notification, customer */
    [Q_NOTIFICATION_HEAR] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id) SELECT c.tenant_id, c.user_id, 'event', 'notification', ?"
                              " FROM customers c WHERE c.tenant_id = :tenant AND c.id = ? AND c.user_id IS NOT NULL" },
    [Q_COLLEAGUE] = { "SELECT 1 FROM users u WHERE u.tenant_id = :tenant AND u.id = ? AND u.kind = 'staff'" },
    [Q_NOTIFICATION_REMOVE] = { "DELETE FROM notifications WHERE tenant_id = :tenant AND id = ?" },
    [Q_NOTIFICATIONS_OWN] = { "SELECT n.id, n.title, n.message, n.sent_at, " IS_READ " AS `read:bool`"
                              " FROM notifications n WHERE n.tenant_id = :tenant AND n.id < ?" MINE
                              " ORDER BY n.id DESC LIMIT ?" },
    [Q_NOTIFICATIONS_UNREAD] = { "SELECT COUNT(*) FROM notifications n WHERE n.tenant_id = :tenant AND NOT " IS_READ
                                     MINE },
    [Q_NOTIFICATION_MINE] = { "SELECT 1 FROM notifications n WHERE n.tenant_id = :tenant AND n.id = ?" MINE },
    [Q_NOTIFICATION_READ] = { "INSERT IGNORE INTO notification_reads (tenant_id, notification_id, customer_id)"
                              " VALUES (:tenant, ?, ?)" },

    [Q_CONSENT_HISTORY] = { "SELECT channel, given AS `given:bool`, source, shown, at FROM consents"
                            " WHERE tenant_id = :tenant AND customer_id = ? ORDER BY id DESC LIMIT 100" },
    [Q_CONSENT_STORE] = { "UPDATE customers SET consent_email = COALESCE(?, consent_email),"
                          " consent_sms = COALESCE(?, consent_sms), consent_push = COALESCE(?, consent_push),"
                          " version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?" },
    [Q_CONSENT_USER] = { "UPDATE users SET notify_email = ?, notify_sms = ?, notify_push = ?, version = version + 1"
                         " WHERE tenant_id = :tenant AND id = :actor" },
    [Q_CONSENT_ADD] = { "INSERT INTO consents (tenant_id, customer_id, id, channel, given, source, shown, actor_id)"
                        " VALUES (:tenant, ?, ?, ?, ?, 'me', ?, :actor)" },
    [Q_TRAINING] = { "SELECT i.id, COALESCE(REPLACE(u.id, '-', ''), ''), IF(u.kind = 'staff', 'PRO', 'CUSTOMER'),"
                     " COALESCE(p.loyalty, 0), COALESCE(p.credit, 600), IF(EXISTS (SELECT 1 FROM complaints o"
                     " WHERE o.tenant_id = i.tenant_id AND o.owner_id = i.owner_id AND o.state = 'open'), '1', '0'),"
                     " i.kind, COALESCE(t.name, ''), COALESCE(k.category, ''),"
                     " DATE_FORMAT(i.created_at, '%Y-%m-%dT%H:%i:%s.%fZ') FROM interactions i"
                     " LEFT JOIN customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id"
                     " LEFT JOIN users u ON u.tenant_id = i.tenant_id AND u.id = COALESCE(c.user_id, i.user_id)"
                     " LEFT JOIN customer_profiles p ON p.tenant_id = i.tenant_id AND p.customer_id = i.customer_id"
                     " LEFT JOIN products t ON t.tenant_id = i.tenant_id AND t.id = i.product_id"
                     " LEFT JOIN complaints k ON k.tenant_id = i.tenant_id AND k.id = i.complaint_id"
                     " WHERE i.tenant_id = :tenant AND i.id < ? ORDER BY i.id DESC LIMIT ?" },

    [Q_COMPLAINTS_OLD] = { "SELECT k.no, COALESCE(c.user_id, k.user_id) AS user_id, k.text, k.sentiment, k.category,"
                           " k.state, k.resolution_note AS note, k.created_at FROM complaints k" OF_CUSTOMER(
                               "k") " WHERE k.tenant_id = :tenant" OLD("k") },
    [Q_COMPLAINT_BY_NO] = { "SELECT k.id, k.customer_id FROM complaints k" OF_CUSTOMER(
        "k") " WHERE k.tenant_id = :tenant AND k.no = ?" VISIBLE("c") " FOR UPDATE" },
    [Q_COMPLAINT_OF_NO] = { "SELECT k.id, k.customer_id FROM complaints k" OF_CUSTOMER(
        "k") " WHERE k.tenant_id = :tenant AND k.no = ? AND (? IS NULL OR k.owner_id = ?)" VISIBLE("c") },
    [Q_PRODUCT_OF_NO] = { "SELECT id FROM products WHERE tenant_id = :tenant AND no = ?" },
    [Q_INTERACTIONS_OLD] = { "SELECT i.no, (SELECT k.no FROM complaints k WHERE k.tenant_id = i.tenant_id"
                             " AND k.id = i.complaint_id) AS complaint_no, (SELECT p.no FROM products p"
                             " WHERE p.tenant_id = i.tenant_id AND p.id = i.product_id) AS product_no, i.kind,"
                             " COALESCE(i.metadata, '{}') AS `metadata:json`, i.created_at FROM interactions i" OF_CUSTOMER(
                                 "i") " WHERE i.tenant_id = :tenant AND i.kind IN ('product_accepted', 'product_rejected',"
                                      " 'resolution_sent', 'resolution_success')" OLD("i") },
    [Q_NOTIFICATIONS_OLD] = { NOTIFICATION_OLD MINE " ORDER BY n.id DESC LIMIT ?" },
    [Q_NOTIFICATION_OLD] = { NOTIFICATION_OLD " AND n.id = ?" },
    [Q_NOTIFICATION_FLAGS] = { "UPDATE notifications SET reviewed_by = IF(? IS NULL, reviewed_by, :actor),"
                               " reviewed_at = CASE ? WHEN 1 THEN COALESCE(reviewed_at, UTC_TIMESTAMP(6)) WHEN 0 THEN NULL"
                               " ELSE reviewed_at END, confirmed_by = IF(? IS NULL, confirmed_by, :actor),"
                               " confirmed_at = CASE ? WHEN 1 THEN COALESCE(confirmed_at, UTC_TIMESTAMP(6)) WHEN 0 THEN NULL"
                               " ELSE confirmed_at END, sent_at = IF(confirmed_at IS NULL, sent_at,"
                               " COALESCE(sent_at, UTC_TIMESTAMP(6))), recipients = IF(audience IN ('customer', 'colleague') AND sent_at IS NOT NULL,"
                               " 1, recipients), version = version + 1 WHERE tenant_id = :tenant AND id = ?" },
    [Q_NOTIFICATION_BY_NO] = { "SELECT n.id, n.customer_id, n.sent_at IS NOT NULL, n.title, n.user_id FROM notifications n" OF_CUSTOMER(
        "n") " WHERE n.tenant_id = :tenant AND n.no = ?" NOTIFICATION_SEEN " FOR UPDATE" },

    [Q_NUMBERS_UP] = { "INSERT INTO numbers (tenant_id, kind, last_no) VALUES (:tenant, ?, LAST_INSERT_ID(?))"
                       " ON DUPLICATE KEY UPDATE last_no = LAST_INSERT_ID(last_no + ?)" },
    [Q_NUMBERS_LAST] = { "SELECT LAST_INSERT_ID()", .global = true },

    [Q_ISSUES] = { ISSUE " AND i.id < ? AND (? OR i.customer_no = ?) AND (? IS NULL OR i.status = ?)" VISIBLE(
        "c") " ORDER BY i.id DESC LIMIT ?" },
    [Q_ISSUE] = { ISSUE " AND i.id = ?" VISIBLE("c") },
    [Q_ISSUE_ADD] = { "INSERT INTO customer_issues (tenant_id, id, no, customer_no, customer_id, contract_code, client_type,"
                      " client_region, client_category, title, churn_risk, status) VALUES (:tenant, ?, ?, ?, " BY_EXTERNAL
                      ", ?, ?, ?, ?, ?, ?, ?)" },
    /* The timeline's id, the issue's; nothing for somebody of whom there is no record. */
    [Q_ISSUE_TOLD] = { TOLD("'event', 'issue', 'text', COALESCE(LEFT(x.title, 160), '')", "customer_issues") },
    [Q_ISSUE_LOCK] = { "SELECT i.version FROM customer_issues i" OF_CUSTOMER(
        "i") " WHERE i.tenant_id = :tenant AND i.id = ?" VISIBLE("c") " FOR UPDATE" },
    [Q_ISSUE_CHANGE] = { "UPDATE customer_issues SET customer_no = COALESCE(?, customer_no),"
                         " customer_id = IF(? IS NULL, customer_id, " BY_EXTERNAL "),"
                         " contract_code = COALESCE(?, contract_code), client_type = COALESCE(?, client_type),"
                         " client_region = COALESCE(?, client_region), client_category = COALESCE(?, client_category),"
                         " title = COALESCE(?, title), churn_risk = COALESCE(?, churn_risk), status = COALESCE(?, status),"
                         " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?" },
    [Q_ISSUE_REMOVE] = { "DELETE FROM customer_issues WHERE tenant_id = :tenant AND id = ?" },

    [Q_PREDICTIONS] = { PREDICTION " AND p.id < ? AND (? IS NULL OR p.region = ?) AND (? IS NULL OR p.incident = ?)"
                                   " AND p.average >= ? AND p.average < ?" VISIBLE("c") " ORDER BY p.id DESC LIMIT ?" },
    [Q_PREDICTION] = { PREDICTION " AND p.id = ?" VISIBLE("c") },
    [Q_PREDICTION_ADD] = { "INSERT INTO incident_predictions (tenant_id, id, no, customer_no, customer_id, region, client_type,"
                           " category, q1, q2, q3, q4, incident, recommendation) VALUES (:tenant, ?, ?, ?, " BY_EXTERNAL
                           ", ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_PREDICTION_TOLD] = { TOLD("'event', 'prediction', 'text', LEFT(x.recommendation, 160), 'average', x.average,"
                                 " 'incident', x.incident",
                                 "incident_predictions") },
    [Q_PREDICTION_LOCK] = { "SELECT p.version FROM incident_predictions p" OF_CUSTOMER(
        "p") " WHERE p.tenant_id = :tenant AND p.id = ?" VISIBLE("c") " FOR UPDATE" },
    [Q_PREDICTION_CHANGE] = { "UPDATE incident_predictions SET customer_no = COALESCE(?, customer_no),"
                              " customer_id = IF(? IS NULL, customer_id, " BY_EXTERNAL
                              "), region = COALESCE(?, region),"
                              " client_type = COALESCE(?, client_type), category = COALESCE(?, category),"
                              " q1 = COALESCE(?, q1), q2 = COALESCE(?, q2), q3 = COALESCE(?, q3), q4 = COALESCE(?, q4),"
                              " incident = COALESCE(?, incident), recommendation = COALESCE(?, recommendation),"
                              " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?" },
    [Q_PREDICTION_REMOVE] = { "DELETE FROM incident_predictions WHERE tenant_id = :tenant AND id = ?" },

    [Q_ISSUES_OLD] = { "SELECT i.customer_no, i.contract_code, i.client_type, i.client_region, i.client_category, i.title,"
                       " i.churn_risk, i.status FROM customer_issues i" OF_CUSTOMER(
                           "i") " WHERE i.tenant_id = :tenant"
                                " AND (? OR i.customer_no = ?) AND (? OR i.no = ?)" VISIBLE(
                                    "c") " ORDER BY i.id DESC LIMIT ?" },
    [Q_ISSUES_PUT] = { "UPDATE customer_issues i" OF_CUSTOMER(
        "i") " SET i.customer_id = IF(? IS NULL, i.customer_id, " BY_EXTERNAL
             "), i.customer_no = COALESCE(?, i.customer_no),"
             " i.title = COALESCE(?, i.title), i.contract_code = ?, i.client_type = ?,"
             " i.client_region = ?, i.client_category = ?, i.churn_risk = ?, i.status = ?,"
             " i.updated_at = UTC_TIMESTAMP(6), i.version = i.version + 1 WHERE i.tenant_id = :tenant" EXACT_PAIR
                           VISIBLE("c") },
    [Q_ISSUES_REMOVE] = { "DELETE i FROM customer_issues i" OF_CUSTOMER(
        "i") " WHERE i.tenant_id = :tenant" EXACT_PAIR VISIBLE("c") },
    [Q_PREDICTIONS_OLD] = { "SELECT p.no, p.customer_no, p.region, p.client_type, p.category, p.q1, p.q2, p.q3, p.q4,"
                            " p.incident, p.recommendation, " ZONED("p.created_at") " AS created_at, " ZONED("p.updated_at") " AS updated_at, p.average, " PREDICTION_LEVEL(
                                "p") " AS level"
                                     " FROM incident_predictions p" OF_CUSTOMER(
                                         "p") " WHERE p.tenant_id = :tenant"
                                              " AND (? IS NULL OR p.region = ? COLLATE utf8mb4_bin) AND (? IS NULL OR p.incident = ?) AND p.average >= ?"
                                              " AND (? IS NULL OR p.customer_no = ?) AND (? OR p.no = ?)" VISIBLE(
                                                  "c") " ORDER BY p.id DESC LIMIT ?" },
    [Q_PREDICTION_BY_NO] = { "SELECT p.id FROM incident_predictions p" OF_CUSTOMER(
        "p") " WHERE p.tenant_id = :tenant AND p.no = ?" VISIBLE("c") " FOR UPDATE" },

    [Q_EMAILS] = { "SELECT e.no, e.email, e.name, e.issue, " EMAIL_STATUS
                   " AS status, " ZONED("e.created_at") " AS created_at, " ZONED("e.updated_at") " AS updated_at, " ZONED(
                       "COALESCE(e.sent_at, m.sent_at)") " AS sent_at FROM email_notifications e LEFT JOIN mails m ON m.id = e.mail_id"
                                                         " AND m.tenant_id = e.tenant_id WHERE e.tenant_id = :tenant AND (? OR e.no = ?)"
                                                         " AND (? IS NULL OR " EMAIL_STATUS
                                                         " = ?) ORDER BY e.id DESC LIMIT ?" },
    [Q_EMAIL_ADD] = { "INSERT INTO email_notifications (tenant_id, id, no, email, name, issue, status)"
                      " VALUES (:tenant, ?, ?, ?, ?, ?, ?)" },
    [Q_EMAIL_CHANGE] = { "UPDATE email_notifications SET email = COALESCE(?, email), name = COALESCE(?, name),"
                         " issue = COALESCE(?, issue), status = COALESCE(?, status), mail_id = IF(? IS NULL, mail_id, NULL),"
                         " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND no = ?" },
    [Q_EMAIL_REMOVE] = { "DELETE FROM email_notifications WHERE tenant_id = :tenant AND no = ?" },
    [Q_EMAILS_TO_SEND] = { "SELECT e.id, e.email, e.name, e.issue, COALESCE((SELECT t.name FROM tenants t"
                           " WHERE t.id = e.tenant_id), '') FROM email_notifications e WHERE e.tenant_id = :tenant"
                           " AND (? IS NULL OR JSON_CONTAINS(?, CAST(e.no AS CHAR))) AND (? OR e.status = 'pending')"
                           " ORDER BY e.id LIMIT ? FOR UPDATE" },
    [Q_EMAIL_SENDING] = { "UPDATE email_notifications SET status = 'sending', mail_id = ?, sent_at = NULL,"
                          " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?" },

#include "queries_old.h"
};
