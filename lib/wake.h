/*
 * wake.h: lib-private: a call to a domain's job runner, or to one of its helpers, that there is something for it, so that it need not
 * wait for its next look at the queue. One datagram on a Unix socket in the run folder; the queue is the truth, so a call that is lost costs a moment.
 */
#ifndef HF_WAKE_H
#define HF_WAKE_H

/* The end of who hears to this name: the domain of a runner, what a helper hears. -1 when it cannot be made; then there are no calls. */
int wake_open(const char *name);

/*
 * The runner's pause of wait_ms (most_ms when all is quiet) between two looks at the queue; the next pause is returned. A call
 * ends a quiet pause, and the pauses after it are short and grow: a call comes before its commit.
 */
unsigned wake_rest(int fd, unsigned wait_ms, unsigned most_ms);

/* Calls who hears to this name, if anybody does. Never blocks, never fails. */
void wake_call(const char *name);

#endif
