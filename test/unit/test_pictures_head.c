/* What the first bytes of a picture say, cut at every place and with nothing read beyond the end. */
#include <stdlib.h>

#include "pictures/head.h"
#include "unit/unit.h"

#define SOF "\xff\xc0\0\x11\x08\0\x14\0\x28\x03"
#define EXIF                                                                                                           \
    "\xff\xe1\0\x22"                                                                                                   \
    "Exif\0\0"

static struct picture_head
head_of(const char *bytes, size_t len)
{
    uint8_t *exact = malloc(len + 1); /* so that a sanitizer sees a step too far */
    struct picture_head h = { 0 };

    if (exact == NULL)
        return h;
    memcpy(exact + 1, bytes, len);
    h = picture_head(exact + 1, len);
    free(exact);
    return h;
}

#define HEAD(text) head_of(text, sizeof(text) - 1)
#define CHECK_SIZE(h, kind_, w, h_)                                                                                    \
    CHECK_INT((h).kind, kind_);                                                                                        \
    CHECK_INT((h).width, w);                                                                                           \
    CHECK_INT((h).height, h_)

UNIT(jpeg)
{
    struct picture_head h = HEAD("\xff\xd8\xff\xe0\0\4zz\xff\xff" SOF "...........");

    CHECK_SIZE(h, PICTURE_JPEG, 40, 20);
    CHECK_INT(h.orientation, 1);
    CHECK_SIZE(HEAD("\xff\xd8\xff\xda\0\4zz" SOF "..........."), PICTURE_JPEG, 0, 0); /* pixels before a frame */
    CHECK_SIZE(HEAD("\xff\xd8\xff\xe0\0\1" SOF "..........."), PICTURE_JPEG, 0, 0);   /* shorter than itself */
    CHECK_SIZE(HEAD("\xff\xd8\xff\xe0\xff\xff"), PICTURE_JPEG, 0, 0);
}

UNIT(exif_orientation)
{
    CHECK_INT(HEAD("\xff\xd8" EXIF "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" SOF ".....").orientation, 6);
    CHECK_INT(HEAD("\xff\xd8" EXIF "II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\3\0\0\0\0\0\0\0" SOF ".....").orientation, 3);
    CHECK_INT(HEAD("\xff\xd8" EXIF "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\x63\0\0\0\0\0\0" SOF "..").orientation, 1);
    CHECK_INT(HEAD("\xff\xd8" EXIF "MM\0*\xff\xff\xff\xff\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" SOF).orientation, 1);
    CHECK_INT(HEAD("\xff\xd8" EXIF "XX\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" SOF ".").orientation, 1);
}

UNIT(png)
{
    CHECK_SIZE(HEAD("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\xff\xff\xff\xff"), PICTURE_PNG, 256, 0xffffffff);
    CHECK_SIZE(HEAD("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1"), PICTURE_PNG, 256, 0);
    CHECK_INT(HEAD("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\1\0\0\0\1\0").kind, PICTURE_NONE);
}

UNIT(webp)
{
    struct picture_head h = HEAD("RIFF....WEBPVP8X\x0a\0\0\0\2\0\0\0\x27\0\0\x13\0\0");

    CHECK_SIZE(h, PICTURE_WEBP, 40, 20);
    CHECK(h.moving);
    CHECK_SIZE(HEAD("RIFF....WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\0\0\0"), PICTURE_WEBP, 1 << 24, 1);
    CHECK_SIZE(HEAD("RIFF....WEBPVP8 ....abc\x9d\x01\x2a\x28\xc0\x14\x40"), PICTURE_WEBP, 40, 20);
    CHECK_SIZE(HEAD("RIFF....WEBPVP8L....\x2f\x27\xc0\4\0"), PICTURE_WEBP, 40, 20);
    CHECK_SIZE(HEAD("RIFF....WEBPVP8 ....abcdef\x28\0\x14\0"), PICTURE_WEBP, 0, 0);
    CHECK_INT(HEAD("RIFF....WAVE").kind, PICTURE_NONE);
}

UNIT(nothing_beyond_the_end)
{
    static const char whole[] = "\xff\xd8" EXIF "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" SOF ".....";

    for (size_t len = 0; len < sizeof(whole); len++)
        CHECK_INT(head_of(whole, len).width, len > 46 ? 40 : 0);
    CHECK_INT(HEAD("").kind, PICTURE_NONE);
    CHECK_INT(HEAD("<svg xmlns='http://www.w3.org/2000/svg'/>").kind, PICTURE_NONE);
    CHECK_INT(HEAD("GIF89a").kind, PICTURE_NONE);
}

UNIT_MAIN
