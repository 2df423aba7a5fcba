/* Query strings: what is read is text without NUL. */
#include "urlform.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(0);
    struct pair *pairs = NULL;
    size_t count = 0;
    enum err e = urlform_parse(a, (const char *)data, size, &pairs, &count);

    HOLDS(e == ERR_NONE || e == ERR_MALFORMED || e == ERR_TOO_LARGE);
    HOLDS(count <= URLFORM_MAX_PAIRS);
    for (size_t i = 0; i < count; i++)
        HOLDS(strlen(pairs[i].name) + strlen(pairs[i].value) <= size);
    arena_free(a);
    return 0;
}
