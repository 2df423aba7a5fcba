/*
 * password.h: argon2id (RFC 9106) with 19 MiB, 2 passes, 1 lane; encoded in the PHC string format.
 */
#ifndef HF_PASSWORD_H
#define HF_PASSWORD_H

#include <stdbool.h>

#include "err.h"

#define PASSWORD_MAX_BYTES  1024
#define PASSWORD_HASH_BYTES 128

/* Takes about 30 to 90 ms and 19 MiB, and before that waits while as many processes hash as there are processors. */
enum err password_hash(const char *password, char ret_hash[PASSWORD_HASH_BYTES]) HF_CHECK;

/* Whether the password fits. A NULL hash (no such user) takes as long as a real one and is false.
   *ret_rehash: the hash is of an older form or weaker parameters. Costs above 256 MiB or 10 passes are refused. */
bool password_verify(const char *password, const char *hash, bool *ret_rehash);

#endif
