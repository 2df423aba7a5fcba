/*
 * extract_rules.c: reads the rules. They come with the binary, so a bad one is a mistake of ours and the tests find it.
 */
#include "extract_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define RULES   256
#define MACROS  48
#define SAYINGS 96
#define PATTERN 4096

static struct {
    struct rule rules[RULES];
    size_t n;
    struct {
        char name[24];
        char *pattern;
    } macros[MACROS];
    size_t macro_count;
    struct {
        char *key, *words;
    } sayings[SAYINGS];
    size_t saying_count;
    bool read, broken;
} all;

static void
broken(const char *line, const char *why)
{
    all.broken = true;
    log_line(LOG_ERROR, "extract_rules", "%s: %.80s", why, line);
}

static const char *
macro(const char *name, size_t n)
{
    for (size_t i = 0; i < all.macro_count; i++)
        if (strlen(all.macros[i].name) == n && memcmp(all.macros[i].name, name, n) == 0)
            return all.macros[i].pattern;
    return NULL;
}

/* Puts the macros in. A brace that names none (a quantifier) stays. False: too long. */
static bool
expand(const char *from, char ret[PATTERN])
{
    size_t n = 0;

    while (*from != '\0') {
        const char *end = *from == '{' ? strchr(from, '}') : NULL;
        const char *pattern = end == NULL ? NULL : macro(from + 1, (size_t)(end - from - 1));
        int put;

        if (pattern != NULL) {
            put = snprintf(ret + n, PATTERN - n, "(?:%s)", pattern);
            from = end + 1;
        } else {
            put = snprintf(ret + n, PATTERN - n, "%c", *from++);
        }
        if (put < 0 || (n += (size_t)put) >= PATTERN)
            return false;
    }
    return true;
}

static void
read_macro(const char *line)
{
    static char pattern[PATTERN];
    char name[24];
    int at = 0;

    if (sscanf(line, "let %23[a-z] = %n", name, &at) != 1 || at == 0 || all.macro_count == MACROS ||
        !expand(line + at, pattern)) {
        broken(line, "no macro");
        return;
    }
    memcpy(all.macros[all.macro_count].name, name, sizeof(name));
    all.macros[all.macro_count++].pattern = strdup(pattern);
}

static void
read_saying(const char *line)
{
    const char *key = line + 4, *is = strstr(line, " = ");

    if (is == NULL || all.saying_count == SAYINGS) {
        broken(line, "no saying");
        return;
    }
    all.sayings[all.saying_count].key = strndup(key, (size_t)(is - key));
    all.sayings[all.saying_count++].words = strdup(is + 3);
}

static void
read_rule(char *line)
{
    static char pattern[PATTERN];
    char kind[64], *dot;
    int at = 0, error = 0;
    PCRE2_SIZE where;
    const bool named = sscanf(line, "%63s %n", kind, &at) == 1;
    char *rest = line + at;
    const double confidence = strtod(line + at, &rest);

    if (!named || rest == line + at || all.n == RULES || !expand(rest + strspn(rest, " "), pattern)) {
        broken(line, "no rule");
        return;
    }
    struct rule *rule = &all.rules[all.n];

    rule->confidence = confidence;
    dot = strchr(kind, '.');
    rule->name = dot == NULL ? "" : strdup(dot + 1);
    if (dot != NULL)
        *dot = '\0';
    rule->kind = strdup(kind);
    rule->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP,
                               &error, &where, NULL);
    if (rule->code == NULL || rule->kind == NULL || rule->name == NULL) {
        broken(line, "no pattern");
        return;
    }
    (void)pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE);
    all.n++;
}

const struct rule *
rules_all(size_t *ret_n)
{
    char *text = all.read ? NULL : strdup(rules_text), *rest = text, *line;

    all.read = true;
    while (rest != NULL && (line = strsep(&rest, "\n")) != NULL) {
        if (*line == '\0' || *line == '#')
            continue;
        if (strncmp(line, "let ", 4) == 0)
            read_macro(line);
        else if (strncmp(line, "say ", 4) == 0)
            read_saying(line);
        else
            read_rule(line);
    }
    free(text);
    *ret_n = all.broken ? 0 : all.n;
    return all.broken ? NULL : all.rules;
}

const char *
rule_says(const char *kind, const char *name)
{
    char key[128];
    size_t n;

    (void)rules_all(&n);
    snprintf(key, sizeof(key), "%s.%s", kind, name);
    for (size_t i = 0; i < all.saying_count; i++)
        if (strcmp(all.sayings[i].key, key) == 0)
            return all.sayings[i].words;
    return NULL;
}
