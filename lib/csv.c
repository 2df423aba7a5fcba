#include <stdlib.h>
#include <string.h>

#include "csv_library.h"
#include "csv_row.h"
#include "utf8.h"

/*
 * The file is cut into physical lines. A record that lies on one line is split on the spot; libcsv, which looks at
 * every byte on its own, reads those whose quoted fields hold line breaks and judges those that are quoted strangely.
 */
struct csv {
    csv_record *record;
    void *ctx;
    bool lenient;
    bool begun;        /* the first line was looked at */
    bool open;         /* libcsv is inside a record */
    bool row_done;     /* libcsv has ended a record in this line */
    uint64_t line;     /* the physical line in hand */
    uint64_t row_line; /* where the record in hand began */
    uint64_t rows;
    size_t row_len; /* bytes of the open record so far */
    char separator;
    struct csv_parser lib;

    enum err failed;
    const char *fault;
    uint64_t fault_line;

    struct csv_row row;
    size_t held;
    char hold[CSV_MAX_RECORD];  /* a line whose end has not come yet */
    char clean[CSV_MAX_RECORD]; /* a line without its bad bytes */
};

static const char record_too_long[] = "A record is longer than 65536 bytes. Is a quotation mark missing?";
static const char lone_return[] = "Lines end in carriage returns alone. Save the file with ordinary line ends.";

static const struct {
    const char *bytes;
    size_t len;
    const char *sentence;
} magics[] = {
    { "PK\x03\x04", 4, "This is an Excel workbook or a zip file. Save it as CSV and upload that." },
    { "\xd0\xcf\x11\xe0", 4, "This is an old Excel workbook. Save it as CSV and upload that." },
    { "\x1f\x8b", 2, "This file is compressed (gzip). Unpack it first." },
    { "BZh", 3, "This file is compressed (bzip2). Unpack it first." },
    { "\x28\xb5\x2f\xfd", 4, "This file is compressed (zstd). Unpack it first." },
    { "\xfd"
      "7zXZ",
      5, "This file is compressed (xz). Unpack it first." },
    { "%PDF-", 5, "This is a PDF file, not CSV." },
    { "\xff\xfe", 2, "This file is in UTF-16. Save it as CSV UTF-8." },
    { "\xfe\xff", 2, "This file is in UTF-16. Save it as CSV UTF-8." },
};

static int
no_space(unsigned char c)
{
    (void)c;
    return 0;
}

struct csv *
csv_new(csv_record *record, void *ctx, bool lenient_utf8)
{
    struct csv *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    if (csv_init(&c->lib, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        free(c);
        return NULL;
    }
    csv_set_space_func(&c->lib, no_space);
    c->record = record;
    c->ctx = ctx;
    c->lenient = lenient_utf8;
    c->line = 1;
    return c;
}

void
csv_free(struct csv *c)
{
    if (c == NULL)
        return;
    free(c->lib.entry_buf);
    free(c);
}

const char *
csv_fault(const struct csv *c, uint64_t *ret_line)
{
    *ret_line = c->fault_line;
    return c->fault;
}

static void
stop(struct csv *c, uint64_t line, const char *sentence)
{
    if (c->failed != ERR_NONE)
        return;
    c->failed = ERR_INVALID;
    c->fault = sentence;
    c->fault_line = line;
}

static void
deliver(struct csv *c)
{
    if (c->failed == ERR_NONE) {
        c->rows++;
        c->failed = c->record(c->ctx, c->row_line, c->row.cells, c->row.count);
    }
    csv_row_clear(&c->row);
}

/* The separator is the one that the header line holds more of, outside quotes. */
static char
find_separator(const char *s, size_t n)
{
    size_t commas = 0, semicolons = 0;
    bool quoted = false;

    for (size_t i = 0; i < n; i++) {
        quoted ^= s[i] == '"';
        commas += !quoted && s[i] == ',';
        semicolons += !quoted && s[i] == ';';
    }
    return semicolons > commas ? ';' : ',';
}

/* Looks at the very beginning: what kind of file it is. Returns how many bytes to skip. */
static size_t
begin(struct csv *c, const char *s, size_t n)
{
    c->begun = true;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (n >= magics[i].len && memcmp(s, magics[i].bytes, magics[i].len) == 0)
            stop(c, 1, magics[i].sentence);
    return n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static void
on_cell(void *bytes, size_t len, void *ctx)
{
    struct csv *c = ctx;

    if (c->row_done)
        stop(c, c->line, lone_return);
    if (c->failed == ERR_NONE && !csv_row_add(&c->row, bytes, len))
        stop(c, c->line, c->row.fault);
}

static void
on_row(int end, void *ctx)
{
    struct csv *c = ctx;

    (void)end;
    if (c->row_done)
        stop(c, c->line, lone_return);
    deliver(c);
    c->row_done = true;
}

/* A line within a quoted field, or of strange quotes or line ends. */
static void
read_by_library(struct csv *c, const char *s, size_t n)
{
    if (!c->open) {
        c->row_line = c->line;
        c->row_len = 0;
    }
    c->row_len += n;
    c->row_done = false;
    if (c->row_len > CSV_MAX_RECORD) {
        stop(c, c->row_line, record_too_long);
        return;
    }
    if (csv_parse(&c->lib, s, n, on_cell, on_row, c) != n && c->failed == ERR_NONE) {
        stop(c, c->line, "A quotation mark stands where none may. Quote the whole field and double the marks in it.");
        if (csv_error(&c->lib) != CSV_EPARSE)
            c->failed = ERR_UNAVAILABLE; /* no memory */
    }
    c->open = c->lib.pstate != 0; /* libcsv's state between records */
    if (c->row_done && c->open)
        stop(c, c->line, lone_return);
}

static bool
is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != ' ' && s[i] != '\t')
            return false;
    return true;
}

/* A record on one line. False: it has quotes that are beyond csv_row_quoted. */
static bool
read_simple(struct csv *c, const char *s, size_t n)
{
    bool split = memchr(s, '"', n) != NULL ? csv_row_quoted(&c->row, s, n, c->separator)
                                           : csv_row_plain(&c->row, s, n, c->separator);

    c->row_line = c->line;
    if (split)
        deliver(c);
    else if (c->row.fault != NULL)
        stop(c, c->line, c->row.fault);
    else
        csv_row_clear(&c->row);
    return split || c->failed != ERR_NONE;
}

static void
drop_bad_bytes(struct csv *c, const char **s, size_t *n)
{
    size_t to = 0, len;

    for (size_t i = 0; i < *n; i += len) {
        if (utf8_at(*s + i, *n - i, &len) == UTF8_BAD)
            continue;
        memcpy(c->clean + to, *s + i, len);
        to += len;
    }
    *s = c->clean;
    *n = to;
}

/* The bytes of a line are text; without this no line gets further. */
static void
check_bytes(struct csv *c, const char **s, size_t *n)
{
    if (*n > CSV_MAX_RECORD)
        stop(c, c->line, record_too_long);
    else if (memchr(*s, '\0', *n) != NULL)
        stop(c, c->line, "There are NUL bytes in this file, so it is no text. Save it as CSV UTF-8.");
    else if (!utf8_valid(*s, *n) && !c->lenient)
        stop(c, c->line, "This line is not UTF-8. Save the file as CSV UTF-8.");
    else if (c->lenient && !utf8_valid(*s, *n))
        drop_bad_bytes(c, s, n);
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Whether one of eight bytes is a control character, a quotation mark, DEL or no ASCII. */
static uint64_t
has_odd(uint64_t word)
{
    const uint64_t quote = word ^ EACH('"'), del = word ^ EACH(0x7f);

    return (((word - EACH(' ')) & ~word) | ((quote - EACH(1)) & ~quote) | ((del - EACH(1)) & ~del) | word) & EACH(0x80);
}

/* Nothing but printable ASCII without quotation marks: most lines, told in one pass. */
static bool
is_plain(const char *s, size_t n)
{
    uint64_t odd = 0, word;

    for (; n >= sizeof word; s += sizeof word, n -= sizeof word) {
        memcpy(&word, s, sizeof word);
        odd |= has_odd(word);
    }
    word = EACH('x');
    memcpy(&word, s, n);
    return (odd | has_odd(word)) == 0;
}

/* A plain line needs none of the looks that read_line takes. False: it is not one. */
static bool
read_plain(struct csv *c, const char *s, size_t n)
{
    n -= n > 0 && s[n - 1] == '\n';
    n -= n > 0 && s[n - 1] == '\r';
    if (c->open || c->separator == '\0' || n == 0 || n >= CSV_MAX_RECORD || *s == ' ' || !is_plain(s, n))
        return false;
    c->row_line = c->line;
    if (csv_row_plain(&c->row, s, n, c->separator))
        deliver(c);
    else
        stop(c, c->line, c->row.fault);
    return true;
}

/* One physical line with its line end; the last one may have none. */
static void
read_line(struct csv *c, const char *s, size_t n)
{
    size_t len, skip = c->begun ? 0 : begin(c, s, n);

    s += skip;
    n -= skip;
    if (c->failed == ERR_NONE)
        check_bytes(c, &s, &n);
    if (c->failed != ERR_NONE)
        return;
    len = n - (n > 0 && s[n - 1] == '\n');
    len -= len > 0 && s[len - 1] == '\r';
    if (!c->open && is_blank(s, len))
        return;
    if (c->separator == '\0') {
        c->separator = find_separator(s, len);
        csv_set_delim(&c->lib, (unsigned char)c->separator);
    }
    if (c->open || memchr(s, '\r', len) != NULL || !read_simple(c, s, len))
        read_by_library(c, s, n);
}

/* Keeps the beginning of a line until its end comes. */
static bool
hold(struct csv *c, const char *s, size_t n)
{
    if (n > sizeof c->hold - c->held) {
        if (!c->begun)
            begin(c, c->hold, c->held);
        stop(c, c->open ? c->row_line : c->line, record_too_long);
        return false;
    }
    memcpy(c->hold + c->held, s, n);
    c->held += n;
    return true;
}

enum err
csv_feed(struct csv *c, const char *data, size_t len)
{
    const char *end = data + len;

    while (data < end && c->failed == ERR_NONE) {
        const char *stop_at = memchr(data, '\n', (size_t)(end - data));
        size_t n = (size_t)((stop_at != NULL ? stop_at + 1 : end) - data);

        if ((stop_at == NULL || c->held > 0) && !hold(c, data, n))
            break;
        if (stop_at != NULL) {
            if (c->held > 0)
                read_line(c, c->hold, c->held);
            else if (!read_plain(c, data, n))
                read_line(c, data, n);
            c->held = 0;
            c->line++;
        }
        data += n;
    }
    return c->failed;
}

enum err
csv_end(struct csv *c)
{
    if (c->failed == ERR_NONE && c->held > 0)
        read_line(c, c->hold, c->held);
    c->held = 0;
    c->row_done = false;
    if (c->failed == ERR_NONE && c->open && csv_fini(&c->lib, on_cell, on_row, c) != 0)
        stop(c, c->row_line, "A quoted field begins here and never ends: its closing quotation mark is missing.");
    c->open = false;
    if (c->failed == ERR_NONE && c->rows == 0)
        stop(c, 1, "The file is empty.");
    return c->failed;
}
