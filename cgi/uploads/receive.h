/*
 * receive.h: a file as it comes in, streamed through 64 KiB to the spool folder: a multipart field `file`, or the whole
 * body as text/csv. Counted by us, whatever Content-Length says.
 */
#ifndef HF_UPLOADS_RECEIVE_H
#define HF_UPLOADS_RECEIVE_H

#include <stdbool.h>

#include "spool.h"

#define NAME_BYTES 255

struct received {
    struct spool spool;
    bool there;                /* a file came */
    bool too_large;            /* reading stopped at the limit */
    char name[NAME_BYTES + 1]; /* for display only; "" for none */
};

/* Reads the body. What it finds wrong with the file itself is left to the caller, but for what cannot be a request:
   ERR_MEDIA_TYPE, ERR_MALFORMED, ERR_UNAVAILABLE. The file is not yet kept. */
enum err receive_file(struct req *r, struct received *ret) HF_CHECK;

/* A name that is safe to show: valid UTF-8 without control characters and direction marks, cut to NAME_BYTES. */
void display_name(const char *text, char ret_name[NAME_BYTES + 1]);

#endif
