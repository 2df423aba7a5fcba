/*
 * old_predictions.c: predictions of incidents as ChurnGuard's clients ask for them; the rows are in old_churnguard.c.
 */
#include "old.h"

#include "out.h"
#include "predictions.h"

static const struct shape prediction_old[] = {
    { .name = "no", .type = S_INT },
    { .name = "customer_no", .type = S_STR },
    { .name = "region", .type = S_STR },
    { .name = "client_type", .type = S_STR },
    { .name = "category", .type = S_NUM, .nullable = true },
    { .name = "q1", .type = S_NUM },
    { .name = "q2", .type = S_NUM },
    { .name = "q3", .type = S_NUM },
    { .name = "q4", .type = S_NUM },
    { .name = "incident", .type = S_STR },
    { .name = "recommendation", .type = S_STR },
    { .name = "created_at", .type = S_STR },
    { .name = "updated_at", .type = S_STR },
    { .name = "average", .type = S_NUM },
    { .name = "level", .type = S_STR },
    SHAPE_END,
};
static const struct shape predictions_old[] = { { .name = "data", .type = S_ARRAY, .of = prediction_old }, SHAPE_END };

/* What a list or a single one is chosen by; unset: any. */
struct choice {
    const char *region, *incident, *customer_no;
    int64_t no;
    double min_risk;
};

static enum err
out_predictions(struct req *r, const struct choice *c)
{
    enum err e =
        out_fitting(r, "data", Q_PREDICTIONS_OLD,
                    ARGS(a_str(c->region), a_str(c->region), a_str(c->incident), a_str(c->incident), a_num(c->min_risk),
                         a_null(), a_null(), a_int(1), a_int(0), a_all(r), a_int(OLD_LIST_MAX)));

    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
out_prediction(struct req *r, const struct choice *c, struct arg all)
{
    struct rows *row;
    enum err e = db_one(r, Q_PREDICTIONS_OLD,
                        ARGS(a_null(), a_null(), a_null(), a_null(), a_num(-1), a_str(c->customer_no),
                             a_str(c->customer_no), a_int(c->no == 0), a_int(c->no), all, a_int(1)),
                        &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such prediction.");
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

struct choice_in {
    const char *region, *incident, *customer_no;
    int64_t no;
    double min_risk;
    bool has_risk;
};

#define WHERE_(place, needed, name_, type_, member, ...)                                                               \
    {                                                                                                                  \
        .name = #name_, .type = type_, .in = place, .need = needed, .offset = offsetof(struct choice_in, member),      \
        __VA_ARGS__                                                                                                    \
    }

static const struct field list_fields[] = {
    WHERE_(IN_QUERY, false, region, F_STR, region, .max = 127, .doc = "Only of this region"),
    WHERE_(IN_QUERY, false, incident_type, F_ENUM, incident, .choices = incidents, .doc = "Else only these"),
    WHERE_(IN_QUERY, false, min_risk, F_NUM, min_risk, .has_offset = offsetof(struct choice_in, has_risk),
           .doc = "Else from this average on"),
    FIELD_END,
};
static const struct field high_fields[] = {
    WHERE_(IN_QUERY, false, min_risk, F_NUM, min_risk, .has_offset = offsetof(struct choice_in, has_risk),
           .doc = "60 without it"),
    FIELD_END,
};
static const struct field region_fields[] = { WHERE_(IN_PATH, true, region, F_STR, region, .max = 127, .doc = "Region"),
                                              FIELD_END };
static const struct field incident_fields[] = {
    WHERE_(IN_PATH, true, incident_type, F_ENUM, incident, .choices = incidents, .doc = "Incident"), FIELD_END
};
static const struct field customer_fields[] = {
    WHERE_(IN_PATH, true, customer_id, F_STR, customer_no, .max = 64, .doc = "External number"), FIELD_END
};
static const struct field no_fields[] = { NO_MEMBER(struct choice_in), FIELD_END };

static enum err
predictions(struct req *r, const void *input)
{
    const struct choice_in *in = input;
    struct choice c = { .region = in->region };

    if (in->region == NULL)
        c.incident = in->incident;
    if (in->region == NULL && in->incident == NULL)
        c.min_risk = in->has_risk ? in->min_risk : -1;
    return out_predictions(r, &c);
}

static enum err
high_risk(struct req *r, const void *input)
{
    const struct choice_in *in = input;
    const struct choice c = { .min_risk = in->has_risk ? in->min_risk : 60 };

    return out_predictions(r, &c);
}

static enum err
prediction(struct req *r, const void *input)
{
    const struct choice_in *in = input;
    const struct choice c = { .customer_no = in->customer_no, .no = in->no };

    return out_prediction(r, &c, a_all(r));
}

const struct endpoint old_predictions_endpoint = { "Predictions, all at once", list_fields, predictions_old,
                                                   sizeof(struct choice_in), predictions };
const struct endpoint old_high_risk_endpoint = { "Predictions of a high risk", high_fields, predictions_old,
                                                 sizeof(struct choice_in), high_risk };
const struct endpoint old_of_region_endpoint = { "Predictions of a region", region_fields, predictions_old,
                                                 sizeof(struct choice_in), predictions };
const struct endpoint old_of_incident_endpoint = { "Predictions of an incident", incident_fields, predictions_old,
                                                   sizeof(struct choice_in), predictions };
const struct endpoint old_of_customer_endpoint = { "The prediction for a customer", customer_fields, prediction_old,
                                                   sizeof(struct choice_in), prediction };
const struct endpoint old_prediction_endpoint = { "A prediction by its number", no_fields, prediction_old,
                                                  sizeof(struct choice_in), prediction };

static enum err
add_prediction(struct req *r, const void *input)
{
    struct choice c = { .no = 0 };
    enum err e = number_next(r, "prediction", &c.no);

    if (e == ERR_NONE)
        e = prediction_add(r, input, c.no, NULL);
    return e != ERR_NONE ? e : out_prediction(r, &c, a_int(1));
}

const struct endpoint old_add_prediction_endpoint = { "Add a prediction", prediction_fields, prediction_old,
                                                      sizeof(struct prediction_in), add_prediction };

static enum err
find_prediction(struct req *r, int64_t no, struct uuid *ret_id)
{
    struct rows *row;
    enum err e = db_one(r, Q_PREDICTION_BY_NO, ARGS(a_int(no), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such prediction.");
    if (e == ERR_NONE)
        *ret_id = col_uuid(row, 0);
    return e;
}

static enum err
put_prediction(struct req *r, const void *input)
{
    const struct prediction_in *in = input;
    const struct choice c = { .no = in->no };
    struct uuid id;
    enum err e = find_prediction(r, in->no, &id);

    if (e == ERR_NONE)
        e = prediction_change(r, in, id);
    return e != ERR_NONE ? e : out_prediction(r, &c, a_int(1));
}

const struct endpoint old_put_prediction_endpoint = { "Change a prediction by its number", prediction_put_fields,
                                                      prediction_old, sizeof(struct prediction_in), put_prediction };

static enum err
remove_prediction(struct req *r, const void *input)
{
    const struct choice_in *in = input;
    struct uuid id;
    enum err e = find_prediction(r, in->no, &id);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PREDICTION_REMOVE, ARGS(a_uuid(id)));
    if (e == ERR_NONE)
        e = audit_of(r, "prediction.removed", "prediction", id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint old_remove_prediction_endpoint = { "Remove a prediction by its number", no_fields, NULL,
                                                         sizeof(struct choice_in), remove_prediction };
