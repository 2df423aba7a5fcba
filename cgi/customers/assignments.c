/*
 * assignments.c: who looks after a customer. At most one assignment is active (the table's key says so); those before are kept.
 */
#include "assignments.h"

#include "out.h"
#include "page.h"
#include "quote.h"
#include "timeline.h"
#include "visible.h"

struct assign_in {
    struct uuid id, user_id;
    bool has_user;
    const char *remarks, *cursor;
    int64_t limit;
};

static const struct field put_fields[] = {
    FIELD_UUID(struct assign_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_UUID(struct assign_in, user_id, .has_offset = offsetof(struct assign_in, has_user),
               .doc = "Who looks after them from now on; null: nobody"),
    FIELD_STR(struct assign_in, remarks, .max = 2000, .check = is_plain_text, .doc = "Why"),
    FIELD_END,
};

static const struct field read_fields[] = {
    FIELD_UUID(struct assign_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    PAGE_MEMBERS(struct assign_in),
    FIELD_END,
};

static const struct shape put_out[] = {
    { .name = "changed", .type = S_BOOL },
    { .name = "assignee", .type = S_OBJECT, .nullable = true, .of = person_shape },
    SHAPE_END,
};

static const struct shape assignment_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "to", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "by", .type = S_OBJECT, .nullable = true, .of = person_shape },
    { .name = "remarks", .type = S_STR },
    { .name = "at", .type = S_TIME },
    { .name = "ended_at", .type = S_TIME, .nullable = true },
    { .name = "batch_id", .type = S_UUID, .nullable = true },
    SHAPE_END,
};

static const struct shape read_out[] = {
    { .name = "assignee", .type = S_OBJECT, .nullable = true, .of = person_shape },
    PAGE_OF(assignment_shape),
    SHAPE_END,
};

static const struct shape assignee_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    { .name = "customers", .type = S_INT, .doc = "How many they look after" },
    SHAPE_END,
};

static const struct shape assignees_out[] = {
    { .name = "data", .type = S_ARRAY, .of = assignee_shape },
    SHAPE_END,
};

enum err
assignee_check(struct req *r, struct uuid person, const char **ret_name)
{
    struct rows *row = NULL;
    enum err e;

    *ret_name = "";
    if (uuid_is_nil(person))
        return ERR_NONE;
    e = db_one(r, Q_ASSIGNEE, ARGS(a_uuid(person)), &row);
    if (e == ERR_NOT_FOUND)
        return fail_as(r, ERR_INVALID, "unknown_assignee", "user_id", "There is nobody of this id who sees customers.");
    if (e == ERR_NONE)
        *ret_name = arena_str(r->arena, col_str(row, 1));
    return e;
}

static const char *
person_json(struct req *r, struct uuid id, const char *name)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return uuid_is_nil(id) ? "null" : arena_printf(r->arena, "{\"id\":\"%s\",\"name\":%s}", text, json_quote(r, name));
}

enum err
assign(struct req *r, struct uuid customer, struct uuid person, const char *name, const char *remarks,
       const struct uuid *batch, bool *ret_changed)
{
    const struct uuid id = uuid_v7(), nil = { { 0 } };
    char text[UUID_TEXT], batch_text[UUID_TEXT] = "";
    struct rows *now = NULL;
    enum err e = db_one(r, Q_ASSIGNMENT_NOW, ARGS(a_uuid(customer)), &now);

    if (e != ERR_NONE)
        return e;
    const struct uuid before = col_uuid(now, 0);

    *ret_changed = !uuid_equal(before, person);
    if (!*ret_changed)
        return ERR_NONE;
    e = db_exec(r, Q_ASSIGNMENT_END, ARGS(a_uuid(customer)), NULL);
    if (e == ERR_NONE)
        e = db_insert(r, Q_ASSIGNMENT_ADD,
                      ARGS(a_uuid(id), a_uuid(customer), a_uuid(person), a_str(remarks),
                           a_uuid(batch != NULL ? *batch : nil), a_uuid(before)));
    if (e == ERR_NONE)
        e = db_exec(r, Q_ASSIGNED_SET, ARGS(a_uuid(person), a_uuid(customer)), NULL);
    if (e != ERR_NONE)
        return e;
    uuid_text(id, text);
    if (batch != NULL)
        uuid_text(*batch, batch_text);
    return timeline_add(r, customer, "assignment", text,
                        arena_printf(r->arena, "{\"from\":%s,\"to\":%s,\"remarks\":%s,\"batch_id\":%s}",
                                     person_json(r, before, col_str(now, 1)), person_json(r, person, name),
                                     json_quote(r, remarks), batch != NULL ? json_quote(r, batch_text) : "null"));
}

enum err
assign_one(struct req *r, struct uuid customer, struct uuid person, const char *remarks, const struct uuid *batch)
{
    const char *name = "";
    bool changed;
    enum err e = assignee_check(r, person, &name);

    return e != ERR_NONE ? e : assign(r, customer, person, name, remarks, batch, &changed);
}

static enum err
put(struct req *r, const void *input)
{
    const struct assign_in *in = input;
    const char *name = "";
    char id[UUID_TEXT];
    int64_t version = 0;
    bool changed = false;
    enum err e;

    if (!in->has_user)
        return fail(r, ERR_INVALID, "user_id", "Say who, or null for nobody.");
    e = record_lock(r, in->id, &version); /* first: what was read before a wait would be out of date */
    if (e == ERR_NONE)
        e = assignee_check(r, in->user_id, &name);
    if (e == ERR_NONE)
        e = assign(r, in->id, in->user_id, name, in->remarks != NULL ? in->remarks : "", NULL, &changed);
    uuid_text(in->id, id);
    if (e == ERR_NONE && changed)
        e = audit_add(r, "customer.assigned", "customer", id,
                      arena_printf(r->arena, "{\"to\":%s}", person_json(r, in->user_id, name)));
    if (e == ERR_NONE && changed && !uuid_is_nil(in->user_id))
        e = event_add(r, &in->user_id, "assigned", id);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "changed", changed);
    person_out(r, "assignee", in->user_id, name);
    return reply(r, 200);
}

const struct endpoint assignment_put = { .title = "Assign a customer to somebody",
                                         .fields = put_fields,
                                         .out = put_out,
                                         .input_size = sizeof(struct assign_in),
                                         .run = put };

static enum err
out_assignment(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, 0));
    person_out(r, "to", col_uuid(row, 1), col_str(row, 2));
    person_out(r, "by", col_uuid(row, 3), col_str(row, 4));
    out_str(r, "remarks", col_str(row, 5));
    out_time(r, "at", col_time(row, 6));
    out_time(r, "ended_at", col_time(row, 7));
    out_uuid(r, "batch_id", col_uuid(row, 8));
    return ERR_NONE;
}

static enum err
read_assignment(struct req *r, const void *input)
{
    const struct assign_in *in = input;
    struct rows *record = NULL, *rows = NULL;
    struct id_page page;
    enum err e = record_get(r, in->id, &record);

    if (e == ERR_NONE)
        e = page_from(r, in->cursor, in->limit, &page);
    if (e == ERR_NONE)
        e = db_rows(r, Q_ASSIGNMENTS, ARGS(a_uuid(in->id), a_uuid(page.below), a_int(in->limit + 1)), &rows);
    if (e != ERR_NONE)
        return e;
    person_out(r, "assignee", col_uuid(record, REC_ASSIGNED), col_str(record, REC_ASSIGNED_NAME));
    e = page_rows(r, &page, rows, out_assignment);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint assignment_read = { .title = "Who looks after a customer, and who did",
                                          .fields = read_fields,
                                          .out = read_out,
                                          .input_size = sizeof(struct assign_in),
                                          .run = read_assignment };

static enum err
read_assignees(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_ASSIGNEES, NO_ARGS);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint assignees = { .title = "List people to whom customers can be assigned",
                                    .out = assignees_out,
                                    .run = read_assignees };
