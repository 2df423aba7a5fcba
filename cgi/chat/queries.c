/*
 * queries.c: all SQL of the chat domain. What delivers and seals works for all tenants: its statements are global.
 */
#include "chat.h"

#include "audit.h"
#include "visible.h"

#define MESSAGE_COLUMNS                                                                                                \
    "SELECT m.id, m.no, m.old_no AS number, m.session_id, m.body AS message, m.sender, m.data_type, u.name AS author," \
    " m.sent_at, m.edited_at, m.removed_at IS NOT NULL AS `removed:bool`, m.version"
#define MESSAGE_SELECT                                                                                                 \
    MESSAGE_COLUMNS " FROM chat_messages m LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = m.author_id"
/* Everybody who may read conversations reads all of them; whose they are is told to those alone who see that customer. */
#define SEEN_CUSTOMER                                                                                                  \
    " LEFT JOIN customers c ON c.tenant_id = :tenant AND c.id = s.customer_id AND c.state <> 'erased'" VISIBLE("c")

#define SESSION_SELECT                                                                                                          \
    "SELECT s.id, c.id AS customer_id, s.name, s.email, s.phone, s.preview, s.last_no, s.last_at, s.last_sender, s.started_at," \
    " s.completed_at, (SELECT COUNT(*) FROM chat_messages m WHERE m.tenant_id = :tenant AND m.session_id = s.id"                \
    " AND m.no > COALESCE(r.upto, 0) AND m.sender = 'client' AND m.removed_at IS NULL) AS unread, s.context_state"              \
    " FROM chat_sessions s LEFT JOIN chat_reads r ON r.tenant_id = :tenant AND r.user_id = :actor AND r.session_id = s.id" SEEN_CUSTOMER

#define NOTE_IS_MINE                                                                                                                 \
    "EXISTS (SELECT 1 FROM note_roles nr JOIN user_roles ur ON ur.tenant_id = :tenant AND ur.user_id = :actor AND ur.role = nr.role" \
    " WHERE nr.tenant_id = :tenant AND nr.note_id = n.id)"
#define NOTE_WAS_READ                                                                                                  \
    "EXISTS (SELECT 1 FROM note_reads x WHERE x.tenant_id = :tenant AND x.user_id = :actor AND x.note_id = n.id)"
#define NOTE_MENTIONS_ME                                                                                               \
    "EXISTS (SELECT 1 FROM note_mentions y WHERE y.tenant_id = :tenant AND y.user_id = :actor AND y.note_id = n.id)"
#define NOTE_SELECT                                                                                                                    \
    "SELECT n.id, n.thread_id, n.title, n.body, n.sender_id, u.name AS sender, (SELECT JSON_ARRAYAGG(o.role) FROM note_roles o"        \
    " WHERE o.tenant_id = :tenant AND o.note_id = n.id) AS `recipients:json`, n.importance, COALESCE((SELECT JSON_ARRAYAGG(z.user_id)" \
    " FROM note_mentions z WHERE z.tenant_id = :tenant AND z.note_id = n.id), '[]') AS `mentions:json`, n.sent_at, " NOTE_WAS_READ     \
    " AS `read:bool`, (SELECT COUNT(*) FROM note_reads w WHERE w.tenant_id = :tenant AND w.note_id = n.id) AS read_by, n.is_read AS"   \
    " `is_read:bool` FROM notes n LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = n.sender_id"

const struct query chat_queries[QUERY_COUNT] = {
    [Q_OUTBOX_WAITING] = { "SELECT EXISTS (SELECT 1 FROM outbox WHERE kind = 'event')", .global = true },
    [Q_OUTBOX_BATCH] = { "SELECT id, tenant_id, user_id, type, object_id, created_at FROM outbox"
                         " WHERE kind = 'event' ORDER BY id LIMIT 200",
                         .global = true },
    /* By key, one row each: locks no gap that writers of the outbox would wait for. */
    [Q_OUTBOX_TAKE] = { "DELETE FROM outbox WHERE id = ?", .global = true },
    [Q_EVENT_INSERT] = { "INSERT INTO events (tenant_id, user_id, type, object_id, created_at) VALUES (?, ?, ?, ?, ?)",
                         .global = true },
    [Q_EVENT_NEWEST] = { "SELECT MAX(seq) FROM events", .global = true },
    [Q_EVENT_BATCH] = { "SELECT seq, tenant_id, user_id, type, object_id FROM events WHERE seq > ? ORDER BY seq",
                        .global = true },
    [Q_EVENT_ENDED] = { "SELECT DISTINCT tenant_id, user_id FROM events WHERE type = 'session' AND user_id IS NOT NULL"
                        " AND created_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
                        .global = true },
    [Q_CHANNEL_NOW] = { "SELECT generation FROM live_channels WHERE tenant_id = :tenant AND user_id = :actor" },
    [Q_CHANNEL_OF] = { "SELECT generation FROM live_channels WHERE tenant_id = ? AND user_id = ?", .global = true },
    [Q_CHANNEL_NEXT] = { "INSERT INTO live_channels (tenant_id, user_id) VALUES (?, ?)"
                         " ON DUPLICATE KEY UPDATE generation = generation + 1",
                         .global = true },
    [Q_EVENT_PRUNE] = { "DELETE FROM events WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 7 DAY LIMIT 1000",
                        .global = true },
    [Q_EVENT_LOG] = { "SELECT seq, type, object_id AS `id:str`, created_at FROM events"
                      " WHERE tenant_id = :tenant AND seq > ? AND (user_id = :actor OR (user_id IS NULL AND IF(type IN " CHAT_TYPES
                      ", ?, ?)))"
                      " ORDER BY seq LIMIT ?",
                      .global = false },

    [Q_MAIL_DUE] = { "SELECT m.id, m.recipient, m.template, m.params, m.attempts,"
                     " COALESCE(NULLIF(s.brand_name, ''), t.name, 'Holdfast') FROM mails m"
                     " LEFT JOIN tenants t ON t.id = m.tenant_id LEFT JOIN tenant_settings s ON s.tenant_id = m.tenant_id"
                     " WHERE m.state = 'queued' AND m.next_at <= UTC_TIMESTAMP(6) ORDER BY m.next_at LIMIT 1",
                     .global = true },
    /* attempts as read: of two that saw the row one gets it. */
    [Q_MAIL_CLAIM] = { "UPDATE mails SET attempts = attempts + 1, next_at = UTC_TIMESTAMP(6) + INTERVAL 120 SECOND"
                       " WHERE id = ? AND state = 'queued' AND attempts = ?",
                       .global = true },
    /* Parameters hold tokens: they go with the end of the mail. */
    [Q_MAIL_SENT] = { "UPDATE mails SET state = 'sent', sent_at = UTC_TIMESTAMP(6), error = NULL, params = '{}'"
                      " WHERE id = ? AND state = 'queued'",
                      .global = true },
    [Q_MAIL_DEAD] = { "UPDATE mails SET state = 'dead', error = ?, params = '{}' WHERE id = ? AND state = 'queued'",
                      .global = true },
    [Q_MAIL_AGAIN] = { "UPDATE mails SET error = ?, next_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND"
                       " WHERE id = ? AND state = 'queued'",
                       .global = true },
    [Q_MAIL_PRUNE] = { "DELETE FROM mails WHERE state <> 'queued' AND next_at < UTC_TIMESTAMP(6) - INTERVAL 30 DAY"
                       " LIMIT 1000",
                       .global = true },
    [Q_MAILS_QUEUED] = { "SELECT COUNT(*) FROM mails WHERE state = 'queued'", .global = true },
    [Q_MAILS_DEAD] = { "SELECT COUNT(*) FROM mails WHERE state = 'dead'", .global = true },
    [Q_MAILS] = { "SELECT id, recipient, template, state, attempts, error, created_at,"
                  " CASE WHEN state = 'queued' THEN next_at END AS next_at, sent_at FROM mails"
                  " WHERE tenant_id = :tenant AND state = COALESCE(?, state) AND id < COALESCE(?, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
                  " ORDER BY id DESC LIMIT ?" },

    [Q_SEAL_TENANTS] = { "SELECT DISTINCT tenant_id FROM audit WHERE seal IS NULL LIMIT 100", .global = true },
    [Q_SEAL_WAITING] = { "SELECT COUNT(*) FROM audit WHERE seal IS NULL", .global = true },
    [Q_SEAL_HEAD_ADD] = { "INSERT IGNORE INTO audit_heads (tenant_id, seal, last_id, rows_sealed)"
                          " VALUES (?, ?, '00000000-0000-0000-0000-000000000000', 0)",
                          .global = true },
    /* With the highest number in use: a head that was taken away must not begin anew. */
    [Q_SEAL_HEAD] = { "SELECT seal, rows_sealed, COALESCE((SELECT MAX(a.chain_no) FROM audit a"
                      " WHERE a.tenant_id = h.tenant_id), 0) FROM audit_heads h WHERE h.tenant_id = ? FOR UPDATE",
                      .global = true },
    [Q_SEAL_HEAD_SET] = { "UPDATE audit_heads SET seal = ?, last_id = ?, rows_sealed = ? WHERE tenant_id = ?",
                          .global = true },
    [Q_SEAL_ROWS] = { "SELECT id, " AUDIT_SEALED " FROM audit WHERE seal IS NULL AND tenant_id = ?"
                      " ORDER BY id LIMIT 500",
                      .global = true },
    [Q_SEAL_SET] = { "UPDATE audit SET seal = ?, chain_no = ? WHERE tenant_id = ? AND id = ? AND seal IS NULL",
                     .global = true },

    [Q_TENANT_BY_SLUG] = { "SELECT id, public_id, name FROM tenants WHERE slug = ? AND state = 'active'",
                           .global = true },
    [Q_TENANT_ONLY] = { "SELECT MIN(slug), COUNT(*) FROM tenants", .global = true },

    /* Makes or takes the conversation's row, and its lock. Assignments go from left to right: the count before its window. */
    [Q_SESSION_TOUCH] = { "INSERT INTO chat_sessions (tenant_id, id, last_no, last_client_no, last_sender, preview, window_count)"
                          " VALUES (:tenant, ?, 1, ? = 'client', ?, LEFT(?, 120), 1) ON DUPLICATE KEY UPDATE"
                          " last_no = last_no + 1, last_client_no = IF(VALUES(last_client_no) = 1, last_no, last_client_no),"
                          " last_sender = VALUES(last_sender), preview = VALUES(preview), last_at = UTC_TIMESTAMP(6),"
                          " window_count = IF(window_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, 1, window_count + 1),"
                          " window_at = IF(window_count = 1, UTC_TIMESTAMP(6), window_at)" },
    [Q_SESSION_UP] = { "UPDATE chat_sessions SET last_no = last_no + 1, last_sender = ?, preview = LEFT(?, 120),"
                       " last_client_no = IF(? = 'client', last_no, last_client_no), last_at = UTC_TIMESTAMP(6)"
                       " WHERE tenant_id = :tenant AND id = ?" },
    [Q_SESSION_LOCK] = { "SELECT customer_id, last_no, window_count, name, email, phone, completed_at FROM chat_sessions"
                         " WHERE tenant_id = :tenant AND id = ? FOR UPDATE" },
    [Q_SESSION_EXISTS] = { "SELECT COUNT(*) FROM chat_sessions WHERE tenant_id = :tenant AND id = ?" },
    [Q_SESSION_CONTACT] = { "UPDATE chat_sessions SET customer_id = ?, name = ?, email = ?, phone = ?"
                            " WHERE tenant_id = :tenant AND id = ?" },
    [Q_SESSION_COMPLETED] = { "UPDATE chat_sessions SET completed_at = UTC_TIMESTAMP(6)"
                              " WHERE tenant_id = :tenant AND id = ?" },
    [Q_SESSION_PREVIEW] = { "UPDATE chat_sessions s SET preview = COALESCE((SELECT LEFT(IF(m.removed_at IS NULL, m.body, ''), 120)"
                            " FROM chat_messages m WHERE m.tenant_id = :tenant AND m.session_id = ? ORDER BY m.no DESC LIMIT 1), '')"
                            " WHERE s.tenant_id = :tenant AND s.id = ?" },
    [Q_SESSIONS] = { SESSION_SELECT
                     " WHERE s.tenant_id = :tenant AND s.last_at <= ? AND (s.last_at < ? OR s.id < ?)"
                     " AND (? IS NULL OR (s.customer_id = ? AND c.id IS NOT NULL)) AND (? IS NULL OR s.name LIKE ? ESCAPE '!'"
                     " OR s.email LIKE ? ESCAPE '!' OR s.phone LIKE ? ESCAPE '!')"
                     " AND (NOT ? OR s.last_client_no > COALESCE(r.upto, 0))"
                     " ORDER BY s.last_at DESC, s.id DESC LIMIT ?" },
    [Q_SESSION] = { SESSION_SELECT " WHERE s.tenant_id = :tenant AND s.id = ?" },
    [Q_SESSION_READ] = { "INSERT INTO chat_reads (tenant_id, user_id, session_id, upto)"
                         " SELECT s.tenant_id, :actor, s.id, LEAST(s.last_no, ?) FROM chat_sessions s"
                         " WHERE s.tenant_id = :tenant AND s.id = ? ON DUPLICATE KEY UPDATE upto = GREATEST(upto, VALUES(upto))" },
    [Q_SESSION_UNREAD] = { "SELECT COUNT(*) FROM chat_messages m WHERE m.tenant_id = :tenant AND m.session_id = ?"
                           " AND m.sender = 'client' AND m.removed_at IS NULL AND m.no > COALESCE((SELECT r.upto FROM chat_reads r"
                           " WHERE r.tenant_id = :tenant AND r.user_id = :actor AND r.session_id = m.session_id), 0)" },
    [Q_SESSIONS_UNREAD] = { "SELECT COUNT(*) FROM (SELECT 1 FROM chat_sessions s LEFT JOIN chat_reads r ON r.tenant_id = :tenant"
                            " AND r.user_id = :actor AND r.session_id = s.id WHERE s.tenant_id = :tenant"
                            " AND s.last_client_no > COALESCE(r.upto, 0) LIMIT 100) u" },
    [Q_MESSAGE_INSERT] = { "INSERT INTO chat_messages (tenant_id, session_id, no, id, sender, author_id, data_type, body, sent_at)"
                           " VALUES (:tenant, ?, ?, ?, ?, :actor, ?, ?, ?)" },
    [Q_MESSAGE_BY_ID] = { MESSAGE_SELECT " WHERE m.tenant_id = :tenant AND m.id = ?" },
    [Q_MESSAGE_LOCK] = { "SELECT session_id, body, version FROM chat_messages"
                         " WHERE tenant_id = :tenant AND id = ? AND removed_at IS NULL FOR UPDATE" },
    [Q_MESSAGE_CORRECT] = { "UPDATE chat_messages SET body = ?, edited_at = UTC_TIMESTAMP(6), version = version + 1"
                            " WHERE tenant_id = :tenant AND id = ?" },
    [Q_MESSAGE_REMOVE] = { "UPDATE chat_messages SET body = '', removed_at = UTC_TIMESTAMP(6), version = version + 1"
                           " WHERE tenant_id = :tenant AND id = ?" },
    [Q_MESSAGE_KEEP] = { "INSERT INTO chat_message_edits (tenant_id, message_id, version, session_id, body, actor_id)"
                         " SELECT m.tenant_id, m.id, m.version, m.session_id, m.body, :actor FROM chat_messages m"
                         " WHERE m.tenant_id = :tenant AND m.id = ?" },
    [Q_MESSAGE_EDITS] = { "SELECT t.version, t.body AS message, u.name AS `by`, t.at FROM chat_message_edits t"
                          " LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = t.actor_id"
                          " WHERE t.tenant_id = :tenant AND t.message_id = ? ORDER BY t.version LIMIT 200" },
    [Q_MESSAGES_AFTER] = { MESSAGE_SELECT
                           " WHERE m.tenant_id = :tenant AND m.session_id = ? AND m.no > ? ORDER BY m.no LIMIT ?" },
    [Q_MESSAGES_BEFORE] = { MESSAGE_SELECT
                            " WHERE m.tenant_id = :tenant AND m.session_id = ? AND m.no > ? AND m.no >= (SELECT MIN(b.no) FROM"
                            " (SELECT a.no FROM chat_messages a WHERE a.tenant_id = :tenant AND a.session_id = ? AND a.no < ?"
                            " ORDER BY a.no DESC LIMIT ?) b) AND m.no < ? ORDER BY m.no" },
    [Q_MESSAGES_FOUND] = { MESSAGE_COLUMNS
                           ", c.id AS customer_id FROM chat_messages m JOIN chat_sessions s ON s.tenant_id = :tenant AND s.id = m.session_id" SEEN_CUSTOMER
                           " LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = m.author_id WHERE m.tenant_id = :tenant"
                           " AND m.sent_at <= ? AND (m.sent_at < ? OR m.id < ?) AND (? IS NULL OR m.sent_at >= ?)"
                           " AND (? IS NULL OR m.sender = ?) AND (? IS NULL OR m.session_id = ?)"
                           " AND (? IS NULL OR m.body LIKE ? ESCAPE '!') ORDER BY m.sent_at DESC, m.id DESC LIMIT ?" },
    [Q_CUSTOMER_ADD] = { "INSERT INTO customers (tenant_id, id, no, external_id, name, email, email_key, phone, stage, stage_at,"
                         " pipeline_id) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, 'lead', UTC_TIMESTAMP(6), (SELECT p.id FROM pipelines p"
                         " WHERE p.tenant_id = :tenant AND p.is_default))" },
    [Q_CUSTOMER_CONTACT] = { "UPDATE customers SET name = COALESCE(?, name), email = COALESCE(?, email), email_key = COALESCE(?, email_key),"
                             " phone = COALESCE(?, phone), version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                             " WHERE tenant_id = :tenant AND id = ? AND state = 'active'" },
    [Q_CUSTOMER_LEAD] = { "UPDATE customers SET stage = 'lead', stage_no = 1, stage_at = UTC_TIMESTAMP(6)"
                          " WHERE tenant_id = :tenant AND id = ? AND state = 'active' AND stage_no = 0" },
    [Q_STAGE_FIRST] = { "INSERT INTO stage_changes (tenant_id, customer_id, no, id, pipeline_id, from_stage, to_stage)"
                        " SELECT c.tenant_id, c.id, 1, ?, COALESCE(c.pipeline_id, '00000000-0000-0000-0000-000000000000'), '', 'lead'"
                        " FROM customers c WHERE c.tenant_id = :tenant AND c.id = ?" },
    [Q_ASSIGNMENT_NOBODY] = { "INSERT IGNORE INTO assignments (tenant_id, id, customer_id) VALUES (:tenant, ?, ?)" },
    [Q_EXTRACTION_WAITS] = { "UPDATE chat_sessions SET context_state = 'waiting', context_error = NULL"
                             " WHERE tenant_id = :tenant AND id = ? AND context_state <> 'waiting'" },

    [Q_EXTRACT_LINES] = { "SELECT x.no, x.sender, x.body FROM (SELECT m.no, m.sender, m.body FROM chat_messages m"
                          " WHERE m.tenant_id = :tenant AND m.session_id = ? AND m.data_type = 'message' AND m.removed_at IS NULL"
                          " ORDER BY m.no DESC LIMIT ?) x ORDER BY x.no" },
    [Q_EXTRACT_DONE] = { "UPDATE chat_sessions SET context_state = 'done', context_error = NULL, context_engine = ?, context_schema = ?,"
                         " context_upto = ?, context_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?" },
    [Q_EXTRACT_TROUBLE] = { "UPDATE chat_sessions SET context_error = ? WHERE tenant_id = :tenant AND id = ?" },
    [Q_EXTRACT_FAILED] = { "UPDATE chat_sessions SET context_state = 'failed', context_error = COALESCE(context_error,"
                           " 'The conversation could not be read.') WHERE tenant_id = :tenant AND id = ?" },
    [Q_VALUES_FORGET] = { "DELETE FROM chat_values WHERE tenant_id = :tenant AND session_id = ? AND state = 'proposed'" },
    /* What a person decided about stays. */
    [Q_VALUE_ADD] = { "INSERT IGNORE INTO chat_values (tenant_id, session_id, path, ord, value, quote, message_no, confidence)"
                      " VALUES (:tenant, ?, ?, ?, JSON_QUOTE(?), ?, ?, ?)" },
    [Q_VALUES] = { "SELECT v.path, v.ord, JSON_UNQUOTE(v.value), v.quote, v.message_no, v.confidence, v.state, JSON_UNQUOTE(v.corrected),"
                   " u.name, v.decided_at FROM chat_values v LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = v.decided_by"
                   " WHERE v.tenant_id = :tenant AND v.session_id = ? ORDER BY v.path, v.ord LIMIT 120" },
    [Q_VALUE_DECIDE] = { "UPDATE chat_values SET state = ?, corrected = JSON_QUOTE(?), decided_by = IF(?, NULL, :actor),"
                         " decided_at = IF(?, NULL, UTC_TIMESTAMP(6)), version = version + 1"
                         " WHERE tenant_id = :tenant AND session_id = ? AND path = ? AND ord = ?" },
    [Q_CONTEXT] = { "SELECT id AS session_id, context_state AS state, context_error AS error, context_engine AS engine,"
                    " context_schema AS `schema`, context_at AS extracted_at, context_upto AS upto FROM chat_sessions"
                    " WHERE tenant_id = :tenant AND id = ?" },
    [Q_AI_COUNT] = { "UPDATE chat_settings SET ai_calls = IF(ai_day = UTC_DATE(), ai_calls, 0) + 1, ai_day = UTC_DATE()"
                     " WHERE tenant_id = :tenant AND NOT (ai_day <=> UTC_DATE() AND ai_calls >= ?)" },
    [Q_CHAT_SETTINGS] = { "SELECT schema_name, ai, title, greeting, parents, version FROM chat_settings WHERE tenant_id = :tenant" },
    [Q_CHAT_SETTINGS_ADD] = { "INSERT IGNORE INTO chat_settings (tenant_id, version) VALUES (:tenant, 0)" },
    [Q_CHAT_SETTINGS_LOCK] = { "SELECT version FROM chat_settings WHERE tenant_id = :tenant FOR UPDATE" },
    [Q_CHAT_SETTINGS_CHANGE] = { "UPDATE chat_settings SET schema_name = COALESCE(?, schema_name), ai = COALESCE(?, ai),"
                                 " title = COALESCE(?, title), greeting = COALESCE(?, greeting), parents = COALESCE(?, parents),"
                                 " version = version + 1 WHERE tenant_id = :tenant" },
    [Q_TENANT_SHOWN] = { "SELECT t.slug, COALESCE(NULLIF(s.brand_name, ''), t.name), COALESCE(s.brand_color, '') FROM tenants t LEFT JOIN tenant_settings s"
                         " ON s.tenant_id = :tenant WHERE t.id = :tenant" },
    [Q_EXTRACTION_SCHEMA] = { "SELECT body, version FROM extraction_schemas WHERE tenant_id = :tenant AND name = ?" },
    [Q_EXTRACTION_SCHEMAS] = { "SELECT name, body, version FROM extraction_schemas WHERE tenant_id = :tenant ORDER BY name LIMIT 100" },
    [Q_EXTRACTION_SCHEMA_PUT] = { "INSERT INTO extraction_schemas (tenant_id, name, body) VALUES (:tenant, ?, ?)"
                                  " ON DUPLICATE KEY UPDATE body = VALUES(body), version = version + 1, updated_at = UTC_TIMESTAMP(6)" },
    [Q_EXTRACTION_SCHEMA_VERSION] = { "SELECT version FROM extraction_schemas WHERE tenant_id = :tenant AND name = ?" },
    [Q_MESSAGES_STAND] = { MESSAGE_SELECT
                           " JOIN (SELECT a.no FROM chat_messages a WHERE a.tenant_id = :tenant AND a.session_id = ?"
                           " AND a.removed_at IS NULL ORDER BY a.no DESC LIMIT ?) l ON l.no = m.no"
                           " WHERE m.tenant_id = :tenant AND m.session_id = ? ORDER BY m.no" },

    [Q_PRESENCE] = { "SELECT p.user_id, u.name, p.until_at AS `until` FROM presence p JOIN users u ON u.tenant_id = :tenant"
                     " AND u.id = p.user_id WHERE p.tenant_id = :tenant AND p.object = ? AND p.until_at > UTC_TIMESTAMP(6)"
                     " ORDER BY u.name LIMIT 50" },
    [Q_PRESENCE_MINE] = { "SELECT COUNT(*) FROM presence WHERE tenant_id = :tenant AND object = ? AND user_id = :actor"
                          " AND until_at > UTC_TIMESTAMP(6)" },
    [Q_PRESENCE_PUT] = { "INSERT INTO presence (tenant_id, object, user_id, until_at) VALUES (:tenant, ?, :actor,"
                         " UTC_TIMESTAMP(6) + INTERVAL 40 SECOND) ON DUPLICATE KEY UPDATE until_at = VALUES(until_at)" },
    [Q_PRESENCE_END] = { "DELETE FROM presence WHERE tenant_id = :tenant AND object = ? AND user_id = :actor" },
    [Q_PRESENCE_PRUNE] = { "DELETE FROM presence WHERE until_at < UTC_TIMESTAMP(6) LIMIT 1000", .global = true },
    [Q_PUSH_LIST] = { "SELECT id, endpoint, device, created_at FROM push_subscriptions WHERE tenant_id = :tenant"
                      " AND user_id = :actor ORDER BY id LIMIT 50" },
    [Q_PUSH_ADD] = { "INSERT INTO push_subscriptions (tenant_id, id, user_id, endpoint, endpoint_hash, p256dh, auth, device,"
                     " session_id) VALUES (:tenant, ?, :actor, ?, ?, ?, ?, ?, ?)" },
    [Q_PUSH_FORGET] = { "DELETE FROM push_subscriptions WHERE tenant_id = :tenant AND user_id = :actor AND endpoint_hash = ?" },
    [Q_PUSH_BY_HASH] = { "SELECT id FROM push_subscriptions WHERE tenant_id = :tenant AND user_id = :actor AND endpoint_hash = ?" },
    [Q_PUSH_REMOVE] = { "DELETE FROM push_subscriptions WHERE tenant_id = :tenant AND user_id = :actor AND id = ?" },

    [Q_PUSH_COUNT] = { "SELECT COUNT(*) FROM push_subscriptions WHERE tenant_id = :tenant AND user_id = :actor" },
    /* To the browsers of those whom an important note is for, or whom any mentions. */
    [Q_PUSH_QUEUE] = { "INSERT IGNORE INTO push_queue (tenant_id, subscription_id, note_id) SELECT p.tenant_id, p.id, n.id FROM notes n"
                       " STRAIGHT_JOIN push_subscriptions p ON p.tenant_id = :tenant STRAIGHT_JOIN users u ON u.tenant_id = :tenant"
                       " AND u.id = p.user_id AND u.state = 'active' AND u.kind = 'staff' WHERE n.tenant_id = :tenant AND n.id = ?"
                       " AND NOT (p.user_id <=> :actor) AND ((n.importance = 'important' AND EXISTS (SELECT 1 FROM note_roles nr"
                       " JOIN user_roles ur ON ur.tenant_id = :tenant AND ur.user_id = p.user_id AND ur.role = nr.role"
                       " WHERE nr.tenant_id = :tenant AND nr.note_id = n.id)) OR EXISTS (SELECT 1 FROM note_mentions y"
                       " WHERE y.tenant_id = :tenant AND y.user_id = p.user_id AND y.note_id = n.id))" },
    /* For as long as the sign-in lasts that the browser was added by; where it is not known, one of that time. */
    [Q_PUSH_DUE] = { "SELECT q.tenant_id, q.id, q.attempts, p.id, p.endpoint, p.p256dh, n.id, n.title, n.importance, s.name,"
                     " TIMESTAMPDIFF(SECOND, q.created_at, UTC_TIMESTAMP(6)), p.auth FROM push_queue q"
                     " JOIN push_subscriptions p ON p.tenant_id = q.tenant_id AND p.id = q.subscription_id"
                     " JOIN notes n ON n.tenant_id = q.tenant_id AND n.id = q.note_id"
                     " JOIN users u ON u.tenant_id = q.tenant_id AND u.id = p.user_id AND u.state = 'active'"
                     " JOIN tenants t ON t.id = q.tenant_id AND t.state = 'active'"
                     " LEFT JOIN users s ON s.tenant_id = q.tenant_id AND s.id = n.sender_id WHERE q.next_at <= UTC_TIMESTAMP(6)"
                     " AND q.created_at > UTC_TIMESTAMP(6) - INTERVAL 1 DAY AND EXISTS (SELECT 1 FROM sessions e"
                     " WHERE e.user_id = p.user_id AND IF(p.session_id IS NULL, e.created_at <= p.created_at, e.id = p.session_id)"
                     " AND e.expires_at > UTC_TIMESTAMP(6) AND e.revoked_at IS NULL) ORDER BY q.next_at LIMIT 1",
                     .global = true },
    /* attempts as read: of two that saw the row one gets it. */
    [Q_PUSH_CLAIM] = { "UPDATE push_queue SET attempts = attempts + 1, next_at = UTC_TIMESTAMP(6) + INTERVAL 60 SECOND"
                       " WHERE tenant_id = ? AND id = ? AND attempts = ?",
                       .global = true },
    [Q_PUSH_END] = { "DELETE FROM push_queue WHERE tenant_id = ? AND id = ?", .global = true },
    [Q_PUSH_AGAIN] = { "UPDATE push_queue SET next_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE tenant_id = ? AND id = ?",
                       .global = true },
    [Q_PUSH_GONE] = { "DELETE FROM push_subscriptions WHERE tenant_id = ? AND id = ?", .global = true },
    [Q_PUSH_PRUNE] = { "DELETE FROM push_queue WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT 1000",
                       .global = true },

    [Q_NOTE_SEEN] = { "SELECT n.thread_id, n.sender_id <=> :actor OR " NOTE_IS_MINE
                      " FROM notes n WHERE n.tenant_id = :tenant AND n.id = ?" },
    [Q_NOTE] = { NOTE_SELECT " WHERE n.tenant_id = :tenant AND n.id = ?" },
    [Q_NOTES_INBOX] = { NOTE_SELECT " WHERE n.tenant_id = :tenant AND n.id < ? AND " NOTE_IS_MINE
                                    " AND NOT (? AND (n.sender_id <=> :actor OR " NOTE_WAS_READ "))"
                                    " AND NOT (? AND n.importance = 'normal' AND NOT " NOTE_MENTIONS_ME
                                    ") ORDER BY n.id DESC LIMIT ?" },
    [Q_NOTES_SENT] = { NOTE_SELECT
                       " WHERE n.tenant_id = :tenant AND n.sender_id = :actor AND n.id < ? ORDER BY n.id DESC LIMIT ?" },
    [Q_NOTES_THREAD] = { NOTE_SELECT
                         " WHERE n.tenant_id = :tenant AND n.thread_id = ? AND (n.sender_id <=> :actor OR " NOTE_IS_MINE
                         ") ORDER BY n.id LIMIT 200" },
    [Q_NOTE_READERS] = { "SELECT x.user_id, u.name, x.at FROM note_reads x JOIN users u ON u.tenant_id = :tenant AND u.id = x.user_id"
                         " WHERE x.tenant_id = :tenant AND x.note_id = ? ORDER BY x.at LIMIT 500" },
    [Q_NOTES_UNREAD] = { "SELECT COUNT(*), COALESCE(SUM(n.importance = 'important' OR " NOTE_MENTIONS_ME
                         "), 0) FROM notes n"
                         " WHERE n.tenant_id = :tenant AND " NOTE_IS_MINE
                         " AND NOT (n.sender_id <=> :actor) AND NOT " NOTE_WAS_READ },
    [Q_NOTE_ADD] = { "INSERT INTO notes (tenant_id, id, thread_id, sender_id, title, body, importance)"
                     " VALUES (:tenant, ?, ?, :actor, ?, ?, ?)" },
    [Q_NOTE_ROLE_ADD] = { "INSERT INTO note_roles (tenant_id, role, note_id) SELECT o.tenant_id, o.name, ? FROM roles o"
                          " WHERE o.tenant_id = :tenant AND o.name = ? AND o.name <> 'customer'" },
    [Q_NOTE_MENTION_ADD] = { "INSERT INTO note_mentions (tenant_id, user_id, note_id) SELECT DISTINCT ur.tenant_id, ur.user_id, nr.note_id"
                             " FROM note_roles nr JOIN user_roles ur ON ur.tenant_id = :tenant AND ur.role = nr.role"
                             " WHERE nr.tenant_id = :tenant AND nr.note_id = ? AND ur.user_id = ?" },
    [Q_NOTE_EVENTS] = { "INSERT INTO outbox (tenant_id, user_id, type, object_id) SELECT DISTINCT ur.tenant_id, ur.user_id, 'note', ?"
                        " FROM note_roles nr JOIN user_roles ur ON ur.tenant_id = :tenant AND ur.role = nr.role JOIN users u"
                        " ON u.tenant_id = :tenant AND u.id = ur.user_id AND u.state = 'active' AND u.kind = 'staff'"
                        " WHERE nr.tenant_id = :tenant AND nr.note_id = ?" },
    [Q_NOTE_READ_ADD] = { "INSERT IGNORE INTO note_reads (tenant_id, user_id, note_id) VALUES (:tenant, :actor, ?)" },
    [Q_NOTE_READ_ANY] = { "UPDATE notes SET is_read = TRUE WHERE tenant_id = :tenant AND id = ?" },
    [Q_NOTE_ROLES] = { "SELECT name, title FROM roles WHERE tenant_id = :tenant AND name <> 'customer' AND (? OR name = 'admin')"
                       " ORDER BY title LIMIT 200" },
};
