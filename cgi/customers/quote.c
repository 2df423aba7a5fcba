#include "quote.h"

#include <stdio.h>
#include <string.h>

const char *
json_quote(struct req *r, const char *text)
{
    char *s = arena_alloc(r->arena, strlen(text) * 6 + 3), *end = s;

    if (s == NULL)
        return "\"\"";
    *end++ = '"';
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20) {
            end += snprintf(end, 7, "\\u%04x", *c);
        } else {
            if (*c == '"' || *c == '\\')
                *end++ = '\\';
            *end++ = (char)*c;
        }
    }
    *end++ = '"';
    *end = '\0';
    return s;
}
