/*
 * head.h: what the first bytes of a picture say about it, so that what is too large is refused before a decoder sees it.
 */
#ifndef HF_PICTURES_HEAD_H
#define HF_PICTURES_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum picture_kind { PICTURE_NONE = 0, PICTURE_JPEG, PICTURE_PNG, PICTURE_WEBP };

struct picture_head {
    enum picture_kind kind;
    uint32_t width, height; /* as stored; 0: not to be found */
    unsigned orientation;   /* 1 to 8 as Exif counts (JEITA CP-3451, tag 0x0112); 1 where nothing is said */
    bool moving;            /* an animation */
};

/* By content alone: JPEG (ISO/IEC 10918-1), PNG (W3C), WebP (RFC 9649). Reads nothing beyond len. */
struct picture_head picture_head(const uint8_t *bytes, size_t len);

#endif
