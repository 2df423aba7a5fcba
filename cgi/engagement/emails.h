/*
 * emails.h: ChurnGuard's mails about incidents: kept as rows, sent through the outbox of mails.
 */
#ifndef HF_ENGAGEMENT_EMAILS_H
#define HF_ENGAGEMENT_EMAILS_H

#include "engagement.h"

extern const struct endpoint emails_endpoint, email_endpoint, email_add_endpoint, email_change_endpoint,
    email_remove_endpoint;
extern const struct endpoint email_import_endpoint, email_send_endpoint, email_send_pending_endpoint;

#endif
