/*
 * queries.c: all SQL of the auth domain. A person who signs in has no tenant before these have said which, so most of them
 * are global.
 */
#include "account.h"

#include "audit.h"

#define ACCOUNT_LIST                                                                                                   \
    "u.id, u.tenant_id, t.public_id, t.name, COALESCE(s.currency, 'EUR'), u.username, u.email, u.name, u.phone,"       \
    " u.password, u.state = 'active' AND (t.state IS NULL OR t.state = 'active'), u.kind = 'customer',"                \
    " u.first_name, u.last_name, u.verified, EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id"            \
    " AND f.confirmed_at IS NOT NULL), COALESCE(s.password_min, 12), COALESCE(s.password_classes, FALSE),"             \
    " COALESCE(s.access_seconds, 0), COALESCE(s.refresh_seconds, 0)"
#define ACCOUNT_FROM                                                                                                   \
    " FROM users u LEFT JOIN tenants t ON t.id = u.tenant_id LEFT JOIN tenant_settings s ON s.tenant_id = u.tenant_id"
#define ACCOUNT_COLUMNS "SELECT " ACCOUNT_LIST ACCOUNT_FROM

#define USER_TELL                                                                                                      \
    "SELECT u.id, u.username, u.email, u.phone, u.name, u.first_name, u.last_name, u.kind, u.state,"                   \
    " u.verified AS `verified:bool`, COALESCE((SELECT JSON_ARRAYAGG(x.role ORDER BY x.role) FROM user_roles x"         \
    " WHERE x.tenant_id = u.tenant_id AND x.user_id = u.id), '[]') AS `roles:json`, EXISTS (SELECT 1"                  \
    " FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS `second_factor:bool`,"           \
    " u.last_login_at, u.created_at, u.version FROM users u"

#define ROLE_TELL                                                                                                      \
    "SELECT r.name, r.title, r.builtin AS `builtin:bool`, COALESCE((SELECT JSON_ARRAYAGG(p.permission"                 \
    " ORDER BY p.permission) FROM role_permissions p WHERE p.tenant_id = r.tenant_id AND p.role = r.name), '[]')"      \
    " AS `permissions:json`, (SELECT COUNT(*) FROM user_roles x WHERE x.tenant_id = r.tenant_id AND x.role = r.name)"  \
    " AS users, r.version FROM roles r"

#define INVITATION_STATE                                                                                               \
    "CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'revoked'"                 \
    " WHEN i.expires_at <= UTC_TIMESTAMP(6) THEN 'expired' ELSE 'open' END"

#define TENANT_TELL                                                                                                    \
    "SELECT t.public_id AS id, t.slug, t.name, t.state, t.created_at, (SELECT COUNT(*) FROM users u"                   \
    " WHERE u.tenant_id = t.id AND u.kind = 'staff') AS staff FROM tenants t"

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

    [Q_SESSION_INSERT] = { "INSERT INTO sessions (id, user_id, refresh_hash, client, address, device, lifetime_s, expires_at)"
                           " VALUES (?, ?, ?, ?, INET6_ATON(?), ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)",
                           .global = true },
    [Q_SESSION_LOCK] = { "SELECT user_id, refresh_hash, previous_hash, client,"
                         " revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6),"
                         " TIMESTAMPDIFF(MICROSECOND, rotated_at, UTC_TIMESTAMP(6)),"
                         " TIMESTAMPDIFF(SECOND, last_used_at, UTC_TIMESTAMP(6)), lifetime_s"
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

    /* Accounts: registration, passwords, proofs of addresses. */
    [Q_ACCOUNT_LOCK] = { "SELECT id FROM users WHERE id = ? FOR UPDATE", .global = true },
    [Q_ACCOUNT_INSERT] = { "INSERT INTO users (id, tenant_id, username, username_key, email, email_key, phone, name, first_name,"
                           " last_name, password, kind, verified, superuser, company, password_changed_at)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))",
                           .global = true },
    [Q_ACCOUNT_ROLE_ADD] = { "INSERT INTO user_roles (tenant_id, user_id, role)"
                             " SELECT r.tenant_id, ?, r.name FROM roles r WHERE r.tenant_id = ? AND r.name = ?",
                             .global = true },
    [Q_ACCOUNT_TAKEN] = { "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = ?),"
                          " EXISTS (SELECT 1 FROM users WHERE email_key = ?), EXISTS (SELECT 1 FROM users WHERE phone = ?)",
                          .global = true },
    [Q_ACCOUNT_SAME] = { "SELECT 1 FROM users WHERE tenant_id = ? AND username_key = ? AND (? IS NULL OR email_key = ?)"
                         " AND (? IS NULL OR phone = ?)",
                         .global = true },
    [Q_ACCOUNT_INACTIVE] = { "UPDATE users SET state = 'inactive' WHERE id = ?", .global = true },
    [Q_ACCOUNT_VERIFIED] = { "UPDATE users SET verified = TRUE, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                             " WHERE id = ? AND NOT verified",
                             .global = true },
    [Q_ACCOUNT_PASSWORD] = { "UPDATE users SET password = ?, password_changed_at = UTC_TIMESTAMP(6),"
                             " updated_at = UTC_TIMESTAMP(6), version = version + 1 WHERE id = ?",
                             .global = true },
    [Q_ACCOUNT_STEPPED_UP] = { "UPDATE sessions SET stepped_up_at = UTC_TIMESTAMP(6) WHERE id = ?", .global = true },
    [Q_SESSIONS_END] = { "UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6), revoked_why = ?"
                         " WHERE user_id = ? AND revoked_at IS NULL AND NOT id <=> ?",
                         .global = true },
    [Q_SESSIONS_MINE] = { "SELECT id, client, device, INET6_NTOA(address) AS address, created_at, last_used_at, expires_at,"
                          " id <=> ? AS `current:bool` FROM sessions WHERE user_id = :actor AND revoked_at IS NULL"
                          " AND expires_at > UTC_TIMESTAMP(6) ORDER BY last_used_at DESC, id LIMIT 200" },
    [Q_SESSION_END_MINE] = { "UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6), revoked_why = 'revoked'"
                             " WHERE id = ? AND user_id = :actor AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)" },
    [Q_SESSIONS_END_MINE] = { "UPDATE sessions SET revoked_at = UTC_TIMESTAMP(6), revoked_why = 'revoked'"
                              " WHERE user_id = :actor AND revoked_at IS NULL AND NOT id <=> ?" },
    [Q_TENANT_BY_SLUG] = { "SELECT t.id, t.public_id, t.name, t.state = 'active', COALESCE(s.open_registration, TRUE),"
                           " COALESCE(s.password_min, 12), COALESCE(s.password_classes, FALSE), COALESCE(s.phone_rule, 'e164')"
                           " FROM tenants t LEFT JOIN tenant_settings s ON s.tenant_id = t.id WHERE t.slug = ?",
                           .global = true },
    [Q_TENANT_ONLY] = { "SELECT MIN(slug), COUNT(*) FROM tenants", .global = true },
    [Q_TENANT_INSERT] = { "INSERT INTO tenants (public_id, slug, name) VALUES (?, ?, ?)", .global = true },
    [Q_TENANT_BY_PUBLIC_ID] = { "SELECT id FROM tenants WHERE public_id = ?", .global = true },
    [Q_TENANT_SETTINGS_ADD] = { "INSERT INTO tenant_settings (tenant_id) VALUES (?)", .global = true },
    [Q_TENANT_ROLES_ADD] = { "INSERT INTO roles (tenant_id, name, title, builtin)"
                             " SELECT ?, name, title, TRUE FROM role_presets",
                             .global = true },
    [Q_TENANT_PERMISSIONS_ADD] = { "INSERT INTO role_permissions (tenant_id, role, permission)"
                                   " SELECT ?, role, permission FROM role_preset_permissions",
                                   .global = true },
    /* Within the last minute, and how many within the hour. */
    [Q_PROOF_LATELY] = { "SELECT COALESCE(MAX(created_at) > UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE, FALSE), COUNT(*) FROM proofs"
                         " WHERE user_id = ? AND purpose = ? AND created_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR",
                         .global = true },
    [Q_PROOF_INSERT] = { "INSERT INTO proofs (id, user_id, purpose, address, token_hash, code_hash, code_until, token_until)"
                         " VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE,"
                         " UTC_TIMESTAMP(6) + INTERVAL 24 HOUR)",
                         .global = true },
    [Q_PROOF_BY_TOKEN] = { "SELECT id, user_id, address FROM proofs WHERE token_hash = ? AND purpose = ? AND used_at IS NULL"
                           " AND token_until > UTC_TIMESTAMP(6)",
                           .global = true },
    /* Only the newest code counts. */
    [Q_PROOF_NEWEST] = { "SELECT id, user_id, address, code_hash FROM proofs WHERE user_id = ? AND purpose = ?"
                         " AND used_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1",
                         .global = true },
    [Q_PROOF_TRY] = { "UPDATE proofs SET tries = tries + 1 WHERE id = ? AND tries < 5 AND used_at IS NULL"
                      " AND code_until > UTC_TIMESTAMP(6)",
                      .global = true },
    [Q_PROOF_USE] = { "UPDATE proofs SET used_at = UTC_TIMESTAMP(6) WHERE id = ? AND used_at IS NULL", .global = true },
    /* The code is spent; what it was exchanged for lives ten minutes. */
    [Q_PROOF_EXCHANGE] = { "UPDATE proofs SET token_hash = ?, token_until = UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE, tries = 5,"
                           " code_until = UTC_TIMESTAMP(6) WHERE id = ? AND used_at IS NULL AND code_until > UTC_TIMESTAMP(6)",
                           .global = true },
    [Q_PROOFS_VOID] = { "UPDATE proofs SET used_at = UTC_TIMESTAMP(6)"
                        " WHERE user_id = ? AND used_at IS NULL AND (? IS NULL OR purpose = ?)",
                        .global = true },

    [Q_PROFILE] = { "SELECT " ACCOUNT_LIST
                    ", u.street, u.city, u.region, u.postal_code, u.country, u.dietary_preferences,"
                    " u.favourite_products, u.notify_email, u.notify_sms, u.notify_push, u.language, u.time_zone,"
                    " u.version, u.created_at, COALESCE(s.phone_rule, 'e164'), u.total_purchases, u.loyalty_points,"
                    " u.company, u.picture_id" ACCOUNT_FROM " WHERE u.id = :actor",
                    .global = true },
    /* The same columns without the tenant's: three tables less for the server to look into. */
    [Q_PROFILE_HOT] = { "SELECT u.id, u.tenant_id, NULL, '', '', u.username, u.email, u.name, u.phone, '', 1,"
                        " u.kind = 'customer', u.first_name, u.last_name, u.verified, f.confirmed_at IS NOT NULL, 0, 0, 0, 0,"
                        " u.street, u.city, u.region, u.postal_code, u.country, u.dietary_preferences,"
                        " u.favourite_products, u.notify_email, u.notify_sms, u.notify_push, u.language, u.time_zone,"
                        " u.version, u.created_at, '', u.total_purchases, u.loyalty_points, u.company, u.picture_id"
                        " FROM users u LEFT JOIN second_factors f ON f.user_id = u.id WHERE u.id = :actor",
                        .global = true },
    [Q_HOME_TELL] = { "SELECT t.public_id, t.name, COALESCE(s.currency, 'EUR'), COALESCE(s.password_min, 12),"
                      " COALESCE(s.password_classes, FALSE) FROM tenants t"
                      " LEFT JOIN tenant_settings s ON s.tenant_id = t.id WHERE t.id = ?",
                      .global = true },
    [Q_PROFILE_UPDATE] = { "UPDATE users SET first_name = ?, last_name = ?, name = ?, phone = ?, street = ?, city = ?,"
                           " region = ?, postal_code = ?, country = ?, dietary_preferences = ?, favourite_products = ?,"
                           " notify_email = ?, notify_sms = ?, notify_push = ?, language = ?, time_zone = ?,"
                           " version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE id = :actor",
                           .global = true },

    [Q_FACTOR] = { "SELECT secret, confirmed_at, last_step FROM second_factors WHERE user_id = ?", .global = true },
    [Q_FACTOR_LOCK] = { "SELECT secret, confirmed_at, last_step FROM second_factors WHERE user_id = ? FOR UPDATE",
                        .global = true },
    [Q_FACTOR_SETUP] = { "INSERT INTO second_factors (user_id, secret) VALUES (?, ?) ON DUPLICATE KEY UPDATE"
                         " secret = VALUES(secret), created_at = UTC_TIMESTAMP(6)",
                         .global = true },
    [Q_FACTOR_CONFIRM] = { "UPDATE second_factors SET confirmed_at = UTC_TIMESTAMP(6), last_step = ?"
                           " WHERE user_id = ? AND confirmed_at IS NULL",
                           .global = true },
    [Q_FACTOR_STEP] = { "UPDATE second_factors SET last_step = ? WHERE user_id = ? AND confirmed_at IS NOT NULL"
                        " AND last_step < ?",
                        .global = true },
    [Q_FACTOR_DELETE] = { "DELETE FROM second_factors WHERE user_id = ?", .global = true },
    [Q_FACTOR_STATUS] = { "SELECT (SELECT f.confirmed_at FROM second_factors f WHERE f.user_id = u.id),"
                          " (SELECT COUNT(*) FROM recovery_codes c WHERE c.user_id = u.id AND c.used_at IS NULL),"
                          " EXISTS (SELECT 1 FROM tenant_settings s JOIN user_roles ur ON ur.tenant_id = s.tenant_id"
                          " WHERE s.tenant_id = u.tenant_id AND ur.user_id = u.id"
                          " AND JSON_CONTAINS(s.second_factor_roles, JSON_QUOTE(ur.role))) FROM users u WHERE u.id = :actor",
                          .global = true },
    [Q_RECOVERY_INSERT] = { "INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)", .global = true },
    [Q_RECOVERY_USE] = { "UPDATE recovery_codes SET used_at = UTC_TIMESTAMP(6)"
                         " WHERE user_id = ? AND code_hash = ? AND used_at IS NULL",
                         .global = true },
    [Q_RECOVERY_DELETE] = { "DELETE FROM recovery_codes WHERE user_id = ?", .global = true },
    [Q_CHALLENGE_INSERT] = { "INSERT INTO challenges (id, user_id, client, expires_at)"
                             " VALUES (?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL 5 MINUTE)",
                             .global = true },
    [Q_CHALLENGE_TRY] = { "UPDATE challenges SET tries = tries + 1 WHERE id = ? AND tries < 5"
                          " AND expires_at > UTC_TIMESTAMP(6)",
                          .global = true },
    [Q_CHALLENGE] = { "SELECT user_id, client FROM challenges WHERE id = ?", .global = true },
    [Q_CHALLENGE_DELETE] = { "DELETE FROM challenges WHERE id = ?", .global = true },
    [Q_CHALLENGE_PRUNE] = { "DELETE FROM challenges WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR LIMIT 100",
                            .global = true },

    [Q_API_KEYS] = { "SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at FROM api_keys"
                     " WHERE tenant_id = :tenant AND user_id = :actor AND revoked_at IS NULL ORDER BY id DESC LIMIT 100" },
    [Q_API_KEYS_COUNT] = { "SELECT COUNT(*) FROM api_keys WHERE tenant_id = :tenant AND user_id = :actor"
                           " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6))" },
    [Q_API_KEY_INSERT] = { "INSERT INTO api_keys (tenant_id, id, user_id, name, prefix, key_hash, scopes, expires_at)"
                           " VALUES (:tenant, ?, :actor, ?, ?, ?, ?, ?)" },
    [Q_API_KEY_REVOKE] = { "UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?"
                           " AND user_id = :actor AND revoked_at IS NULL" },

    /* Clients of older systems, which know people and roles by numbers. */
    [Q_OLD_PERSON] = { "SELECT u.no, u.tenant_id AS tenant_no, u.first_name, u.last_name, u.name, u.phone,"
                       " u.verified AS `verified:bool`, u.state = 'active' AS `active:bool`, EXISTS (SELECT 1 FROM"
                       " user_roles x WHERE x.tenant_id = u.tenant_id AND x.user_id = u.id AND x.role = 'admin')"
                       " AS `staff:bool`, u.total_purchases, u.loyalty_points, u.cin, u.staff_code AS code,"
                       " u.created_at, u.last_login_at, u.updated_at FROM users u WHERE u.id = ?",
                       .global = true },
    [Q_OLD_ROLES] = { "SELECT CRC32(r.name) >> 1 AS no, r.name, UPPER(r.name) AS code, r.title FROM user_roles x"
                      " JOIN roles r ON r.tenant_id = x.tenant_id AND r.name = x.role WHERE x.tenant_id = ?"
                      " AND x.user_id = ? AND r.name <> 'customer' ORDER BY r.name",
                      .global = true },
    [Q_OLD_STAFF_NUMBERS] = { "UPDATE users SET cin = ?, staff_code = ? WHERE id = ?", .global = true },
    [Q_OLD_STAFF_NUMBERS_TAKEN] = { "SELECT EXISTS (SELECT 1 FROM users WHERE tenant_id = ? AND cin = ?),"
                                    " EXISTS (SELECT 1 FROM users WHERE tenant_id = ? AND staff_code = ?)",
                                    .global = true },
    [Q_OLD_CHANNELS] = { "UPDATE users SET notify_email = ?, notify_sms = ?, notify_push = ? WHERE id = ?",
                         .global = true },
    [Q_OLD_SESSION_LOCK] = { "SELECT user_id, refresh_hash, revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6),"
                             " lifetime_s FROM sessions WHERE id = ? FOR UPDATE",
                             .global = true },
    [Q_OLD_SESSION_RENEW] = { "UPDATE sessions SET refresh_hash = ?, rotated_at = UTC_TIMESTAMP(6),"
                              " last_used_at = UTC_TIMESTAMP(6), expires_at = GREATEST(expires_at, LEAST("
                              "created_at + INTERVAL 90 DAY, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)) WHERE id = ?",
                              .global = true },

    /* Administration. */
    [Q_USERS] = { USER_TELL
                  " WHERE u.tenant_id = :tenant AND u.id < ? AND (? IS NULL OR u.state = ?) AND (? IS NULL OR u.kind = ?)"
                  " AND (? IS NULL OR EXISTS (SELECT 1 FROM user_roles x WHERE x.tenant_id = u.tenant_id"
                  " AND x.user_id = u.id AND x.role = ?))"
                  " AND (? IS NULL OR u.name LIKE ? ESCAPE '!' OR u.username_key LIKE ? ESCAPE '!'"
                  " OR u.email_key LIKE ? ESCAPE '!' OR u.phone LIKE ? ESCAPE '!')"
                  " ORDER BY u.id DESC LIMIT ?" },
    [Q_USER] = { USER_TELL " WHERE u.tenant_id = :tenant AND u.id = ?" },
    [Q_USER_LOCK] = { "SELECT version, state, kind = 'customer', (SELECT JSON_ARRAYAGG(x.role ORDER BY x.role)"
                      " FROM user_roles x WHERE x.tenant_id = u.tenant_id AND x.user_id = u.id)"
                      " FROM users u WHERE u.tenant_id = :tenant AND u.id = ? FOR UPDATE" },
    [Q_USER_CHANGE] = { "UPDATE users SET state = COALESCE(?, state), first_name = COALESCE(?, first_name),"
                        " last_name = COALESCE(?, last_name), name = IF(?, TRIM(CONCAT(first_name, ' ', last_name)), name),"
                        " version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?" },
    [Q_USER_PERMISSIONS] = { "SELECT DISTINCT rp.permission FROM user_roles ur"
                             " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                             " WHERE ur.tenant_id = :tenant AND ur.user_id = ?" },
    [Q_USER_WHY] = { "SELECT ro.name AS role, ro.title, ro.builtin AS `builtin:bool` FROM user_roles ur"
                     " JOIN roles ro ON ro.tenant_id = ur.tenant_id AND ro.name = ur.role"
                     " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                     " WHERE ur.tenant_id = :tenant AND ur.user_id = ? AND rp.permission = ? ORDER BY ro.name" },
    [Q_USER_SESSIONS_END] = { "UPDATE sessions s JOIN users u ON u.id = s.user_id SET s.revoked_at = UTC_TIMESTAMP(6),"
                              " s.revoked_why = ? WHERE u.tenant_id = :tenant AND u.id = ? AND s.revoked_at IS NULL" },
    [Q_USER_ROLES_CLEAR] = { "DELETE FROM user_roles WHERE tenant_id = :tenant AND user_id = ?" },
    [Q_USER_ROLE_ADD] = { "INSERT INTO user_roles (tenant_id, user_id, role) VALUES (:tenant, ?, ?)" },
    /* Whoever may take an administrator away holds this row first, so that two cannot take away the last two at once. */
    [Q_ADMIN_LOCK] = { "SELECT name FROM roles WHERE tenant_id = :tenant AND name = 'admin' FOR UPDATE" },
    [Q_ADMINS_BESIDES] = { "SELECT COUNT(*) FROM user_roles ur JOIN users u ON u.tenant_id = ur.tenant_id"
                           " AND u.id = ur.user_id WHERE ur.tenant_id = :tenant AND ur.role = 'admin'"
                           " AND u.state = 'active' AND u.id <> ?" },

    [Q_ROLES] = { ROLE_TELL " WHERE r.tenant_id = :tenant ORDER BY r.builtin DESC, r.name" },
    [Q_ROLE] = { ROLE_TELL " WHERE r.tenant_id = :tenant AND r.name = ?" },
    [Q_ROLE_LOCK] = { "SELECT version, builtin, title FROM roles WHERE tenant_id = :tenant AND name = ? FOR UPDATE" },
    [Q_ROLE_COUNT] = { "SELECT COUNT(*) FROM roles WHERE tenant_id = :tenant" },
    /* Whoever gives a role holds it as it is until the gift is written. */
    [Q_ROLE_SHARE] = { "SELECT 1 FROM roles WHERE tenant_id = :tenant AND name = ? LOCK IN SHARE MODE" },
    [Q_ROLE_STREAMS_CLOSE] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id)"
                               " SELECT :tenant, x.user_id, 'event', 'session', '' FROM user_roles x"
                               " WHERE x.tenant_id = :tenant AND x.role = ? AND EXISTS (SELECT 1 FROM sessions s"
                               " WHERE s.user_id = x.user_id AND s.revoked_at IS NULL"
                               " AND s.expires_at > UTC_TIMESTAMP(6))" },
    [Q_ROLE_PERMISSIONS] = { "SELECT permission FROM role_permissions WHERE tenant_id = :tenant AND role = ?"
                             " ORDER BY permission" },
    [Q_ROLE_INSERT] = { "INSERT INTO roles (tenant_id, name, title) VALUES (:tenant, ?, ?)" },
    [Q_ROLE_CHANGE] = { "UPDATE roles SET title = COALESCE(?, title), version = version + 1"
                        " WHERE tenant_id = :tenant AND name = ?" },
    [Q_ROLE_DELETE] = { "DELETE FROM roles WHERE tenant_id = :tenant AND name = ? AND NOT builtin" },
    [Q_ROLE_PERMISSION_ADD] = { "INSERT INTO role_permissions (tenant_id, role, permission) VALUES (:tenant, ?, ?)" },
    [Q_ROLE_PERMISSION_DROP] = { "DELETE FROM role_permissions WHERE tenant_id = :tenant AND role = ?"
                                 " AND permission = ?" },
    [Q_PERMISSIONS] = { "SELECT name, doc AS title FROM permissions ORDER BY name" },
    [Q_PERMISSION_EXISTS] = { "SELECT 1 FROM permissions WHERE name = ?" },

    [Q_INVITATIONS] = { "SELECT i.id, i.email, i.name, i.roles AS `roles:json`, " INVITATION_STATE " AS state,"
                        " i.created_at, i.expires_at, i.accepted_at, u.name AS invited_by FROM invitations i"
                        " LEFT JOIN users u ON u.id = i.created_by WHERE i.tenant_id = :tenant AND i.id < ?"
                        " AND (? IS NULL OR " INVITATION_STATE " = ?) ORDER BY i.id DESC LIMIT ?" },
    [Q_INVITATION] = { "SELECT i.id, i.email, i.name, i.roles AS `roles:json`, " INVITATION_STATE " AS state,"
                       " i.created_at, i.expires_at, i.accepted_at, u.name AS invited_by FROM invitations i"
                       " LEFT JOIN users u ON u.id = i.created_by WHERE i.tenant_id = :tenant AND i.id = ?" },
    [Q_INVITATION_INSERT] = { "INSERT INTO invitations (tenant_id, id, email, name, roles, token_hash, created_by,"
                              " expires_at) VALUES (:tenant, ?, ?, ?, ?, ?, :actor, UTC_TIMESTAMP(6) + INTERVAL 7 DAY)" },
    [Q_INVITATION_REVOKE] = { "UPDATE invitations SET revoked_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?"
                              " AND accepted_at IS NULL AND revoked_at IS NULL" },
    [Q_INVITATION_REPLACE] = { "UPDATE invitations SET revoked_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant"
                               " AND email = ? AND accepted_at IS NULL AND revoked_at IS NULL" },
    [Q_INVITATIONS_OF_LATE] = { "SELECT COUNT(*) FROM invitations WHERE email = ?"
                                " AND created_at > UTC_TIMESTAMP(6) - INTERVAL 1 HOUR",
                                .global = true },
    [Q_INVITATION_MEMBER] = { "SELECT 1 FROM users WHERE tenant_id = :tenant AND email_key = ?" },
    /* Whoever holds a link has no tenant yet. */
    [Q_INVITATION_BY_TOKEN] = { "SELECT i.email, i.name, t.name, i.expires_at, i.tenant_id, t.public_id,"
                                " s.password_min, s.password_classes, s.phone_rule FROM invitations i"
                                " JOIN tenants t ON t.id = i.tenant_id JOIN tenant_settings s ON s.tenant_id = t.id"
                                " WHERE i.token_hash = ?"
                                " AND " INVITATION_STATE " = 'open' AND t.state = 'active'",
                                .global = true },
    [Q_INVITATION_LOCK] = { "SELECT i.id, i.roles, i.created_by FROM invitations i WHERE i.tenant_id = :tenant"
                            " AND i.token_hash = ? AND " INVITATION_STATE " = 'open' FOR UPDATE" },
    [Q_INVITATION_ACCEPT] = { "UPDATE invitations SET accepted_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant"
                              " AND id = ?" },
    [Q_INVITER_LACKS] = { "SELECT COUNT(*) FROM role_permissions p WHERE p.tenant_id = :tenant AND p.role = ?"
                          " AND p.permission NOT IN (SELECT rp.permission FROM user_roles ur JOIN role_permissions rp"
                          " ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                          " WHERE ur.tenant_id = p.tenant_id AND ur.user_id = ?)" },
    /* A role that was deleted since is not given any more. */
    [Q_INVITED_ROLE] = { "INSERT INTO user_roles (tenant_id, user_id, role) SELECT tenant_id, ?, name FROM roles"
                         " WHERE tenant_id = :tenant AND name = ?" },

    [Q_AUDIT_LIST] = { "SELECT a.id, a.at, a.action, a.object, a.object_id, a.actor_id, u.name AS actor,"
                       " COALESCE(a.detail, '{}') AS `detail:json`, a.request_id, a.seal IS NOT NULL AS `sealed:bool`"
                       " FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
                       " WHERE a.tenant_id = :tenant AND a.id < ? AND a.id >= ?"
                       " AND (? IS NULL OR a.action LIKE ? ESCAPE '!') AND (? IS NULL OR a.actor_id = ?)"
                       " AND (? IS NULL OR a.object = ?) AND (? IS NULL OR a.object_id = ?)"
                       " ORDER BY a.id DESC LIMIT ?" },

    [Q_SETTINGS] = { "SELECT t.public_id AS id, t.slug, t.name, t.state, s.currency, s.time_zone, s.locale,"
                     " CAST(s.band_high AS DOUBLE) AS band_high, CAST(s.band_medium AS DOUBLE) AS band_medium,"
                     " CAST(s.acceptance AS DOUBLE) AS acceptance, s.incentive,"
                     " CAST(s.redemption AS DOUBLE) AS redemption, CAST(s.value_rate AS DOUBLE) AS value_rate,"
                     " s.password_min, s.password_classes AS `password_classes:bool`, s.phone_rule,"
                     " s.open_registration AS `open_registration:bool`,"
                     " COALESCE(s.second_factor_roles, '[]') AS `second_factor_roles:json`, s.access_seconds,"
                     " s.refresh_seconds, s.brand_name, s.brand_color, s.version"
                     " FROM tenants t JOIN tenant_settings s ON s.tenant_id = t.id WHERE t.id = :tenant" },
    [Q_SETTINGS_LOCK] = { "SELECT version, CAST(band_high AS DOUBLE), CAST(band_medium AS DOUBLE),"
                          " CAST(acceptance AS DOUBLE), CAST(incentive AS DOUBLE), CAST(redemption AS DOUBLE),"
                          " CAST(value_rate AS DOUBLE)"
                          " FROM tenant_settings WHERE tenant_id = :tenant FOR UPDATE" },
    [Q_SETTINGS_CHANGE] = { "UPDATE tenant_settings SET currency = COALESCE(?, currency),"
                            " time_zone = COALESCE(?, time_zone), locale = COALESCE(?, locale),"
                            " band_high = COALESCE(?, band_high), band_medium = COALESCE(?, band_medium),"
                            " acceptance = COALESCE(?, acceptance), incentive = COALESCE(?, incentive),"
                            " redemption = COALESCE(?, redemption), value_rate = COALESCE(?, value_rate),"
                            " password_min = COALESCE(?, password_min), password_classes = COALESCE(?, password_classes),"
                            " phone_rule = COALESCE(?, phone_rule), open_registration = COALESCE(?, open_registration),"
                            " second_factor_roles = COALESCE(?, second_factor_roles),"
                            " access_seconds = NULLIF(COALESCE(?, access_seconds), 0),"
                            " refresh_seconds = NULLIF(COALESCE(?, refresh_seconds), 0),"
                            " brand_name = COALESCE(?, brand_name), brand_color = COALESCE(?, brand_color),"
                            " version = version + 1 WHERE tenant_id = :tenant" },
    [Q_TENANT_RENAME] = { "UPDATE tenants SET name = ? WHERE id = :tenant" },
    /* What people see, and what is being learnt or scored with the settings as they were. */
    [Q_ACTIVE_DATASET] = { "SELECT dataset_no, TRUE FROM active WHERE tenant_id = :tenant AND dataset_no IS NOT NULL"
                           " UNION SELECT no, FALSE FROM datasets WHERE tenant_id = :tenant"
                           " AND state IN ('training', 'scoring') AND removed_at IS NULL LIMIT 20" },

    [Q_TENANTS] = { TENANT_TELL " WHERE t.public_id < ? AND (? IS NULL OR t.name LIKE ? ESCAPE '!'"
                                " OR t.slug LIKE ? ESCAPE '!') ORDER BY t.public_id DESC LIMIT ?",
                    .global = true },
    [Q_TENANT_BY_ID] = { TENANT_TELL " WHERE t.public_id = ?", .global = true },
    [Q_TENANT_STATE] = { "UPDATE tenants SET state = ? WHERE public_id = ?", .global = true },
    [Q_TENANT_STREAMS_CLOSE] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id)"
                                 " SELECT u.tenant_id, u.id, 'event', 'session', '' FROM users u WHERE u.tenant_id = ?"
                                 " AND EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id AND s.revoked_at IS NULL"
                                 " AND s.expires_at > UTC_TIMESTAMP(6))",
                                 .global = true },
    [Q_TENANT_CURRENCY] = { "UPDATE tenant_settings SET currency = ? WHERE tenant_id = ?", .global = true },

    /* The proof of the audit. A tenant may have lost all its rows and still have a head. */
    [Q_VERIFY_TENANTS] = { "SELECT x.id, COALESCE(t.slug, IF(x.id = 0, '-', CAST(x.id AS CHAR)))"
                           " FROM (SELECT DISTINCT tenant_id AS id FROM audit UNION SELECT tenant_id FROM audit_heads) x"
                           " LEFT JOIN tenants t ON t.id = x.id WHERE ? IS NULL"
                           " OR COALESCE(t.slug, IF(x.id = 0, '-', CAST(x.id AS CHAR))) = ? ORDER BY x.id",
                           .global = true },
    [Q_VERIFY_ROWS] = { "SELECT id, " AUDIT_SEALED ", chain_no, seal FROM audit WHERE tenant_id = ? AND chain_no > ?"
                        " ORDER BY chain_no, id LIMIT 1000",
                        .global = true },
    [Q_VERIFY_END] = { "SELECT COALESCE(SUM(chain_no IS NOT NULL OR seal IS NOT NULL), 0) AS `n:int`,"
                       " COALESCE(SUM(seal IS NULL AND chain_no IS NULL), 0) AS `w:int`,"
                       " COALESCE((SELECT rows_sealed FROM audit_heads WHERE tenant_id = ?), 0),"
                       " (SELECT seal FROM audit_heads WHERE tenant_id = ?) FROM audit WHERE tenant_id = ?",
                       .global = true },
};
