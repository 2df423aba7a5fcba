/*
 * queries_records.h: the part of the table in queries.c that is about records, their timelines and what people do with them.
 */

#define STAGE_OF(t)                                                                                                    \
    " LEFT JOIN pipeline_stages ps ON ps.tenant_id = :tenant AND ps.pipeline_id = " t ".pipeline_id AND ps.code = " t ".stage"

/* customer, whether the actor sees all */
#define RECORD                                                                                                         \
    "SELECT c.id, c.external_id, c.no, c.name, c.email, c.phone, c.street, c.city, c.region, c.postal_code,"           \
    " c.country, c.segment, CAST(c.since AS CHAR), c.revenue, c.contact_secondary, c.contact_time, c.last_call,"       \
    " c.entered_risk, c.custom, c.consent_email, c.consent_sms, c.consent_push, c.points, c.purchases,"                \
    " c.legal_hold, c.pipeline_id, c.stage, ps.title, ps.kind, c.stage_at, c.assigned_to, " PERSON_NAME(               \
        "au") ", c.user_id, " PERSON_NAME("lu") ", lu.email, c.shown_name, COALESCE(c.segment, c.data_segment, '')," \
              " c.data_value, c.data_score, c.data_band, c.state, c.merged_into, c.created_at, c.updated_at,"          \
              " c.version FROM customers c" STAGE_OF("c") ASSIGNEE " LEFT JOIN users lu ON lu.id = c.user_id AND lu.tenant_id = :tenant" \
              " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state <> 'erased'" VISIBLE("c")

/* all, band, band, segment, segment, stage, stage, any assignee, assignee, text, patterns of name, number, address, phone */
#define LIST_REST                                                                                                      \
    VISIBLE("k")                                                                                                       \
    " AND (? < 0 OR k.data_band = ?) AND (? = '' OR COALESCE(k.segment, k.data_segment, '') = ?)"                      \
    " AND (? = '' OR k.stage = ?) AND (? OR k.assigned_to <=> ?)"                                                      \
    " AND (? = '' OR k.shown_name LIKE ? ESCAPE '!' OR k.external_id LIKE ? ESCAPE '!'"                                \
    " OR k.email_key LIKE ? ESCAPE '!' OR k.phone LIKE ? ESCAPE '!')"

/* the walk's keys, the rest, limit, dataset, scoring */
#define LIST(index, walk, order)                                                                                       \
    "SELECT dr.row_no, c.id, c.external_id, c.shown_name, COALESCE(c.segment, c.data_segment, '')," ITEM_REST          \
    "(SELECT k.id FROM customers k FORCE INDEX (" index ") WHERE k.tenant_id = :tenant AND k.state = 'active'" walk    \
        LIST_REST " ORDER BY " order("k") " LIMIT ?) p STRAIGHT_JOIN customers c ON c.tenant_id = :tenant"             \
    " AND c.id = p.id LEFT JOIN dataset_rows dr ON dr.tenant_id = :tenant AND dr.dataset_no = ?"                       \
    " AND dr.external_id = c.external_id LEFT JOIN scores sc ON sc.tenant_id = :tenant AND sc.scoring_no = ?"          \
    " AND sc.row_no = dr.row_no" ASSIGNEE " ORDER BY " order("c")

#define ORDER_RECENT(t)   t ".created_at DESC, " t ".id DESC"
#define ORDER_NAME(t)     t ".shown_name, " t ".id"
#define ORDER_RISK(t)     t ".data_band DESC, " t ".data_score DESC, " t ".id DESC"
#define ORDER_STAGE(t)    t ".stage_at DESC, " t ".id DESC"
#define ORDER_ASSIGNED(t) t ".id DESC"

[Q_RECORD] = SQL(RECORD),
[Q_RECORD_LOCK] = SQL("SELECT c.version, c.state FROM customers c WHERE c.tenant_id = :tenant AND c.id = ?"
                      " AND c.state <> 'erased'" VISIBLE("c") " FOR UPDATE"),
[Q_RECORD_INSERT] =
    SQL("INSERT INTO customers (tenant_id, id, no, external_id, created_by) VALUES (:tenant, ?, ?, ?, :actor)"),
[Q_RECORD_UPDATE] =
    SQL("UPDATE customers SET name = IF(?, ?, name), email = IF(?, ?, email), email_key = IF(?, ?, email_key),"
        " phone = IF(?, ?, phone), street = IF(?, ?, street), city = IF(?, ?, city), region = IF(?, ?, region),"
        " postal_code = IF(?, ?, postal_code), country = IF(?, ?, country), segment = IF(?, ?, segment),"
        " since = IF(?, ?, since), revenue = IF(?, ?, revenue), contact_secondary = IF(?, ?, contact_secondary),"
        " contact_time = IF(?, ?, contact_time), last_call = IF(?, ?, last_call),"
        " entered_risk = IF(?, ?, entered_risk), custom = IF(?, ?, custom), purchases = IF(?, ?, purchases),"
        " legal_hold = IF(?, ?, legal_hold), updated_at = UTC_TIMESTAMP(6), version = version + ?"
        " WHERE tenant_id = :tenant AND id = ?"),

[Q_LIST_PLACE] = SQL("SELECT created_at, shown_name, data_band, data_score, stage_at FROM customers"
                     " WHERE tenant_id = :tenant AND id = ?"),
[Q_LIST_RECENT] = SQL(LIST("customers_recent", " AND (k.created_at < ? OR (k.created_at = ? AND k.id < ?))",
                           ORDER_RECENT)),
[Q_LIST_NAME] =
    SQL(LIST("customers_name", " AND (k.shown_name > ? OR (k.shown_name = ? AND k.id > ?))", ORDER_NAME)),
/* band, band, score, score, customer */
[Q_LIST_RISK] = SQL(LIST("customers_score",
                         " AND k.data_band <= ? AND (k.data_band < ? OR k.data_score < ?"
                         " OR (k.data_score = ? AND k.id < ?))",
                         ORDER_RISK)),
[Q_LIST_STAGE] = SQL(LIST("customers_stage", " AND k.stage = ? AND (k.stage_at < ? OR (k.stage_at = ? AND k.id < ?))",
                          ORDER_STAGE)),
[Q_LIST_ASSIGNED] = SQL(LIST("customers_assigned", " AND k.assigned_to <=> ? AND k.id < ?", ORDER_ASSIGNED)),

[Q_CUSTOM_FIELDS] =
    SQL("SELECT name, title, type, choices FROM custom_fields WHERE tenant_id = :tenant ORDER BY ord, name LIMIT 100"),
[Q_CUSTOM_FIELDS_DROP] = SQL("DELETE FROM custom_fields WHERE tenant_id = :tenant"),
[Q_CUSTOM_FIELD_ADD] =
    SQL("INSERT INTO custom_fields (tenant_id, name, title, type, choices, ord) VALUES (:tenant, ?, ?, ?, ?, ?)"),

[Q_CONSENT_SET] = SQL("UPDATE customers SET consent_email = IF(?, ?, consent_email),"
                      " consent_sms = IF(?, ?, consent_sms), consent_push = IF(?, ?, consent_push),"
                      " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?"),
[Q_CONSENT_ADD] = SQL("INSERT INTO consents (tenant_id, customer_id, id, channel, given, source, shown, actor_id)"
                      " VALUES (:tenant, ?, ?, ?, ?, ?, ?, :actor)"),
[Q_CONSENTS] = SQL("SELECT n.channel, n.given AS `given:bool`, n.source, n.shown, " PERSON_NAME("au") " AS `by`, n.at"
                   " FROM consents n LEFT JOIN users au ON au.id = n.actor_id AND au.tenant_id = :tenant"
                   " WHERE n.tenant_id = :tenant AND n.customer_id = ? ORDER BY n.id DESC LIMIT 200"),

/* The condition is part of the change, so that the row is locked once and by it. */
[Q_POINTS_ADD] = SQL("UPDATE customers c SET c.points = c.points + ? WHERE c.tenant_id = :tenant AND c.id = ?"
                     " AND c.state = 'active' AND c.points + ? >= 0" VISIBLE("c")),
[Q_POINTS_NOW] = SQL("SELECT c.points, c.state FROM customers c WHERE c.tenant_id = :tenant AND c.id = ?"
                     " AND c.state <> 'erased'" VISIBLE("c")),
[Q_POINT_ENTRY] = SQL("INSERT INTO point_entries (tenant_id, customer_id, id, delta, reason, actor_id, at)"
                      " VALUES (:tenant, ?, ?, ?, ?, :actor, ?)"),
[Q_POINTS_TOLD] = SQL("INSERT INTO timeline (tenant_id, customer_id, id, kind, actor_id, ref_id, body)"
                      " VALUES (:tenant, ?, ?, 'points', :actor, ?, ?)"),
[Q_POINT_ENTRIES] = SQL("SELECT p.id, p.delta, p.reason, p.at, p.actor_id, " PERSON_NAME("au") " FROM point_entries p"
                        " LEFT JOIN users au ON au.id = p.actor_id AND au.tenant_id = :tenant"
                        " WHERE p.tenant_id = :tenant AND p.customer_id = ? AND p.id < ? ORDER BY p.id DESC LIMIT ?"),

/* One stretch of the primary key; of one kind, of the other index. */
#define TIMELINE(where)                                                                                                \
    "SELECT t.id, t.at, t.kind, t.actor_id, " PERSON_NAME("au") ", t.ref_id, t.body FROM timeline t"                   \
    " LEFT JOIN users au ON au.id = t.actor_id AND au.tenant_id = :tenant"                                             \
    " WHERE t.tenant_id = :tenant AND t.customer_id = ?" where " AND t.id < ? ORDER BY t.id DESC LIMIT ?"
[Q_TIMELINE] = SQL(TIMELINE("")),
[Q_TIMELINE_KIND] = SQL(TIMELINE(" AND t.kind = ?")),
[Q_RISK_HISTORY] = SQL("SELECT t.at, t.body FROM timeline t FORCE INDEX (timeline_kind) WHERE t.tenant_id = :tenant"
                       " AND t.customer_id = ? AND t.kind = 'score' ORDER BY t.id DESC LIMIT ?"),
/* row, scoring, dataset */
[Q_SCORED_ROW] = SQL(ITEM "(SELECT CAST(? AS UNSIGNED) AS row_no)" CONTENTS),

/* Assignments. */
[Q_ASSIGNMENT_NOW] = SQL("SELECT c.assigned_to, " PERSON_NAME("au") " FROM customers c" ASSIGNEE
                         " WHERE c.tenant_id = :tenant AND c.id = ?"),
[Q_ASSIGNMENT_END] = SQL("UPDATE assignments SET active = NULL, ended_at = UTC_TIMESTAMP(6)"
                         " WHERE tenant_id = :tenant AND customer_id = ? AND active"),
[Q_ASSIGNMENT_ADD] = SQL("INSERT INTO assignments (tenant_id, id, customer_id, assigned_to, assigned_by, remarks,"
                         " batch_id, before_id) VALUES (:tenant, ?, ?, ?, :actor, ?, ?, ?)"),
[Q_ASSIGNED_SET] = SQL("UPDATE customers SET assigned_to = ? WHERE tenant_id = :tenant AND id = ?"),
[Q_ASSIGNEE] = SQL("SELECT u.id, " PERSON_NAME("u") " FROM users u WHERE u.tenant_id = :tenant AND u.id = ?"
                   " AND u.kind = 'staff' AND u.state = 'active' AND EXISTS (SELECT 1 FROM user_roles ur"
                   " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                   " WHERE ur.tenant_id = :tenant AND ur.user_id = u.id AND rp.permission = 'customers:read')"),
[Q_ASSIGNEES] =
    SQL("SELECT u.id, " PERSON_NAME("u") " AS name, u.email, (SELECT COALESCE(JSON_ARRAYAGG(ur.role), '[]')"
        " FROM user_roles ur WHERE ur.tenant_id = :tenant AND ur.user_id = u.id) AS `roles:json`,"
        " (SELECT COUNT(*) FROM customers c WHERE c.tenant_id = :tenant AND c.state = 'active'"
        " AND c.assigned_to = u.id) AS customers FROM users u WHERE u.tenant_id = :tenant AND u.kind = 'staff'"
        " AND u.state = 'active' AND EXISTS (SELECT 1 FROM user_roles ur JOIN role_permissions rp"
        " ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role WHERE ur.tenant_id = :tenant AND ur.user_id = u.id"
        " AND rp.permission = 'customers:read') ORDER BY name, u.id LIMIT 500"),
[Q_ASSIGNMENTS] = SQL("SELECT a.id, a.assigned_to, " PERSON_NAME("t") ", a.assigned_by, " PERSON_NAME(
    "b") ", a.remarks, a.at, a.ended_at, a.batch_id FROM assignments a"
         " LEFT JOIN users t ON t.id = a.assigned_to AND t.tenant_id = :tenant"
         " LEFT JOIN users b ON b.id = a.assigned_by AND b.tenant_id = :tenant"
         " WHERE a.tenant_id = :tenant AND a.customer_id = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?"),
