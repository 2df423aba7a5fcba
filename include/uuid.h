/*
 * uuid.h: identifiers (RFC 9562).
 */
#ifndef HF_UUID_H
#define HF_UUID_H

#include <stdbool.h>
#include <stdint.h>

struct uuid {
    uint8_t b[16];
};

#define UUID_TEXT 37 /* 36 characters and the NUL */

/* Where a walk over ids begins: nobody's, and before all others. The nil id is NULL in the database. */
#define UUID_LOWEST ((struct uuid){ .b = { [15] = 1 } })

/* A new version 7 id: 48 bits of Unix milliseconds, a 12-bit counter that keeps ids of one process ascending within a
   millisecond, 62 random bits. Never fails: aborts the process when the system has no random bytes. */
struct uuid uuid_v7(void);

/* Text form, lower case with hyphens. */
void uuid_text(struct uuid id, char ret_text[UUID_TEXT]);

/* Reads the 36-character form (any case). False when it is anything else; *ret_id untouched then. */
bool uuid_parse(const char *text, struct uuid *ret_id);

bool uuid_is_nil(struct uuid id);
bool uuid_equal(struct uuid a, struct uuid b);

#endif
