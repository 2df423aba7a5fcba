/*
 * openapi_doc.c: the JSON writer of the OpenAPI document.
 */
#include "openapi_private.h"

#include <inttypes.h>
#include <math.h>

static void
quoted(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s != '\0'; s++) {
        const unsigned char c = (unsigned char)*s;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void
begin(struct doc *d, const char *key)
{
    if (d->depth > 0) {
        if (d->full[d->depth - 1])
            fputc(',', d->out);
        d->full[d->depth - 1] = true;
    }
    if (key != NULL) {
        quoted(d->out, key);
        fputc(':', d->out);
    }
}

static void
open_level(struct doc *d, const char *key, bool array)
{
    begin(d, key);
    if (d->depth == DOC_MAX_DEPTH)
        abort();
    d->array[d->depth] = array;
    d->full[d->depth] = false;
    d->depth++;
    fputc(array ? '[' : '{', d->out);
}

void
doc_object(struct doc *d, const char *key)
{
    open_level(d, key, false);
}

void
doc_array(struct doc *d, const char *key)
{
    open_level(d, key, true);
}

void
doc_end(struct doc *d)
{
    d->depth--;
    fputc(d->array[d->depth] ? ']' : '}', d->out);
}

void
doc_str(struct doc *d, const char *key, const char *value)
{
    begin(d, key);
    quoted(d->out, value);
}

void
doc_int(struct doc *d, const char *key, int64_t value)
{
    begin(d, key);
    fprintf(d->out, "%" PRId64, value);
}

void
doc_num(struct doc *d, const char *key, double value)
{
    begin(d, key);
    if (fabs(value) < 1e15 && value == (double)(int64_t)value)
        fprintf(d->out, "%" PRId64, (int64_t)value);
    else
        fprintf(d->out, "%.17g", value);
}

void
doc_bool(struct doc *d, const char *key, bool value)
{
    begin(d, key);
    fputs(value ? "true" : "false", d->out);
}

void
doc_null(struct doc *d, const char *key)
{
    begin(d, key);
    fputs("null", d->out);
}
