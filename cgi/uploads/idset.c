#include "idset.h"

#include "crypt.h"

#define FIRST_SLOTS   4096 /* 64 KiB */
#define NUMBER_DIGITS 18
#define NUMBER_MARK   0x80000000u /* in the check of ids that are numbers */

__extension__ typedef unsigned __int128 u128;

struct slot {
    uint64_t hash;
    uint32_t check, row; /* row 0: free */
};

struct idset {
    uint64_t key[2];
    size_t most, count, slots;
    bool failed;
    struct slot *slot;
};

struct idset *
idset_new(size_t most)
{
    struct idset *set = calloc(1, sizeof *set);

    if (set == NULL)
        return NULL;
    random_bytes(set->key, sizeof set->key);
    set->most = most;
    set->slots = FIRST_SLOTS;
    set->slot = calloc(set->slots, sizeof *set->slot);
    if (set->slot == NULL) {
        free(set);
        return NULL;
    }
    return set;
}

void
idset_free(struct idset *set)
{
    if (set != NULL)
        free(set->slot);
    free(set);
}

bool
idset_failed(const struct idset *set)
{
    return set->failed;
}

static uint64_t
rotate(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

/* A SipHash round (Aumasson & Bernstein 2012). */
static inline void
sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* The last bytes of an id and its length, little-endian. */
static uint64_t
last_word(const char *s, size_t left, size_t len)
{
    uint64_t word = (uint64_t)(len & 0xff) << 56;

    for (size_t i = 0; i < left; i++)
        word |= (uint64_t)(unsigned char)s[i] << (8 * i);
    return word;
}

/* SipHash-1-3, the form for hash tables, with 128 bits of output. */
static void
sip_hash(const uint64_t key[2], const char *s, size_t len, uint64_t ret[2])
{
    uint64_t v[4] = { key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du ^ 0xee, key[0] ^ 0x6c7967656e657261u,
                      key[1] ^ 0x7465646279746573u };
    uint64_t word;

    for (size_t at = 0; at <= len; at += 8) {
        if (len - at >= 8)
            memcpy(&word, s + at, 8);
        else
            word = last_word(s + at, len - at, len);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xee;
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < 3; i++)
            sip_round(v);
        ret[half] = v[0] ^ v[1] ^ v[2] ^ v[3];
        v[1] ^= 0xdd;
    }
}

static size_t
place(const struct idset *set, uint64_t hash)
{
    return (size_t)(((u128)hash * set->slots) >> 64);
}

/* A whole number that has no other text: most ids are one. */
static bool
as_number(const char *id, size_t len, uint64_t *ret)
{
    uint64_t n = 0;
    bool digits = len > 0 && len <= NUMBER_DIGITS && *id != '0';

    for (size_t i = 0; digits && i < len; i++) {
        unsigned digit = (unsigned)(id[i] - '0');
        digits = digit <= 9;
        n = n * 10 + digit;
    }
    *ret = n;
    return digits;
}

/* Numbers are mixed by steps that can be undone: two of them are never the same, and the key hides where they come to lie. */
struct idset_key
idset_key(const struct idset *set, const char *id, size_t len)
{
    struct idset_key key;
    uint64_t hash[2], n;

    if (as_number(id, len, &n)) {
        n = (n ^ set->key[1]) * (set->key[0] | 1);
        n = (n ^ n >> 32) * (set->key[1] | 1);
        key = (struct idset_key){ n ^ n >> 29, NUMBER_MARK };
    } else {
        sip_hash(set->key, id, len, hash);
        key = (struct idset_key){ hash[0], (uint32_t)hash[1] & ~NUMBER_MARK };
    }
    __builtin_prefetch(&set->slot[place(set, key.hash)], 1);
    return key;
}

/* Puts an id that is new where it belongs. */
static void
put(struct idset *set, struct slot new)
{
    size_t at = place(set, new.hash);

    while (set->slot[at].row != 0)
        at = at + 1 < set->slots ? at + 1 : 0;
    set->slot[at] = new;
}

/* Doubles the table, up to what `most` ids need. An id's place goes up with its hash, so both tables are walked in order. */
static void
grow(struct idset *set)
{
    const size_t enough = set->most + set->most / 3 + 16, slots = set->slots;
    struct slot *old = set->slot, *wider;

    if (slots >= enough)
        return;
    set->slots = slots * 2 < enough ? slots * 2 : enough;
    wider = calloc(set->slots, sizeof *wider);
    if (wider == NULL) {
        set->slots = slots;
        set->failed = true;
        return;
    }
    set->slot = wider;
    for (size_t i = 0; i < slots; i++)
        if (old[i].row != 0)
            put(set, old[i]);
    free(old);
}

uint32_t
idset_add(struct idset *set, struct idset_key key, uint32_t row)
{
    size_t at = place(set, key.hash);

    for (; set->slot[at].row != 0; at = at + 1 < set->slots ? at + 1 : 0)
        if (set->slot[at].hash == key.hash && set->slot[at].check == key.check)
            return set->slot[at].row;
    if (set->count == set->most || set->failed)
        return 0;
    set->slot[at] = (struct slot){ key.hash, key.check, row };
    if (++set->count * 4 > set->slots * 3)
        grow(set);
    return 0;
}
