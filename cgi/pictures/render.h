/*
 * render.h: a picture decoded by libgd and drawn anew as two WebP files, upright, without anything of the file but its pixels.
 */
#ifndef HF_PICTURES_RENDER_H
#define HF_PICTURES_RENDER_H

#include "decode.h"
#include "head.h"

/* The files live until the process ends. False: the picture cannot be decoded, or memory ran out. */
bool render(const struct picture_head *head, uint8_t *bytes, size_t len, struct decoded *ret, const void *ret_files[2]);

#endif
