/*
 * render.c: see render.h.
 */
#include "render.h"

#include <gd.h>

#define QUALITY 82

struct box {
    int x, y, width, height;
};

static gdImagePtr
decode(enum picture_kind kind, uint8_t *bytes, size_t len)
{
    switch (kind) {
    case PICTURE_JPEG:
        return gdImageCreateFromJpegPtrEx((int)len, bytes, 1);
    case PICTURE_PNG:
        return gdImageCreateFromPngPtr((int)len, bytes);
    case PICTURE_WEBP:
        return gdImageCreateFromWebpPtr((int)len, bytes);
    case PICTURE_NONE:
        break;
    }
    return NULL;
}

/* Where the pixel (x, y) of the upright picture stands in one of width by height that is stored in this orientation. */
static int
upright_pixel(gdImagePtr from, unsigned orientation, int x, int y)
{
    int right = gdImageSX(from) - 1, low = gdImageSY(from) - 1;
    const struct {
        int x, y;
    } at[] = { { x, y }, { x, y },       { right - x, y },       { right - x, low - y }, { x, low - y },
               { y, x }, { y, low - x }, { right - y, low - x }, { right - y, x } };

    return gdImageGetTrueColorPixel(from, at[orientation].x, at[orientation].y);
}

static gdImagePtr
upright(gdImagePtr from, unsigned orientation)
{
    bool lies = orientation >= 5;
    gdImagePtr to = orientation == 1 ? from
                                     : gdImageCreateTrueColor(lies ? gdImageSY(from) : gdImageSX(from),
                                                              lies ? gdImageSX(from) : gdImageSY(from));

    if (to == NULL || to == from)
        return to;
    gdImageAlphaBlending(to, 0);
    for (int y = 0; y < gdImageSY(to); y++)
        for (int x = 0; x < gdImageSX(to); x++)
            gdImageSetPixel(to, x, y, upright_pixel(from, orientation, x, y));
    return to;
}

static gdImagePtr
scale(gdImagePtr from, struct box part, int width, int height)
{
    gdImagePtr to = gdImageCreateTrueColor(width, height);

    if (to == NULL)
        return NULL;
    gdImageAlphaBlending(to, 0);
    gdImageCopyResampled(to, from, 0, 0, part.x, part.y, width, height, part.width, part.height);
    return to;
}

static const void *
as_webp(gdImagePtr image, uint32_t *ret_bytes)
{
    int bytes = 0;

    gdImageSaveAlpha(image, 1);
    const void *file = gdImageWebpPtrEx(image, &bytes, QUALITY);

    if (file == NULL || bytes <= 0 || (unsigned)bytes > PICTURE_MOST_FILE)
        return NULL;
    *ret_bytes = (uint32_t)bytes;
    return file;
}

static int
shorter(int side, int longest)
{
    int64_t to = longest <= PICTURE_ORIGINAL ? side : ((int64_t)side * PICTURE_ORIGINAL + longest / 2) / longest;

    return to < 1 ? 1 : (int)to;
}

static gdImagePtr
shorten(gdImagePtr from)
{
    int width = gdImageSX(from), height = gdImageSY(from), longest = width > height ? width : height;

    return scale(from, (struct box){ 0, 0, width, height }, shorter(width, longest), shorter(height, longest));
}

/* Reading every pixel of a large picture once more takes as long as decoding it. */
static bool
enough_for_square(gdImagePtr image)
{
    return gdImageSX(image) >= PICTURE_SQUARE && gdImageSY(image) >= PICTURE_SQUARE;
}

static gdImagePtr
cut_square(gdImagePtr from)
{
    int width = gdImageSX(from), height = gdImageSY(from), side = width < height ? width : height;

    return scale(from, (struct box){ (width - side) / 2, (height - side) / 2, side, side }, PICTURE_SQUARE,
                 PICTURE_SQUARE);
}

bool
render(const struct picture_head *head, uint8_t *bytes, size_t len, struct decoded *ret, const void *ret_files[2])
{
    gdImagePtr image = decode(head->kind, bytes, len);

    if (image == NULL || (!gdImageTrueColor(image) && !gdImagePaletteToTrueColor(image)))
        return false;
    gdImagePtr whole = shorten(image);
    gdImagePtr square = whole != NULL ? cut_square(enough_for_square(whole) ? whole : image) : NULL;

    if (square != NULL)
        square = upright(square, head->orientation);
    if (whole != NULL)
        whole = upright(whole, head->orientation);
    if (square == NULL || whole == NULL)
        return false;
    ret->width = (uint32_t)gdImageSX(whole);
    ret->height = (uint32_t)gdImageSY(whole);
    ret_files[0] = as_webp(square, &ret->bytes[0]);
    ret_files[1] = as_webp(whole, &ret->bytes[1]);
    return ret_files[0] != NULL && ret_files[1] != NULL;
}
