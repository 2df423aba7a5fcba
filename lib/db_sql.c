/*
 * db_sql.c: see db_sql.h. Knows just enough of MariaDB's lexer not to look into literals, quoted names and comments.
 */
#include "db_sql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool
is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static const char *
skip_space(const char *p)
{
    for (;;) {
        if (isspace((unsigned char)*p)) {
            p++;
        } else if (p[0] == '-' && p[1] == '-' && (p[2] == ' ' || p[2] == '\n' || p[2] == '\0')) {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");

            p = end != NULL ? end + 2 : p + strlen(p);
        } else {
            return p;
        }
    }
}

/* The character after a literal or quoted name that begins at p; a doubled quote goes on, a backslash escapes. */
static const char *
skip_quoted(const char *p)
{
    char quote = *p++;

    while (*p != '\0') {
        if (*p == quote && p[1] != quote)
            return p + 1;
        p += *p == quote || (*p == '\\' && quote != '`' && p[1] != '\0') ? 2 : 1;
    }
    return p;
}

struct sql_word
sql_word(const char *p)
{
    struct sql_word w = { .kind = SQL_OTHER };

    p = skip_space(p);
    w.text = p;
    w.end = p + 1;
    if (*p == '\0') {
        w.kind = SQL_END;
        w.end = p;
    } else if (*p == '\'' || *p == '"' || *p == '`') {
        w.end = skip_quoted(p);
        w.kind = *p == '`' ? SQL_WORD : SQL_OTHER;
        w.text = *p == '`' ? p + 1 : p;
    } else if (*p == '?') {
        w.kind = SQL_PARAM;
    } else if ((*p == ':' && is_name(p[1])) || is_name(*p)) {
        w.kind = *p == ':' ? SQL_NAMED : isdigit((unsigned char)*p) ? SQL_OTHER : SQL_WORD;
        w.text = *p == ':' ? p + 1 : p;
        for (w.end = p + 1; is_name(*w.end);)
            w.end++;
    }
    w.len = (size_t)(w.end - w.text) - (*p == '`' && w.end > w.text ? 1 : 0);
    return w;
}

bool
sql_is(const struct sql_word *w, const char *name)
{
    return (w->kind == SQL_WORD || w->kind == SQL_NAMED) && strlen(name) == w->len &&
           strncasecmp(w->text, name, w->len) == 0;
}
