/*
 * interactions.c: see interactions.h.
 */
#include "interactions.h"

#include "clock.h"
#include "mail.h"
#include "out.h"

#define SUMMARY_BYTES  2000
#define METADATA_BYTES 8000

static const char *const kinds[] = { "call",
                                     "mail",
                                     "visit",
                                     "meeting",
                                     "chat",
                                     "other",
                                     "product_accepted",
                                     "product_rejected",
                                     "resolution_sent",
                                     "resolution_success",
                                     NULL };

static const struct shape interaction_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "summary", .type = S_STR },
    { .name = "at", .type = S_TIME },
    { .name = "complaint_id", .type = S_UUID, .nullable = true },
    { .name = "product_id", .type = S_UUID, .nullable = true },
    { .name = "metadata", .type = S_ANY },
    { .name = "created_by", .type = S_STR, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT, .doc = "Always 1: what happened is not changed" },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(interaction_shape), SHAPE_END };

struct interactions_in {
    const char *kind, *cursor;
    struct uuid customer_id;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct interactions_in, kind, .in = IN_QUERY, .choices = kinds, .doc = "Only these"),
    FIELD_UUID(struct interactions_in, customer_id, .in = IN_QUERY, .doc = "Only with this customer"),
    PAGE_MEMBERS(struct interactions_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct interactions_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_INTERACTIONS,
                     ARGS(a_uuid(p.below), a_str(in->kind), a_str(in->kind), a_uuid(in->customer_id),
                          a_uuid(in->customer_id), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint interactions_endpoint = { "Interactions, newest first", list_fields, list_out,
                                                sizeof(struct interactions_in), list };

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = tell(r, Q_INTERACTION, ARGS(a_uuid(in->id), a_all(r)), "There is no such interaction.");

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint interaction_endpoint = { "One interaction", id_fields, interaction_shape, sizeof(struct id_in),
                                               get };

enum err
interaction_add(struct req *r, const struct interaction *i, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    const char *summary = i->summary != NULL ? i->summary : "";
    int64_t no = 0;
    enum err e = number_next(r, "interaction", &no);

    if (e == ERR_NONE)
        e = db_insert(r, Q_INTERACTION_ADD,
                      ARGS(a_uuid(id), a_int(no), a_uuid(i->customer), a_uuid(i->user), a_str(i->kind), a_str(summary),
                           a_time(i->at != 0 ? i->at : clock_now_us()), a_uuid(i->complaint), a_uuid(i->product),
                           a_str(i->metadata != NULL ? i->metadata : "{}")));
    if (e == ERR_NONE)
        e = tell_timeline(r, i->customer, "interaction", id,
                          mail_params(r, "kind", i->kind, "text", shortened(r, summary), NULL));
    if (e == ERR_NONE && ret_id != NULL)
        *ret_id = id;
    return e;
}

struct add_in {
    struct uuid customer_id, complaint_id, product_id;
    const char *kind, *summary;
    int64_t at;
    json *metadata;
};

static const struct field add_fields[] = {
    FIELD_UUID(struct add_in, customer_id, .need = true, .doc = "With whom"),
    FIELD_ENUM(struct add_in, kind, .need = true, .choices = kinds, .doc = "What it was"),
    FIELD_STR(struct add_in, summary, .max = SUMMARY_BYTES, .check = is_plain_text, .doc = "What was said or done"),
    FIELD_TIME(struct add_in, at, .doc = "When; now without it"),
    FIELD_UUID(struct add_in, complaint_id, .doc = "The complaint it was about"),
    FIELD_UUID(struct add_in, product_id, .doc = "The product it was about"),
    FIELD_JSON(struct add_in, metadata, .doc = "Anything else, an object"),
    FIELD_END,
};

static enum err
there(struct req *r, int query, struct args args, const char *field, const char *sentence)
{
    int64_t n = 0;
    enum err e = db_int(r, query, args, 0, &n);

    return e != ERR_NONE || n != 0 ? e : fail_as(r, ERR_INVALID, "does_not_exist", field, sentence);
}

static enum err
check(struct req *r, const struct add_in *in)
{
    enum err e = customer_seen(r, "customer_id", in->customer_id);

    if (e == ERR_NONE && !uuid_is_nil(in->complaint_id))
        e = there(r, Q_COMPLAINT_EXISTS, ARGS(a_uuid(in->complaint_id), a_uuid(in->customer_id)), "complaint_id",
                  "This customer has no such complaint.");
    if (e == ERR_NONE && !uuid_is_nil(in->product_id))
        e = there(r, Q_PRODUCT_EXISTS, ARGS(a_uuid(in->product_id)), "product_id", "There is no such product.");
    return e;
}

static enum err
add(struct req *r, const void *input)
{
    const struct add_in *in = input;
    const char *metadata = in->metadata == NULL ? "{}" : json_text(r->arena, in->metadata);
    const struct interaction i = { in->customer_id, { { 0 } },        in->kind,       in->summary,
                                   in->at,          in->complaint_id, in->product_id, metadata };
    struct uuid id;
    enum err e;

    if (metadata == NULL || strlen(metadata) > METADATA_BYTES)
        return fail_as(r, ERR_INVALID, "too_long", "metadata", "This is more than 8,000 bytes.");
    e = check(r, in);
    if (e == ERR_NONE)
        e = interaction_add(r, &i, &id);
    if (e == ERR_NONE)
        e = tell(r, Q_INTERACTION, ARGS(a_uuid(id), a_int(1)), "");
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint interaction_add_endpoint = {
    "Record an interaction", add_fields, interaction_shape, sizeof(struct add_in), add, .status = 201,
};
