/*
 * old_contacts.h: the contacts of ChurnGuard's clients: {primary, secondary?, preferred_time?, last_call?}.
 */
#ifndef HF_ENGAGEMENT_OLD_CONTACTS_H
#define HF_ENGAGEMENT_OLD_CONTACTS_H

#include "old.h"

/* The first contact is an address or a number where it looks like one; else both are NULL. */
struct contacts {
    const char *primary, *secondary, *time, *call, *email, *email_key, *phone;
};

/* ERR_INVALID with a fault that names the member, "/contacts/primary". */
enum err contacts_read(struct req *r, const json *given, struct contacts *ret) HF_CHECK;

#endif
