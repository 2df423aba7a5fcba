/*
 * receive.h: a file as it comes in, streamed through 64 KiB to the spool folder: a field of a multipart form, or the whole
 * body. Counted by us, whatever Content-Length says.
 */
#ifndef HF_UPLOADS_RECEIVE_H
#define HF_UPLOADS_RECEIVE_H

#include <stdbool.h>

#include "spool.h"

#define NAME_BYTES 255

/* What a route takes. */
struct intake {
    const char *field; /* of a multipart form */
    const char *const
        *media;     /* of a file that is the whole body, NULL-terminated; one that ends in "/": all of that kind */
    uint64_t limit; /* bytes */
    const char *sentence;                                    /* for who sends something else */
    void (*watch)(void *ctx, const char *bytes, size_t len); /* sees the file's bytes as they come; NULL: nobody */
    void *watcher;                                           /* its ctx */
};

struct received {
    struct spool spool;
    bool there;                /* a file came */
    bool too_large;            /* reading stopped at the limit */
    char name[NAME_BYTES + 1]; /* for display only; "" for none */
};

/* Reads the body. What it finds wrong with the file itself is left to the caller, but for what cannot be a request:
   ERR_MEDIA_TYPE, ERR_MALFORMED, ERR_UNAVAILABLE. The file is not yet kept. */
enum err receive_file(struct req *r, const struct intake *intake, struct received *ret) HF_CHECK;

/* CSV in the field `file` or as text/csv, as large as the configuration allows. */
struct intake csv_intake(void);

/* A name that is safe to show: valid UTF-8 without control characters and direction marks, cut to NAME_BYTES. */
void display_name(const char *text, char ret_name[NAME_BYTES + 1]);

#endif
