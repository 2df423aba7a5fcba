/*
 * privacy_export.c: everything that is held about a person, as one file. It is written as it is read: memory does not grow with what there
 * is. The audit has its row before the first byte leaves.
 */
#include "clock.h"
#include "out.h"
#include "privacy.h"

#define TELL(n, name, rows, columns) Q_TELL_##n,
static const int tells[] = { PRIVACY_TABLES(TELL) PRIVACY_FOLLOWERS(TELL) };

#define SENT_AT_ONCE 200 /* rows */

struct export_in {
    struct uuid id;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct export_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_END,
};

static const struct shape export_out[] = {
    { .name = "customer_id", .type = S_UUID },
    { .name = "made_at", .type = S_TIME },
    { .name = "records", .type = S_ARRAY, .items = S_ANY, .doc = "The record, and those that were merged into it" },
    { .name = "tables", .type = S_ANY, .doc = "Rows by the name of what they are about" },
    SHAPE_END,
};

static enum err
tell_rows(struct req *r, int statement, struct uuid id)
{
    struct rows *rows;
    unsigned n = 0;
    enum err e = db_rows_long(r, statement, ARGS(a_uuid(id)), &rows);

    if (e != ERR_NONE)
        return e;
    while (e == ERR_NONE && rows_next(rows)) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
        if (++n % SENT_AT_ONCE == 0)
            e = stream_flush(r);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    rows_close(rows);
    return e != ERR_NONE ? e : stream_flush(r);
}

static enum err
tell_parts(struct req *r, const char *key, int statement, const struct person *p)
{
    enum err e = ERR_NONE;

    out_array(r, key);
    for (size_t k = 0; e == ERR_NONE && k < p->n; k++) {
        const struct arena_mark mark = arena_here(r->arena);

        e = tell_rows(r, statement, p->ids[k]);
        arena_rewind(r->arena, mark);
    }
    out_end(r);
    return e;
}

static enum err
tell_all(struct req *r, const struct person *p)
{
    enum err e;

    out_uuid(r, "customer_id", p->ids[0]);
    out_time(r, "made_at", clock_now_us());
    e = tell_parts(r, "records", Q_PERSON, p);
    out_object(r, "tables");
    for (size_t i = 0; e == ERR_NONE && i < PRIVACY_COUNT; i++)
        e = tell_parts(r, privacy_names[i], tells[i], p);
    out_end(r);
    return e != ERR_NONE ? e : stream_flush(r);
}

/* Who it is about, and the audit's row. */
static enum err
begin(struct req *r, struct uuid id, struct person *p)
{
    int64_t counts[PRIVACY_COUNT], total = 0;
    bool hold = false;
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = person_find(r, Q_PERSON_LOOK, id, p, &hold);
    if (e == ERR_NONE)
        e = person_count(r, p, counts, &total);
    if (e == ERR_NONE)
        e = person_note(r, "privacy.export", p, total, 0);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
give(struct req *r, const void *input)
{
    const struct export_in *in = input;
    struct person p = { .n = 0 };
    char id[UUID_TEXT];
    enum err e = begin(r, in->id, &p);

    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = db_begin(r); /* all of it as it is at one moment */
    if (e == ERR_NONE)
        e = stream_begin(r, "application/json", arena_printf(r->arena, "customer-%s.json", id));
    if (e == ERR_NONE)
        e = stream_write(r, "{", 1);
    if (e == ERR_NONE)
        e = tell_all(r, &p);
    if (e == ERR_NONE)
        e = stream_write(r, "}", 1);
    db_rollback(r);
    return e;
}

const struct endpoint privacy_export = {
    .title = "Everything that is held about a person, as one file",
    .fields = id_fields,
    .out = export_out,
    .input_size = sizeof(struct export_in),
    .run = give,
    .outside = true,
    .step_up = true,
};
