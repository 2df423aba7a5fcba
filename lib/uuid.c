/*
 * uuid.c: version 7 ids (RFC 9562, 5.7; the counter is method 1 of 6.2).
 */
#include "uuid.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "clock.h"

/* Random bytes are fetched in advance, because bulk loads make hundreds of ids in a millisecond. */
static uint8_t pool[1024];
static size_t pool_left;
static uint64_t last_ms;
static unsigned counter;
static pthread_once_t fork_watch = PTHREAD_ONCE_INIT;

/* A child must not hand out its parent's random bytes again. */
static void
forget_pool(void)
{
    pool_left = 0;
}

static void
watch_forks(void)
{
    if (pthread_atfork(NULL, NULL, forget_pool) != 0)
        abort();
}

static void
take_random(uint8_t *buf, size_t len)
{
    if (pool_left < len) {
        pthread_once(&fork_watch, watch_forks);
        /* Up to 256 bytes come whole once the system has entropy, more may be cut by a signal. */
        for (size_t got = 0; got < sizeof(pool);) {
            ssize_t n = getrandom(pool + got, 256, 0);

            if (n != 256)
                abort();
            got += 256;
        }
        pool_left = sizeof(pool);
    }
    pool_left -= len;
    memcpy(buf, pool + pool_left, len);
    memset(pool + pool_left, 0, len);
}

struct uuid
uuid_v7(void)
{
    struct uuid id;
    uint64_t ms = (uint64_t)(clock_now_us() / 1000);
    uint8_t seed[2];

    take_random(id.b + 8, 8);
    if (ms > last_ms) {
        take_random(seed, sizeof(seed));
        last_ms = ms;
        counter = ((unsigned)seed[0] << 8 | seed[1]) & 0x7ff; /* the upper half is room to count */
    } else if (++counter > 0xfff) {
        last_ms++; /* run ahead of the clock rather than wait for it; also covers a clock set back */
        counter = 0;
    }
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(last_ms >> (40 - 8 * i));
    id.b[6] = (uint8_t)(0x70 | counter >> 8);
    id.b[7] = (uint8_t)counter;
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

void
uuid_text(struct uuid id, char ret_text[UUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    char *p = ret_text;

    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = digits[id.b[i] >> 4];
        *p++ = digits[id.b[i] & 15];
    }
    *p = '\0';
}

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
uuid_parse(const char *text, struct uuid *ret_id)
{
    struct uuid id;
    const char *p = text;

    for (int i = 0; i < 16; i++) {
        int high, low;

        if ((i == 4 || i == 6 || i == 8 || i == 10) && *p++ != '-')
            return false;
        high = digit(p[0]);
        low = high < 0 ? -1 : digit(p[1]);
        if (low < 0)
            return false;
        id.b[i] = (uint8_t)(high << 4 | low);
        p += 2;
    }
    if (*p != '\0')
        return false;
    *ret_id = id;
    return true;
}

bool
uuid_is_nil(struct uuid id)
{
    static const struct uuid nil;

    return memcmp(id.b, nil.b, sizeof(nil.b)) == 0;
}

bool
uuid_equal(struct uuid a, struct uuid b)
{
    return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}
