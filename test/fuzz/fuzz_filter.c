/* Filters: whatever is typed, the values are counted right and none of it becomes SQL. */
#include <string.h>

#include "fuzz.h"
#include "unit/filter_fields.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(0);
    char *text = arena_copy(a, (const char *)data, size);
    struct filter f = { .sql = "" };
    struct filter_fault fault = { 0 };
    enum err e = text == NULL ? ERR_UNAVAILABLE : filter_parse(a, text, fields, uuid_v7(), &f, &fault);

    HOLDS(e == ERR_NONE || e == ERR_INVALID || e == ERR_UNAVAILABLE);
    if (e == ERR_NONE) {
        size_t marks = 0;

        for (const char *s = f.sql; *s != '\0'; s++) {
            marks += *s == '?';
            HOLDS((unsigned char)*s < 0x80 && *s != ';' && *s != '\\' && *s != '"');
        }
        HOLDS(marks == f.n);
    } else if (e == ERR_INVALID) {
        HOLDS(fault.message != NULL && fault.at <= strlen(text));
    }
    arena_free(a);
    return 0;
}
