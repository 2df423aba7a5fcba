/*
 * auth_more.c: keys for programs, superusers in a tenant.
 */
#include "auth_private.h"

#include "clock.h"
#include "db.h"
#include "queries.h"

#define ENTERED     32
#define REMEMBER_US 1000000
#define TRIES       3

static bool
scope_names(const char *scopes, const char *name, size_t len)
{
    for (const char *s = scopes; *s != '\0';) {
        s += strspn(s, " ,");
        size_t n = strcspn(s, " ,");

        if (n == len && n > 0 && strncmp(s, name, n) == 0)
            return true;
        s += n;
    }
    return false;
}

/* Whose customers one sees is the owner's matter, not a scope: customers:all goes along with customers:read. */
static bool
in_scope(const char *scopes, const char *name, size_t len)
{
    static const char all[] = "customers:all", read[] = "customers:read";

    if (len == strlen(all) && strncmp(name, all, len) == 0 && scope_names(scopes, read, strlen(read)))
        return true;
    return scope_names(scopes, name, len);
}

void
auth_narrow(char *permissions, const char *scopes)
{
    const char *s = permissions;
    char *to = permissions;

    while (*s == '|' && s[1] != '\0') {
        size_t n = strcspn(s + 1, "|");

        if (in_scope(scopes, s + 1, n)) {
            memmove(to, s, n + 1);
            to += n + 1;
        }
        s += n + 1;
    }
    if (to > permissions)
        *to++ = '|';
    *to = '\0';
}

enum err
auth_write_alone(struct req *r, int query, struct args args)
{
    enum err e = ERR_REPEAT;

    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++) {
        e = db_begin(r);
        if (e != ERR_NONE)
            return e;
        e = db_exec(r, query, args, NULL);
        if (e == ERR_NONE)
            e = db_commit(r);
        if (e != ERR_NONE)
            db_rollback(r);
    }
    return e;
}

void
auth_key_used(struct req *r, const struct actor *a)
{
    const char *detail = r->log_detail;

    if (auth_write_alone(r, LQ_API_KEY_USED, ARGS(a_int(a->tenant), a_uuid(a->key_id))) != ERR_NONE)
        r->log_detail = detail;
}

/* Tenants that sessions of superusers have entered, so that a hot session asks once a second at most. */
static struct entered {
    struct uuid session, tenant_id;
    char named[64];
    uint32_t tenant;
    int64_t asked_us;
} entered[ENTERED];

/* Of the session's time, so that it lies within the session, and of both ids. */
static struct uuid
entry_id(struct uuid session, struct uuid tenant)
{
    uint8_t both[32];
    struct uuid id = session;

    memcpy(both, session.b, 16);
    memcpy(both + 16, tenant.b, 16);
    struct sha256 h = sha256_of(both, sizeof(both));

    memcpy(id.b + 6, h.b, 10);
    id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

static enum err
find_tenant(struct req *r, const char *named, uint32_t *ret_tenant, struct uuid *ret_id)
{
    struct uuid id;
    struct rows *row;
    enum err e = uuid_parse(named, &id) ? db_one(r, LQ_TENANT_BY_ID, ARGS(a_uuid(id)), &row)
                                        : db_one(r, LQ_TENANT_BY_SLUG, ARGS(a_str(named)), &row);

    if (e == ERR_NOT_FOUND)
        return fail_as(r, ERR_FORBIDDEN, "tenant_unknown", NULL, "X-Tenant names no tenant.");
    if (e != ERR_NONE)
        return e;
    *ret_tenant = (uint32_t)col_int(row, 0);
    *ret_id = col_uuid(row, 1);
    return ERR_NONE;
}

/* Nothing is done in a tenant before its audit says who came. */
static enum err
write_entry(struct req *r)
{
    char session[UUID_TEXT];

    uuid_text(r->actor.session_id, session);
    return auth_write_alone(
        r, LQ_TENANT_ENTERED,
        ARGS(a_uuid(entry_id(r->actor.session_id, r->actor.tenant_id)), a_str(session), a_str(r->id)));
}

enum err
auth_enter_tenant(struct req *r)
{
    const char *named = req_param(r, "HTTP_X_TENANT");
    struct entered *slot = &entered[r->actor.session_id.b[15] % ENTERED];
    struct actor before = r->actor;
    enum err e;

    if (named == NULL || *named == '\0')
        return ERR_NONE;
    if (strlen(named) >= sizeof(slot->named) ||
        strspn(named, "abcdefghijklmnopqrstuvwxyzABCDEF0123456789-") != strlen(named))
        return fail_as(r, ERR_FORBIDDEN, "tenant_unknown", NULL, "X-Tenant names no tenant.");
    if (!uuid_equal(slot->session, r->actor.session_id) || strcmp(slot->named, named) != 0 ||
        clock_mono_us() - slot->asked_us > REMEMBER_US) {
        slot->asked_us = INT64_MIN / 2;
        e = find_tenant(r, named, &r->actor.tenant, &r->actor.tenant_id);
        if (e == ERR_NONE)
            e = write_entry(r);
        if (e != ERR_NONE) {
            r->actor = before;
            return e;
        }
        *slot = (struct entered){ r->actor.session_id, r->actor.tenant_id, "", r->actor.tenant, clock_mono_us() };
        snprintf(slot->named, sizeof(slot->named), "%s", named);
    }
    r->actor.tenant = slot->tenant;
    r->actor.tenant_id = slot->tenant_id;
    return ERR_NONE;
}
