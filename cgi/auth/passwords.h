/*
 * passwords.h: a new password for somebody who knows the old one.
 */
#ifndef HF_CGI_AUTH_PASSWORDS_H
#define HF_CGI_AUTH_PASSWORDS_H

#include "account.h"

/*
 * Changes the password of whoever asks; their other sessions end. rules NULL: the tenant's. Faults are at old_password
 * (wrong_password) and new_password, all at once. ERR_RATE_LIMITED. Slow, in transactions of its own: the endpoint is `outside`.
 */
enum err password_change(struct req *r, const char *old_password, const char *new_password,
                         const struct password_rules *rules) HF_CHECK;

#endif
