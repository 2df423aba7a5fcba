/*
 * old_clients.c: ChurnGuard's clients are the customers of the register (contract A2, A4). What it kept as words that fit no column of a
 * record (since, revenue, a trend) is kept beside it. Only customers that the caller sees.
 */
#include "old_contacts.h"

#include "input.h"
#include "out.h"

#define WORDS 63

static const char none[] = "There is no such client.";

static const struct shape contacts_shape[] = {
    { .name = "primary", .type = S_STR },
    { .name = "secondary", .type = S_STR, .nullable = true },
    { .name = "preferred_time", .type = S_STR, .nullable = true },
    { .name = "last_call", .type = S_STR, .nullable = true },
    SHAPE_END,
};
#define CLIENT_MEMBERS                                                                                                 \
    { .name = "id", .type = S_UUID }, { .name = "name", .type = S_STR }, { .name = "segment", .type = S_STR },         \
        { .name = "since", .type = S_STR }, { .name = "churn_risk", .type = S_INT, .doc = "Percent" },                 \
    {                                                                                                                  \
        .name = "contacts", .type = S_OBJECT, .of = contacts_shape                                                     \
    }
static const struct shape client_shape[] = { CLIENT_MEMBERS, SHAPE_END };
static const struct shape clients_shape[] = { { .name = "data", .type = S_ARRAY, .of = client_shape }, SHAPE_END };

enum column {
    COL_ID,
    COL_NAME,
    COL_SEGMENT,
    COL_SINCE,
    COL_RISK,
    COL_PRIMARY,
    COL_SECONDARY,
    COL_TIME,
    COL_CALL,
    COL_REVENUE,
    COL_TREND,
    COL_DAYS
};

static void
out_nullable(struct req *r, const char *key, const struct rows *row, unsigned col)
{
    out_str(r, key, col_null(row, col) ? NULL : col_str(row, col));
}

static void
out_client(struct req *r, const struct rows *row)
{
    out_uuid(r, "id", col_uuid(row, COL_ID));
    out_str(r, "name", col_str(row, COL_NAME));
    out_str(r, "segment", col_str(row, COL_SEGMENT));
    out_str(r, "since", col_str(row, COL_SINCE));
    out_int(r, "churn_risk", col_int(row, COL_RISK));
    out_object(r, "contacts");
    out_str(r, "primary", col_str(row, COL_PRIMARY));
    out_nullable(r, "secondary", row, COL_SECONDARY);
    out_nullable(r, "preferred_time", row, COL_TIME);
    out_nullable(r, "last_call", row, COL_CALL);
    out_end(r);
}

static enum err
list(struct req *r, const void *input)
{
    struct rows *rows;
    enum err e = db_rows(
        r, Q_CLIENTS,
        ARGS(a_uuid((struct uuid){ { 0 } }), a_uuid((struct uuid){ { 0 } }), a_all(r), a_int(OLD_LIST_MAX)), &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (out_at(r) < OUT_ROWS_BYTES && rows_next(rows)) {
        out_object(r, NULL);
        out_client(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    rows_close(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint list_of = { "Clients, all at once", NULL, clients_shape, 0, list };

static enum err
find(struct req *r, struct uuid id, struct arg all, struct rows **ret_row)
{
    enum err e = db_one(r, Q_CLIENTS, ARGS(a_uuid(id), a_uuid(id), all, a_int(1)), ret_row);

    return e == ERR_NOT_FOUND ? fail(r, e, NULL, none) : e;
}

static enum err
answer(struct req *r, struct uuid id, struct arg all)
{
    struct rows *row;
    enum err e = find(r, id, all, &row);

    if (e != ERR_NONE)
        return e;
    out_client(r, row);
    return reply(r, 200);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, a_all(r));
}

static const struct endpoint get_of = { "A client", id_fields, client_shape, sizeof(struct id_in), get };

static const struct shape factor_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "percentage", .type = S_INT },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape interaction_shape[] = {
    { .name = "id", .type = S_UUID },     { .name = "type", .type = S_STR },        { .name = "date", .type = S_STR },
    { .name = "details", .type = S_STR }, { .name = "created_at", .type = S_TIME }, SHAPE_END,
};
static const struct shape advice_shape[] = {
    { .name = "id", .type = S_UUID },     { .name = "title", .type = S_STR },       { .name = "impact", .type = S_INT },
    { .name = "details", .type = S_STR }, { .name = "created_at", .type = S_TIME }, SHAPE_END,
};
static const struct shape detail_shape[] = {
    CLIENT_MEMBERS,
    { .name = "monthly_revenue", .type = S_STR, .nullable = true },
    { .name = "churn_trend", .type = S_STR, .nullable = true },
    { .name = "churn_trend_days", .type = S_INT, .nullable = true },
    { .name = "factors", .type = S_ARRAY, .of = factor_shape },
    { .name = "interactions", .type = S_ARRAY, .of = interaction_shape },
    { .name = "recommendations", .type = S_ARRAY, .of = advice_shape },
    SHAPE_END,
};

static enum err
detail(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct rows *row;
    enum err e = find(r, in->id, a_all(r), &row);

    if (e != ERR_NONE)
        return e;
    out_client(r, row);
    out_nullable(r, "monthly_revenue", row, COL_REVENUE);
    out_nullable(r, "churn_trend", row, COL_TREND);
    if (col_null(row, COL_DAYS))
        out_null(r, "churn_trend_days");
    else
        out_int(r, "churn_trend_days", col_int(row, COL_DAYS));
    e = out_found(r, "factors", Q_CLIENT_FACTORS, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = out_found(r, "interactions", Q_CLIENT_INTERACTIONS, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = out_found(r, "recommendations", Q_CLIENT_ADVICE, ARGS(a_uuid(in->id)));
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint detail_of = { "A client with factors, interactions and recommendations",
                                           id_fields,
                                           detail_shape,
                                           sizeof(struct id_in),
                                           detail,
                                           .snapshot = true };

struct client_in {
    struct uuid id;
    const char *name, *segment, *since, *monthly_revenue, *churn_trend;
    int64_t churn_risk, churn_trend_days;
    bool has_days;
    json *contacts;
};

#define CLIENT_FIELDS                                                                                                  \
    FIELD_STR(struct client_in, name, .need = true, .min_len = 1, .max = 255, .check = is_plain_text, .doc = "Name"),  \
        FIELD_STR(struct client_in, segment, .need = true, .blank = true, .max = 64, .check = is_plain_text,           \
                  .doc = "Group of customers"),                                                                        \
        FIELD_STR(struct client_in, since, .need = true, .blank = true, .max = WORDS, .check = is_plain_text,          \
                  .doc = "Customer since, in words"),                                                                  \
        FIELD_INT(struct client_in, churn_risk, .need = true, .low = 0, .high = 100, .doc = "Percent"),                \
        FIELD_JSON(struct client_in, contacts, .need = true, .scalar = true,                                           \
                   .doc = "{primary, secondary?, preferred_time?, last_call?}"),                                       \
        FIELD_STR(struct client_in, monthly_revenue, .max = WORDS, .check = is_plain_text, .doc = "In words"),         \
        FIELD_STR(struct client_in, churn_trend, .max = WORDS, .check = is_plain_text, .doc = "In words"),             \
        FIELD_INT(struct client_in, churn_trend_days, .low = 0, .high = 100000,                                        \
                  .has_offset = offsetof(struct client_in, has_days), .doc = "Days"),                                  \
        FIELD_END

static const struct field add_fields[] = { CLIENT_FIELDS };
static const struct field put_fields[] = { FIELD_UUID(struct client_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
                                           CLIENT_FIELDS };

/* Also what search finds it by, in a job. */
static enum err
written(struct req *r, struct uuid id, const char *action, const char *body)
{
    char text[UUID_TEXT];
    enum err e;

    uuid_text(id, text);
    e = timeline_add(r, id, "profile", NULL, body);
    if (e == ERR_NONE)
        e = audit_add(r, action, "customer", text, body);
    if (e == ERR_NONE)
        e = job_add(r, "customers", "search-index", arena_printf(r->arena, "{\"customer\":\"%s\"}", text));
    return e;
}

static enum err
keep_words(struct req *r, struct uuid id, const struct client_in *in, const struct contacts *c, bool fresh)
{
    return db_exec(r, Q_CLIENT_TEXTS,
                   ARGS(a_uuid(id), a_str(in->since), a_str(c->primary), a_str(fresh ? in->monthly_revenue : NULL),
                        a_str(fresh ? in->churn_trend : NULL),
                        fresh && in->has_days ? a_int(in->churn_trend_days) : a_null()),
                   NULL);
}

static enum err
add(struct req *r, const void *input)
{
    const struct client_in *in = input;
    struct uuid id = uuid_v7();
    struct contacts c;
    char text[UUID_TEXT];
    int64_t no = 0;
    enum err e = contacts_read(r, in->contacts, &c);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = number_next(r, "customer", &no);
    if (e == ERR_NONE)
        e = db_insert(r, Q_CLIENT_ADD,
                      ARGS(a_uuid(id), a_int(no), a_str(arena_printf(r->arena, "hf-%s", text)), a_str(in->name),
                           a_str(in->segment), a_int(in->churn_risk), a_str(c.email), a_str(c.email_key),
                           a_str(c.phone), a_str(c.secondary), a_str(c.time), a_str(c.call), a_int(sees_all(r))));
    if (e == ERR_NONE && !sees_all(r)) /* who does not see others' would lose it at once */
        e = db_insert(r, Q_CLIENT_ASSIGN, ARGS(a_uuid(uuid_v7()), a_uuid(id)));
    if (e == ERR_NONE)
        e = keep_words(r, id, in, &c, true);
    if (e == ERR_NONE)
        e = written(r, id, "customer.created", "{\"created\":true}");
    return e != ERR_NONE ? e : answer(r, id, a_int(1));
}

static const struct endpoint add_of = { "Add a client", add_fields, client_shape, sizeof(struct client_in), add };

/* What is sent back as it was shown is not taken for entered; an address does not replace a number, nor words either of them. */
static enum err
replace(struct req *r, const struct client_in *in, const struct contacts *c)
{
    const bool none_left = *c->primary == '\0';

    return db_exec_one(r, Q_CLIENT_PUT,
                       ARGS(a_str(in->name), a_str(in->name), a_str(in->segment), a_str(in->segment),
                            a_int(in->churn_risk), a_int(in->churn_risk), a_int(none_left || c->email != NULL),
                            a_str(c->email), a_int(none_left || c->email != NULL), a_str(c->email_key),
                            a_int(none_left || c->phone != NULL), a_str(c->phone), a_str(c->secondary), a_str(c->time),
                            a_str(c->call), a_uuid(in->id), a_all(r)));
}

/* Name, segment, since, risk and contacts change; revenue and trend stay as they are. */
static enum err
put(struct req *r, const void *input)
{
    const struct client_in *in = input;
    struct contacts c;
    enum err e = contacts_read(r, in->contacts, &c);

    if (e == ERR_NONE)
        e = replace(r, in, &c);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e == ERR_NONE)
        e = keep_words(r, in->id, in, &c, false);
    if (e == ERR_NONE)
        e = written(r, in->id, "customer.changed",
                    "{\"changed\":[\"name\",\"segment\",\"entered_risk\",\"contacts\"]}");
    return e != ERR_NONE ? e : answer(r, in->id, a_int(1));
}

static const struct endpoint put_of = { "Replace a client", put_fields, client_shape, sizeof(struct client_in), put };

#define CLIENT_OUT(at, from)                                                                                           \
    { .theirs = at "id", .ours = from "id" }, { .theirs = at "name", .ours = from "name" },                            \
        { .theirs = at "segment", .ours = from "segment" }, { .theirs = at "since", .ours = from "since" },            \
        { .theirs = at "churn_risk", .ours = from "churn_risk", .form = FORM_INT },                                    \
        { .theirs = at "contacts.primary", .ours = from "contacts.primary" },                                          \
        { .theirs = at "contacts.secondary", .ours = from "contacts.secondary" },                                      \
        { .theirs = at "contacts.preferred_time", .ours = from "contacts.preferred_time" },                            \
    {                                                                                                                  \
        .theirs = at "contacts.last_call", .ours = from "contacts.last_call"                                           \
    }
#define SAME(name)                                                                                                     \
    {                                                                                                                  \
        .theirs = (name), .ours = (name)                                                                               \
    }

static const struct compat_out clients_out[] = { CLIENT_OUT("[].", "data[]."), { 0 } };
static const struct compat_out client_out[] = { CLIENT_OUT("", ""), { 0 } };
static const struct compat_out detail_out[] = {
    CLIENT_OUT("", ""),
    SAME("monthly_revenue"),
    SAME("churn_trend"),
    SAME("churn_trend_days"),
    SAME("factors[].id"),
    { .theirs = "factors[].clientId", .ours = "id" },
    SAME("factors[].name"),
    SAME("factors[].percentage"),
    SAME("factors[].created_at"),
    SAME("interactions[].id"),
    { .theirs = "interactions[].clientId", .ours = "id" },
    SAME("interactions[].type"),
    SAME("interactions[].date"),
    SAME("interactions[].details"),
    SAME("interactions[].created_at"),
    SAME("recommendations[].id"),
    { .theirs = "recommendations[].clientId", .ours = "id" },
    SAME("recommendations[].title"),
    SAME("recommendations[].impact"),
    SAME("recommendations[].details"),
    SAME("recommendations[].created_at"),
    { 0 },
};

#define ROW(m, p, may, point, to)                                                                                      \
    {                                                                                                                  \
        .method = (m), .path = (p), .access = MAY(may), .endpoint = &(point), .out = (to), .wire = WIRE_FASTAPI,       \
        .status = 200, .origin = "churnguard"                                                                          \
    }

const struct compat clients_compat[] = {
    ROW(GET, "/clients/", "customers:read", list_of, clients_out),
    ROW(POST, "/clients/", "customers:write", add_of, client_out),
    ROW(GET, "/clients/{id}", "customers:read", get_of, client_out),
    ROW(PUT, "/clients/{id}", "customers:write", put_of, client_out),
    ROW(GET, "/clients/{id}/detail", "customers:read", detail_of, detail_out),
    COMPAT_END,
};
