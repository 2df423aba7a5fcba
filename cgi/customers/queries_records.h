/*
 * queries_records.h: the part of the table in queries.c that is about records, their timelines and what people do with them.
 */

#define STAGE_OF(t)                                                                                                    \
    " LEFT JOIN pipeline_stages ps ON ps.tenant_id = :tenant AND ps.pipeline_id = " t ".pipeline_id AND ps.code = " t  \
    ".stage"

/* customer, whether the actor sees all */
#define RECORD                                                                                                                                  \
    "SELECT c.id, c.external_id, c.no, c.name, c.email, c.phone, c.street, c.city, c.region, c.postal_code,"                                    \
    " c.country, c.segment, CAST(c.since AS CHAR), c.revenue, c.contact_secondary, c.contact_time, c.last_call,"                                \
    " c.entered_risk, c.custom, c.consent_email, c.consent_sms, c.consent_push, c.points, c.purchases,"                                         \
    " c.legal_hold, c.pipeline_id, c.stage, ps.title, ps.kind, c.stage_at, c.assigned_to, " PERSON_NAME(                                        \
        "au") ", c.user_id, " PERSON_NAME("lu") ", lu.email, c.shown_name, COALESCE(c.segment, c.data_segment, ''),"                            \
                                                " c.data_value, c.data_score, c.data_band, c.state, c.merged_into, c.created_at, c.updated_at," \
                                                " c.version FROM customers c" STAGE_OF("c") ASSIGNEE                                            \
        " LEFT JOIN users lu ON lu.id = c.user_id AND lu.tenant_id = :tenant"                                                                   \
        " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state <> 'erased'" VISIBLE("c")

/* all, band, band, segment, segment, stage, stage, any assignee, assignee, text, patterns of name, number, address, phone; a filter's */
#define LIST_REST                                                                                                      \
    VISIBLE("c")                                                                                                       \
    " AND (? < 0 OR c.data_band = ?) AND (? = '' OR COALESCE(c.segment, c.data_segment, '') = ?)"                      \
    " AND (? = '' OR c.stage = ?) AND (? OR c.assigned_to <=> ?)"                                                      \
    " AND (? = '' OR c.shown_name LIKE ? ESCAPE '!' OR c.external_id LIKE ? ESCAPE '!'"                                \
    " OR c.email_key LIKE ? ESCAPE '!' OR c.phone LIKE ? ESCAPE '!')" DB_MORE

/* Whom a text can mean. A JSON list of words' numbers; patterns of a number, an address, a phone, "" finds nothing. */
#define BEGINNING(index, column)                                                                                       \
    " UNION (SELECT b.id FROM customers b FORCE INDEX (" index ") WHERE b.tenant_id = :tenant AND b." column           \
    " LIKE ? ESCAPE '!' LIMIT 5001)"
#define AMONG                                                                                                          \
    "((SELECT o.customer_id AS id FROM JSON_TABLE(?, '$[*]' COLUMNS (word_id INT UNSIGNED PATH '$')) t"                \
    " STRAIGHT_JOIN search_postings o ON o.tenant_id = :tenant AND o.word_id = t.word_id LIMIT 5001)" BEGINNING(       \
        "customers_external", "external_id") BEGINNING("customers_email", "email_key")                                 \
        BEGINNING("customers_phone", "phone") ") few"

/* the walk's keys, the rest, limit, dataset, scoring */
#define LIST(index, walk, order) LISTED("customers c FORCE INDEX (" index ")", walk, order)
/* the same, with those of AMONG before them */
#define LIST_AMONG(walk, order)                                                                                        \
    LISTED(AMONG " STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY) ON c.id = few.id", walk, order)
/* As in queries.c the page's rows are ordered before anything is joined to them: p has what any order goes by. */
#define LISTED(from, walk, order)                                                                                                             \
    "SELECT dr.row_no, c.id, c.external_id, c.shown_name, COALESCE(c.segment, c.data_segment, '')," ITEM_REST                                 \
    "(SELECT c.id, c.shown_name, c.data_band, c.data_score, c.stage_at FROM " from " WHERE c.tenant_id = :tenant"                             \
    " AND c.state = 'active'" walk LIST_REST " ORDER BY " order(                                                                              \
        "c") " LIMIT ?) p STRAIGHT_JOIN customers c ON c.tenant_id = :tenant"                                                                 \
             " AND c.id = p.id LEFT JOIN dataset_rows dr FORCE INDEX (dataset_rows_external) ON dr.tenant_id = :tenant AND dr.dataset_no = ?" \
             " AND dr.external_id = c.external_id LEFT JOIN scores sc FORCE INDEX (PRIMARY) ON sc.tenant_id = :tenant AND sc.scoring_no = ?"  \
             " AND sc.row_no = dr.row_no" ASSIGNEE " ORDER BY " order("p")

/* Whom a notification is for, of a stretch of customers. */
#define NOTIFIED                                                                                                                \
    " FROM notifications n STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY) ON c.tenant_id = :tenant AND c.id > ? AND c.id <= ?" \
    " WHERE n.tenant_id = :tenant AND n.id = ? AND n.sent_at IS NOT NULL AND c.state = 'active'"                                \
    " AND (n.audience = 'all' OR COALESCE(c.segment, c.data_segment) = n.segment)"

/* customer, the rest, limit; the rest, limit */
[Q_MATCH] = SQL("SELECT c.id FROM customers c FORCE INDEX (PRIMARY) WHERE c.tenant_id = :tenant AND c.state = 'active'"
                " AND c.id > ?" LIST_REST " ORDER BY c.id LIMIT ?"),
    [Q_MATCH_COUNT] = SQL("SELECT COUNT(*) FROM (SELECT 1 FROM customers c WHERE c.tenant_id = :tenant"
                          " AND c.state = 'active'" LIST_REST " LIMIT ?) m"),

    [Q_MATCH_WORDS] =
        SQL("SELECT w.id FROM search_words w WHERE w.tenant_id = :tenant AND w.word LIKE ? ESCAPE '!' LIMIT ?"),
    [Q_MATCH_FEW] = SQL("SELECT COUNT(*) FROM (SELECT few.id FROM " AMONG " LIMIT ?) n"),
    /* among, the rest, limit */
    [Q_MATCH_COUNT_AMONG] = SQL("SELECT COUNT(*) FROM (SELECT 1 FROM " AMONG
                                " STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY) ON c.id = few.id"
                                " WHERE c.tenant_id = :tenant AND c.state = 'active'" LIST_REST " LIMIT ?) m"),

#define ORDER_RECENT(t) t ".id DESC" /* of version 7: the latest first */
#define ORDER_NAME(t)   t ".shown_name, " t ".id"
#define ORDER_RISK(t)   t ".data_band DESC, " t ".data_score DESC, " t ".id DESC"
#define ORDER_STAGE(t)  t ".stage_at DESC, " t ".id DESC"

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

    [Q_LIST_PLACE] = SQL("SELECT shown_name, data_band, data_score, stage_at FROM customers"
                         " WHERE tenant_id = :tenant AND id = ?"),
#define WALK_RECENT  " AND c.id < ?"
#define WALK_LETTERS " AND (c.shown_name > ? OR (c.shown_name = ? AND c.id > ?))"
/* band, band, score, score, customer */
#define WALK_RISK     " AND c.data_band <= ? AND (c.data_band < ? OR c.data_score < ? OR (c.data_score = ? AND c.id < ?))"
#define WALK_STAGE    " AND c.stage = ? AND (c.stage_at < ? OR (c.stage_at = ? AND c.id < ?))"
#define WALK_ASSIGNED " AND c.assigned_to <=> ? AND c.id < ?"
    [Q_LIST_RECENT] = SQL(LIST("PRIMARY", WALK_RECENT, ORDER_RECENT)),
    [Q_LIST_NAME] = SQL(LIST("customers_name", WALK_LETTERS, ORDER_NAME)),
    [Q_LIST_RISK] = SQL(LIST("customers_score", WALK_RISK, ORDER_RISK)),
    [Q_LIST_STAGE] = SQL(LIST("customers_stage", WALK_STAGE, ORDER_STAGE)),
    [Q_LIST_ASSIGNED] = SQL(LIST("customers_assigned", WALK_ASSIGNED, ORDER_RECENT)),
    [Q_AMONG_RECENT] = SQL(LIST_AMONG(WALK_RECENT, ORDER_RECENT)),
    [Q_AMONG_NAME] = SQL(LIST_AMONG(WALK_LETTERS, ORDER_NAME)), [Q_AMONG_RISK] = SQL(LIST_AMONG(WALK_RISK, ORDER_RISK)),
    [Q_AMONG_STAGE] = SQL(LIST_AMONG(WALK_STAGE, ORDER_STAGE)),
    [Q_AMONG_ASSIGNED] = SQL(LIST_AMONG(WALK_ASSIGNED, ORDER_RECENT)),

    [Q_CUSTOM_FIELDS] = SQL(
        "SELECT name, title, type, choices FROM custom_fields WHERE tenant_id = :tenant ORDER BY ord, name LIMIT 100"),
    [Q_CUSTOM_FIELDS_VERSION] = SQL("SELECT last_no FROM numbers WHERE tenant_id = :tenant AND kind = 'custom_fields'"),
    [Q_CUSTOM_FIELDS_COUNTED] =
        SQL("INSERT INTO numbers (tenant_id, kind, last_no) VALUES (:tenant, 'custom_fields', 0)"
            " ON DUPLICATE KEY UPDATE last_no = last_no"),
    [Q_CUSTOM_FIELDS_LOCK] =
        SQL("SELECT last_no FROM numbers WHERE tenant_id = :tenant AND kind = 'custom_fields' FOR UPDATE"),
    [Q_CUSTOM_FIELDS_UP] =
        SQL("UPDATE numbers SET last_no = last_no + 1 WHERE tenant_id = :tenant AND kind = 'custom_fields'"),
    [Q_CUSTOM_FIELDS_DROP] = SQL("DELETE FROM custom_fields WHERE tenant_id = :tenant"),
    [Q_CUSTOM_FIELD_ADD] =
        SQL("INSERT INTO custom_fields (tenant_id, name, title, type, choices, ord) VALUES (:tenant, ?, ?, ?, ?, ?)"),

    [Q_CONSENT_SET] = SQL("UPDATE customers SET consent_email = IF(?, ?, consent_email),"
                          " consent_sms = IF(?, ?, consent_sms), consent_push = IF(?, ?, consent_push),"
                          " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?"),
    [Q_CONSENT_ADD] = SQL("INSERT INTO consents (tenant_id, customer_id, id, channel, given, source, shown, actor_id)"
                          " VALUES (:tenant, ?, ?, ?, ?, ?, ?, :actor)"),
    [Q_CONSENTS] = SQL("SELECT n.channel, n.given AS `given:bool`, n.source, n.shown, " PERSON_NAME(
        "au") " AS `by`, n.at"
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
    [Q_POINT_ENTRIES] = SQL("SELECT p.id, p.delta, p.reason, p.at, p.actor_id, " PERSON_NAME(
        "au") " FROM point_entries p"
              " LEFT JOIN users au ON au.id = p.actor_id AND au.tenant_id = :tenant"
              " WHERE p.tenant_id = :tenant AND p.customer_id = ? AND p.id < ? ORDER BY p.id DESC LIMIT ?"),

/* One stretch of the primary key; of one kind, of the other index. */
#define TIMELINE(where)                                                                                                \
    "SELECT t.id, t.at, t.kind, t.actor_id, " PERSON_NAME(                                                             \
        "au") ", t.ref_id, t.body FROM timeline t"                                                                     \
              " LEFT JOIN users au ON au.id = t.actor_id AND au.tenant_id = :tenant"                                   \
              " WHERE t.tenant_id = :tenant AND t.customer_id = ?" where " AND t.id < ? ORDER BY t.id DESC LIMIT ?"
    [Q_TIMELINE] = SQL(TIMELINE("")), [Q_TIMELINE_KIND] = SQL(TIMELINE(" AND t.kind = ?")),
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
    [Q_ASSIGNEE] = SQL("SELECT u.id, " PERSON_NAME(
        "u") " FROM users u WHERE u.tenant_id = :tenant AND u.id = ?"
             " AND u.kind = 'staff' AND u.state = 'active' AND EXISTS (SELECT 1 FROM user_roles ur"
             " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
             " WHERE ur.tenant_id = :tenant AND ur.user_id = u.id AND rp.permission = 'customers:read')"),
    [Q_ASSIGNEES] = SQL("SELECT u.id, " PERSON_NAME(
        "u") " AS name, u.email, (SELECT COALESCE(JSON_ARRAYAGG(ur.role), '[]')"
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

/* Pipelines and stages. The order of columns of the first two is what pipelines.c and stages.c read. */
#define PIPELINE                                                                                                       \
    "SELECT p.id, p.name, COALESCE(p.is_default, 0) AS `default:bool`, p.version, p.created_at FROM pipelines p"       \
    " WHERE p.tenant_id = :tenant"
    [Q_PIPELINES] = SQL(PIPELINE " ORDER BY p.is_default DESC, p.name, p.id"),
    [Q_PIPELINE] = SQL(PIPELINE " AND p.id = ?"),
    [Q_PIPELINE_DEFAULT] =
        SQL("SELECT id FROM pipelines WHERE tenant_id = :tenant ORDER BY is_default DESC, id LIMIT 1"),
    [Q_PIPELINE_COUNT] = SQL("SELECT COUNT(*) FROM pipelines WHERE tenant_id = :tenant"),
    [Q_PIPELINE_LOCK] =
        SQL("SELECT version, COALESCE(is_default, 0) FROM pipelines WHERE tenant_id = :tenant AND id = ? FOR UPDATE"),
    [Q_PIPELINE_ADD] = SQL("INSERT INTO pipelines (tenant_id, id, name, is_default) VALUES (:tenant, ?, ?, ?)"),
    [Q_PIPELINE_NO_DEFAULT] = SQL("UPDATE pipelines SET is_default = NULL WHERE tenant_id = :tenant AND is_default"),
    [Q_PIPELINE_SET] = SQL("UPDATE pipelines SET name = ?, is_default = IF(?, TRUE, is_default), version = version + 1"
                           " WHERE tenant_id = :tenant AND id = ?"),
    [Q_PIPELINE_DROP] = SQL("DELETE FROM pipelines WHERE tenant_id = :tenant AND id = ?"),
    [Q_PIPELINE_LOST] =
        SQL("SELECT c.stage FROM customers c WHERE c.tenant_id = :tenant AND c.pipeline_id = ?"
            " AND c.state = 'active' AND NOT EXISTS (SELECT 1 FROM pipeline_stages s"
            " WHERE s.tenant_id = :tenant AND s.pipeline_id = c.pipeline_id AND s.code = c.stage) LIMIT 1"),
    [Q_STAGES] = SQL("SELECT code, title, kind, moves AS `moves:json`, ageing_days FROM pipeline_stages"
                     " WHERE tenant_id = :tenant AND pipeline_id = ? ORDER BY ord"),
    [Q_STAGE] = SQL("SELECT code, title, kind, moves FROM pipeline_stages WHERE tenant_id = :tenant AND pipeline_id = ?"
                    " AND code = ?"),
    [Q_STAGE_ADD] =
        SQL("INSERT INTO pipeline_stages (tenant_id, pipeline_id, code, ord, title, kind, moves, ageing_days)"
            " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)"),
    [Q_STAGES_DROP] = SQL("DELETE FROM pipeline_stages WHERE tenant_id = :tenant AND pipeline_id = ?"),
    [Q_STAGE_LOCK] =
        SQL("SELECT c.pipeline_id, c.stage, c.stage_no, c.stage_at, c.state FROM customers c"
            " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state <> 'erased'" VISIBLE("c") " FOR UPDATE"),
    [Q_STAGE_CHANGE] =
        SQL("INSERT INTO stage_changes (tenant_id, customer_id, no, id, pipeline_id, from_stage, to_stage,"
            " remarks, actor_id, at) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, :actor, ?)"),
    [Q_STAGE_SET] = SQL("UPDATE customers SET pipeline_id = ?, stage = ?, stage_no = ?, stage_at = ?"
                        " WHERE tenant_id = :tenant AND id = ?"),
    [Q_STAGE_CHANGES] =
        SQL("SELECT h.no, h.pipeline_id, h.from_stage, f.title, h.to_stage, t.title, h.remarks,"
            " h.actor_id, " PERSON_NAME(
                "au") ", h.at FROM stage_changes h"
                      " LEFT JOIN pipeline_stages f ON f.tenant_id = :tenant AND f.pipeline_id = h.pipeline_id"
                      " AND f.code = h.from_stage LEFT JOIN pipeline_stages t ON t.tenant_id = :tenant"
                      " AND t.pipeline_id = h.pipeline_id AND t.code = h.to_stage"
                      " LEFT JOIN users au ON au.id = h.actor_id AND au.tenant_id = :tenant"
                      " WHERE h.tenant_id = :tenant AND h.customer_id = ? AND h.no < ? ORDER BY h.no DESC LIMIT ?"),

/* Moves of a pipeline since some days ago, with the time spent where they came from. pipeline, days */
#define MOVES                                                                                                          \
    "SELECT h.from_stage, h.to_stage, TIMESTAMPDIFF(SECOND, b.at, h.at) / 3600 AS hours FROM stage_changes h"          \
    " FORCE INDEX (stage_changes_at) LEFT JOIN stage_changes b ON b.tenant_id = :tenant"                               \
    " AND b.customer_id = h.customer_id AND b.no = h.no - 1 WHERE h.tenant_id = :tenant AND h.pipeline_id = ?"         \
    " AND h.at >= UTC_TIMESTAMP(6) - INTERVAL ? DAY"
    /* pipeline, visible; pipeline, days, pipeline, days, pipeline */
    [Q_FUNNEL] = SQL(
        "SELECT s.code, s.title, s.kind, COALESCE(n.count, 0) AS `count:int`, COALESCE(e.count, 0) AS `entered:int`,"
        " COALESCE(l.count, 0) AS `left:int`, l.hours AS `median_hours:num` FROM pipeline_stages s LEFT JOIN"
        " (SELECT c.stage, COUNT(*) AS count FROM customers c WHERE c.tenant_id = :tenant AND c.state = 'active'"
        " AND c.pipeline_id = ?" VISIBLE(
            "c") " GROUP BY c.stage) n ON n.stage = s.code"
                 " LEFT JOIN (SELECT m.to_stage, COUNT(*) AS count FROM (" MOVES ") m GROUP BY m.to_stage) e"
                 " ON e.to_stage = s.code LEFT JOIN (SELECT DISTINCT m.from_stage,"
                 " COUNT(*) OVER (PARTITION BY m.from_stage) AS count, MEDIAN(m.hours) OVER (PARTITION BY m.from_stage) AS hours"
                 " FROM (" MOVES ") m) l ON l.from_stage = s.code"
                 " WHERE s.tenant_id = :tenant AND s.pipeline_id = ? ORDER BY s.ord"),
    [Q_FUNNEL_MOVES] = SQL("SELECT DISTINCT m.from_stage AS `from`, m.to_stage AS `to`,"
                           " COUNT(*) OVER (PARTITION BY m.from_stage, m.to_stage) AS `count:int`,"
                           " MEDIAN(m.hours) OVER (PARTITION BY m.from_stage, m.to_stage) AS `median_hours:num`"
                           " FROM (" MOVES ") m ORDER BY 3 DESC, 1, 2 LIMIT 500"),

/* Notes. */
#define NOTE                                                                                                           \
    "SELECT n.id, n.body, n.pinned, COALESCE(n.mentions, '[]'), n.created_by, " PERSON_NAME(                           \
        "au") ", n.created_at, n.updated_at, n.version FROM customer_notes n"                                          \
              " LEFT JOIN users au ON au.id = n.created_by AND au.tenant_id = :tenant"                                 \
              " WHERE n.tenant_id = :tenant AND n.customer_id = ? AND n.removed_at IS NULL"
    /* customer, pinned, pinned, note, limit */
    [Q_NOTES] =
        SQL(NOTE " AND (n.pinned < ? OR (n.pinned = ? AND n.id < ?)) ORDER BY n.pinned DESC, n.id DESC LIMIT ?"),
    [Q_NOTE] = SQL(NOTE " AND n.id = ?"),
    [Q_NOTE_LOCK] = SQL(
        "SELECT n.version, n.created_by, n.body, COALESCE(n.mentions, '[]') FROM customer_notes n WHERE n.tenant_id = :tenant"
        " AND n.customer_id = ? AND n.id = ? AND n.removed_at IS NULL FOR UPDATE"),
    [Q_NOTE_ADD] = SQL("INSERT INTO customer_notes (tenant_id, id, customer_id, body, pinned, mentions, created_by)"
                       " VALUES (:tenant, ?, ?, ?, ?, ?, :actor)"),
    [Q_NOTE_EDIT_ADD] = SQL("INSERT INTO customer_note_edits (tenant_id, note_id, version, body, edited_by)"
                            " VALUES (:tenant, ?, ?, ?, :actor)"),
    [Q_NOTE_SET] = SQL("UPDATE customer_notes SET body = IF(?, ?, body), pinned = IF(?, ?, pinned),"
                       " mentions = IF(?, ?, mentions), updated_at = UTC_TIMESTAMP(6), version = version + 1"
                       " WHERE tenant_id = :tenant AND id = ?"),
    [Q_NOTE_REMOVE] = SQL("UPDATE customer_notes SET removed_at = UTC_TIMESTAMP(6), version = version + 1"
                          " WHERE tenant_id = :tenant AND id = ?"),
    [Q_NOTE_EDITS] = SQL("SELECT d.version, d.body, d.edited_by, " PERSON_NAME(
        "au") ", d.at FROM customer_note_edits d"
              " LEFT JOIN users au ON au.id = d.edited_by AND au.tenant_id = :tenant"
              " WHERE d.tenant_id = :tenant AND d.note_id = ? ORDER BY d.version DESC LIMIT 200"),
    /* Their name, where mail reaches them, and who asks. */
    [Q_COLLEAGUE] =
        SQL("SELECT " PERSON_NAME("u") ", IF(u.verified, COALESCE(u.email, ''), ''), COALESCE((SELECT " PERSON_NAME(
            "a") " FROM users a"
                 " WHERE a.tenant_id = :tenant AND a.id = :actor), '') FROM users u WHERE u.tenant_id = :tenant AND u.id = ?"
                 " AND u.kind = 'staff' AND u.state = 'active'"),

    /* Factors and recommendations. */
    [Q_FACTORS] = SQL("SELECT id, name, impact, details, created_at FROM customer_factors WHERE tenant_id = :tenant"
                      " AND customer_id = ? ORDER BY id DESC LIMIT 100"),
    [Q_FACTOR_ADD] = SQL("INSERT INTO customer_factors (tenant_id, id, customer_id, name, impact, details, created_by)"
                         " VALUES (:tenant, ?, ?, ?, ?, ?, :actor)"),
    [Q_FACTOR_DROP] = SQL("DELETE FROM customer_factors WHERE tenant_id = :tenant AND id = ? AND customer_id = ?"),
#define RECOMMENDATION                                                                                                 \
    "SELECT id, source, feature, title, impact, details, state, snoozed_until, outcome, created_at, updated_at,"       \
    " version FROM recommendations WHERE tenant_id = :tenant AND customer_id = ?"
    [Q_RECOMMENDATIONS] = SQL(RECOMMENDATION " AND (? = '' OR state = ?) ORDER BY id DESC LIMIT 100"),
    [Q_RECOMMENDATION] = SQL(RECOMMENDATION " AND id = ?"),
    [Q_RECOMMENDATION_LOCK] = SQL(RECOMMENDATION " AND id = ? FOR UPDATE"),
    [Q_RECOMMENDATION_ADD] = SQL(
        "INSERT INTO recommendations (tenant_id, id, customer_id, source, feature, title, impact, details, created_by)"
        " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, :actor)"),
    [Q_RECOMMENDATION_SET] =
        SQL("UPDATE recommendations SET state = ?, snoozed_until = ?, outcome = IF(? IS NULL, outcome, ?),"
            " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE tenant_id = :tenant AND id = ?"),

/* Assignments made together. */
#define BATCH                                                                                                          \
    "SELECT b.id, b.state, b.total, b.done, b.changed, b.assigned_to, " PERSON_NAME(                                   \
        "t") ", b.created_at, b.finished_at, b.undo_state FROM assignment_batches b"                                   \
             " LEFT JOIN users t ON t.id = b.assigned_to AND t.tenant_id = :tenant WHERE b.tenant_id = :tenant"
    [Q_BATCH] = SQL(BATCH " AND b.id = ?"), [Q_BATCHES] = SQL(BATCH " AND b.id < ? ORDER BY b.id DESC LIMIT ?"),
    [Q_BATCH_ADD] =
        SQL("INSERT INTO assignment_batches (tenant_id, id, assigned_to, remarks, wanted, total, created_by)"
            " VALUES (:tenant, ?, ?, ?, ?, ?, :actor)"),
    [Q_BATCH_WORK] = SQL("SELECT assigned_to, remarks, wanted, state, last_id, undo_state FROM assignment_batches"
                         " WHERE tenant_id = :tenant AND id = ? FOR UPDATE"),
    [Q_BATCH_STEP] = SQL("UPDATE assignment_batches SET state = ?, done = done + ?, changed = changed + ?, last_id = ?,"
                         " finished_at = IF(? = 'done', UTC_TIMESTAMP(6), NULL) WHERE tenant_id = :tenant AND id = ?"),
    [Q_BATCH_TOTAL] = SQL("UPDATE assignment_batches SET total = ? WHERE tenant_id = :tenant AND id = ?"),
    [Q_BATCH_UNDO] = SQL("UPDATE assignment_batches SET undo_state = ? WHERE tenant_id = :tenant AND id = ?"),
    [Q_BATCH_IDS] = SQL("SELECT c.id FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) w JOIN customers c"
                        " ON c.tenant_id = :tenant AND c.id = CAST(w.id AS UUID) WHERE c.state = 'active' AND c.id > ?"
                        " ORDER BY c.id LIMIT ?"),
    /* Of those that still are with whom the batch gave them to. batch, customer, limit */
    [Q_BATCH_GIVEN] = SQL("SELECT a.customer_id, a.before_id, " PERSON_NAME(
        "u") " FROM assignments a FORCE INDEX"
             " (assignments_batch) LEFT JOIN users u ON u.id = a.before_id AND u.tenant_id = :tenant"
             " WHERE a.tenant_id = :tenant AND a.batch_id = ? AND a.active AND a.customer_id > ?"
             " ORDER BY a.customer_id LIMIT ?"),
    [Q_NOTIFIED_NEXT] =
        SQL("SELECT MAX(n.id) FROM (SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = :tenant"
            " AND id > ? ORDER BY id LIMIT 5000) n"),
    /* id of the rows, above this customer, up to that one, notification */
    [Q_NOTIFIED_TELL] =
        SQL("INSERT IGNORE INTO timeline (tenant_id, customer_id, id, at, kind, actor_id, ref_id, body)"
            " SELECT :tenant, c.id, ?, n.sent_at, 'notification', COALESCE(n.confirmed_by, n.created_by), n.id,"
            " JSON_OBJECT('event', 'sent', 'text', n.title)" NOTIFIED),
    /* Those of the same who have a home page here hear of it. above this customer, up to that one, notification */
    [Q_NOTIFIED_HEAR] =
        SQL("INSERT INTO outbox (tenant_id, user_id, kind, type, object_id)"
            " SELECT c.tenant_id, c.user_id, 'event', 'notification', n.id" NOTIFIED " AND c.user_id IS NOT NULL"),
    [Q_NOTIFIED_COUNT] = SQL("UPDATE notifications SET recipients = COALESCE(recipients, 0) + ?"
                             " WHERE tenant_id = :tenant AND id = ?"),
    /* What was said in a conversation, unless it was removed since. */
    [Q_MESSAGE_SAID] = SQL("SELECT LEFT(m.body, 200) FROM chat_messages m WHERE m.tenant_id = :tenant AND m.id = ?"
                           " AND m.removed_at IS NULL"),
