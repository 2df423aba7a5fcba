/*
 * surveys.c: see surveys.h.
 */
#include "surveys.h"

#include "mail.h"
#include "out.h"

#define FEEDBACK_BYTES 4000
#define RATINGS        5

static const char *const segments[] = { "promoter", "passive", "detractor", NULL };

const struct shape survey_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "rating", .type = S_INT, .doc = "1 to 5" },
    { .name = "feedback", .type = S_STR },
    { .name = "segment", .type = S_STR, .choices = segments, .doc = "4 and 5, 3, 1 and 2" },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT, .doc = "Always 1: an answer is not changed" },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(survey_shape), SHAPE_END };

struct surveys_in {
    struct uuid customer_id;
    const char *cursor;
    int64_t limit, rating;
};

static const struct field list_fields[] = {
    FIELD_UUID(struct surveys_in, customer_id, .in = IN_QUERY, .doc = "Only of this customer"),
    FIELD_INT(struct surveys_in, rating, .in = IN_QUERY, .low = 0, .high = RATINGS, .doc = "Only these; 0: all"),
    PAGE_MEMBERS(struct surveys_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct surveys_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_SURVEYS,
                     ARGS(a_uuid(p.below), a_uuid(in->customer_id), a_uuid(in->customer_id), a_int(in->rating == 0),
                          a_int(in->rating), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint surveys_endpoint = { "Answers to surveys, newest first", list_fields, list_out,
                                           sizeof(struct surveys_in), list };

static enum err
answer(struct req *r, struct uuid id, struct arg all, int status)
{
    enum err e = tell(r, Q_SURVEY, ARGS(a_uuid(id), all), "There is no such answer.");

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, a_all(r), 200);
}

const struct endpoint survey_endpoint = { "One answer", id_fields, survey_shape, sizeof(struct id_in), get };

enum err
survey_add(struct req *r, const struct person *p, int64_t rating, const char *feedback, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    int64_t no = 0;
    enum err e = number_next(r, "survey", &no);

    if (e == ERR_NONE)
        e = db_insert(
            r, Q_SURVEY_ADD,
            ARGS(a_uuid(id), a_int(no), a_uuid(p->customer), a_uuid(p->user), a_int(rating), a_str(feedback)));
    if (e == ERR_NONE)
        e = tell_timeline(
            r, p->customer, "survey", id,
            mail_params(r, "rating", arena_printf(r->arena, "%d", (int)rating), "text", shortened(r, feedback), NULL));
    if (e == ERR_NONE)
        *ret_id = id;
    return e;
}

struct add_in {
    struct uuid customer_id;
    int64_t rating;
    const char *feedback;
};

#define ANSWER                                                                                                         \
    FIELD_INT(struct add_in, rating, .need = true, .low = 1, .high = RATINGS, .doc = "1 (bad) to 5 (good)"),           \
        FIELD_STR(struct add_in, feedback, .max = FEEDBACK_BYTES, .check = is_plain_text, .doc = "In words")

static const struct field add_fields[] = {
    FIELD_UUID(struct add_in, customer_id, .need = true, .doc = "Who was asked"),
    ANSWER,
    FIELD_END,
};

static enum err
add_for(struct req *r, const struct add_in *in, const struct person *p)
{
    struct uuid id;
    enum err e = survey_add(r, p, in->rating, in->feedback != NULL ? in->feedback : "", &id);

    return e != ERR_NONE ? e : answer(r, id, a_int(1), 201);
}

static enum err
add(struct req *r, const void *input)
{
    const struct add_in *in = input;
    const struct person p = { .customer = in->customer_id, .user = r->actor.user_id };
    enum err e = customer_seen(r, "customer_id", in->customer_id);

    return e != ERR_NONE ? e : add_for(r, in, &p);
}

const struct endpoint survey_add_endpoint = {
    "Note what a customer answered", add_fields, survey_shape, sizeof(struct add_in), add, .status = 201,
};

static const struct field my_add_fields[] = { ANSWER, FIELD_END };

static enum err
my_add(struct req *r, const void *input)
{
    struct person me;
    enum err e = person_me_changing(r, &me);

    return e != ERR_NONE ? e : add_for(r, input, &me);
}

const struct endpoint my_survey_add_endpoint = {
    "Answer the survey", my_add_fields, survey_shape, sizeof(struct add_in), my_add, .status = 201,
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
        e = page_out(r, &p, Q_SURVEYS_OWN, ARGS(a_uuid(me.customer), a_uuid(p.below), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_surveys_endpoint = { "My answers", page_fields, list_out, sizeof(struct list_in), my_list };

struct figures_in {
    int64_t after, before;
};

static const struct field figures_fields[] = {
    FIELD_TIME(struct figures_in, after, .in = IN_QUERY, .doc = "Answers given from then on"),
    FIELD_TIME(struct figures_in, before, .in = IN_QUERY, .doc = "Answers given before"),
    FIELD_END,
};

static const struct shape figures_out[] = {
    { .name = "count", .type = S_INT },
    { .name = "average", .type = S_NUM, .nullable = true },
    { .name = "ratings", .type = S_ARRAY, .items = S_INT, .doc = "How many gave 1, 2, 3, 4 and 5" },
    { .name = "promoters", .type = S_INT },
    { .name = "passives", .type = S_INT },
    { .name = "detractors", .type = S_INT },
    { .name = "nps", .type = S_NUM, .nullable = true, .doc = "Promoters less detractors in percent, -100 to 100" },
    { .name = "csat", .type = S_NUM, .nullable = true, .doc = "Percent that gave 4 or 5" },
    SHAPE_END,
};

static void
out_figures(struct req *r, const int64_t given[RATINGS])
{
    const int64_t bad = given[0] + given[1], good = given[3] + given[4], n = bad + given[2] + good;
    int64_t sum = 0;

    out_int(r, "count", n);
    out_array(r, "ratings");
    for (int i = 0; i < RATINGS; i++) {
        out_int(r, NULL, given[i]);
        sum += given[i] * (i + 1);
    }
    out_end(r);
    out_int(r, "promoters", good);
    out_int(r, "passives", given[2]);
    out_int(r, "detractors", bad);
    if (n == 0) {
        out_null(r, "average");
        out_null(r, "nps");
        out_null(r, "csat");
        return;
    }
    out_num(r, "average", score_rounded((double)sum / (double)n, 100));
    out_num(r, "nps", score_rounded(100.0 * (double)(good - bad) / (double)n, 10));
    out_num(r, "csat", score_rounded(100.0 * (double)good / (double)n, 10));
}

static enum err
figures(struct req *r, const void *input)
{
    const struct figures_in *in = input;
    int64_t given[RATINGS] = { 0 };
    struct rows *row;
    enum err e =
        db_one(r, Q_SURVEY_FIGURES,
               ARGS(a_time(in->after), a_time(in->after), a_time(in->before), a_time(in->before), a_all(r)), &row);

    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; i < RATINGS; i++)
        given[i] = col_int(row, i);
    out_figures(r, given);
    return reply(r, 200);
}

const struct endpoint survey_figures_endpoint = { "How content customers are", figures_fields, figures_out,
                                                  sizeof(struct figures_in), figures };
