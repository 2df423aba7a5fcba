/*
 * queries.c: see queries.h. Each is prepared when a binary first uses it, so a binary needs rights only for its own.
 */
#include "queries.h"

static const struct query queries[] = {
    [LQ_SESSION - LQ_SESSION] = { "SELECT s.user_id, u.tenant_id, t.public_id, u.kind, s.id"
                                  " FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN tenants t ON t.id = u.tenant_id"
                                  " WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)"
                                  " AND u.state = 'active' AND (t.state IS NULL OR t.state = 'active')",
                                  .global = true },
    [LQ_SESSION_BY_COOKIE - LQ_SESSION] = { "SELECT s.user_id, u.tenant_id, t.public_id, u.kind, s.id"
                                            " FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN tenants t ON t.id = u.tenant_id"
                                            " WHERE (s.refresh_hash = ? OR (s.previous_hash = ? AND s.rotated_at > UTC_TIMESTAMP(6) - INTERVAL 10 SECOND))"
                                            " AND s.revoked_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)"
                                            " AND u.state = 'active' AND (t.state IS NULL OR t.state = 'active')",
                                            .global = true },
    [LQ_PERMISSIONS - LQ_SESSION] = { "SELECT ur.role, rp.permission FROM user_roles ur"
                                      " LEFT JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                                      " WHERE ur.tenant_id = ? AND ur.user_id = ? ORDER BY ur.role, rp.permission",
                                      .global = true },
    [LQ_PUBLIC_KEYS - LQ_SESSION] = { "SELECT kid, public_key FROM public_keys WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 8",
                                      .global = true },
    [LQ_IDEMPOTENCY_CLAIM - LQ_SESSION] = { "SET STATEMENT innodb_lock_wait_timeout = 0 FOR INSERT INTO idempotency (scope, request_hash) VALUES (?, ?)", .global = true },
    [LQ_IDEMPOTENCY_READ - LQ_SESSION] = { "SELECT request_hash, status, headers, body FROM idempotency WHERE scope = ?", .global = true },
    [LQ_IDEMPOTENCY_STORE - LQ_SESSION] = { "UPDATE idempotency SET status = ?, headers = ?, body = ? WHERE scope = ?", .global = true },
    [LQ_EVENT_ADD - LQ_SESSION] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id) VALUES (:tenant, ?, 'event', ?, ?)" },
    [LQ_AUDIT_ADD - LQ_SESSION] = { "INSERT INTO audit (tenant_id, id, actor_id, action, object, object_id, detail, request_id)"
                                    " VALUES (:tenant, ?, :actor, ?, ?, ?, ?, ?)" },
    [LQ_SCHEMA_VERSION - LQ_SESSION] = { "SELECT MAX(version) FROM schema_migrations", .global = true },
};

const struct query *
lib_query(int number)
{
    int i = number - LQ_SESSION;

    return i >= 0 && i < (int)(sizeof(queries) / sizeof(queries[0])) && queries[i].sql != NULL ? &queries[i] : NULL;
}
