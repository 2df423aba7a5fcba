#include "csv_row.h"

#include <string.h>

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

bool
csv_row_plain(struct csv_row *row, const char *s, size_t n, char separator)
{
    const char *end, *stop;

    csv_row_clear(row);
    memcpy(row->text, s, n);
    s = row->text;
    end = s + n;
    do {
        stop = memchr(s, separator, (size_t)(end - s));
        stop = stop != NULL ? stop : end;
        if (!end_cell(row, (size_t)(stop - s)))
            return false;
        s = stop + 1;
    } while (stop != end);
    return true;
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
