/*
 * queries.c: all SQL of the chat domain. What delivers and seals works for all tenants: its statements are global.
 */
#include "chat.h"

#include "audit.h"

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
    [Q_EVENT_PRUNE] = { "DELETE FROM events WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 7 DAY LIMIT 1000",
                        .global = true },
    [Q_EVENT_LOG] = { "SELECT seq, type, object_id AS `id:str`, created_at FROM events"
                      " WHERE tenant_id = :tenant AND seq > ? AND (user_id = :actor OR (user_id IS NULL AND ?))"
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
};
