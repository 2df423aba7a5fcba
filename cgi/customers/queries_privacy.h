/*
 * queries_privacy.h: the part of the table in queries.c that is about what is held of a person.
 */

#define PRIVACY_STATEMENTS(n, name, rows, columns)                                                                     \
    [Q_HELD_##n] = SQL("SELECT COUNT(*) FROM " rows), [Q_TELL_##n] = SQL("SELECT " columns " FROM " rows),             \
    [Q_ERASE_##n] = SQL("DELETE t FROM " rows),
PRIVACY_TABLES(PRIVACY_STATEMENTS)
#define FOLLOWER_STATEMENTS(n, name, rows, columns)                                                                    \
    [Q_HELD_##n] = SQL("SELECT COUNT(*) FROM " rows), [Q_TELL_##n] = SQL("SELECT " columns " FROM " rows),
PRIVACY_FOLLOWERS(FOLLOWER_STATEMENTS)

[Q_PERSON] = SQL("SELECT c.external_id, c.no, c.name, c.email, c.phone, c.street, c.city, c.region, c.postal_code,"
                 " c.country, c.segment, c.since, c.revenue, c.contact_secondary, c.contact_time, c.last_call,"
                 " c.entered_risk, COALESCE(c.custom, '{}') AS `custom:json`, c.consent_email AS `consent_email:bool`,"
                 " c.consent_sms AS `consent_sms:bool`, c.consent_push AS `consent_push:bool`, c.points, c.purchases,"
                 " c.stage, c.data_name, c.data_value, c.data_segment, c.data_score, c.created_at, c.updated_at"
                 " FROM customers c WHERE c.tenant_id = :tenant AND c.id = ?"),
    [Q_PERSON_LOCK] =
        SQL("SELECT c.external_id, COALESCE(c.email, ''), c.state, c.legal_hold FROM customers c"
            " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state <> 'erased'" VISIBLE("c") " FOR UPDATE"),
    [Q_PERSON_LOOK] = SQL("SELECT c.external_id, COALESCE(c.email, ''), c.state, c.legal_hold FROM customers c"
                          " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state <> 'erased'" VISIBLE("c")),
    /* Records that became part of this one. */
    [Q_PERSON_PARTS] =
        SQL("SELECT c.id FROM merges g STRAIGHT_JOIN customers c ON c.tenant_id = :tenant AND c.id = g.from_id"
            " WHERE g.tenant_id = :tenant AND g.into_id = ? AND g.undone_at IS NULL AND c.state = 'merged'"),
    [Q_PERSON_ERASE] = SQL(
        "UPDATE customers SET state = 'erased', external_id = CONCAT('erased-', id), name = NULL, email = NULL,"
        " email_key = NULL, phone = NULL, street = '', city = '', region = '', postal_code = '', country = '',"
        " segment = NULL, since = NULL, revenue = NULL, contact_secondary = NULL, contact_time = NULL, last_call = NULL,"
        " entered_risk = NULL, custom = NULL, points = 0, purchases = 0, consent_email = FALSE, consent_sms = FALSE,"
        " consent_push = FALSE, user_id = NULL, pipeline_id = NULL, stage = NULL, stage_at = NULL, assigned_to = NULL,"
        " data_name = NULL, data_value = NULL, data_segment = NULL, data_score = NULL, data_band = NULL,"
        " version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?"),
    [Q_PERSON_MAILS] = SQL("SELECT t.id FROM " MAILS_OF),
    /* The pattern, four times. */
    [Q_NOTES_BLANK] = SQL("UPDATE notes SET title = LEFT(REGEXP_REPLACE(title, ?, '[...]'), 255),"
                          " body = LEFT(REGEXP_REPLACE(body, ?, '[...]'), 8000) WHERE tenant_id = :tenant"
                          " AND (title REGEXP ? OR body REGEXP ?)"),
    /* What is asked for stays a list or a filter that can be read: of nobody. */
    [Q_VIEWS_NAMING] = SQL("SELECT id FROM views WHERE tenant_id = :tenant AND (name REGEXP ? OR query REGEXP ?)"),
    [Q_VIEWS_BLANK] =
        SQL("UPDATE views SET name = LEFT(REGEXP_REPLACE(name, ?, '[...]'), 127),"
            " query = LEFT(REGEXP_REPLACE(query, ?, 'erased'), 2000), version = version + 1,"
            " updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND (name REGEXP ? OR query REGEXP ?)"),
    [Q_BATCHES_BLANK] = SQL("UPDATE assignment_batches SET remarks = LEFT(REGEXP_REPLACE(remarks, ?, '[...]'), 2000),"
                            " wanted = REGEXP_REPLACE(wanted, ?, 'erased') WHERE tenant_id = :tenant"
                            " AND (remarks REGEXP ? OR wanted REGEXP ?)"),
    [Q_PERSON_FIGURES] = SQL(
        "SELECT r.external_id, r.name, g.no FROM customers c STRAIGHT_JOIN datasets d ON d.tenant_id = :tenant"
        " STRAIGHT_JOIN dataset_rows r ON r.tenant_id = :tenant AND r.dataset_no = d.no AND r.external_id = c.external_id"
        " STRAIGHT_JOIN scorings g ON g.tenant_id = :tenant AND g.dataset_no = d.no"
        " WHERE c.tenant_id = :tenant AND c.id = ?"),
    [Q_FIGURE_BLANK] = SQL("UPDATE figures SET body = REPLACE(body, ?, ?) WHERE tenant_id = :tenant AND scoring_no = ?"
                           " AND INSTR(body, ?) > 0"),
    /* Words that lead to nobody any more: of this person, and of what they or others were called before. */
    [Q_WORDS_IDLE] = SQL("SELECT w.id, w.word FROM search_words w WHERE w.tenant_id = :tenant AND NOT EXISTS (SELECT 1"
                         " FROM search_postings p WHERE p.tenant_id = :tenant AND p.word_id = w.id)"),
    /* Somebody may have it again by now. */
    [Q_WORD_DROP] = SQL("DELETE FROM search_words WHERE tenant_id = :tenant AND id = ? AND NOT EXISTS (SELECT 1"
                        " FROM search_postings p WHERE p.tenant_id = :tenant AND p.word_id = search_words.id)"),
    [Q_WORD_NEAR_DROP] = SQL("DELETE n FROM " WORDS_GIVEN " STRAIGHT_JOIN search_near n ON n.tenant_id = :tenant"
                             " AND n.form = t.word AND n.word_id = ?"),
/* customer, oldest id, for each table: what was written while its answer may still be kept */
/* Answers about a conversation have its id. */
#define FRESH_CHATS                 "SELECT id FROM chat_sessions WHERE tenant_id = :tenant AND customer_id = ? AND ? IS NOT NULL"
#define FRESH(table)                "SELECT id FROM " table " WHERE tenant_id = :tenant AND customer_id = ? AND id > ?"
#define FRESH_NUMBER(table, number) "SELECT t.id FROM " OF_NUMBER(table, number) " AND t.id > ?"
    [Q_PERSON_FRESH] = SQL(
        FRESH("point_entries") " UNION ALL " FRESH("customer_notes") " UNION ALL " FRESH("customer_factors") " UNION ALL " FRESH("recommendations") " UNION ALL " FRESH("stage_changes") " UNION ALL " FRESH("assignments") " UNION ALL " FRESH("complaints") " UNION ALL " FRESH(
            "goals") " UNION ALL " FRESH("surveys") " UNION ALL " FRESH("interactions") " UNION ALL " FRESH("notifications") " UNION ALL " FRESH_NUMBER("customer_issues",
                                                                                                                                                        ISSUE_NUMBER) " UNION ALL " FRESH_NUMBER("incident_predictions",
                                                                                                                                                                                                 "t.customer_no") " UNION ALL " FRESH_CHATS),
    /* Answers that are kept for whoever asks the same again. Looked for without locks: others are written all the time. */
    [Q_ANSWERS_ABOUT] = { .sql = "SELECT HEX(scope) FROM idempotency WHERE body IS NOT NULL AND INSTR(body, ?) > 0",
                          .global = true },
    [Q_ANSWERS_OWN] = { .sql =
                            "SELECT HEX(i.scope) FROM customers c STRAIGHT_JOIN customer_accounts a ON a.tenant_id = :tenant AND a.id = c.user_id"
                            " STRAIGHT_JOIN idempotency i ON i.actor_id = a.id WHERE c.tenant_id = :tenant AND c.id = ?" },
    [Q_ANSWER_DROP] = { .sql = "DELETE FROM idempotency WHERE scope = UNHEX(?)", .global = true },
    /* A line of the list of erasures for each record; sql/restore says the same when no binary runs. */
    [Q_ERASED_LIST] = { .sql =
                            "SELECT CONCAT_WS(' ', COALESCE(JSON_VALUE(a.detail, '$.again'), DATE_FORMAT(a.at, '%Y-%m-%dT%H:%i:%s.%fZ')),"
                            " t.public_id, JSON_VALUE(a.detail, '$.person'), p.id) FROM audit a STRAIGHT_JOIN tenants t ON t.id = a.tenant_id"
                            " STRAIGHT_JOIN JSON_TABLE(COALESCE(JSON_QUERY(a.detail, '$.records'), JSON_ARRAY(a.object_id)), '$[*]'"
                            " COLUMNS (id VARCHAR(36) CHARACTER SET ascii PATH '$')) p WHERE a.action = 'privacy.erase'",
                        .global = true },
    [Q_ERASED_TENANTS] = { .sql = "SELECT id, public_id FROM tenants", .global = true },
    /* id, state */
    [Q_ERASED_WALK] = SQL("SELECT c.id, c.external_id, COALESCE(c.email, ''), c.created_at FROM customers c"
                          " WHERE c.tenant_id = :tenant AND c.id > ? AND c.state = ? ORDER BY c.id LIMIT 500"),
