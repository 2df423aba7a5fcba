/* A proposal has a place for every column, at most one of each single role, and can be made of anything. */
#include "uploads/infer.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(0);
    struct inference found;
    unsigned single[SCHEMA_IGNORE + 1] = { 0 };
    enum err e = infer_columns(a, (const char *)data, size, &found);

    HOLDS(e == ERR_NONE || e == ERR_INVALID || e == ERR_UNAVAILABLE);
    HOLDS(e != ERR_INVALID || (found.fault != NULL && *found.fault != '\0'));
    for (size_t i = 0; e == ERR_NONE && i < found.count; i++) {
        HOLDS(found.columns[i].header != NULL);
        single[found.columns[i].role]++;
    }
    HOLDS(single[SCHEMA_ID] <= 1 && single[SCHEMA_NAME] <= 1 && single[SCHEMA_LABEL] <= 1 && single[SCHEMA_VALUE] <= 1);
    arena_free(a);
    return 0;
}
