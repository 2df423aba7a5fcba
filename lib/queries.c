/*
 * queries.c: see queries.h. Each is prepared when a binary first uses it, so a binary needs rights only for its own.
 */
#include "queries.h"

/* Whether a role of u needs a second factor while u has none. */
#define NEEDS_SETUP                                                                                                    \
    "EXISTS (SELECT 1 FROM tenant_settings ts JOIN user_roles ur ON ur.tenant_id = ts.tenant_id AND ur.user_id = u.id" \
    " WHERE ts.tenant_id = u.tenant_id AND JSON_CONTAINS(ts.second_factor_roles, JSON_QUOTE(ur.role)))"                \
    " AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)"

#define IDEMPOTENCY_CLAIM "INSERT INTO idempotency (scope, request_hash, actor_id) VALUES (?, ?, :actor)"

static const struct query queries[] = {
    [LQ_SESSION -
     LQ_FIRST] = { "SELECT s.user_id, u.tenant_id, t.public_id, u.kind, s.id, " NEEDS_SETUP ", u.superuser"
                   " FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN tenants t ON t.id = u.tenant_id"
                   " WHERE s.id = ? AND s.revoked_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)"
                   " AND u.state = 'active' AND (t.state IS NULL OR t.state = 'active')",
                   .global = true },
    [LQ_SESSION_BY_COOKIE -
        LQ_FIRST] = { "SELECT s.user_id, u.tenant_id, t.public_id, u.kind, s.id, " NEEDS_SETUP ", u.superuser"
                      " FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN tenants t ON t.id = u.tenant_id"
                      " WHERE (s.refresh_hash = ? OR (s.previous_hash = ? AND s.rotated_at > UTC_TIMESTAMP(6) - INTERVAL 10 SECOND))"
                      " AND s.revoked_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)"
                      " AND u.state = 'active' AND (t.state IS NULL OR t.state = 'active')",
                      .global = true },
    [LQ_STEPPED_UP -
        LQ_FIRST] = { "SELECT 1 FROM sessions WHERE id = ? AND stepped_up_at > UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE",
                      .global = true },
    [LQ_API_KEY - LQ_FIRST] = { "SELECT k.user_id, k.tenant_id, t.public_id, u.kind, k.id, " NEEDS_SETUP
                                ", 0, k.scopes,"
                                " k.last_used_at IS NULL OR k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE"
                                " FROM api_keys k JOIN users u ON u.id = k.user_id AND u.tenant_id = k.tenant_id"
                                " JOIN tenants t ON t.id = k.tenant_id WHERE k.key_hash = ? AND k.revoked_at IS NULL"
                                " AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6))"
                                " AND u.state = 'active' AND t.state = 'active'",
                                .global = true },
    [LQ_API_KEY_USED -
        LQ_FIRST] = { "UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) WHERE tenant_id = ? AND id = ?",
                      .global = true },
    [LQ_TENANT_BY_ID - LQ_FIRST] = { "SELECT id, public_id FROM tenants WHERE public_id = ?", .global = true },
    [LQ_TENANT_BY_SLUG - LQ_FIRST] = { "SELECT id, public_id FROM tenants WHERE slug = ?", .global = true },
    /* The id is made of session and tenant, so that a second row cannot be. */
    [LQ_TENANT_ENTERED - LQ_FIRST] = { "INSERT IGNORE INTO audit (tenant_id, id, actor_id, action, object, object_id,"
                                       " request_id) VALUES (:tenant, ?, :actor, 'tenant.entered', 'session', ?, ?)" },
    [LQ_TOKEN_INVALID -
        LQ_FIRST] = { "INSERT IGNORE INTO audit (tenant_id, id, action, object, object_id, detail, request_id)"
                      " SELECT COALESCE(u.tenant_id, 0), ?, 'token_invalid', IF(u.id IS NULL, 'unknown', 'user'),"
                      " COALESCE(CAST(u.id AS CHAR), ''), JSON_OBJECT('network', ?), ? FROM (SELECT 1) one"
                      " LEFT JOIN users u ON u.id = ?",
                      .global = true },
    [LQ_PERMISSIONS -
        LQ_FIRST] = { "SELECT ur.role, rp.permission FROM user_roles ur"
                      " LEFT JOIN role_permissions rp ON rp.tenant_id = ur.tenant_id AND rp.role = ur.role"
                      " WHERE ur.tenant_id = ? AND ur.user_id = ? ORDER BY ur.role, rp.permission",
                      .global = true },
    [LQ_PUBLIC_KEYS -
        LQ_FIRST] = { "SELECT kid, public_key FROM public_keys WHERE retired_at IS NULL ORDER BY created_at DESC LIMIT 8",
                      .global = true },
    [LQ_IDEMPOTENCY_CLAIM -
        LQ_FIRST] = { "SET STATEMENT innodb_lock_wait_timeout = 0 FOR " IDEMPOTENCY_CLAIM, .global = true },
    [LQ_IDEMPOTENCY_CLAIM_AGAIN - LQ_FIRST] = { IDEMPOTENCY_CLAIM, .global = true },
    [LQ_IDEMPOTENCY_READ -
        LQ_FIRST] = { "SELECT request_hash, status, headers, body FROM idempotency WHERE scope = ?", .global = true },
    [LQ_IDEMPOTENCY_STORE -
        LQ_FIRST] = { "UPDATE idempotency SET status = ?, headers = ?, body = ? WHERE scope = ?", .global = true },
    [LQ_EVENT_ADD -
        LQ_FIRST] = { "INSERT INTO outbox (tenant_id, user_id, kind, type, object_id) VALUES (:tenant, ?, 'event', ?, ?)" },
    [LQ_AUDIT_ADD -
        LQ_FIRST] = { "INSERT INTO audit (tenant_id, id, actor_id, action, object, object_id, detail, request_id)"
                      " VALUES (:tenant, ?, :actor, ?, ?, ?, ?, ?)" },
    [LQ_SCHEMA_VERSION -
        LQ_FIRST] = { "SELECT MAX(version) FROM schema_migrations WHERE applied_at IS NOT NULL", .global = true },
    [LQ_COUNT_UP - LQ_FIRST] = { "INSERT INTO rate_counters (scope, subject, window_start, hits) VALUES (?, ?, ?, ?)"
                                 " ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits)",
                                 .global = true },
    [LQ_COUNT_READ -
        LQ_FIRST] = { "SELECT hits FROM rate_counters WHERE scope = ? AND subject = ? AND window_start = ?",
                      .global = true },
    [LQ_MAIL_ADD -
        LQ_FIRST] = { "INSERT INTO mails (id, tenant_id, recipient, template, params) VALUES (?, ?, ?, ?, ?)",
                      .global = true },
    [LQ_TIMELINE_ADD - LQ_FIRST] = { "INSERT INTO timeline (tenant_id, customer_id, id, kind, actor_id, ref_id, body)"
                                     " VALUES (:tenant, ?, ?, ?, :actor, ?, ?)" },
    [LQ_NUMBER_UP -
        LQ_FIRST] = { "INSERT INTO numbers (tenant_id, kind, last_no) VALUES (:tenant, ?, LAST_INSERT_ID(1))"
                      " ON DUPLICATE KEY UPDATE last_no = LAST_INSERT_ID(last_no + 1)" },
    [LQ_NUMBER_READ - LQ_FIRST] = { "SELECT LAST_INSERT_ID()", .global = true },
    [LQ_JOB_ADD - LQ_FIRST] = { "INSERT INTO jobs (id, tenant_id, domain, kind, payload, created_by)"
                                " VALUES (?, :tenant, ?, ?, ?, :actor)" },
    /* The oldest unfinished job of a tenant goes first, so that its versions keep their order even over a retry. Of those that are done,
       which may be many, none is read. domain, the same, limit */
    [LQ_JOB_NEXT -
        LQ_FIRST] = { "SELECT j.id FROM jobs j FORCE INDEX (jobs_ready) WHERE j.domain = ? AND ((j.state = 'queued'"
                      " AND j.run_after <= UTC_TIMESTAMP(6)) OR (j.state = 'running'"
                      " AND j.lease_until < UTC_TIMESTAMP(6))) AND NOT EXISTS (SELECT 1 FROM jobs o"
                      " FORCE INDEX (jobs_ready) WHERE o.domain = ? AND o.state IN ('queued', 'running')"
                      " AND o.tenant_id = j.tenant_id AND o.id <> j.id"
                      " AND (o.id < j.id OR (o.state = 'running' AND o.lease_until >= UTC_TIMESTAMP(6))))"
                      " ORDER BY j.id LIMIT ?",
                      .global = true },
    [LQ_JOB_TAKE - LQ_FIRST] = { "SELECT j.tenant_id, (SELECT t.public_id FROM tenants t WHERE t.id = j.tenant_id),"
                                 " j.created_by, j.kind, j.payload, j.attempts FROM jobs j WHERE j.id = ?"
                                 " AND ((j.state = 'queued' AND j.run_after <= UTC_TIMESTAMP(6))"
                                 " OR (j.state = 'running' AND j.lease_until < UTC_TIMESTAMP(6)))"
                                 " FOR UPDATE SKIP LOCKED",
                                 .global = true },
    [LQ_JOB_CLAIM - LQ_FIRST] = { "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner = ?,"
                                  " lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE id = ?",
                                  .global = true },
    [LQ_JOB_ALONE -
        LQ_FIRST] = { "SELECT COUNT(*) FROM jobs FORCE INDEX (jobs_ready) WHERE domain = ? AND state = 'running'"
                      " AND lease_until >= UTC_TIMESTAMP(6) AND tenant_id = :tenant AND id <> ?" },
    [LQ_JOB_BEAT - LQ_FIRST] = { "UPDATE jobs SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND"
                                 " WHERE id = ? AND lease_owner = ? AND state = 'running'",
                                 .global = true },
    [LQ_JOB_DONE - LQ_FIRST] = { "UPDATE jobs SET state = 'done', error = NULL, finished_at = UTC_TIMESTAMP(6),"
                                 " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?",
                                 .global = true },
    [LQ_JOB_AGAIN - LQ_FIRST] = { "UPDATE jobs SET state = 'queued', error = ?,"
                                  " run_after = UTC_TIMESTAMP(6) + INTERVAL ? SECOND,"
                                  " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?",
                                  .global = true },
    [LQ_JOB_RELEASE - LQ_FIRST] = { "UPDATE jobs SET state = 'queued', attempts = attempts - 1,"
                                    " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?",
                                    .global = true },
    [LQ_JOB_FAILED - LQ_FIRST] = { "UPDATE jobs SET state = 'failed', error = ?, finished_at = UTC_TIMESTAMP(6),"
                                   " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?",
                                   .global = true },
    /* By id, which tells the time, so that only old rows are locked. Failed jobs stay: somebody has to look at them. */
    [LQ_JOB_PRUNE - LQ_FIRST] = { "DELETE FROM jobs WHERE id < ? AND state = 'done' LIMIT 1000", .global = true },
    [LQ_IDEMPOTENCY_PRUNE - LQ_FIRST] = { "DELETE FROM idempotency"
                                          " WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 48 HOUR LIMIT 1000",
                                          .global = true },
};

const struct query *
lib_query(int number)
{
    int i = number - LQ_FIRST;

    return i >= 0 && i < (int)(sizeof(queries) / sizeof(queries[0])) && queries[i].sql != NULL ? &queries[i] : NULL;
}

bool
lib_query_checked(int number, bool runner)
{
    /* Pruning is tried and left alone where it is not allowed, mail and timelines are for those who may; the rest of the queue is the runner's. */
    if (number == LQ_JOB_PRUNE || number == LQ_IDEMPOTENCY_PRUNE || number == LQ_MAIL_ADD ||
        number == LQ_TIMELINE_ADD || number == LQ_NUMBER_UP || number == LQ_NUMBER_READ)
        return false;
    return runner || number < LQ_JOB_NEXT || number > LQ_JOB_FAILED;
}
