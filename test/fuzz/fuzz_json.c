/* What the scanner lets through, json-c builds; what json-c writes again is let through again. */
#include "fuzz.h"
#include "json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(64u << 20);
    const char *text = (const char *)data, *again;
    struct json_fault fault = { SIZE_MAX, NULL };
    json *v = NULL, *w = NULL;
    enum err checked = json_check(text, size, &fault), parsed = json_parse(a, text, size, &v, NULL);

    HOLDS(checked == parsed);
    HOLDS(checked == ERR_NONE || (checked == ERR_MALFORMED || checked == ERR_INVALID));
    HOLDS(checked == ERR_NONE || (fault.at <= size && fault.reason != NULL));
    if (parsed == ERR_NONE) {
        again = json_text(a, v);
        HOLDS(again != NULL);
        HOLDS(json_parse(a, again, strlen(again), &w, NULL) == ERR_NONE);
        HOLDS(json_kind(v) == json_kind(w));
        for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m))
            HOLDS(json_has(w, m.key));
    }
    arena_free(a);
    return 0;
}
