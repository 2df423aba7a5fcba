#include "csv_row.h"

#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte of a word is its lowest");

void
csv_row_clear(struct csv_row *row)
{
    row->count = 0;
    row->text_len = 0;
    row->fault = NULL;
}

/* The cell whose bytes lie at the end of row->text already. */
static bool
end_cell(struct csv_row *row, size_t len)
{
    if (row->count == CSV_MAX_COLUMNS)
        row->fault = "There are more than 256 columns.";
    else if (len > CSV_MAX_FIELD)
        row->fault = "A field is longer than 4096 bytes.";
    if (row->fault != NULL)
        return false;
    row->cells[row->count].s = row->text + row->text_len;
    row->cells[row->count++].len = len;
    row->text_len += len;
    row->text[row->text_len++] = '\0';
    return true;
}

bool
csv_row_add(struct csv_row *row, const char *bytes, size_t len)
{
    if (len > 0 && row->text_len + len < sizeof row->text)
        memcpy(row->text + row->text_len, bytes, len);
    return end_cell(row, len);
}

/* Which of eight bytes are the separator: the highest bit of each that is. */
static uint64_t
separators(const char *s, uint64_t pattern)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t word;

    memcpy(&word, s, sizeof word);
    word ^= pattern;
    return ~(((word & low) + low) | word | low);
}

bool
csv_row_plain(struct csv_row *row, const char *s, size_t n, char separator)
{
    const uint64_t pattern = (unsigned char)separator * UINT64_C(0x0101010101010101);
    const char *cell = row->text, *end;

    csv_row_clear(row);
    memcpy(row->text, s, n);
    end = row->text + n;
    for (s = row->text; end - s >= 8; s += 8)
        for (uint64_t found = separators(s, pattern); found != 0; found &= found - 1) {
            const char *stop = s + __builtin_ctzll(found) / 8;
            if (!end_cell(row, (size_t)(stop - cell)))
                return false;
            cell = stop + 1;
        }
    for (; s < end; s++)
        if (*s == separator) {
            if (!end_cell(row, (size_t)(s - cell)))
                return false;
            cell = s + 1;
        }
    return end_cell(row, (size_t)(end - cell));
}

/* A quoted field from the byte after its opening mark. Returns where it ends, NULL when not in this line. */
static const char *
unquote(struct csv_row *row, const char *s, const char *end, size_t *ret_len)
{
    size_t len = 0;

    for (;;) {
        const char *mark = memchr(s, '"', (size_t)(end - s));

        if (mark == NULL)
            return NULL;
        memcpy(row->text + row->text_len + len, s, (size_t)(mark - s));
        len += (size_t)(mark - s);
        *ret_len = len;
        if (mark + 1 == end || mark[1] != '"')
            return mark + 1;
        row->text[row->text_len + len++] = '"';
        s = mark + 2;
    }
}

bool
csv_row_quoted(struct csv_row *row, const char *s, size_t n, char separator)
{
    const char *end = s + n, *stop;
    size_t len;

    csv_row_clear(row);
    for (;; s = stop + 1) {
        bool quoted = s < end && *s == '"';

        if (quoted) {
            stop = unquote(row, s + 1, end, &len);
            if (stop == NULL || (stop < end && *stop != separator))
                return false;
        } else {
            stop = memchr(s, separator, (size_t)(end - s));
            stop = stop != NULL ? stop : end;
            len = (size_t)(stop - s);
            if (memchr(s, '"', len) != NULL)
                return false;
            memcpy(row->text + row->text_len, s, len);
        }
        if (!end_cell(row, len))
            return false;
        if (stop == end)
            return true;
    }
}
