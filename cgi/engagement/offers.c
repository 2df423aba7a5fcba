/*
 * offers.c: what is offered to a customer, and what the customer says to it.
 */
#include "products.h"

#include "interactions.h"
#include "mail.h"
#include "out.h"

static const char *const answers[] = { "accepted", "rejected", NULL };
static const char *const tiers[] = { "high", "medium", "low", NULL };

const struct shape offer_shape[] = {
    { .name = "id", .type = S_UUID, .doc = "Of the product" },
    { .name = "no", .type = S_INT },
    { .name = "name", .type = S_STR },
    { .name = "type", .type = S_STR },
    { .name = "resolution", .type = S_BOOL, .doc = "To make up for what an open complaint is about" },
    { .name = "answer", .type = S_STR, .nullable = true, .choices = answers },
    { .name = "answered_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};

enum err
offers_read(struct req *r, const struct standing *s, struct uuid customer, struct offers *ret)
{
    struct offers offers = { .n = 0 };
    struct rows *rows;
    enum err e = db_rows(r, Q_OFFERS, ARGS(a_uuid(customer)), &rows);

    while (e == ERR_NONE && rows_next(rows) && offers.n < OFFERS_MAX) {
        const bool resolution = strcmp(col_str(rows, 3), "resolution") == 0;
        const struct product p = { col_str(rows, 2), resolution, col_num(rows, 4), strtod(col_str(rows, 5), NULL) };

        if (!product_offered(&s->score, &p, (int)offers.n))
            continue;
        offers.v[offers.n++] = (struct offer){
            .id = col_uuid(rows, 0),
            .no = col_int(rows, 1),
            .name = arena_str(r->arena, col_str(rows, 2)),
            .type = arena_str(r->arena, col_str(rows, 3)),
            .resolution = resolution,
            .answer = arena_str(r->arena, col_str(rows, 6)),
            .answered_at = col_time(rows, 7),
        };
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e == ERR_NONE)
        *ret = offers;
    return e;
}

static size_t
place_of(const struct offers *offers, struct uuid product)
{
    size_t i = 0;

    while (i < offers->n && !uuid_equal(offers->v[i].id, product))
        i++;
    return i;
}

static void
offer_out(struct req *r, const struct offer *o)
{
    out_uuid(r, "id", o->id);
    out_int(r, "no", o->no);
    out_str(r, "name", o->name);
    out_str(r, "type", o->type);
    out_bool(r, "resolution", o->resolution);
    out_str(r, "answer", o->answer != NULL && *o->answer != '\0' ? o->answer : NULL);
    out_time(r, "answered_at", o->answered_at);
}

void
offers_out(struct req *r, const char *key, const struct offers *offers)
{
    out_array(r, key);
    for (size_t i = 0; i < offers->n; i++) {
        out_object(r, NULL);
        offer_out(r, &offers->v[i]);
        out_end(r);
    }
    out_end(r);
}

struct eligible_in {
    struct uuid customer_id;
};

static const struct field eligible_fields[] = {
    FIELD_UUID(struct eligible_in, customer_id, .in = IN_QUERY, .need = true, .doc = "Who"),
    FIELD_END,
};

static const struct shape eligible_out[] = {
    { .name = "customer_id", .type = S_UUID },
    { .name = "credit", .type = S_INT, .doc = "300 to 850" },
    { .name = "probability", .type = S_NUM, .doc = "Of leaving, by a rule of thumb in percent" },
    { .name = "tier", .type = S_STR, .choices = tiers },
    { .name = "driver", .type = S_STR },
    { .name = "offers", .type = S_ARRAY, .of = offer_shape },
    SHAPE_END,
};

static enum err
eligible(struct req *r, const void *input)
{
    const struct eligible_in *in = input;
    struct standing s;
    struct offers offers;
    enum err e = customer_seen(r, "customer_id", in->customer_id);

    if (e == ERR_NONE)
        e = products_ready(r);
    if (e == ERR_NONE)
        e = standing_read(r, in->customer_id, &s);
    if (e == ERR_NONE)
        e = offers_read(r, &s, in->customer_id, &offers);
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "customer_id", in->customer_id);
    out_int(r, "credit", s.score.credit);
    out_num(r, "probability", s.score.probability);
    out_str(r, "tier", score_tier(s.score.probability));
    out_str(r, "driver", score_driver(&s.score));
    offers_out(r, "offers", &offers);
    return reply(r, 200);
}

const struct endpoint products_eligible_endpoint = { "What may be offered to a customer", eligible_fields, eligible_out,
                                                     sizeof(struct eligible_in), eligible };

static const struct shape my_offers_out[] = {
    { .name = "data", .type = S_ARRAY, .of = offer_shape },
    SHAPE_END,
};

static enum err
my_offers(struct req *r, const void *input)
{
    struct person me;
    struct standing s;
    struct offers offers;
    enum err e = person_me(r, &me);

    (void)input;
    if (e == ERR_NONE)
        e = products_ready(r);
    if (e == ERR_NONE)
        e = standing_read(r, me.customer, &s);
    if (e == ERR_NONE)
        e = offers_read(r, &s, me.customer, &offers);
    if (e != ERR_NONE)
        return e;
    offers_out(r, "data", &offers);
    return reply(r, 200);
}

const struct endpoint my_offers_endpoint = { "What is offered to me", NULL, my_offers_out, 0, my_offers };

static enum err
my_answer(struct req *r, struct uuid product, const char *said, const char *kind)
{
    struct person me;
    struct standing s;
    struct offers offers = { .n = 0 };
    size_t i;
    enum err e = person_me_changing(r, &me);

    if (e == ERR_NONE)
        e = standing_read(r, me.customer, &s);
    if (e == ERR_NONE)
        e = offers_read(r, &s, me.customer, &offers);
    i = place_of(&offers, product);
    if (e == ERR_NONE && i == offers.n)
        return fail(r, ERR_NOT_FOUND, NULL, "This is not offered to you.");
    const struct interaction done = { .customer = me.customer, .user = me.user, .kind = kind, .product = product };

    if (e == ERR_NONE)
        e = db_exec(r, Q_OFFER_ANSWER, ARGS(a_uuid(me.customer), a_uuid(product), a_str(said)), NULL);
    if (e == ERR_NONE)
        e = interaction_add(r, &done, NULL);
    if (e == ERR_NONE)
        e = tell_timeline(r, me.customer, "offer", product,
                          mail_params(r, "event", said, "text", offers.v[i].name, NULL));
    if (e == ERR_NONE)
        e = offers_read(r, &s, me.customer, &offers);
    if (e != ERR_NONE)
        return e;
    i = place_of(&offers, product);
    if (i == offers.n)
        return fault(r, ERR_INTERNAL, "what was answered is not offered any more");
    offer_out(r, &offers.v[i]);
    return reply(r, 200);
}

static enum err
my_accept(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return my_answer(r, in->id, "accepted", "product_accepted");
}

static enum err
my_reject(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return my_answer(r, in->id, "rejected", "product_rejected");
}

const struct endpoint my_offer_accept_endpoint = { "Accept an offer", id_fields, offer_shape, sizeof(struct id_in),
                                                   my_accept };
const struct endpoint my_offer_reject_endpoint = { "Reject an offer", id_fields, offer_shape, sizeof(struct id_in),
                                                   my_reject };
