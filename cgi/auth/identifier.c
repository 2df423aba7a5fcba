/*
 * identifier.c: what people type as their name, in the one form that is compared.
 */
#include "account.h"

#include <ctype.h>

#include "normalise.h"

const char *
identifier_key(struct req *r, const char *text)
{
    const char *key = normalise_key(r->arena, text);

    return key != NULL ? key : arena_str(r->arena, "");
}

const char *
identifier_phone(struct req *r, const char *text)
{
    char *phone = arena_alloc(r->arena, strlen(text) + 1);
    size_t n = 0;

    if (phone == NULL)
        return NULL;
    for (; *text != '\0'; text++) {
        if (isdigit((unsigned char)*text) || (*text == '+' && n == 0))
            phone[n++] = *text;
        else if (strchr(" -().", *text) == NULL)
            return "";
    }
    phone[n] = '\0';
    return phone;
}
