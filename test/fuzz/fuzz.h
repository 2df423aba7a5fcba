/* What the fuzz targets share. A target aborts when a claim does not hold; the sanitizers watch the rest. */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(claim)                                                                                                   \
    do {                                                                                                               \
        if (!(claim))                                                                                                  \
            abort();                                                                                                   \
    } while (0)

/* The bytes as a string in a block of the very size, cut at the first NUL. The caller frees it. */
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
    char *s = malloc(size + 1), *exact;

    HOLDS(s != NULL);
    if (size > 0)
        memcpy(s, data, size);
    s[size] = '\0';
    exact = realloc(s, strlen(s) + 1);
    return exact != NULL ? exact : s;
}

/* A running hash (FNV-1a), to compare what two runs gave. */
static inline uint64_t
fuzz_mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ b[i]) * 1099511628211u;
    return hash;
}

#endif
