/*
 * serve.h: lib-private: the life of one request.
 */
#ifndef HF_SERVE_H
#define HF_SERVE_H

#include "req.h"

/* Serves the request that r->p->link holds: read, find, who, fill, run, commit, send, log. Always answers. */
void serve(struct req *r);

/* Sends the answer of a request that came to e: the reply, or a problem. Gives what it came to in truth. */
enum err serve_answer(struct req *r, enum err e) HF_CHECK;

/* The last step: access line and metrics. */
void serve_log(struct req *r, enum err e);

#endif
