// Small secrets at rest.
#include "unit/unit.h"

#include <stdlib.h>

#include "seal.h"

static const uint8_t key[32] = "thirty-two bytes of a test's key", other[32] = "thirty-two bytes of another key.";

UNIT(what_is_sealed_reads_back)
{
    for (size_t len = 0; len < 100; len += 7) {
        uint8_t text[100], sealed[100 + SEAL_EXTRA], back[100];

        memset(text, (int)len, sizeof(text));
        CHECK(seal(key, text, len, "owner", 5, sealed) == ERR_NONE);
        CHECK(unseal(key, sealed, len + SEAL_EXTRA, "owner", 5, back));
        CHECK(memcmp(text, back, len) == 0);
    }
}

UNIT(the_same_secret_never_looks_the_same)
{
    uint8_t a[5 + SEAL_EXTRA], b[5 + SEAL_EXTRA];

    CHECK(seal(key, "hello", 5, "x", 1, a) == ERR_NONE && seal(key, "hello", 5, "x", 1, b) == ERR_NONE);
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    CHECK(memcmp(a, b, 12) != 0);
    CHECK(memmem(a, sizeof(a), "hello", 5) == NULL);
}

UNIT(another_key_owner_or_bit_is_refused)
{
    static const uint8_t zeros[5];
    uint8_t sealed[5 + SEAL_EXTRA], back[5];

    CHECK(seal(key, "hello", 5, "owner", 5, sealed) == ERR_NONE);
    memset(back, 0x55, sizeof(back));
    CHECK(!unseal(other, sealed, sizeof(sealed), "owner", 5, back));
    CHECK(memcmp(back, zeros, sizeof(back)) == 0);
    CHECK(!unseal(key, sealed, sizeof(sealed), "owneR", 5, back));
    CHECK(!unseal(key, sealed, sizeof(sealed), "owne", 4, back));
    for (size_t bit = 0; bit < sizeof(sealed) * 8; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK(!unseal(key, sealed, sizeof(sealed), "owner", 5, back));
        sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < sizeof(sealed); len++)
        CHECK(!unseal(key, sealed, len, "owner", 5, back));
    CHECK(unseal(key, sealed, sizeof(sealed), "owner", 5, back));
}

UNIT_MAIN
