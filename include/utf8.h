/*
 * utf8.h: UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. A NUL is a character.
 */
#ifndef HF_UTF8_H
#define HF_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/* The character at s (n > 0 bytes are there) with its bytes in *ret_len; UTF8_BAD, and 1 byte, when there is none. */
uint32_t utf8_at(const char *s, size_t n, size_t *ret_len);

/* How many of the n bytes form whole valid characters, from the start. */
size_t utf8_good(const char *s, size_t n);

bool utf8_valid(const char *s, size_t n);

/* Writes a character (no surrogate, at most U+10FFFF), up to 4 bytes; returns how many. */
size_t utf8_put(uint32_t c, char *to);

/* C0, DEL and C1. */
bool utf8_is_control(uint32_t c);

/* Property White_Space of the Unicode standard. */
bool utf8_is_space(uint32_t c);

/* Marks that turn the direction of writing: they make one name look like another. */
bool utf8_is_bidi(uint32_t c);

#endif
