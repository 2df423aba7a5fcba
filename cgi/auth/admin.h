/*
 * admin.h: administration of a tenant: people, roles, invitations, settings, the record of changes; and of tenants.
 */
#ifndef HF_CGI_AUTH_ADMIN_H
#define HF_CGI_AUTH_ADMIN_H

#include "account.h"
#include "json.h"
#include "page.h"
#include "shape.h"

/* %text% for LIKE ... ESCAPE '!', wildcards of the text taken as themselves; NULL for NULL or "". From the arena. */
const char *like_part(struct req *r, const char *text);
const char *like_start(struct req *r, const char *text);

/* Names of roles or permissions that were sent: each once, sorted, well-formed. */
#define NAMES_MAX 64
struct names {
    const char *v[NAMES_MAX];
    size_t n;
};
enum err names_read(struct req *r, const char *field, const json *list, struct names *ret) HF_CHECK;
enum err names_stored(struct req *r, const char *json_text, struct names *ret) HF_CHECK;
bool names_have(const struct names *list, const char *name);
const char *names_json(struct req *r, const struct names *list); /* ["a","b"]; NULL: no memory */

/*
 * Nobody hands out, or takes away, what he does not have himself. ERR_FORBIDDEN (permission_not_held) at field; ERR_INVALID
 * (role_unknown) for a role that is not there.
 */
enum err may_give_role(struct req *r, const char *field, const char *role) HF_CHECK;
enum err may_give_permission(struct req *r, const char *field, const char *permission) HF_CHECK;
enum err may_rule_user(struct req *r, struct uuid user) HF_CHECK; /* who may more than the actor is out of his reach */

/* An audit row whose object is of that id; detail may be NULL (then ERR_TOO_LARGE when it could not be made). */
enum err audit_of(struct req *r, const char *action, const char *object, struct uuid id, const char *detail) HF_CHECK;

struct id_in {
    struct uuid id;
};
extern const struct field id_fields[];
extern const struct shape user_shape[], role_shape[], invitation_shape[], tenant_shape[];

/* Writes the record and its ETag; ERR_NOT_FOUND. */
enum err user_tell(struct req *r, struct uuid id) HF_CHECK;
enum err role_tell(struct req *r, const char *name) HF_CHECK;
enum err settings_tell(struct req *r) HF_CHECK;

/* Invites the address into the actor's tenant, in the current transaction: row, mail, audit. */
enum err invite(struct req *r, const char *field, const char *email, const char *name, const struct names *roles,
                struct uuid *ret_id) HF_CHECK;

extern const struct endpoint users_endpoint, user_endpoint, user_change_endpoint, user_sessions_end_endpoint;
extern const struct endpoint user_why_endpoint, colleagues_endpoint;
extern const struct endpoint roles_endpoint, role_endpoint, role_create_endpoint, role_change_endpoint;
extern const struct endpoint role_delete_endpoint, permissions_endpoint;
extern const struct endpoint invitations_endpoint, invitation_create_endpoint, invitation_revoke_endpoint;
extern const struct endpoint invitation_by_token_endpoint, invitation_accept_endpoint;
extern const struct endpoint settings_endpoint, settings_change_endpoint;
extern const struct endpoint tenants_endpoint, tenant_create_endpoint, tenant_suspend_endpoint, tenant_resume_endpoint;
extern const struct endpoint audit_endpoint;

#endif
