/*
 * complaints.c: see complaints.h.
 */
#include "complaints.h"

#include "interactions.h"
#include "mail.h"
#include "out.h"

#define TEXT_BYTES 8000
#define NOTE_BYTES 4000

static const char *const states[] = { "open", "resolved", NULL };
static const char *const categories[] = { "billing", "technical", "service", "support", NULL };
static const char none[] = "There is no such complaint.";

const struct shape complaint_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "text", .type = S_STR },
    { .name = "category", .type = S_STR, .choices = categories, .doc = "Told from its words" },
    { .name = "sentiment", .type = S_NUM, .doc = "-1 to 1: good words less bad words by all words" },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "resolution_note", .type = S_STR },
    { .name = "resolved_by", .type = S_STR, .nullable = true },
    { .name = "resolved_at", .type = S_TIME, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(complaint_shape), SHAPE_END };

struct complaints_in {
    const char *state, *category, *cursor;
    struct uuid customer_id;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct complaints_in, state, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    FIELD_ENUM(struct complaints_in, category, .in = IN_QUERY, .choices = categories, .doc = "Only these"),
    FIELD_UUID(struct complaints_in, customer_id, .in = IN_QUERY, .doc = "Only of this customer"),
    PAGE_MEMBERS(struct complaints_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct complaints_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_COMPLAINTS,
                     ARGS(a_uuid(p.below), a_str(in->state), a_str(in->state), a_str(in->category), a_str(in->category),
                          a_uuid(in->customer_id), a_uuid(in->customer_id), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint complaints_endpoint = { "Complaints, newest first", list_fields, list_out,
                                              sizeof(struct complaints_in), list };

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = tell(r, Q_COMPLAINT, ARGS(a_uuid(in->id), a_all(r)), none);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint complaint_endpoint = { "One complaint", id_fields, complaint_shape, sizeof(struct id_in), get };

enum err
complaint_add(struct req *r, struct uuid customer, struct uuid user, const char *text, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    const char *category = complaint_category(text);
    int64_t no = 0;
    enum err e = number_next(r, "complaint", &no);

    if (e == ERR_NONE)
        e = db_insert(r, Q_COMPLAINT_ADD,
                      ARGS(a_uuid(id), a_int(no), a_uuid(customer), a_uuid(user), a_str(text), a_str(category),
                           a_num(complaint_sentiment(text))));
    if (e == ERR_NONE)
        e = tell_timeline(r, customer, "complaint", id,
                          mail_params(r, "event", "filed", "category", category, "text", shortened(r, text), NULL));
    if (e == ERR_NONE)
        *ret_id = id;
    return e;
}

static enum err
answer(struct req *r, struct uuid id, int status)
{
    enum err e = tell(r, Q_COMPLAINT, ARGS(a_uuid(id), a_int(1)), none);

    return e != ERR_NONE ? e : reply(r, status);
}

struct add_in {
    struct uuid customer_id;
    const char *text;
};

#define TEXT_MEMBER                                                                                                    \
    FIELD_STR(struct add_in, text, .need = true, .min_len = 1, .max = TEXT_BYTES, .check = is_plain_text,              \
              .doc = "What is wrong")

static const struct field add_fields[] = {
    FIELD_UUID(struct add_in, customer_id, .need = true, .doc = "Whose complaint it is"),
    TEXT_MEMBER,
    FIELD_END,
};

static enum err
add(struct req *r, const void *input)
{
    const struct add_in *in = input;
    struct uuid id;
    enum err e = customer_seen(r, "customer_id", in->customer_id);

    if (e == ERR_NONE)
        e = complaint_add(r, in->customer_id, r->actor.user_id, in->text, &id);
    return e != ERR_NONE ? e : answer(r, id, 201);
}

const struct endpoint complaint_add_endpoint = {
    "File a complaint for a customer", add_fields, complaint_shape, sizeof(struct add_in), add, .status = 201,
};

struct resolve_in {
    struct uuid id;
    const char *note;
};

static const struct field resolve_fields[] = {
    FIELD_UUID(struct resolve_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
    FIELD_STR(struct resolve_in, note, .need = true, .min_len = 1, .max = NOTE_BYTES, .check = is_plain_text,
              .doc = "What was done about it; the customer sees it"),
    FIELD_END,
};

enum err
complaint_resolve(struct req *r, struct uuid id, struct uuid customer, const char *note)
{
    const char *noted = mail_params(r, "resolution_note", note, NULL);
    const struct interaction i = {
        .customer = customer, .kind = "resolution_success", .complaint = id, .metadata = noted
    };
    enum err e = db_exec_one(r, Q_COMPLAINT_RESOLVE, ARGS(a_str(note), a_uuid(id)));

    if (e == ERR_NONE)
        e = interaction_add(r, &i, NULL);
    if (e == ERR_NONE)
        e = tell_timeline(r, customer, "complaint", id,
                          mail_params(r, "event", "resolved", "text", shortened(r, note), NULL));
    return e != ERR_NONE ? e : audit_of(r, "complaint.resolved", "complaint", id);
}

static enum err
resolve(struct req *r, const void *input)
{
    const struct resolve_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_COMPLAINT_LOCK, ARGS(a_uuid(in->id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e == ERR_NONE)
        e = match(r, col_int(row, 0), Q_COMPLAINT, ARGS(a_uuid(in->id), a_int(1)));
    if (e == ERR_NONE)
        e = complaint_resolve(r, in->id, col_uuid(row, 1), in->note);
    return e != ERR_NONE ? e : answer(r, in->id, 200);
}

const struct endpoint complaint_resolve_endpoint = {
    "Resolve a complaint", resolve_fields, complaint_shape, sizeof(struct resolve_in), resolve, .if_match = true,
};

static enum err
my_list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct person me;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = person_me(r, &me);
    if (e == ERR_NONE)
        e = page_out(r, &p, Q_COMPLAINTS_OWN, ARGS(a_uuid(me.customer), a_uuid(p.below), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_complaints_endpoint = { "My complaints", page_fields, list_out, sizeof(struct list_in),
                                                 my_list };

static const struct field my_add_fields[] = { TEXT_MEMBER, FIELD_END };

static enum err
my_add(struct req *r, const void *input)
{
    const struct add_in *in = input;
    struct person me;
    struct uuid id;
    enum err e = person_me_changing(r, &me);

    if (e == ERR_NONE)
        e = complaint_add(r, me.customer, me.user, in->text, &id);
    return e != ERR_NONE ? e : answer(r, id, 201);
}

const struct endpoint my_complaint_add_endpoint = {
    "File a complaint", my_add_fields, complaint_shape, sizeof(struct add_in), my_add, .status = 201,
};
