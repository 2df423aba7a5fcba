/* Records as they stand in files, in pieces of every size; files that are something else. */
#include "csv.h"
#include "unit/unit.h"

#include <stdlib.h>

static char seen[100000];
static size_t seen_len;
static uint64_t records;

static void
see(const char *s, size_t len)
{
    if (seen_len + len < sizeof seen)
        memcpy(seen + seen_len, s, len);
    seen_len += seen_len + len < sizeof seen ? len : 0;
    seen[seen_len] = '\0';
}

/* "LINE:cell|cell;" for each record. */
static enum err
on_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    char text[32];

    (void)ctx;
    records++;
    see(text, (size_t)snprintf(text, sizeof text, "%llu:", (unsigned long long)line));
    for (unsigned i = 0; i < count; i++) {
        if (cells[i].s[cells[i].len] != '\0' || strlen(cells[i].s) != cells[i].len)
            return ERR_INTERNAL;
        see(cells[i].s, cells[i].len);
        see(i + 1 < count ? "|" : "\n", 1);
    }
    return ERR_NONE;
}

static const char *fault;
static uint64_t fault_line;

static enum err
run_in(const char *text, size_t len, size_t step, bool lenient)
{
    struct csv *c = csv_new(on_record, NULL, lenient);
    enum err e = ERR_NONE;

    seen_len = 0;
    records = 0;
    seen[0] = '\0';
    for (size_t i = 0; i < len && e == ERR_NONE; i += step) {
        size_t n = len - i < step ? len - i : step;
        char *piece = malloc(n);

        memcpy(piece, text + i, n);
        e = csv_feed(c, piece, n);
        free(piece);
    }
    if (e == ERR_NONE)
        e = csv_end(c);
    fault = csv_fault(c, &fault_line);
    csv_free(c);
    return e;
}

static const struct {
    const char *text, *want;
} files[] = {
    { "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
    { "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n" },
    { "a,b\n1,2", "1:a|b\n2:1|2\n" },
    { "a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n" },
    { "a;b,c\n1;2,3\n", "1:a;b|c\n2:1;2|3\n" },
    { "\"a;b;c\",d\n1,2\n", "1:a;b;c|d\n2:1|2\n" },
    { "\xef\xbb\xbf"
      "a,b\n1,2\n",
      "1:a|b\n2:1|2\n" },
    { "\xef\xbb\xbf\"a\",b\n", "1:a|b\n" },
    { "a\n\n\r\n \n1\n", "1:a\n5:1\n" },
    { "\n\na,b\n", "3:a|b\n" },
    { "a,b,c\n,,\n,x,\n", "1:a|b|c\n2:||\n3:|x|\n" },
    { " a , b\n  1,2  \n", "1: a | b\n2:  1|2  \n" },
    { "a,b\n\"x, y\",\"z\"\n", "1:a|b\n2:x, y|z\n" },
    { "a,b\n\"he said \"\"no\"\"\",\"\"\"\"\n", "1:a|b\n2:he said \"no\"|\"\n" },
    { "a,b\n\"\",\"\"\n\"\"\n", "1:a|b\n2:|\n3:\n" },
    { "a,b\n\" x \",y\n", "1:a|b\n2: x |y\n" },
    { "a,b\n\"one\ntwo\",2\n3,4\n", "1:a|b\n2:one\ntwo|2\n4:3|4\n" },
    { "a,b\r\n\"one\r\n\r\ntwo\",2\r\n3,4\r\n", "1:a|b\n2:one\r\n\r\ntwo|2\n5:3|4\n" },
    { "a,b\n\"one\n\"\"two\"\"\n\",\"x\ny\"\n3,4\n", "1:a|b\n2:one\n\"two\"\n|x\ny\n6:3|4\n" },
    { "a,b\n1,\"two\nthree\"", "1:a|b\n2:1|two\nthree\n" },
    { "a,b\n1,\"2\"", "1:a|b\n2:1|2\n" },
    { "a,b\n\"x\ry\",2\n", "1:a|b\n2:x\ry|2\n" },
    { "a\tb,c\n", "1:a\tb|c\n" },
    { "\xc3\xa4,\xe2\x82\xac,\xf0\x9f\x98\x80\n", "1:\xc3\xa4|\xe2\x82\xac|\xf0\x9f\x98\x80\n" },
    { "=1+1,@SUM,+1,-2+3\n", "1:=1+1|@SUM|+1|-2+3\n" },
    { "a", "1:a\n" },
    { "a,", "1:a|\n" },
    { "\"a\"", "1:a\n" },
};

UNIT(records_are_the_same_in_pieces_of_every_size)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t len = strlen(files[i].text);

        for (size_t step = 1; step <= len; step++) {
            CHECK_INT(run_in(files[i].text, len, step, false), ERR_NONE);
            CHECK_STR(seen, files[i].want);
            CHECK_INT(run_in(files[i].text, len, step, true), ERR_NONE);
            CHECK_STR(seen, files[i].want);
        }
    }
}

UNIT(what_is_no_csv_is_refused_with_its_line)
{
    static const struct {
        const char *text;
        size_t len;
        uint64_t line;
        const char *says;
    } bad[] = {
        { "", 0, 1, "empty" },
        { "\n\r\n  \n", 6, 1, "empty" },
        { "\xef\xbb\xbf", 3, 1, "empty" },
        { "PK\x03\x04\x14\0\x06\0", 8, 1, "Excel" },
        { "\xd0\xcf\x11\xe0\xa1\xb1", 6, 1, "Excel" },
        { "\x1f\x8b\x08\0\n", 5, 1, "gzip" },
        { "\xff\xfe"
          "a\0,\0b\0\n\0",
          10, 1, "UTF-16" },
        { "\xfe\xff\0a\0\n", 6, 1, "UTF-16" },
        { "a\0,\0b\0\n\0", 8, 1, "NUL" },
        { "a,b\n1,\0\n", 8, 2, "NUL" },
        { "a,b\n1,2\nx,\xff\n", 12, 3, "UTF-8" },
        { "a,b\n\"x\n\xc3\",2\n", 13, 3, "UTF-8" },
        { "a,b\n1,2\n\"x,2\n3,4\n", 17, 3, "never ends" },
        { "a,b\n\"", 5, 2, "never ends" },
        { "a,b\nx\"y,2\n", 10, 2, "quotation" },
        { "a,b\n\"x\"y,2\n", 11, 2, "quotation" },
        { "a,b\n\"x\ny\"z,2\n", 13, 3, "quotation" },
        { "a,b\n \"x\",2\n", 11, 2, "quotation" },
        { "a,b\r1,2\r", 8, 1, "carriage" },
        { "a,b\n1,2\r3,4\n", 12, 2, "carriage" },
        { "a,b\n\"1\",2\r\"3\",4\n", 16, 2, "carriage" },
        { "a,b\n\"1\",2\r\"3\n\",4\n", 17, 2, "carriage" },
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t step = 1; step <= bad[i].len + 1; step++) {
            enum err e = run_in(bad[i].text, bad[i].len, step, false);

            if (e != ERR_INVALID || strstr(fault, bad[i].says) == NULL || fault_line != bad[i].line)
                fprintf(stderr, "  case %zu: %s, line %d\n", i, fault != NULL ? fault : "fine", (int)fault_line);
            CHECK_INT(e, ERR_INVALID);
            CHECK(strstr(fault, bad[i].says) != NULL);
            CHECK_INT(fault_line, bad[i].line);
        }
}

UNIT(lenient_reading_drops_bad_bytes_only)
{
    static const char text[] = "a,b\nM\xfcller,\xc3\xa4\xff\n\"x\xe2\x82,y\",\xed\xa0\x80z\n";

    CHECK_INT(run_in(text, sizeof text - 1, 4, true), ERR_NONE);
    CHECK_STR(seen, "1:a|b\n2:Mller|\xc3\xa4\n3:x,y|z\n");
    CHECK_INT(run_in("a\0\n", 3, 4, true), ERR_INVALID);
}

/* A field, a record or a line of n bytes. */
static enum err
run_long(const char *before, size_t n, const char *after, size_t step)
{
    size_t head = strlen(before), tail = strlen(after);
    char *text = malloc(head + n + tail);
    enum err e;

    memcpy(text, before, head);
    memset(text + head, 'x', n);
    memcpy(text + head + n, after, tail);
    e = run_in(text, head + n + tail, step, false);
    free(text);
    return e;
}

UNIT(sizes_are_limited)
{
    CHECK_INT(run_long("a\n", CSV_MAX_FIELD, "\n", 1000), ERR_NONE);
    CHECK_INT(run_long("a\n", CSV_MAX_FIELD + 1, "\n", 1000), ERR_INVALID);
    CHECK(strstr(fault, "field") != NULL && fault_line == 2);
    CHECK_INT(run_long("a\n\"", CSV_MAX_FIELD, "\"\n", 1000), ERR_NONE);
    CHECK_INT(run_long("a\n\"", CSV_MAX_FIELD + 1, "\"\n", 1000), ERR_INVALID);
    CHECK_INT(run_long("a\n\"\n", CSV_MAX_FIELD, "\"\n", 1000), ERR_INVALID);
    CHECK(strstr(fault, "field") != NULL);
    CHECK_INT(run_long("a\n", CSV_MAX_RECORD + 1, "\n", 1000), ERR_INVALID);
    CHECK(strstr(fault, "record") != NULL && fault_line == 2);
    CHECK_INT(run_long("a\n", 10 * 1024 * 1024, "", 65536), ERR_INVALID);
    CHECK(strstr(fault, "record") != NULL && fault_line == 2);
    CHECK_INT(run_long("a\n", 10 * 1024 * 1024, "\n", SIZE_MAX / 2), ERR_INVALID);
    CHECK(strstr(fault, "record") != NULL && fault_line == 2);
}

UNIT(a_quote_that_never_ends_stops_early)
{
    size_t n = 2 * 1024 * 1024;
    char *text = malloc(n);

    memset(text, 'x', n);
    for (size_t i = 100; i < n; i += 100)
        text[i] = '\n';
    memcpy(text, "a\n\"", 3);
    CHECK_INT(run_in(text, n, 65536, false), ERR_INVALID);
    CHECK(strstr(fault, "quotation") != NULL && fault_line == 2);
    free(text);
}

UNIT(columns_are_counted)
{
    static char text[3 * CSV_MAX_COLUMNS + 10];

    for (size_t i = 0; i < CSV_MAX_COLUMNS; i++)
        memcpy(text + 2 * i, "x,", 2);
    CHECK_INT(run_in(text, 2 * CSV_MAX_COLUMNS - 1, 100, false), ERR_NONE);
    CHECK_INT(run_in(text, 2 * CSV_MAX_COLUMNS, 100, false), ERR_INVALID);
    CHECK(strstr(fault, "columns") != NULL);
    memset(text, ',', sizeof text);
    CHECK_INT(run_in(text, sizeof text, 100, false), ERR_INVALID);
    memcpy(text, "\"\n\"", 3);
    CHECK_INT(run_in(text, CSV_MAX_COLUMNS + 3 - 1, 100, false), ERR_NONE);
    CHECK_INT(run_in(text, CSV_MAX_COLUMNS + 3, 100, false), ERR_INVALID);
    CHECK(strstr(fault, "columns") != NULL);
}

UNIT(two_million_empty_lines_pass_quickly)
{
    size_t n = 2000000;
    char *text = malloc(n + 4);

    memset(text, '\n', n);
    memcpy(text + n, "a,b\n", 4);
    CHECK_INT(run_in(text, n + 4, 65536, false), ERR_NONE);
    CHECK_STR(seen, "2000001:a|b\n");
    free(text);
}

static enum err
refuse_second(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    (void)cells;
    (void)count;
    *(uint64_t *)ctx = line;
    return line == 2 ? ERR_CONFLICT : ERR_NONE;
}

UNIT(an_error_of_the_callback_stops_and_stays)
{
    uint64_t last = 0;
    struct csv *c = csv_new(refuse_second, &last, false);

    CHECK_INT(csv_feed(c, "a\n1\n2\n", 6), ERR_CONFLICT);
    CHECK_INT(last, 2);
    CHECK_INT(csv_feed(c, "3\n", 2), ERR_CONFLICT);
    CHECK_INT(csv_end(c), ERR_CONFLICT);
    csv_free(c);
    csv_free(NULL);
}

UNIT_MAIN
