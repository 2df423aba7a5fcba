#include "fields.h"

#include "levels.h"
#include "records.h"

#define TEXT(name, sql, title)                                                                                         \
    {                                                                                                                  \
        name, FILTER_TEXT, sql, title, NULL                                                                            \
    }
#define KEYED(name, sql, title)                                                                                        \
    {                                                                                                                  \
        name, FILTER_TEXT, sql, title, NULL, .keyed = true                                                             \
    }
#define NUMBER(name, sql, title)                                                                                       \
    {                                                                                                                  \
        name, FILTER_NUMBER, sql, title, NULL                                                                          \
    }
#define DAY(name, sql, title)                                                                                          \
    {                                                                                                                  \
        name, FILTER_DATE, sql, title, NULL                                                                            \
    }
#define YES_NO(name, sql, title)                                                                                       \
    {                                                                                                                  \
        name, FILTER_YES_NO, sql, title, NULL                                                                          \
    }

static const char *const bands[] = { "low", "medium", "high", NULL };

/* Those without a column of their own stand behind the others and have no title. */
static const struct filter_field customer_fields[] = {
    KEYED("external_id", "c.external_id", "Number"),
    NUMBER("no", "c.no", "No."),
    { "name", FILTER_TEXT, "c.shown_name", "Name", NULL, true },
    KEYED("email", "c.email", "E-mail"),
    KEYED("phone", "c.phone", "Phone"),
    TEXT("street", "c.street", "Street"),
    TEXT("city", "c.city", "City"),
    TEXT("region", "c.region", "Region"),
    TEXT("postal_code", "c.postal_code", "Postal code"),
    TEXT("country", "c.country", "Country"),
    TEXT("segment", "COALESCE(c.segment, c.data_segment)", "Segment"),
    { "band", FILTER_CHOICE, "c.data_band", "Risk", bands },
    NUMBER("probability", "c.data_score", "Score"),
    NUMBER("value", "c.data_value", "Value"),
    NUMBER("revenue", "c.revenue", "Revenue"),
    NUMBER("points", "c.points", "Points"),
    NUMBER("purchases", "c.purchases", "Purchases"),
    TEXT("stage", "c.stage", "Stage"),
    { "assigned", FILTER_PERSON, "c.assigned_to", "Assigned to", NULL },
    DAY("since", "c.since", "Customer since"),
    DAY("created", "c.created_at", "Created"),
    DAY("updated", "c.updated_at", "Changed"),
    YES_NO("consent_email", "c.consent_email", "May be mailed"),
    YES_NO("consent_sms", "c.consent_sms", "May be texted"),
    YES_NO("consent_push", "c.consent_push", "May be notified"),
    YES_NO("legal_hold", "c.legal_hold", "Legal hold"),
    { "q", FILTER_SEARCH,
      "(c.shown_name LIKE ? ESCAPE '!' OR c.external_id LIKE ? ESCAPE '!' OR c.email_key LIKE ? ESCAPE '!'"
      " OR c.phone LIKE ? ESCAPE '!')",
      NULL, NULL },
    FILTER_FIELD_END,
};

static const struct filter_field complaint_fields[] = {
    NUMBER("no", "k.no", "No."),
    TEXT("customer", "c.shown_name", "Customer"),
    TEXT("category", "k.category", "Category"),
    NUMBER("sentiment", "k.sentiment", "Sentiment"),
    TEXT("state", "k.state", "State"),
    TEXT("text", "k.text", "Complaint"),
    TEXT("resolution_note", "k.resolution_note", "What was done"),
    DAY("created", "k.created_at", "Filed"),
    DAY("resolved", "k.resolved_at", "Resolved"),
    FILTER_FIELD_END,
};

static const struct filter_field goal_fields[] = {
    NUMBER("no", "k.no", "No."),           TEXT("customer", "c.shown_name", "Customer"),
    TEXT("title", "k.title", "Goal"),      NUMBER("target", "k.target", "Target"),
    NUMBER("current", "k.current", "Now"), YES_NO("completed", "(k.completed_at IS NOT NULL)", "Completed"),
    DAY("created", "k.created_at", "Set"), FILTER_FIELD_END,
};

static const struct filter_field survey_fields[] = {
    NUMBER("no", "k.no", "No."),
    TEXT("customer", "c.shown_name", "Customer"),
    NUMBER("rating", "k.rating", "Rating"),
    TEXT("feedback", "k.feedback", "Feedback"),
    DAY("created", "k.created_at", "Answered"),
    FILTER_FIELD_END,
};

static const struct filter_field interaction_fields[] = {
    NUMBER("no", "k.no", "No."),    TEXT("customer", "c.shown_name", "Customer"),
    TEXT("kind", "k.kind", "Kind"), TEXT("summary", "k.summary", "Summary"),
    DAY("at", "k.at", "When"),      FILTER_FIELD_END,
};

static const struct filter_field notification_fields[] = {
    NUMBER("no", "k.no", "No."),
    TEXT("title", "k.title", "Title"),
    TEXT("message", "k.message", "Message"),
    TEXT("audience", "k.audience", "For"),
    TEXT("segment", "k.segment", "Segment"),
    TEXT("customer", "c.shown_name", "Customer"),
    DAY("created", "k.created_at", "Written"),
    DAY("sent", "k.sent_at", "Sent"),
    NUMBER("recipients", "k.recipients", "Recipients"),
    FILTER_FIELD_END,
};

static const struct filter_field issue_fields[] = {
    NUMBER("no", "k.no", "No."),
    NUMBER("customer_no", "k.customer_no", "Customer's number"),
    TEXT("customer", "c.shown_name", "Customer"),
    NUMBER("contract_code", "k.contract_code", "Contract"),
    NUMBER("client_type", "k.client_type", "Kind of customer"),
    NUMBER("client_region", "k.client_region", "Region"),
    NUMBER("client_category", "k.client_category", "Category"),
    TEXT("title", "k.title", "Incident"),
    NUMBER("churn_risk", "k.churn_risk", "Risk of leaving"),
    TEXT("status", "k.status", "State"),
    DAY("created", "k.created_at", "Reported"),
    FILTER_FIELD_END,
};

static const struct filter_field prediction_fields[] = {
    NUMBER("no", "k.no", "No."),
    TEXT("customer_no", "k.customer_no", "Customer's number"),
    TEXT("customer", "c.shown_name", "Customer"),
    TEXT("region", "k.region", "Region"),
    TEXT("client_type", "k.client_type", "Kind of customer"),
    NUMBER("category", "k.category", "Category"),
    NUMBER("q1", "k.q1", "Q1"),
    NUMBER("q2", "k.q2", "Q2"),
    NUMBER("q3", "k.q3", "Q3"),
    NUMBER("q4", "k.q4", "Q4"),
    NUMBER("average", "k.average", "On average"),
    TEXT("level", PREDICTION_LEVEL("k"), "Risk"),
    TEXT("incident", "k.incident", "Incident"),
    TEXT("recommendation", "k.recommendation", "Recommendation"),
    DAY("created", "k.created_at", "Predicted"),
    FILTER_FIELD_END,
};

static const struct filter_field product_fields[] = {
    NUMBER("no", "k.no", "No."),
    TEXT("name", "k.name", "Product"),
    TEXT("type", "k.type", "Kind"),
    NUMBER("min_score", "k.min_score", "From this score"),
    NUMBER("min_balance", "k.min_balance", "From this balance"),
    YES_NO("active", "k.active", "Offered"),
    DAY("created", "k.created_at", "Added"),
    FILTER_FIELD_END,
};

const struct listing listings[] = {
    { "customers", "Customers", "customers:read", Q_EXPORT_CUSTOMERS, customer_fields },
    { "complaints", "Complaints", "engagement:read", Q_EXPORT_COMPLAINTS, complaint_fields },
    { "goals", "Goals", "engagement:read", Q_EXPORT_GOALS, goal_fields },
    { "surveys", "Surveys", "engagement:read", Q_EXPORT_SURVEYS, survey_fields },
    { "interactions", "Interactions", "engagement:read", Q_EXPORT_INTERACTIONS, interaction_fields },
    { "notifications", "Notifications", "engagement:read", Q_EXPORT_NOTIFICATIONS, notification_fields },
    { "customer-issues", "Incidents", "engagement:read", Q_EXPORT_ISSUES, issue_fields },
    { "incident-predictions", "Expected incidents", "engagement:read", Q_EXPORT_PREDICTIONS, prediction_fields },
    { "products", "Products", "engagement:read", Q_EXPORT_PRODUCTS, product_fields },
    { .name = NULL },
};

const struct listing *
listing_named(const char *name)
{
    for (const struct listing *l = listings; l->name != NULL; l++)
        if (strcmp(l->name, name) == 0)
            return l;
    return NULL;
}

size_t
listing_columns(const struct listing *l)
{
    size_t n = 0;

    while (l->fields[n].name != NULL && l->fields[n].title != NULL)
        n++;
    return n;
}

#define CELL "JSON_VALUE(c.custom, CONCAT('$.', ?))"

static struct filter_field
own_field(struct req *r, const struct rows *row)
{
    static const struct {
        const char *type;
        enum filter_type as;
        const char *sql;
    } types[] = {
        { "number", FILTER_NUMBER, "CAST(" CELL " AS DOUBLE)" },
        { "yes_no", FILTER_YES_NO, "CAST(" CELL " AS INT)" },
        { "date", FILTER_DATE, "CAST(" CELL " AS DATE)" },
    };
    const char *name = col_str(row, 0), *type = col_str(row, 2);
    struct filter_field f = {
        .name = arena_printf(r->arena, "custom.%s", name),
        .type = FILTER_TEXT,
        .sql = CELL,
        .arg = arena_str(r->arena, name),
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].type, type) == 0) {
            f.type = types[i].as;
            f.sql = types[i].sql;
        }
    }
    return f;
}

/* Those of everybody and the tenant's own. */
static enum err
with_own(struct req *r, const struct filter_field **ret_fields)
{
    struct rows *rows = NULL;
    size_t n = 0;
    enum err e = db_rows(r, Q_CUSTOM_FIELDS, NO_ARGS, &rows);

    if (e != ERR_NONE)
        return e;
    while (customer_fields[n].name != NULL)
        n++;
    struct filter_field *all = ARENA_NEW(r->arena, struct filter_field, n + CUSTOM_FIELDS_MAX + 1);

    if (all == NULL) {
        rows_close(rows);
        return ERR_UNAVAILABLE;
    }
    memcpy(all, customer_fields, n * sizeof *all);
    for (size_t i = 0; i < CUSTOM_FIELDS_MAX && rows_next(rows); i++) {
        all[n] = own_field(r, rows);
        if (all[n].name == NULL || all[n].arg == NULL)
            break;
        n++;
    }
    e = rows_error(rows);
    rows_close(rows);
    *ret_fields = all;
    return e;
}

enum err
listing_filter(struct req *r, const struct listing *l, const char *text, struct filter *ret_filter)
{
    const struct filter_field *fields = l->fields;
    enum err e = ERR_NONE;

    if (fields == customer_fields && text != NULL && strstr(text, "custom.") != NULL)
        e = with_own(r, &fields);
    return e != ERR_NONE ? e : filter_read(r, text, fields, ret_filter);
}
