/*
 * mails.c: what mails say. {placeholders} are parameters of the row and: {site} who writes, {url} the public address, {hello} "Hello NAME"
 * or "Hello". {x%} is x as part of a link. A parameter that is missing is left empty.
 *
 * Tokens stand in the fragment of a link: a browser sends it to nobody, so no log has it.
 */
#include "letters.h"

#include <string.h>

#define REGARDS "\n\n{site}\n{url}/\n"

static const struct template templates[] = {
    { "verify", "Confirm your e-mail address",
      "{hello},\n\nplease confirm that this address is yours. Open this link within 24 hours:\n\n"
      "{url}/verify-email/#token={token%}\n\nOr type this code within 10 minutes:\n\n    {code}\n\n"
      "If you did not register at {site}, ignore this message." REGARDS },
    { "reset", "Choose a new password",
      "{hello},\n\nsomebody, we hope you, forgot the password of your account. To choose a new one, open this link:\n\n"
      "{url}/reset-password/#token={token%}\n\nOr type this code within 10 minutes:\n\n    {code}\n\n"
      "If it was not you, ignore this message: your password stays as it is." REGARDS },
    { "invitation", "You are invited to join {company}",
      "{hello},\n\n{inviter} invites you to work with {company}. To accept, open this link and choose a password:\n\n"
      "{url}/accept-invitation/#token={token%}\n\nIf you do not know what this is about, ignore this message." REGARDS },
    { "password_changed", "Your password was changed",
      "{hello},\n\nthe password of your account was just changed, and all its other sessions were ended.\n\n"
      "If it was not you, choose a new password at once:\n\n{url}/forgot-password/" REGARDS },
    { "new_sign_in", "A new sign-in to your account",
      "{hello},\n\nsomebody signed in to your account with a device that we have not seen before.\n\n"
      "    Time:    {at}\n    Device:  {device}\n    Address: {address}\n\n"
      "If it was not you, change your password and end the session:\n\n{url}/dashboard/settings/" REGARDS },
    { "account_exists", "You have an account already",
      "{hello},\n\nsomebody, perhaps you, tried to register with this address. It has an account already.\n\n"
      "Sign in:          {url}/login/\nNew password:     {url}/forgot-password/\n\n"
      "If it was not you, ignore this message: nothing was changed." REGARDS },
    { "second_factor_on", "Your account has a second factor now",
      "{hello},\n\nfrom now on a code of your authenticator is asked when you sign in.\n\n"
      "If it was not you, choose a new password at once:\n\n{url}/forgot-password/" REGARDS },
    { "incident", "News about your service from {company}",
      "{hello},\n\n{company} writes to you about this:\n\n{issue}\n\nWe are looking after it." REGARDS },
    { "mention", "{author} mentioned you",
      "{hello},\n\n{author} mentioned you in a note about a customer. To read it, open this page:\n\n"
      "{url}/dashboard/customer/?id={customer%}" REGARDS },
    { "second_factor_off", "The second factor of your account was removed",
      "{hello},\n\nthe second factor of your account was removed; your password alone opens it now.\n\n"
      "If it was not you, choose a new password at once:\n\n{url}/forgot-password/" REGARDS },
};

const struct template *
mail_template(const char *name)
{
    for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++)
        if (strcmp(templates[i].name, name) == 0)
            return &templates[i];
    return NULL;
}
