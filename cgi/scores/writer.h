/*
 * writer.h: JSON text that is not a reply: what a job keeps in the database. Commas are the writer's business; key is
 * NULL inside arrays. Failure of memory is remembered: writer_text then gives NULL.
 */
#ifndef HF_SCORES_WRITER_H
#define HF_SCORES_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer {
    char *text; /* the writer's own memory */
    size_t len, size;
    bool comma, failed;
};

void writer_free(struct writer *w);

void writer_object(struct writer *w, const char *key);
void writer_array(struct writer *w, const char *key);
void writer_end_object(struct writer *w);
void writer_end_array(struct writer *w);
void writer_str(struct writer *w, const char *key, const char *value); /* NULL: null */
void writer_num(struct writer *w, const char *key, double value);      /* shortest that reads back; not finite: null */
void writer_fraction(struct writer *w, const char *key, double value); /* six decimals at most */
void writer_money(struct writer *w, const char *key, double value);    /* "12.34"; not finite: null */
void writer_int(struct writer *w, const char *key, int64_t value);
void writer_bool(struct writer *w, const char *key, bool value);

/* The finished text, NUL-terminated, until writer_free; NULL when memory ran out. */
const char *writer_text(struct writer *w);

#endif
