/*
 * serve.h: lib-private: the life of one request.
 */
#ifndef HF_SERVE_H
#define HF_SERVE_H

#include "req.h"

/* Serves the request that r->p->link holds: read, find, who, fill, run, commit, send, log. Always answers. */
void serve(struct req *r);

#endif
