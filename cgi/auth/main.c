/*
 * main.c: who is who. Alone holds the private signing key. Serves two pools: one for what hashes passwords, one for the rest.
 */
#include "admin.h"

#include "app.h"
#include "commands.h"

static const struct route routes[] = {
    { POST, "/api/v1/auth/login", PUBLIC, &login_endpoint },
    { POST, "/api/v1/auth/login/second-factor", PUBLIC, &login_second_factor_endpoint },
    { POST, "/api/v1/auth/refresh", PUBLIC, &refresh_endpoint },
    { POST, "/api/v1/auth/register", PUBLIC, &register_endpoint },
    { GET, "/api/v1/auth/registration", PUBLIC, &register_open_endpoint },
    { POST, "/api/v1/auth/register-business", PUBLIC, &register_business_endpoint },
    { POST, "/api/v1/auth/verify-email", PUBLIC, &verify_email_endpoint },
    { POST, "/api/v1/auth/verify-otp", PUBLIC, &verify_otp_endpoint },
    { POST, "/api/v1/auth/resend", PUBLIC, &resend_endpoint },
    { POST, "/api/v1/auth/forgot-password", PUBLIC, &forgot_password_endpoint },
    { POST, "/api/v1/auth/reset-password", PUBLIC, &reset_password_endpoint },
    { POST, "/api/v1/auth/change-password", SIGNED_IN_FOR_SETUP, &change_password_endpoint },
    { POST, "/api/v1/auth/step-up", SIGNED_IN_FOR_SETUP, &step_up_endpoint },
    { GET, "/api/v1/auth/sessions", SIGNED_IN_FOR_SETUP, &sessions_endpoint },
    { DELETE, "/api/v1/auth/sessions", SIGNED_IN_FOR_SETUP, &sessions_end_endpoint },
    { DELETE, "/api/v1/auth/sessions/{id}", SIGNED_IN_FOR_SETUP, &session_end_endpoint },
    { GET, "/api/v1/auth/api-keys", SIGNED_IN, &api_keys_endpoint },
    { POST, "/api/v1/auth/api-keys", SIGNED_IN, &api_key_create_endpoint },
    { DELETE, "/api/v1/auth/api-keys/{id}", SIGNED_IN, &api_key_revoke_endpoint },
    { GET, "/api/v1/auth/second-factor", SIGNED_IN_FOR_SETUP, &factor_status_endpoint },
    { POST, "/api/v1/auth/second-factor/setup", SIGNED_IN_FOR_SETUP, &factor_setup_endpoint },
    { POST, "/api/v1/auth/second-factor/confirm", SIGNED_IN_FOR_SETUP, &factor_confirm_endpoint },
    { POST, "/api/v1/auth/second-factor/recovery-codes", SIGNED_IN, &factor_recovery_endpoint },
    { DELETE, "/api/v1/auth/second-factor", SIGNED_IN, &factor_remove_endpoint },
    { POST, "/api/v1/auth/logout", LEAVING_BY_COOKIE, &logout_endpoint },
    { GET, "/api/v1/auth/me", SIGNED_IN_FOR_SETUP, &me_endpoint },
    { PATCH, "/api/v1/auth/me", SIGNED_IN, &me_change_endpoint },
    { GET, "/api/v1/me/profile", SIGNED_IN, &me_endpoint }, /* the same under the name of the customer's own side */
    { PATCH, "/api/v1/me/profile", SIGNED_IN, &me_change_endpoint },
    { GET, "/api/v1/users", MAY("users:read"), &users_endpoint },
    { GET, "/api/v1/users/colleagues", SIGNED_IN, &colleagues_endpoint },
    { GET, "/api/v1/users/{id}", MAY("users:read"), &user_endpoint },
    { PATCH, "/api/v1/users/{id}", MAY("users:write"), &user_change_endpoint },
    { POST, "/api/v1/users/{id}/end-sessions", MAY("users:write"), &user_sessions_end_endpoint },
    { GET, "/api/v1/users/{id}/why", MAY("users:read"), &user_why_endpoint },
    { GET, "/api/v1/roles", MAY("users:read"), &roles_endpoint },
    { POST, "/api/v1/roles", MAY("roles:write"), &role_create_endpoint },
    { GET, "/api/v1/roles/{name}", MAY("users:read"), &role_endpoint },
    { PUT, "/api/v1/roles/{name}", MAY("roles:write"), &role_change_endpoint },
    { DELETE, "/api/v1/roles/{name}", MAY("roles:write"), &role_delete_endpoint },
    { GET, "/api/v1/permissions", MAY("users:read"), &permissions_endpoint },
    { GET, "/api/v1/invitations", MAY("users:read"), &invitations_endpoint },
    { POST, "/api/v1/invitations", MAY("users:write"), &invitation_create_endpoint },
    { DELETE, "/api/v1/invitations/{id}", MAY("users:write"), &invitation_revoke_endpoint },
    { POST, "/api/v1/invitations/by-token", PUBLIC, &invitation_by_token_endpoint },
    { POST, "/api/v1/auth/accept-invitation", PUBLIC, &invitation_accept_endpoint },
    { GET, "/api/v1/tenants/current", MAY("tenants:read"), &settings_endpoint },
    { PATCH, "/api/v1/tenants/current", MAY("tenants:write"), &settings_change_endpoint },
    { GET, "/api/v1/tenants", SUPERUSER, &tenants_endpoint },
    { POST, "/api/v1/tenants", SUPERUSER, &tenant_create_endpoint },
    { POST, "/api/v1/tenants/{id}/suspend", SUPERUSER, &tenant_suspend_endpoint },
    { POST, "/api/v1/tenants/{id}/resume", SUPERUSER, &tenant_resume_endpoint },
    { GET, "/api/v1/audit", MAY("audit:read"), &audit_endpoint },
    { GET, "/.well-known/jwks.json", PUBLIC, &jwks_endpoint },
    { GET, "/healthz", PUBLIC, &healthz_endpoint },
    { GET, "/readyz", PUBLIC, &readyz_endpoint },
    { GET, "/metrics", PUBLIC, &metrics_endpoint },
    ROUTE_END,
};

static int
command(const struct app *app, int argc, char **argv)
{
    if (strcmp(argv[1], "--verify-audit") == 0)
        return verify_audit(app, argc, argv);
    if (strcmp(argv[1], "--create-superuser") == 0)
        return create_superuser(app, argc, argv);
    if (strcmp(argv[1], "--create-tenant") == 0)
        return create_tenant(app, argc, argv);
    if (strcmp(argv[1], "--import-users") == 0)
        return import_users(app, argc, argv);
    return -1;
}

static const struct app app = {
    .name = "auth",
    .title = "accounts, sessions, keys, health",
    .routes = routes,
    .queries = auth_queries,
    .query_count = QUERY_COUNT,
    .compat = auth_compat,
    .workers = 4, /* each page asks GET me first */
    .start = auth_start,
    .command = command,
    .command_help = commands_help,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
