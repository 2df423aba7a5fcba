/*
 * merge.c: two records of one person become one, and two again. What happened to the one that goes stands with the one that stays; blanks
 * of that one are filled. Undone within 30 days each row is back where it was and the record as it was.
 */
#include "out.h"
#include "quote.h"
#include "records.h"
#include "search_index.h"
#include "timeline.h"
#include "visible.h"

static const char no_merge[] = "There is no such merge.";

static const struct shape merge_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "from", .type = S_OBJECT, .of = person_shape },
    { .name = "into", .type = S_OBJECT, .of = person_shape },
    { .name = "at", .type = S_TIME },
    { .name = "by", .type = S_OBJECT, .of = person_shape, .nullable = true },
    { .name = "undo_until", .type = S_TIME },
    { .name = "undone_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static const struct shape merges_out[] = { { .name = "data", .type = S_ARRAY, .of = merge_shape }, SHAPE_END };

struct merge_in {
    struct uuid id, into;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct merge_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
    FIELD_END,
};
static const struct field merge_fields[] = {
    FIELD_UUID(struct merge_in, id, .in = IN_PATH, .need = true, .doc = "The record that goes"),
    FIELD_UUID(struct merge_in, into, .need = true, .doc = "The record that stays"),
    FIELD_END,
};

#define MARKS(n, table) Q_MARK_##n,
#define MOVES(n, table) Q_MOVE_##n,
#define BACKS(n, table) Q_BACK_##n,
static const int marks[] = { MERGE_TABLES(MARKS) }, moves[] = { MERGE_TABLES(MOVES) },
                 backs[] = { MERGE_TABLES(BACKS) };
#define TABLES (sizeof marks / sizeof marks[0])

#define MISSES(n, table, key, alike, columns, same)   Q_MISS_##n,
#define COPIES(n, table, key, alike, columns, same)   Q_COPY_##n,
#define UNCOPIES(n, table, key, alike, columns, same) Q_UNCOPY_##n,
static const int misses[] = { MERGE_COPIES(MISSES) }, copies[] = { MERGE_COPIES(COPIES) },
                 uncopies[] = { MERGE_COPIES(UNCOPIES) };
#define COPIED (sizeof copies / sizeof copies[0])

static void
merge_out(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    person_out(r, "from", col_uuid(row, 1), col_str(row, 2));
    person_out(r, "into", col_uuid(row, 3), col_str(row, 4));
    out_time(r, "at", col_time(row, 5));
    person_out(r, "by", col_uuid(row, 6), col_str(row, 7));
    out_time(r, "undo_until", col_time(row, 8));
    out_time(r, "undone_at", col_time(row, 9));
}

static enum err
tell(struct req *r, struct uuid id, int status)
{
    struct rows *row;
    enum err e = db_one(r, Q_MERGE, ARGS(a_uuid(id)), &row);

    if (e != ERR_NONE)
        return e;
    merge_out(r, row);
    return reply(r, status);
}

/* Of one of the two, as it is now. */
struct side {
    struct uuid id, user;
    const char *state, *updated_at;
    bool hold;
    int64_t version;
};

static enum err
lock_both(struct req *r, struct side *a, struct side *b)
{
    struct rows *rows;
    int found = 0;
    enum err e = db_rows(r, Q_MERGE_LOCK, ARGS(a_uuid(a->id), a_uuid(b->id), a_all(r)), &rows);

    if (e != ERR_NONE)
        return e;
    for (; rows_next(rows); found++) {
        struct side *s = uuid_equal(col_uuid(rows, 0), a->id) ? a : b;

        s->state = arena_str(r->arena, col_str(rows, 1));
        s->user = col_uuid(rows, 2);
        s->hold = col_int(rows, 3) != 0;
        s->version = col_int(rows, 4);
        s->updated_at = arena_str(r->arena, col_str(rows, 5));
    }
    e = rows_error(rows);
    if (e == ERR_NONE && found == 2 && (a->state == NULL || b->state == NULL))
        return ERR_UNAVAILABLE;
    if (e == ERR_NONE && (found != 2 || strcmp(a->state, "erased") == 0 || strcmp(b->state, "erased") == 0))
        return fail(r, ERR_NOT_FOUND, NULL, "There is no such customer.");
    return e;
}

static enum err
refuse(struct req *r, const struct side *from, const struct side *into)
{
    if (strcmp(from->state, "active") != 0 || strcmp(into->state, "active") != 0)
        return fail_as(r, ERR_CONFLICT, "not_active", NULL, "One of the two was merged already.");
    if (from->hold || into->hold)
        return fail_as(r, ERR_CONFLICT, "legal_hold", NULL, "One of the two is under legal hold and must not change.");
    if (!uuid_is_nil(from->user) && !uuid_is_nil(into->user))
        return fail_as(r, ERR_CONFLICT, "two_accounts", NULL, "Both sign in with accounts of their own.");
    return ERR_NONE;
}

static enum err
move_rows(struct req *r, struct uuid merge, struct uuid from, struct uuid into)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < TABLES; i++) {
        e = db_exec(r, marks[i], ARGS(a_uuid(merge), a_uuid(from)), NULL);
        if (e == ERR_NONE)
            e = db_exec(r, moves[i], ARGS(a_uuid(into), a_uuid(from)), NULL);
    }
    for (size_t i = 0; e == ERR_NONE && i < COPIED; i++) {
        e = db_exec(r, misses[i], ARGS(a_uuid(merge), a_uuid(from), a_uuid(into)), NULL);
        if (e == ERR_NONE)
            e = db_exec(r, copies[i], ARGS(a_uuid(into), a_uuid(from), a_uuid(merge)), NULL);
    }
    return e;
}

static enum err
record_merge(struct req *r, struct uuid id, const struct side *from, const struct side *into)
{
    struct rows *row;
    enum err e = db_one(r, Q_MERGE_FILLS, ARGS(a_uuid(from->id), a_uuid(into->id)), &row);

    if (e != ERR_NONE)
        return e;
    return db_insert(r, Q_MERGE_ADD,
                     ARGS(a_uuid(id), a_uuid(from->id), a_uuid(into->id), a_uuid(from->user), a_int(from->version),
                          a_str(from->updated_at), a_str(col_str(row, 0)), a_uuid(into->user), a_int(into->version),
                          a_str(into->updated_at), a_int(into->version + 1)));
}

static enum err
announce(struct req *r, struct uuid id, struct uuid from, struct uuid into, const char *event)
{
    char merge_text[UUID_TEXT], from_text[UUID_TEXT], into_text[UUID_TEXT];
    struct rows *row;
    const char *body;
    enum err e = db_one(r, Q_MERGE, ARGS(a_uuid(id)), &row);

    if (e != ERR_NONE)
        return e;
    uuid_text(id, merge_text);
    uuid_text(from, from_text);
    uuid_text(into, into_text);
    body = arena_printf(
        r->arena,
        "{\"event\":\"%s\",\"merge_id\":\"%s\",\"from\":{\"id\":\"%s\",\"name\":%s},\"into\":{\"id\":\"%s\",\"name\":%s}}",
        event, merge_text, from_text, json_quote(r, col_str(row, 2)), into_text, json_quote(r, col_str(row, 4)));
    if (body == NULL)
        return ERR_UNAVAILABLE;
    e = timeline_add(r, into, "merge", merge_text, body);
    if (e == ERR_NONE)
        e = audit_add(r, arena_printf(r->arena, "customer.%s", event), "customer", into_text,
                      arena_printf(r->arena, "{\"merge_id\":\"%s\",\"from\":\"%s\"}", merge_text, from_text));
    return e == ERR_NONE ? event_add(r, NULL, "customer", from_text) : e;
}

static enum err
merge(struct req *r, const void *input)
{
    const struct merge_in *in = input;
    struct side from = { .id = in->id }, into = { .id = in->into };
    const struct uuid id = uuid_v7();
    enum err e;

    if (!sees_all(r))
        return fail(r, ERR_FORBIDDEN, NULL, "Only who sees all customers may merge them.");
    if (uuid_equal(in->id, in->into))
        return fail_as(r, ERR_CONFLICT, "same_customer", "into", "A record cannot be merged into itself.");
    e = lock_both(r, &from, &into);
    if (e == ERR_NONE)
        e = refuse(r, &from, &into);
    if (e == ERR_NONE)
        e = record_merge(r, id, &from, &into);
    if (e == ERR_NONE)
        e = move_rows(r, id, from.id, into.id);
    if (e == ERR_NONE)
        e = db_exec(r, Q_MERGE_AWAY, ARGS(a_uuid(into.id), a_uuid(from.id)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_MERGE_FILL, ARGS(a_uuid(from.id), a_uuid(into.id)), NULL);
    if (e == ERR_NONE && !uuid_is_nil(from.user))
        e = db_exec(r, Q_MERGE_ACCOUNT, ARGS(a_uuid(from.user), a_uuid(into.id)), NULL);
    if (e == ERR_NONE)
        e = announce(r, id, from.id, into.id, "merged");
    if (e == ERR_NONE)
        e = search_index_customer(r, from.id);
    if (e == ERR_NONE)
        e = search_index_customer(r, into.id);
    return e != ERR_NONE ? e : tell(r, id, 201);
}

const struct endpoint customer_merge = {
    "Make two records of one person one", merge_fields, merge_shape, sizeof(struct merge_in), merge, .status = 201,
};

static enum err
list(struct req *r, const void *input)
{
    const struct merge_in *in = input;
    struct rows *rows;
    enum err e = record_visible(r, in->id);

    if (e == ERR_NONE)
        e = db_rows(r, Q_MERGES, ARGS(a_uuid(in->id), a_uuid(in->id)), &rows);
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        out_object(r, NULL);
        merge_out(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint customer_merges = { "Merges of a record, the latest first", id_fields, merges_out,
                                          sizeof(struct merge_in), list };

/* The one that stayed: what was filled and not changed since is blank again; its version is the old one if nobody changed it. */
static enum err
unfill(struct req *r, const struct rows *before, struct uuid from, struct uuid into)
{
    struct arg args[MERGE_FILLED_COLUMNS + 6];
    size_t n = 0;

    args[n++] = a_uuid(from);
    for (size_t i = 0; i < MERGE_FILLED_COLUMNS; i++)
        args[n++] = a_str(col_str(before, 5));
    args[n++] = a_str(col_str(before, 9));
    args[n++] = a_str(col_str(before, 8));
    args[n++] = a_str(col_str(before, 9));
    args[n++] = a_str(col_str(before, 7));
    args[n++] = a_uuid(into);
    return db_exec(r, Q_MERGE_UNFILL, (struct args){ args, n }, NULL);
}

static enum err
part(struct req *r, struct uuid id, const struct rows *before, struct uuid from, struct uuid into)
{
    const bool account = !col_null(before, 2);
    enum err e = unfill(r, before, from, into);

    if (e == ERR_NONE && account)
        e = db_exec(r, Q_MERGE_ACCOUNT, ARGS(a_null(), a_uuid(into)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_MERGE_RETURN,
                    ARGS(account ? a_str(col_str(before, 2)) : a_null(), a_str(col_str(before, 3)),
                         a_str(col_str(before, 4)), a_uuid(from)),
                    NULL);
    for (size_t i = 0; e == ERR_NONE && i < TABLES; i++)
        e = db_exec(r, backs[i], ARGS(a_uuid(id), a_uuid(from), a_uuid(into)), NULL);
    for (size_t i = 0; e == ERR_NONE && i < COPIED; i++)
        e = db_exec(r, uncopies[i], ARGS(a_uuid(from), a_uuid(into), a_uuid(id)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_MERGE_UNDONE, ARGS(a_uuid(id)), NULL);
    return e;
}

static enum err
undo(struct req *r, const void *input)
{
    const struct merge_in *in = input;
    struct rows *before;
    struct side from, into;
    enum err e = db_one(r, Q_MERGE_BEFORE, ARGS(a_uuid(in->id)), &before);

    if (e == ERR_NOT_FOUND || (e == ERR_NONE && !sees_all(r)))
        return fail(r, ERR_NOT_FOUND, NULL, no_merge);
    if (e != ERR_NONE)
        return e;
    if (col_int(before, 10) != 0)
        return fail_as(r, ERR_CONFLICT, "already_undone", NULL, "This merge was undone already.");
    if (col_int(before, 11) == 0)
        return fail_as(r, ERR_CONFLICT, "too_late", NULL, "A merge can be undone for 30 days.");
    from = (struct side){ .id = col_uuid(before, 0) };
    into = (struct side){ .id = col_uuid(before, 1) };
    e = lock_both(r, &from, &into);
    if (e == ERR_NONE && strcmp(into.state, "active") != 0)
        return fail_as(r, ERR_CONFLICT, "not_active", NULL, "The record was itself merged since. Undo that first.");
    if (e == ERR_NONE)
        e = part(r, in->id, before, from.id, into.id);
    if (e == ERR_NONE)
        e = announce(r, in->id, from.id, into.id, "undone");
    if (e == ERR_NONE)
        e = search_index_customer(r, from.id);
    if (e == ERR_NONE)
        e = search_index_customer(r, into.id);
    return e != ERR_NONE ? e : tell(r, in->id, 200);
}

const struct endpoint merge_undo = { "Make one record two again", id_fields, merge_shape, sizeof(struct merge_in),
                                     undo };
