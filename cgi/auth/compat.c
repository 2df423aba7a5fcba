/*
 * compat.c: sign-in of the older systems, as data.
 */
#include "account.h"

#include "compat.h"

static const char *const user_types[] = { "customer", "CUSTOMER", "staff", "PRO", NULL };

static const struct compat_out vigilpay_login[] = {
    { .theirs = "tokens.access", .ours = "access_token" },
    { .theirs = "tokens.refresh", .ours = "refresh_token" },
    { .theirs = "user.id", .ours = "user.id", .form = FORM_HEX_ID },
    { .theirs = "user.username", .ours = "user.username" },
    { .theirs = "user.email", .ours = "user.email" },
    { .theirs = "user.user_type", .ours = "user.kind", .words = user_types },
    { 0 },
};
static const struct compat_error vigilpay_login_errors[] = {
    { .code = "invalid_credentials", .status = 400, .body = "{\"non_field_errors\":[\"Invalid email or password.\"]}" },
    { .code = "customers_only",
      .status = 400,
      .body = "{\"non_field_errors\":[\"This endpoint is for mobile customer accounts only.\"]}" },
    { 0 },
};

static const struct compat_out churnguard_login[] = {
    { .theirs = "access_token", .ours = "access_token" },
    { .theirs = "token_type", .constant = "\"bearer\"" },
    { .theirs = "user_id", .ours = "user.id" },
    { .theirs = "email", .ours = "user.email" },
    { .theirs = "full_name", .ours = "user.name" },
    { .theirs = "role", .ours = "role" },
    { .theirs = "cin", .constant = "null" },
    { .theirs = "code", .constant = "null" },
    { 0 },
};
static const struct compat_error churnguard_login_errors[] = {
    { .code = "invalid_credentials", .status = 401, .body = "{\"detail\":\"Incorrect email or password\"}" },
    { 0 },
};

const struct compat auth_compat[] = {
    { .method = POST,
      .path = "/api/auth/mobile/login/",
      .access = PUBLIC,
      .endpoint = &login_customer_endpoint,
      .out = vigilpay_login,
      .errors = vigilpay_login_errors,
      .wire = WIRE_DRF,
      .origin = "vigilpay" },
    { .method = GET,
      .path = "/api/auth/mobile/me/",
      .access = SIGNED_IN,
      .endpoint = &profile_endpoint,
      .wire = WIRE_DRF,
      .origin = "vigilpay" },
    { .method = POST,
      .path = "/auth/login",
      .access = PUBLIC,
      .endpoint = &login_by_email_endpoint,
      .out = churnguard_login,
      .errors = churnguard_login_errors,
      .wire = WIRE_FASTAPI,
      .origin = "churnguard" },
    COMPAT_END,
};
