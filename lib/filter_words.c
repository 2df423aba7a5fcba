/*
 * filter_words.c: words, comparisons and values of a filter, as they stand in its text.
 */
#include "filter_private.h"

#include <string.h>
#include <strings.h>

enum err
filter_expected(struct reader *p, size_t at, const char *message)
{
    p->fault = (struct filter_fault){ at, message };
    return ERR_INVALID;
}

void
filter_skip_space(struct reader *p)
{
    p->at += strspn(p->text + p->at, " \t\r\n");
}

static bool
in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_.-+:@", c) != NULL ||
           (unsigned char)c >= 0x80;
}

size_t
filter_word_length(const struct reader *p)
{
    size_t n = 0;

    while (p->text[p->at + n] != '\0' && in_word(p->text[p->at + n]))
        n++;
    return n;
}

bool
filter_take_word(struct reader *p, const char *word)
{
    size_t n;

    filter_skip_space(p);
    n = filter_word_length(p);
    if (n != strlen(word) || strncasecmp(p->text + p->at, word, n) != 0)
        return false;
    p->at += n;
    return true;
}

bool
filter_take(struct reader *p, char c)
{
    filter_skip_space(p);
    if (p->text[p->at] != c)
        return false;
    p->at++;
    return true;
}

enum err
filter_read_op(struct reader *p, enum op *ret_op)
{
    static const struct {
        const char *text;
        enum op op;
    } ops[] = { { "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ },
                { "<", OP_LT },  { ">", OP_GT },  { "~", OP_HAS } };

    if (filter_take_word(p, "in")) {
        *ret_op = OP_IN;
        return ERR_NONE;
    }
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        if (strncmp(p->text + p->at, ops[i].text, strlen(ops[i].text)) == 0) {
            p->at += strlen(ops[i].text);
            *ret_op = ops[i].op;
            return ERR_NONE;
        }
    }
    return filter_expected(p, p->at, "expected one of = != < <= > >= ~ in");
}

static enum err
read_quoted(struct reader *p, struct value *v)
{
    char *to = arena_alloc(p->a, strlen(p->text + p->at) + 1);

    if (to == NULL)
        return ERR_UNAVAILABLE;
    v->text = to;
    v->quoted = true;
    for (p->at++; p->text[p->at] != '"'; *to++ = p->text[p->at++]) {
        if (p->text[p->at] == '\\' && (p->text[p->at + 1] == '"' || p->text[p->at + 1] == '\\'))
            p->at++;
        if (p->text[p->at] == '\0')
            return filter_expected(p, v->at, "expected a \" that ends the text which begins here");
    }
    p->at++;
    return ERR_NONE;
}

enum err
filter_read_value(struct reader *p, struct value *v)
{
    size_t n;

    filter_skip_space(p);
    *v = (struct value){ .at = p->at };
    if (p->text[p->at] == '"')
        return read_quoted(p, v);
    n = filter_word_length(p);
    if (n == 0)
        return filter_expected(p, p->at, "expected a value: a word, a number or a \"text\"");
    v->text = arena_copy(p->a, p->text + p->at, n);
    p->at += n;
    return v->text == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}
