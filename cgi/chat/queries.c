/*
 * queries.c: all SQL of the chat domain. The deliverer works for all tenants: its statements are global.
 */
#include "chat.h"

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
};
