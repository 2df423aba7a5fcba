/*
 * queries_exports.h: the part of the table in queries.c that lists are exported by: id, then the fields of fields.c in their order, as
 * texts. Arguments: the id to go on from, those of the filter, whether all customers are seen, how many.
 */
#define AS_TEXT(x)   "CAST(" x " AS CHAR)"
#define AS_MOMENT(x) "DATE_FORMAT(" x ", '%Y-%m-%dT%H:%i:%sZ')"
#define AS_YES_NO(x) "IF(" x ", 'yes', 'no')"

[Q_EXPORT_CUSTOMERS] =
    SQL("SELECT c.id, c.external_id, " AS_TEXT(
        "c.no") ", c.shown_name, c.email, c.phone, c.street, c.city, c.region,"
                " c.postal_code, c.country, COALESCE(c.segment, c.data_segment), ELT(c.data_band + 1, 'low', 'medium', 'high')," AS_TEXT("c.data_score") ", " AS_TEXT("c.data_value") ", " AS_TEXT("c.revenue") ", " AS_TEXT("c.points") ", " AS_TEXT("c.purchases") ", c.stage, " PERSON_NAME("au") ", " AS_TEXT("c.since") ", " AS_MOMENT(
                    "c.created_at") ", " AS_MOMENT("c.updated_at") ", " AS_YES_NO("c.consent_email") ", " AS_YES_NO("c.consent_sms") ", " AS_YES_NO("c.consent_push") ", " AS_YES_NO("c.legal_hold") " FROM customers c" ASSIGNEE " WHERE c.tenant_id = :tenant AND c.id > ? AND c.state = 'active'" DB_MORE
                    VISIBLE("c") " ORDER BY c.id LIMIT ?"),

#define EXPORT_OF(table, columns)                                                                                      \
    SQL("SELECT k.id, " AS_TEXT(                                                                                       \
        "k.no") ", " columns " FROM " table " k LEFT JOIN customers c ON c.tenant_id = :tenant"                        \
                " AND c.id = k.customer_id WHERE k.tenant_id = :tenant AND k.id > ?" DB_MORE VISIBLE(                  \
                    "c") " ORDER BY k.id LIMIT ?")
    [Q_EXPORT_COMPLAINTS] = EXPORT_OF(
        "complaints",
        "c.shown_name, k.category, " AS_TEXT("k.sentiment") ", k.state, k.text, k.resolution_note, " AS_MOMENT(
            "k.created_at") ", " AS_MOMENT("k.resolved_at")),
    [Q_EXPORT_GOALS] =
        EXPORT_OF("goals", "c.shown_name, k.title, " AS_TEXT("k.target") ", " AS_TEXT("k.current") ", " AS_YES_NO(
                               "k.completed_at IS NOT NULL") ", " AS_MOMENT("k.created_at")),
    [Q_EXPORT_SURVEYS] =
        EXPORT_OF("surveys", "c.shown_name, " AS_TEXT("k.rating") ", k.feedback, " AS_MOMENT("k.created_at")),
    [Q_EXPORT_INTERACTIONS] = EXPORT_OF("interactions", "c.shown_name, k.kind, k.summary, " AS_MOMENT("k.at")),
    [Q_EXPORT_NOTIFICATIONS] =
        EXPORT_OF("notifications", "k.title, k.message, k.audience, k.segment, c.shown_name, " AS_MOMENT(
                                       "k.created_at") ", " AS_MOMENT("k.sent_at") ", " AS_TEXT("k.recipients")),
    [Q_EXPORT_ISSUES] = EXPORT_OF(
        "customer_issues",
        AS_TEXT("k.customer_no") ", c.shown_name, " AS_TEXT("k.contract_code") ", " AS_TEXT("k.client_type") ", " AS_TEXT(
            "k.client_region") ", " AS_TEXT("k.client_category") ", k.title, " AS_TEXT("k.churn_risk") ", k.status, " AS_MOMENT("k.created_at")),
    [Q_EXPORT_PREDICTIONS] = EXPORT_OF(
        "incident_predictions",
        "k.customer_no, c.shown_name, k.region, k.client_type, " AS_TEXT("k.category") ", " AS_TEXT("k.q1") ", " AS_TEXT("k.q2") ", " AS_TEXT(
            "k.q3") ", " AS_TEXT("k.q4") ", " AS_TEXT("k.average") ", " PREDICTION_LEVEL("k") ", k.incident, k.recommendation, " AS_MOMENT("k.created_at")),
    /* Nobody's: whether all customers are seen says nothing. */
    [Q_EXPORT_PRODUCTS] = SQL(
        "SELECT k.id, " AS_TEXT("k.no") ", k.name, k.type, " AS_TEXT("k.min_score") ", " AS_TEXT("k.min_balance") ", " AS_YES_NO(
            "k.active") ", " AS_MOMENT("k.created_at") " FROM products k WHERE k.tenant_id = :tenant AND k.id > ?" DB_MORE
                                                       " AND ? IS NOT NULL ORDER BY k.id LIMIT ?"),
