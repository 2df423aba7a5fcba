/*
 * seal.h: small secrets at rest: AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to whose secret it is.
 */
#ifndef HF_SEAL_H
#define HF_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define SEAL_EXTRA 28 /* nonce and tag */

/* Encrypts len bytes into len + SEAL_EXTRA. `bound` is not kept but must be the same at unsealing. ERR_UNAVAILABLE: no memory. */
enum err seal(const uint8_t key[32], const void *data, size_t len, const void *bound, size_t bound_len,
              uint8_t *ret_sealed) HF_CHECK;

/* Decrypts into len - SEAL_EXTRA bytes. False: another key, another owner, or a changed byte; *ret_data is then zeroed. */
bool unseal(const uint8_t key[32], const uint8_t *sealed, size_t len, const void *bound, size_t bound_len,
            uint8_t *ret_data);

#endif
