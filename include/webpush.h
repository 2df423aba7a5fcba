/*
 * webpush.h: what a push service wants (RFC 8030): a text encrypted for one browser (RFC 8291, in the coding of RFC 8188) and a token that
 * says who sends it (RFC 8292). Touches neither network nor disk.
 */
#ifndef HF_WEBPUSH_H
#define HF_WEBPUSH_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define PUSH_PUBLIC   65 /* an uncompressed point of P-256 */
#define PUSH_SECRET   16
#define PUSH_SALT     16
#define PUSH_TEXT_MAX 2048 /* bytes */
#define PUSH_BODY_MAX (PUSH_SALT + 4 + 1 + PUSH_PUBLIC + PUSH_TEXT_MAX + 1 + 16)
#define PUSH_TOKEN    1024 /* bytes that surely hold a token */

/* A key pair of P-256. */
struct push_key;

/* From its private number, big-endian. ERR_INVALID: it is none; ERR_UNAVAILABLE: no memory. Ended by push_key_free (NULL is fine). */
enum err push_key_of(const uint8_t number[32], struct push_key **ret_key) HF_CHECK;
void push_key_free(struct push_key *key);
void push_key_public(const struct push_key *key, uint8_t ret_public[PUSH_PUBLIC]);

/* A browser as it introduced itself: p256dh and auth of its subscription, decoded. */
struct push_browser {
    uint8_t public[PUSH_PUBLIC], secret[PUSH_SECRET];
};

/*
 * The body of a message in one record. sender: made for this message alone; salt: random. ERR_INVALID: the browser's key is no point of the
 * curve; ERR_TOO_LARGE: the text; ERR_UNAVAILABLE: no memory.
 */
enum err push_encrypt(const struct push_key *sender, const uint8_t salt[PUSH_SALT], const struct push_browser *to,
                      const char *text, size_t len, uint8_t ret_body[PUSH_BODY_MAX], size_t *ret_len) HF_CHECK;

/* A signed token (ES256). audience: the push service's origin; subject: mailto: or https:, whom its people may turn to. Both are plain
   texts without quotes and backslashes, of 255 bytes at most. expires_s: at most a day from now. */
enum err push_token(const struct push_key *key, const char *audience, const char *subject, int64_t expires_s,
                    char ret_token[PUSH_TOKEN]) HF_CHECK;

#endif
