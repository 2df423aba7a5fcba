#include "verdict.h"

#define FAULT_BATCH 500
#define TEXT_BYTES  255 /* of a stored column name or value */

const char *
verdict_sentence(struct arena *a, const struct check_result *f)
{

    if (f->missing != NULL)
        return arena_printf(a, "Missing required columns: %s%s", f->missing, f->cut_names ? " and more" : "");
    return arena_printf(a, "%llu fault%s in %llu row%s", (unsigned long long)f->faults, f->faults == 1 ? "" : "s",
                        (unsigned long long)f->rows, f->rows == 1 ? "" : "s");
}

/* A text as JSON. */
static const char *
quote(struct arena *a, const char *text)
{
    char *quoted = arena_alloc(a, strlen(text) * 6 + 3);
    size_t n = 0;

    if (quoted == NULL)
        return NULL;
    quoted[n++] = '"';
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20)
            n += (size_t)snprintf(quoted + n, 7, "\\u%04x", (unsigned)*text);
        else if (*text == '"' || *text == '\\')
            n += (size_t)snprintf(quoted + n, 3, "\\%c", *text);
        else
            quoted[n++] = *text;
    }
    quoted[n] = '"';
    return quoted;
}

const char *
verdict_warnings(struct arena *a, const struct check_result *f)
{
    const char *texts[3] = { NULL, NULL, NULL };
    const char *list = NULL;

    if (f->left_out != NULL)
        texts[0] = arena_printf(a, "Not in the file, so taken as unknown: %s", f->left_out);
    if (f->ignored != NULL)
        texts[1] = arena_printf(a, "Not in the schema, so ignored: %s", f->ignored);
    if (f->labelled > 0 && f->labelled < f->rows)
        texts[2] = arena_printf(a, "%llu of %llu rows have no outcome and are scored only",
                                (unsigned long long)(f->rows - f->labelled), (unsigned long long)f->rows);
    for (size_t i = 0; i < 3; i++) {
        const char *quoted = texts[i] != NULL ? quote(a, texts[i]) : NULL;
        if (quoted != NULL)
            list = list != NULL ? arena_printf(a, "%s,%s", list, quoted) : quoted;
    }
    return list != NULL ? arena_printf(a, "[%s]", list) : NULL;
}

/* Bytes of a text that fit, cut before a character rather than in it. */
static size_t
cut(const char *s, size_t max)
{
    size_t len = strnlen(s, max + 1);

    if (len <= max)
        return len;
    len = max;
    while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
        len--;
    return len;
}

enum err
fault_open(struct req *r, struct bulk **ret_bulk)
{
    static const enum arg_kind kinds[] = { ARG_INT, ARG_INT, ARG_INT, ARG_STR, ARG_STR, ARG_STR };

    return bulk_open(r, Q_FAULT_INSERT, kinds, 6, FAULT_BATCH, ret_bulk);
}

enum err
fault_put(struct bulk *b, int64_t no, uint32_t ord, const struct check_fault *f)
{
    bulk_set(b, 0, a_int(no));
    bulk_set(b, 1, a_int(ord));
    bulk_set(b, 2, a_int((int64_t)f->row));
    bulk_set(b, 3, a_strn(f->column, cut(f->column, TEXT_BYTES)));
    bulk_set(b, 4, a_strn(f->value, cut(f->value, TEXT_BYTES)));
    bulk_set(b, 5, a_str(f->reason));
    return bulk_row(b);
}

struct check_fault
fault_copy(struct arena *a, const struct check_fault *f)
{
    return (struct check_fault){ f->row, arena_copy(a, f->column, cut(f->column, TEXT_BYTES)),
                                 arena_copy(a, f->value, cut(f->value, TEXT_BYTES)), arena_str(a, f->reason) };
}

enum err
verdict_failed(struct req *r, int64_t no, struct uuid id, const char *sentence, const struct check_result *found)
{
    char text[UUID_TEXT];
    uint64_t changed = 0;
    enum err e = db_exec(r, Q_DATASET_FAILED,
                         ARGS(a_str(sentence), a_int(found != NULL ? (int64_t)found->rows : 0),
                              a_int(found != NULL ? (int64_t)found->faults : 0), a_int(no)),
                         &changed);

    uuid_text(id, text);
    return e == ERR_NONE && changed > 0 ? event_add(r, NULL, EVENT_DATASET, text) : e;
}
