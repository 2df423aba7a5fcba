/*
 * mail.h: mail goes out as a row of `mails`, written in the transaction of its cause and delivered by the jobs of chat:
 * what was rolled back is never written, what was committed is delivered even after a crash.
 */
#ifndef HF_MAIL_H
#define HF_MAIL_H

#include <stdbool.h>

#include "err.h"
#include "uuid.h"

struct req;

#define MAIL_PARAMS_MAX 8192 /* bytes of params_json */

/*
 * Adds a mail to `to` in the current transaction; needs INSERT on mails (sql/grants). The tenant is the actor's, none for 0.
 *
 * template: a row of cgi/chat/mails.c:
 *   verify            {name, token, code}       address to be proved at registration; link /verify-email/#token=
 *   reset             {name, token, code}       forgotten password; link /reset-password/#token=
 *   invitation        {name, token, company, inviter}   link /accept-invitation/#token=
 *   password_changed  {name}
 *   new_sign_in       {name, device, address, at}
 *   account_exists    {name}                    somebody registered with an address that has an account
 *   second_factor_on, second_factor_off {name}
 *   mention           {name, author, customer}  a colleague's note; link /dashboard/customer/?id=
 *   incident          {name, issue, company}    a business tells a customer about an incident
 * params_json: a JSON object of texts for the {placeholders}; one that is missing is left empty. Tokens must be URL-safe.
 *
 * ERR_INVALID when `to` is no address (is_email) or holds CR, LF or NUL, ERR_INTERNAL for a template or params that are malformed, else
 * what db_insert says.
 */
enum err mail_add(struct req *r, const char *to, const char *template, const char *params_json) HF_CHECK;

/* The same under an id of the caller's, who wants to know later what became of it. */
enum err
mail_add_as(struct req *r, struct uuid id, const char *to, const char *template, const char *params_json) HF_CHECK;

/* Whether a mail may go there: is_email and no control character. */
bool mail_address_fine(const char *address);

/* {"key":"value",...} from pairs of texts ending in NULL, JSON-escaped; a NULL value is "". From the arena, NULL: no memory. */
const char *mail_params(struct req *r, const char *key, const char *value, ...) __attribute__((sentinel));

#endif
