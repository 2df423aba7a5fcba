/*
 * limits_private.h: lib-private: what named and general limits share.
 */
#ifndef HF_LIMITS_PRIVATE_H
#define HF_LIMITS_PRIVATE_H

#include "limit.h"

#define LIMIT_SUBJECT 16

/* The keyed hash of a subject. */
void limit_subject(const char *text, uint8_t ret_subject[LIMIT_SUBJECT]);

/* Start of the present window, seconds since 1970; and how long one that began then still lasts, at least 1. */
int64_t limit_window(const struct limit *limit);
int64_t limit_left_s(const struct limit *limit, int64_t window_s);

/* Writes the headers and the failure. */
enum err limit_refuse(struct req *r, const struct limit *limit, int64_t window_s) HF_CHECK;

#endif
