/*
 * extract_data.c: the texts of cgi/chat/extract, as the Makefile put them into headers.
 */
#include "extract_rules.h"

#include <string.h>

/* Longer than C promises for one literal; our compilers allow it. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

const char rules_text[] =
#include "en.rules.h"
    ;

static const char mortgage[] =
#include "mortgage.json.h"
    ;

const char *
x_builtin(const char *name)
{
    return strcmp(name, "mortgage") == 0 ? mortgage : NULL;
}
