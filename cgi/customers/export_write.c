/*
 * export_write.c: see export_write.h.
 */
#include "export_write.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "config.h"
#include "quote.h"
#include "req.h"

#define SHEET_ROWS   1048575 /* beside the heading */
#define CELL_LETTERS 32767
#define BUFFER       65536

struct export
{
    struct req *r;
    enum export_format format;
    const char *name;
    const struct filter_field *fields;
    const size_t *columns;
    size_t n;
    int64_t rows;
    int fd;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    size_t used;
    char buffer[BUFFER];
};

static const char mark[] = "\xef\xbb\xbf"; /* so that spreadsheets take it for UTF-8 */

static enum err
flush(struct export *x)
{
    enum err e = x->used == 0 ? ERR_NONE : stream_write(x->r, x->buffer, x->used);

    x->used = 0;
    return e;
}

static enum err
put(struct export *x, const char *text, size_t len)
{
    enum err e = ERR_NONE;

    if (len > BUFFER - x->used)
        e = flush(x);
    if (e != ERR_NONE || len > BUFFER)
        return e != ERR_NONE ? e : stream_write(x->r, text, len);
    memcpy(x->buffer + x->used, text, len);
    x->used += len;
    return ERR_NONE;
}

static enum err
put_text(struct export *x, const char *text)
{
    return put(x, text, strlen(text));
}

static bool
is_number(const struct export *x, size_t column)
{
    return x->fields[x->columns[column]].type == FILTER_NUMBER;
}

/* A text that a spreadsheet would take for a formula gets an apostrophe; numbers may begin with a minus. */
static enum err
csv_cell(struct export *x, size_t column, const char *text)
{
    const bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL && !is_number(x, column);
    enum err e;

    if (!formula && strpbrk(text, ",\"\r\n;") == NULL)
        return put_text(x, text);
    e = put_text(x, formula ? "\"'" : "\"");
    for (const char *end; e == ERR_NONE && *text != '\0'; text = end) {
        end = text + strcspn(text, "\"");
        e = put(x, text, (size_t)(end - text));
        if (e == ERR_NONE && *end == '"') {
            e = put_text(x, "\"\"");
            end++;
        }
    }
    return e != ERR_NONE ? e : put_text(x, "\"");
}

static enum err
csv_row(struct export *x, const char *const *texts)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < x->n; i++) {
        e = i > 0 ? put_text(x, ",") : ERR_NONE;
        if (e == ERR_NONE && texts[i] != NULL)
            e = csv_cell(x, i, texts[i]);
    }
    return e != ERR_NONE ? e : put_text(x, "\r\n");
}

static enum err
json_value(struct export *x, size_t column, const char *text)
{
    const enum filter_type type = x->fields[x->columns[column]].type;

    if (text == NULL)
        return put_text(x, "null");
    if (type == FILTER_NUMBER)
        return put_text(x, text);
    if (type == FILTER_YES_NO)
        return put_text(x, strcmp(text, "yes") == 0 ? "true" : "false");
    return put_text(x, json_quote(x->r, text));
}

static enum err
json_row(struct export *x, const char *const *texts)
{
    enum err e = put_text(x, "{");

    for (size_t i = 0; e == ERR_NONE && i < x->n; i++) {
        e = put_text(x, i > 0 ? ",\"" : "\"");
        if (e == ERR_NONE)
            e = put_text(x, x->fields[x->columns[i]].name);
        if (e == ERR_NONE)
            e = put_text(x, "\":");
        if (e == ERR_NONE)
            e = json_value(x, i, texts[i]);
    }
    return e != ERR_NONE ? e : put_text(x, "}\n");
}

/* Strings of a workbook are strings: a formula is not worked out. A cell holds so many characters and no more. */
static void
sheet_row(struct export *x, const char *const *texts)
{
    for (size_t i = 0; i < x->n; i++) {
        const char *text = texts[i];

        if (text == NULL)
            continue;
        if (is_number(x, i))
            worksheet_write_number(x->sheet, (lxw_row_t)x->rows, (lxw_col_t)i, strtod(text, NULL), NULL);
        else if (strlen(text) <= CELL_LETTERS)
            worksheet_write_string(x->sheet, (lxw_row_t)x->rows, (lxw_col_t)i, text, NULL);
        else
            worksheet_write_string(x->sheet, (lxw_row_t)x->rows, (lxw_col_t)i, "(too long for a cell)", NULL);
    }
}

static void
close_all(void *of)
{
    struct export *x = of;

    if (x->book != NULL)
        workbook_close(x->book);
    if (x->fd >= 0)
        close(x->fd);
    x->book = NULL;
    x->fd = -1;
}

/* The file has no name of its own, so that nothing is left behind whatever happens. */
static enum err
open_book(struct export *x)
{
    char *tmp = arena_str(x->r->arena, config()->run_dir);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = tmp };

    if (tmp == NULL)
        return ERR_UNAVAILABLE;
    x->fd = open(tmp, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (x->fd < 0)
        return fault(x->r, ERR_UNAVAILABLE, "no file for a workbook");
    x->book = workbook_new_opt(arena_printf(x->r->arena, "/proc/self/fd/%d", x->fd), &options);
    x->sheet = x->book == NULL ? NULL : workbook_add_worksheet(x->book, x->name);
    return x->sheet == NULL ? fault(x->r, ERR_UNAVAILABLE, "no memory for a workbook") : ERR_NONE;
}

static enum err
head(struct export *x)
{
    const char **titles = ARENA_NEW(x->r->arena, const char *, x->n);

    if (titles == NULL)
        return ERR_UNAVAILABLE;
    for (size_t i = 0; i < x->n; i++)
        titles[i] = x->fields[x->columns[i]].title;
    if (x->format == EXPORT_CSV) {
        enum err e = put_text(x, mark);

        for (size_t i = 0; e == ERR_NONE && i < x->n; i++) {
            e = put_text(x, i > 0 ? "," : "");
            if (e == ERR_NONE)
                e = put_text(x, x->fields[x->columns[i]].name);
        }
        return e != ERR_NONE ? e : put_text(x, "\r\n");
    }
    for (size_t i = 0; x->format == EXPORT_XLSX && i < x->n; i++)
        worksheet_write_string(x->sheet, 0, (lxw_col_t)i, titles[i], NULL);
    return ERR_NONE;
}

enum err
export_open(struct req *r, enum export_format format, const char *name, const struct filter_field *fields,
            const size_t *columns, size_t n, struct export **ret_export)
{
    struct export *x = ARENA_NEW(r->arena, struct export, 1);
    enum err e = ERR_NONE;

    if (x == NULL)
        return ERR_UNAVAILABLE;
    x->r = r;
    x->format = format;
    x->name = name;
    x->fields = fields;
    x->columns = columns;
    x->n = n;
    x->fd = -1;
    arena_defer(r->arena, close_all, x);
    if (format == EXPORT_XLSX)
        e = open_book(x);
    else if (format == EXPORT_CSV)
        e = stream_begin(r, "text/csv; charset=utf-8", arena_printf(r->arena, "%s.csv", name));
    else
        e = stream_begin(r, "application/x-ndjson", arena_printf(r->arena, "%s.jsonl", name));
    if (e == ERR_NONE)
        e = head(x);
    if (e == ERR_NONE)
        *ret_export = x;
    return e;
}

enum err
export_row(struct export *x, const char *const *texts)
{
    x->rows++;
    if (x->format == EXPORT_CSV)
        return csv_row(x, texts);
    if (x->format == EXPORT_JSONL)
        return json_row(x, texts);
    if (x->rows > SHEET_ROWS)
        return fail_as(x->r, ERR_TOO_LARGE, "too_many_rows", NULL,
                       "A workbook holds 1,048,575 rows. Narrow the filter, or take CSV.");
    sheet_row(x, texts);
    return ERR_NONE;
}

static enum err
send_book(struct export *x)
{
    lxw_error bad = workbook_close(x->book);
    ssize_t n = 0;
    enum err e;

    x->book = NULL;
    if (bad != LXW_NO_ERROR)
        return fault(x->r, ERR_UNAVAILABLE, "workbook: %s", lxw_strerror(bad));
    if (lseek(x->fd, 0, SEEK_SET) != 0)
        return fault(x->r, ERR_UNAVAILABLE, "workbook: no way back to its beginning");
    e = stream_begin(x->r, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     arena_printf(x->r->arena, "%s.xlsx", x->name));
    while (e == ERR_NONE && (n = read(x->fd, x->buffer, BUFFER)) > 0)
        e = stream_write(x->r, x->buffer, (size_t)n);
    return e == ERR_NONE && n < 0 ? ERR_UNAVAILABLE : e;
}

enum err
export_close(struct export *x)
{
    return x->format == EXPORT_XLSX ? send_book(x) : flush(x);
}
