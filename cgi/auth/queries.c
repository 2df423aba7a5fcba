/*
 * queries.c: all SQL of the auth domain. A person who signs in has no tenant before these have said which, so most of them
 * are global.
 */
#include "account.h"

#define ACCOUNT_COLUMNS                                                                                                 \
    "SELECT u.id, u.tenant_id, t.public_id, t.name, COALESCE(s.currency, 'EUR'), u.username, u.email, u.name, u.phone," \
    " u.password, u.state = 'active' AND (t.state IS NULL OR t.state = 'active'), u.kind = 'customer'"                  \
    " FROM users u LEFT JOIN tenants t ON t.id = u.tenant_id LEFT JOIN tenant_settings s ON s.tenant_id = u.tenant_id"

const struct query auth_queries[QUERY_COUNT] = {
    /* A user name may look like somebody's phone number: the user name goes first, then the address. */
    [Q_ACCOUNT_BY_NAME] = { ACCOUNT_COLUMNS " WHERE u.username_key = ? OR u.email_key = ? OR u.phone = ?"
                                            " ORDER BY u.username_key = ? DESC, u.email_key = ? DESC LIMIT 1",
                            .global = true },
    [Q_ACCOUNT_BY_EMAIL] = { ACCOUNT_COLUMNS " WHERE u.email_key = ?", .global = true },
    [Q_ACCOUNT_BY_ID] = { ACCOUNT_COLUMNS " WHERE u.id = ?", .global = true },
    [Q_ACCOUNT_ROLES] = { "SELECT role FROM user_roles WHERE tenant_id = ? AND user_id = ? ORDER BY role",
                          .global = true },
    [Q_ACCOUNT_PERMISSIONS] = { "SELECT DISTINCT rp.permission FROM user_roles ur"
                                " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                                " WHERE ur.tenant_id = ? AND ur.user_id = ? ORDER BY rp.permission",
                                .global = true },
    [Q_ACCOUNT_SIGNED_IN] = { "UPDATE users SET last_login_at = UTC_TIMESTAMP(6) WHERE id = ?", .global = true },
    [Q_ACCOUNT_REHASH] = { "UPDATE users SET password = ? WHERE id = ? AND password = ?", .global = true },
    [Q_AUDIT_ADD] = { "INSERT INTO audit (tenant_id, id, actor_id, action, object, object_id, detail, request_id)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      .global = true },

    [Q_COUNT_UP] = { "INSERT INTO rate_counters (scope, subject, window_start, hits)"
                     " VALUES ('login:account', ?, ?, 1), ('login:network', ?, ?, 1) ON DUPLICATE KEY UPDATE hits = hits + 1",
                     .global = true },
    [Q_COUNT_READ] = { "SELECT COALESCE(SUM(IF(scope = 'login:account', hits, 0)), 0),"
                       " COALESCE(SUM(IF(scope = 'login:network', hits, 0)), 0) FROM rate_counters"
                       " WHERE (scope = 'login:account' AND subject = ? AND window_start = ?)"
                       " OR (scope = 'login:network' AND subject = ? AND window_start = ?)",
                       .global = true },
    [Q_COUNT_CLEAR] = { "DELETE FROM rate_counters WHERE scope = 'login:account' AND subject = ? AND window_start = ?",
                        .global = true },
    [Q_COUNT_DOWN] = { "UPDATE rate_counters SET hits = hits - 1"
                       " WHERE scope = 'login:network' AND subject = ? AND window_start = ? AND hits > 0",
                       .global = true },
    [Q_COUNT_PRUNE] = { "DELETE FROM rate_counters WHERE window_start < UTC_TIMESTAMP() - INTERVAL 1 DAY LIMIT 1000",
                        .global = true },

    [Q_SESSION_INSERT] = { "INSERT INTO sessions (id, user_id, refresh_hash, client, address, device, expires_at)"
                           " VALUES (?, ?, ?, ?, INET6_ATON(?), ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)",
                           .global = true },
    [Q_SESSION_LOCK] = { "SELECT user_id, refresh_hash, previous_hash, client,"
                         " revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6),"
                         " TIMESTAMPDIFF(MICROSECOND, rotated_at, UTC_TIMESTAMP(6)),"
                         " TIMESTAMPDIFF(SECOND, last_used_at, UTC_TIMESTAMP(6))"
                         " FROM sessions WHERE id = ? FOR UPDATE",
                         .global = true },
    /* A session lives on while it is used, but not for ever. */
    [Q_SESSION_ROTATE] = { "UPDATE sessions SET previous_hash = refresh_hash, refresh_hash = ?, rotated_at = UTC_TIMESTAMP(6),"
                           " last_used_at = UTC_TIMESTAMP(6), expires_at = GREATEST(expires_at,"
                           " LEAST(created_at + INTERVAL 90 DAY, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)) WHERE id = ?",
                           .global = true },
    [Q_SESSION_CONFIRM] = { "UPDATE sessions SET previous_hash = NULL WHERE id = ?", .global = true },
    [Q_SESSION_USED] = { "UPDATE sessions SET last_used_at = UTC_TIMESTAMP(6) WHERE id = ?", .global = true },
    [Q_SESSION_REVOKE] = { "UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6), revoked_why = ?"
                           " WHERE id = ? AND revoked_at IS NULL",
                           .global = true },
    [Q_SESSION_EVENT] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id) VALUES (?, ?, 'event', 'session', ?)",
                          .global = true },

    [Q_KEY_INSERT] = { "INSERT IGNORE INTO public_keys (kid, public_key) VALUES (?, ?)", .global = true },
    /* An older key is good for as long as tokens signed by it live. */
    [Q_KEY_RETIRE_OTHERS] = { "UPDATE public_keys o JOIN public_keys n ON n.kid = ? SET o.retired_at = UTC_TIMESTAMP(6)"
                              " WHERE o.kid <> n.kid AND o.retired_at IS NULL AND o.created_at < n.created_at"
                              " AND n.created_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY",
                              .global = true },
    [Q_KEYS] = { "SELECT kid, public_key FROM public_keys WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 8",
                 .global = true },
    [Q_DEMO_EXISTS] = { "SELECT EXISTS (SELECT 1 FROM tenants WHERE demo) OR EXISTS (SELECT 1 FROM users WHERE email_key IN"
                        " ('admin@example.com', 'csm@example.com', 'marketing@example.com', 'technical@example.com',"
                        " 'customer@example.com', 'admin@other.example.com'))",
                        .global = true },
    [Q_SCHEMA_VERSION] = { "SELECT MAX(version) FROM schema_migrations WHERE applied_at IS NOT NULL", .global = true },
    [Q_MEMBER_SINCE] = { "SELECT DATE_FORMAT(created_at, '%Y-%m-%d') FROM users WHERE tenant_id = :tenant AND id = :actor",
                         .global = false },
};
