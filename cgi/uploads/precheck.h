/*
 * precheck.h: a file is checked while it comes in, so that who sends it need not wait for another pass: a good file goes to the
 * job with what was found, a bad one is refused at once. A file with many faults is left to the job, which keeps them all.
 */
#ifndef HF_UPLOADS_PRECHECK_H
#define HF_UPLOADS_PRECHECK_H

#include "uploads.h"

#define PRECHECK_FAULTS 500 /* kept here at most */

enum verdict { VERDICT_NONE, VERDICT_GOOD, VERDICT_BAD };

struct precheck;

/* For strict rules; from the arena of the request. NULL: no memory, the job checks. NULL is fine below. */
struct precheck *precheck_new(struct req *r, const struct schema *schema);

/* The next bytes of the file; precheck_end after the last tells what can be said. */
void precheck_feed(void *precheck, const char *bytes, size_t len);
enum verdict precheck_end(struct precheck *p);

/* Within the transaction that made the version: VERDICT_GOOD: queues the job; VERDICT_BAD: keeps the faults, ends it as failed. */
enum err precheck_hand_on(struct req *r, const struct precheck *p, int64_t no) HF_CHECK;
enum err precheck_refuse(struct req *r, const struct precheck *p, int64_t no, struct uuid id) HF_CHECK;

#endif
