/*
 * picture_read.h: a received picture, drawn anew by the program decode-picture (cgi/pictures/decode.h). No picture is ever
 * decoded in a process that serves.
 */
#ifndef HF_UPLOADS_PICTURE_READ_H
#define HF_UPLOADS_PICTURE_READ_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "req.h"

struct picture {
    const char *square, *original; /* WebP, in the arena */
    size_t square_bytes, original_bytes;
    uint32_t width, height; /* of the latter */
};

/* Reads the file from its beginning. ERR_MEDIA_TYPE (not_a_picture) or ERR_INVALID (too_many_pixels, picture_moves, picture_broken) on
   the field when it cannot be taken; ERR_UNAVAILABLE. Takes up to seconds. */
enum err picture_read(struct req *r, const char *field, int fd, struct picture *ret) HF_CHECK;

#endif
