/*
 * compat_entry.h: what signing in, registering and renewing have in common in the older systems. Their files (compat_<system>.c)
 * hold their fields, words and routes.
 */
#ifndef HF_CGI_AUTH_COMPAT_ENTRY_H
#define HF_CGI_AUTH_COMPAT_ENTRY_H

#include "account.h"
#include "registration.h"
#include "shape.h"

extern const struct compat vigilpay_compat[], churnguard_compat[], posightful_compat[], afro_compat[];

/* Eight characters were enough there; classes: a letter, a digit and a special character. */
#define OLD_RULES(classes) ((struct password_rules){ 8, (classes) })

/* The tenant that people of an older system join, with its password rules. ERR_FORBIDDEN where registration is closed. */
enum err old_home(struct req *r, bool classes, struct home *ret) HF_CHECK;

/* A full name as first and last name; from the arena. */
void old_names(struct req *r, const char *full, const char **ret_first, const char **ret_last);

/* Words of theirs for a fault of ours: every fault of that code at that field. code NULL: any. */
void old_words(struct req *r, const char *field, const char *code, const char *message);

/*
 * Answers have these members, which the tables rename: access_token and refresh_token (sign-in, registration with tokens, renewal),
 * role (the first one's name, ""), user (account_shape), person (below). Where there are no tokens, they are left out.
 */
extern const struct shape entry_shape[], who_shape[];
enum err entry_out(struct req *r, const struct grant *g) HF_CHECK;
enum err who_out(struct req *r, const struct account *a) HF_CHECK;

/* Signing in by e-mail address, where passwords are trimmed. */
struct old_login_in {
    const char *email, *password;
};
extern const struct field old_login_fields[];

/* Signs in and answers. */
enum err old_sign_in(struct req *r, const struct credentials *c) HF_CHECK;

/* Registers and answers with 201; c: how to open a session (NULL: no tokens). also (may be NULL): more to write in the same
   transaction. */
enum err old_register(struct req *r, const struct registration *in, const struct credentials *c,
                      registration_tell *also, void *ctx) HF_CHECK;

/* A refresh token where it is called "refresh" (compat_renew.c), and what is said of one that is not good. */
struct old_refresh_in {
    const char *refresh;
};
extern const struct field old_refresh_fields[];
extern const struct compat_error old_renew_errors[];

/* A new access token for a refresh token of the kind, in answers as above; ERR_UNAUTHENTICATED (refresh_token_invalid). */
enum err old_renew(struct req *r, enum token_kind kind, const char *text, int64_t access_s) HF_CHECK;

/* Ends the session of a refresh token that is the actor's own. ERR_INVALID (refresh_token_invalid). */
enum err old_sign_out(struct req *r, enum token_kind kind, const char *text) HF_CHECK;

/* A changed password, told about like old_words would; rules as there. Faults at old_password and new_password. */
enum err old_password(struct req *r, const char *old_password, const char *new_password, const char *repeated,
                      bool classes) HF_CHECK;

/* The profile of whoever asks: who_shape. */
extern const struct endpoint old_who_endpoint;

#endif
