/*
 * main.c: who is who. Alone holds the private signing key. Serves two pools: one for what hashes passwords, one for the rest.
 */
#include "admin.h"

#include "app.h"

static const struct route routes[] = {
    { POST, "/api/v1/auth/login", PUBLIC, &login_endpoint },
    { POST, "/api/v1/auth/login/second-factor", PUBLIC, &login_second_factor_endpoint },
    { POST, "/api/v1/auth/refresh", PUBLIC, &refresh_endpoint },
    { POST, "/api/v1/auth/register", PUBLIC, &register_endpoint },
    { POST, "/api/v1/auth/verify-email", PUBLIC, &verify_email_endpoint },
    { POST, "/api/v1/auth/verify-otp", PUBLIC, &verify_otp_endpoint },
    { POST, "/api/v1/auth/resend", PUBLIC, &resend_endpoint },
    { POST, "/api/v1/auth/forgot-password", PUBLIC, &forgot_password_endpoint },
    { POST, "/api/v1/auth/logout", SIGNED_IN_BY_COOKIE, &logout_endpoint },
    { GET, "/api/v1/auth/me", SIGNED_IN, &me_endpoint },
    { GET, "/api/v1/users", MAY("users:read"), &users_endpoint },
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
    { GET, "/.well-known/jwks.json", PUBLIC, &jwks_endpoint },
    { GET, "/healthz", PUBLIC, &healthz_endpoint },
    { GET, "/readyz", PUBLIC, &readyz_endpoint },
    { GET, "/metrics", PUBLIC, &metrics_endpoint },
    ROUTE_END,
};

static const struct app app = {
    .name = "auth",
    .title = "accounts, sessions, keys, health",
    .routes = routes,
    .queries = auth_queries,
    .query_count = QUERY_COUNT,
    .compat = auth_compat,
    .workers = 2,
    .start = auth_start,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
