/*
 * privacy_blank.c: what others wrote or asked for and what was computed may name a person who is erased: the name goes, the rest stays.
 */
#include <ctype.h>

#include "privacy.h"
#include "quote.h"

#define NUMBER_LEAST 6  /* characters of a number that can only be this person's */
#define LITERAL_MOST 14 /* bytes of a pattern for one of a text */

/* The list of whose risk moved most names people. */
static enum err
blank_figures(struct req *r, struct uuid id)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_PERSON_FIGURES, ARGS(a_uuid(id)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        const char *named = arena_printf(r->arena, "\"external_id\":%s,\"name\":%s", json_quote(r, col_str(rows, 0)),
                                         json_quote(r, col_str(rows, 1)));

        e = db_exec(
            r, Q_FIGURE_BLANK,
            ARGS(a_str(named), a_str("\"external_id\":\"\",\"name\":\"\""), a_int(col_int(rows, 2)), a_str(named)),
            NULL);
    }
    return e;
}

static char *
escaped(char *to, const char *from, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < n; i++) {
        *to++ = '%';
        *to++ = hex[(unsigned char)from[i] >> 4];
        *to++ = hex[(unsigned char)from[i] & 15];
    }
    return to;
}

/* A character of n bytes, as itself or as an address has it; quotes and backslashes also as JSON and filters have them (pcrepattern). */
static char *
literal_one(char *to, const char *c, size_t n)
{
    if (n == 1 && isalnum((unsigned char)*c)) {
        *to++ = *c;
        return to;
    }
    to = stpcpy(to, *c == '"' || *c == '\\' ? "(?:\\\\*" : "(?:");
    if (n == 1)
        *to++ = '\\';
    to = mempcpy(to, c, n);
    *to++ = '|';
    to = escaped(to, c, n);
    return stpcpy(to, *c == ' ' ? "|\\+)" : ")");
}

static const char *
literal(struct req *r, const char *text)
{
    char *out = arena_alloc(r->arena, LITERAL_MOST * strlen(text) + 1), *to = out;

    while (out != NULL && *text != '\0') {
        size_t n = 1;

        while (((unsigned char)*text & 0x80) != 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n++;
        to = literal_one(to, text, n);
        text += n;
    }
    if (out != NULL)
        *to = '\0';
    return out;
}

/* Full name, addresses, number: "" for none of them. A short number or a single name may be anybody's. NULL without memory. */
static const char *
pattern_of(struct req *r, const struct rows *person)
{
    static const struct {
        unsigned column;
        size_t least;
        bool words;
    } names[] = { { 0, NUMBER_LEAST, false }, { 2, 1, true }, { 3, 1, false }, { 4, 1, false },
                  { 13, 1, false },           { 24, 1, true } };
    const char *all = "";

    for (size_t i = 0; all != NULL && i < sizeof names / sizeof names[0]; i++) {
        const char *text = col_str(person, names[i].column);

        if (strlen(text) < names[i].least || (names[i].words && strchr(text, ' ') == NULL))
            continue;
        text = literal(r, text);
        all = text == NULL ? NULL : arena_printf(r->arena, "%s%s%s", all, *all != '\0' ? "|" : "", text);
    }
    if (all == NULL || *all == '\0')
        return all;
    /* Not within a word; what comes before may be a character as an address has it. */
    return arena_printf(r->arena, "(?i)(?:(?<![[:alnum:]])|(?<=%%[0-9A-F]{2}))(?:%s)(?![[:alnum:]])", all);
}

/* Who saved or changed one of them may still be answered with it when asking the same again. */
static enum err
drop_views_answers(struct req *r, const char *pattern)
{
    struct rows *rows;
    char text[UUID_TEXT];
    enum err e = db_rows(r, Q_VIEWS_NAMING, ARGS(a_str(pattern), a_str(pattern)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        uuid_text(col_uuid(rows, 0), text);
        e = answers_drop(r, text);
    }
    return e;
}

enum err
person_blank(struct req *r, struct uuid id, const struct rows *person)
{
    const char *pattern = pattern_of(r, person);
    enum err e = pattern == NULL ? ERR_UNAVAILABLE : blank_figures(r, id);

    if (e != ERR_NONE || *pattern == '\0')
        return e;
    struct arg four[] = { a_str(pattern), a_str(pattern), a_str(pattern), a_str(pattern) };

    e = db_exec(r, Q_NOTES_BLANK, (struct args){ four, 4 }, NULL);
    if (e == ERR_NONE)
        e = drop_views_answers(r, pattern);
    if (e == ERR_NONE)
        e = db_exec(r, Q_VIEWS_BLANK, (struct args){ four, 4 }, NULL);
    return e != ERR_NONE ? e : db_exec(r, Q_BATCHES_BLANK, (struct args){ four, 4 }, NULL);
}
