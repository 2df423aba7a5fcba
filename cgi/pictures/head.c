/*
 * head.c: see head.h.
 */
#include "head.h"

#include <string.h>

#define TAG_ORIENTATION 0x0112
#define MOST_ENTRIES    256 /* of an Exif directory that are looked at */

/* Bytes that know their end: beyond it all is zero. */
struct view {
    const uint8_t *at;
    size_t len;
    bool little;
};

static uint32_t
byte(const struct view *v, size_t i)
{
    return i < v->len ? v->at[i] : 0;
}

static uint32_t
number(const struct view *v, size_t i, unsigned bytes)
{
    uint32_t n = 0;

    for (unsigned k = 0; k < bytes; k++)
        n = n << 8 | byte(v, v->little ? i + bytes - 1 - k : i + k);
    return n;
}

static bool
says(const struct view *v, size_t i, const char *text, size_t len)
{
    return i <= v->len && v->len - i >= len && memcmp(v->at + i, text, len) == 0;
}

/* A TIFF directory within an APP1 segment. */
static unsigned
exif_orientation(struct view v)
{
    v.little = byte(&v, 0) == 'I';
    if (!says(&v, 0, v.little ? "II*\0" : "MM\0*", 4))
        return 1;
    size_t first = number(&v, 4, 4);
    uint32_t count = number(&v, first, 2);

    for (uint32_t i = 0; i < count && i < MOST_ENTRIES; i++) {
        size_t entry = first + 2 + (size_t)i * 12;
        uint32_t value = number(&v, entry + 8, 2);
        if (number(&v, entry, 2) == TAG_ORIENTATION)
            return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

static bool
is_frame(uint32_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* From segment to segment up to the frame header, which comes before any pixel. */
static void
look_at_jpeg(const struct view *v, struct picture_head *h)
{
    size_t i = 2;

    while (i + 4 <= v->len && byte(v, i) == 0xff) {
        uint32_t marker = byte(v, i + 1), len = number(v, i + 2, 2);
        if (marker == 0xff) {
            i++;
            continue;
        }
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda) || len < 2)
            return;
        if (is_frame(marker)) {
            h->height = number(v, i + 5, 2);
            h->width = number(v, i + 7, 2);
            return;
        }
        if (marker == 0xe1 && says(v, i + 4, "Exif\0\0", 6) && len >= 8 && v->len - i - 10 >= len - 8)
            h->orientation = exif_orientation((struct view){ v->at + i + 10, len - 8, false });
        i += 2 + len;
    }
}

static void
look_at_webp(struct view v, struct picture_head *h)
{
    v.little = true;
    if (says(&v, 12, "VP8X", 4)) {
        h->moving = (byte(&v, 20) & 2) != 0;
        h->width = number(&v, 24, 3) + 1;
        h->height = number(&v, 27, 3) + 1;
    } else if (says(&v, 12, "VP8 ", 4) && says(&v, 23, "\x9d\x01\x2a", 3)) {
        h->width = number(&v, 26, 2) & 0x3fff;
        h->height = number(&v, 28, 2) & 0x3fff;
    } else if (says(&v, 12, "VP8L", 4) && byte(&v, 20) == 0x2f) {
        h->width = (number(&v, 21, 4) & 0x3fff) + 1;
        h->height = (number(&v, 21, 4) >> 14 & 0x3fff) + 1;
    }
}

struct picture_head
picture_head(const uint8_t *bytes, size_t len)
{
    struct view v = { bytes, len, false };
    struct picture_head h = { .orientation = 1 };

    if (says(&v, 0, "\xff\xd8\xff", 3)) {
        h.kind = PICTURE_JPEG;
        look_at_jpeg(&v, &h);
    } else if (says(&v, 0, "\x89PNG\r\n\x1a\n", 8) && says(&v, 12, "IHDR", 4)) {
        h.kind = PICTURE_PNG;
        h.width = number(&v, 16, 4);
        h.height = number(&v, 20, 4);
    } else if (says(&v, 0, "RIFF", 4) && says(&v, 8, "WEBP", 4)) {
        h.kind = PICTURE_WEBP;
        look_at_webp(v, &h);
    }
    return h;
}
