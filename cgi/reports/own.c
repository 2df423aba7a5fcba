/*
 * own.c: the overview for somebody who sees only the customers assigned to them: the sums are those of all, people are named only from
 * among their own.
 */
#include "reports.h"

#include "out.h"

static enum err
out_movers(struct req *r, const char *key, int sign)
{
    struct rows *rows = NULL;
    enum err e = db_rows(r, Q_OWN_MOVERS, ARGS(a_int(sign), a_int(sign)), &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, key);
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    return rows_error(rows);
}

static enum err
out_own(struct req *r)
{
    enum err e;

    out_object(r, "movers");
    e = out_movers(r, "up", 1);
    if (e == ERR_NONE)
        e = out_movers(r, "down", -1);
    out_end(r);
    return e;
}

enum err
overview_own(struct req *r, const char *text, size_t len)
{
    json *figure = NULL;
    enum err e = ERR_NONE;

    if (json_parse(r->arena, text, len, &figure, NULL) != ERR_NONE)
        return fault(r, ERR_INTERNAL, "the kept overview is no JSON");
    for (struct json_member m = json_first(figure); e == ERR_NONE && m.key != NULL; m = json_next(m)) {
        const char *value;

        if (strcmp(m.key, "movers") == 0) {
            e = out_own(r);
            continue;
        }
        value = json_text(r->arena, m.value);
        if (value == NULL)
            return ERR_UNAVAILABLE;
        out_raw(r, m.key, value, strlen(value));
    }
    return e != ERR_NONE ? e : reply(r, 200);
}
