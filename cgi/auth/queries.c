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
    " COALESCE(s.access_seconds, 0), COALESCE(s.refresh_seconds, 0), COALESCE(s.brand_name, ''),"                      \
    " COALESCE(s.brand_color, ''), u.picture_id"
#define ACCOUNT_FROM                                                                                                   \
    " FROM users u LEFT JOIN tenants t ON t.id = u.tenant_id LEFT JOIN tenant_settings s ON s.tenant_id = u.tenant_id"
#define ACCOUNT_COLUMNS "SELECT " ACCOUNT_LIST ACCOUNT_FROM

/* Of a customer with a record in the register (first use of the own side): what stands there. */
#define OF_RECORD(column, otherwise)                                                                                   \
    "COALESCE((SELECT c." column " FROM customers c WHERE c.tenant_id = u.tenant_id AND c.user_id = u.id"              \
    " AND c.state = 'active'), u." otherwise ")"
#define LOYALTY OF_RECORD("purchases", "total_purchases") ", " OF_RECORD("points", "loyalty_points")
#define PROFILE_HOT(purchases, points, record)                                                                         \
    "SELECT u.id, u.tenant_id, NULL, '', '', u.username, u.email, u.name, u.phone, '', 1,"                             \
    " u.kind = 'customer', u.first_name, u.last_name, u.verified, 0, 0, 0, 0, 0, '', '', u.picture_id,"                \
    " u.street, u.city, u.region, u.postal_code, u.country, u.dietary_preferences,"                                    \
    " u.favourite_products, u.notify_email, u.notify_sms, u.notify_push, u.language, u.time_zone,"                     \
    " u.version, u.created_at, '', " purchases ", " points ", u.company"                                               \
    " FROM users u" record " WHERE u.id = :actor"

const struct query auth_queries[QUERY_COUNT] = {
    /* A user name may look like somebody's phone number: the user name goes first, then the address. */
    [Q_ACCOUNT_BY_NAME] = { ACCOUNT_COLUMNS " WHERE u.username_key = ? OR u.email_key = ? OR u.phone = ?"
                                            " ORDER BY u.username_key = ? DESC, u.email_key = ? DESC LIMIT 1",
                            .global = true },
    /* A user name with @ is its owner's address. */
    [Q_ACCOUNT_BY_EMAIL] = { ACCOUNT_COLUMNS " WHERE u.email_key = ? OR u.username_key = ?"
                                             " ORDER BY u.email_key <=> ? DESC LIMIT 1",
                             .global = true },
    [Q_ACCOUNT_BY_ID] = { ACCOUNT_COLUMNS " WHERE u.id = ?", .global = true },
    [Q_ACCOUNT_ROLES] = { "SELECT role FROM user_roles WHERE tenant_id = ? AND user_id = ? ORDER BY role",
                          .global = true },
    /* Both as JSON. tenant, user; again */
    [Q_ACCOUNT_RIGHTS] = { "SELECT COALESCE((SELECT JSON_ARRAYAGG(ur.role ORDER BY ur.role) FROM user_roles ur"
                           " WHERE ur.tenant_id = ? AND ur.user_id = ?), '[]'),"
                           " COALESCE((SELECT JSON_ARRAYAGG(DISTINCT rp.permission ORDER BY rp.permission) FROM user_roles ur"
                           " JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                           " WHERE ur.tenant_id = ? AND ur.user_id = ?), '[]')",
                           .global = true },
    [Q_ACCOUNT_SIGNED_IN] = { "UPDATE users SET last_login_at = UTC_TIMESTAMP(6) WHERE id = ?", .global = true },
    [Q_ACCOUNT_REHASH] = { "UPDATE users SET password = ? WHERE id = ? AND password = ?", .global = true },
    [Q_AUDIT_ADD] = { "INSERT INTO audit (tenant_id, id, actor_id, action, object, object_id, detail, request_id)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      .global = true },

    [Q_NETWORK_KNOWN] = { "SELECT EXISTS (SELECT 1 FROM sessions WHERE user_id = ? AND LENGTH(address) = ?"
                          " AND LEFT(address, ?) = ? AND created_at > UTC_TIMESTAMP(6) - INTERVAL 90 DAY)",
                          .global = true },
    [Q_COUNT_UP] = { "INSERT INTO rate_counters (scope, subject, window_start, hits)"
                     " VALUES ('login:account', ?, ?, 1), ('login:network', ?, ?, 1) ON DUPLICATE KEY UPDATE hits = hits + 1",
                     .global = true },
    [Q_COUNT_READ] = { "SELECT COALESCE(SUM(IF(scope = 'login:account', hits, 0)), 0),"
                       " COALESCE(SUM(IF(scope = 'login:network', hits, 0)), 0) FROM rate_counters"
                       " WHERE (scope = 'login:account' AND subject = ? AND window_start = ?)"
                       " OR (scope = 'login:network' AND subject = ? AND window_start = ?)",
                       .global = true },
    /* The account's count begins anew, the network's loses one. */
    [Q_COUNT_FORGIVE] = { "UPDATE rate_counters FORCE INDEX (PRIMARY) SET hits = IF(scope = 'login:account' OR hits = 0, 0, hits - 1)"
                          " WHERE (scope = 'login:account' AND subject = ? AND window_start = ?)"
                          " OR (scope = 'login:network' AND subject = ? AND window_start = ?)",
                          .global = true },
    [Q_COUNT_PRUNE] = { "DELETE FROM rate_counters WHERE window_start < UTC_TIMESTAMP() - INTERVAL 1 DAY LIMIT 1000",
                        .global = true },

    [Q_SESSION_INSERT] = { "INSERT INTO sessions (id, user_id, refresh_hash, client, address, device, lifetime_s, expires_at)"
                           " VALUES (?, ?, ?, ?, INET6_ATON(?), ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)",
                           .global = true },
    /* Whoever has signed in before, but never with this. Versions do not make another device. */
    [Q_DEVICE_NEW] = { "SELECT EXISTS (SELECT 1 FROM sessions WHERE user_id = ?) AND NOT EXISTS (SELECT 1 FROM sessions"
                       " WHERE user_id = ? AND REGEXP_REPLACE(device, '[0-9._]+', '') = REGEXP_REPLACE(?, '[0-9._]+', ''))",
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
                        " 'customer@example.com', 'admin@other.example.com') OR username_key = 'customer@example.com')",
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
                    " u.version, u.created_at, COALESCE(s.phone_rule, 'e164'), " LOYALTY ","
                    " u.company" ACCOUNT_FROM " WHERE u.id = :actor",
                    .global = true },
    /* The same columns without the tenant's and the second factor: four tables less for the server to look into. Only customers
       have a record. */
    [Q_PROFILE_HOT] = { PROFILE_HOT("u.total_purchases", "u.loyalty_points", ""), .global = true },
    [Q_PROFILE_HOT_CUSTOMER] = { PROFILE_HOT("COALESCE(c.purchases, u.total_purchases)",
                                             "COALESCE(c.points, u.loyalty_points)",
                                             " LEFT JOIN customers c ON c.tenant_id = u.tenant_id AND c.user_id = u.id"
                                             " AND c.state = 'active'"),
                                 .global = true },
    [Q_FACTOR_TELL] = { "SELECT confirmed_at IS NOT NULL FROM second_factors WHERE user_id = :actor", .global = true },
    [Q_HOME_TELL] = { "SELECT t.public_id, t.name, COALESCE(s.currency, 'EUR'), COALESCE(s.password_min, 12),"
                      " COALESCE(s.password_classes, FALSE), COALESCE(s.brand_name, ''), COALESCE(s.brand_color, '') FROM tenants t"
                      " LEFT JOIN tenant_settings s ON s.tenant_id = t.id WHERE t.id = ?",
                      .global = true },
    [Q_PROFILE_UPDATE] = { "UPDATE users SET first_name = ?, last_name = ?, name = ?, phone = ?, street = ?, city = ?,"
                           " region = ?, postal_code = ?, country = ?, dietary_preferences = ?, favourite_products = ?,"
                           " notify_email = ?, notify_sms = ?, notify_push = ?, language = ?, time_zone = ?, picture_id = ?,"
                           " version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE id = :actor",
                           .global = true },

    [Q_PICTURE_OWN] = { "SELECT 1 FROM pictures WHERE tenant_id = :tenant AND id = ? AND owner_id = :actor"
                        " LOCK IN SHARE MODE" },
    /* The register's record follows the account, and a consent that changes with it is kept with its history. */
    [Q_RECORD_CONSENT] = { "INSERT INTO consents (tenant_id, customer_id, id, channel, given, source, actor_id)"
                           " SELECT c.tenant_id, c.id, ?, ?, ?, 'profile', c.user_id FROM customers c"
                           " WHERE c.tenant_id = :tenant AND c.user_id = :actor AND c.state = 'active'"
                           " AND CASE ? WHEN 'email' THEN c.consent_email WHEN 'sms' THEN c.consent_sms"
                           " ELSE c.consent_push END <> ?" },
    [Q_RECORD_FOLLOW] = { "UPDATE customers SET name = ?, phone = ?, street = ?, city = ?, region = ?, postal_code = ?,"
                          " country = ?, consent_email = ?, consent_sms = ?, consent_push = ?, version = version + 1,"
                          " updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND user_id = :actor"
                          " AND state = 'active'" },

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
    [Q_API_KEYS_REVOKE] = { "UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE user_id = ? AND revoked_at IS NULL",
                            .global = true },
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
#include "queries_admin.inc"
};
