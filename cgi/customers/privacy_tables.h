/*
 * privacy_tables.h: where something about a person is held. A new domain adds a line here, and to the grants SELECT and DELETE.
 *
 * X(number, name, rows, columns): rows is what follows FROM, with the table itself as t and one ? for the customer; columns are those a
 * person is given. In the order in which they are erased: what is found by way of another table stands before it.
 */
#ifndef HF_CUSTOMERS_PRIVACY_TABLES_H
#define HF_CUSTOMERS_PRIVACY_TABLES_H

#define ROWS_OF(table) table " t WHERE t.tenant_id = :tenant AND t.customer_id = ?"
#define OF_CUSTOMER(table, on)                                                                                         \
    "customers c STRAIGHT_JOIN " table " t ON t.tenant_id = :tenant AND " on " WHERE c.tenant_id = :tenant AND c.id = ?"
/* Of the customer, or from a file that came before there was a record with that number. */
#define OF_NUMBER(table, number)                                                                                       \
    OF_CUSTOMER(table, "(t.customer_id = c.id OR (t.customer_id IS NULL AND " number " = c.external_id))")
#define ISSUE_NUMBER "CAST(t.customer_no AS CHAR)"
#define OF_SESSION(table)                                                                                              \
    "chat_sessions s STRAIGHT_JOIN " table " t ON t.tenant_id = :tenant AND t.session_id = s.id"                       \
    " WHERE s.tenant_id = :tenant AND s.customer_id = ?"
#define OF_ROWS(rest)                                                                                                  \
    "customers c STRAIGHT_JOIN datasets d ON d.tenant_id = :tenant STRAIGHT_JOIN dataset_rows " rest                   \
    " WHERE c.tenant_id = :tenant AND c.id = ?"

#define MAILS_OF                                                                                                       \
    OF_CUSTOMER("mails", "(t.recipient = c.email OR t.recipient = (SELECT u.email FROM users u"                        \
                         " WHERE u.tenant_id = :tenant AND u.id = c.user_id AND u.kind = 'customer'))")

#define PRIVACY_TABLES(X)                                                                                                   \
    X(TIMELINE, "timeline", ROWS_OF("timeline"), "t.at, t.kind, COALESCE(t.body, 'null') AS `body:json`")                   \
    X(CONSENTS, "consents", ROWS_OF("consents"), "t.at, t.channel, t.given AS `given:bool`, t.source, t.shown")             \
    X(POINTS, "points", ROWS_OF("point_entries"), "t.at, t.delta, t.reason")                                                \
    X(EDITS, "note_edits",                                                                                                  \
      "customer_notes n STRAIGHT_JOIN customer_note_edits t ON t.tenant_id = :tenant AND t.note_id = n.id"                  \
      " WHERE n.tenant_id = :tenant AND n.customer_id = ?",                                                                 \
      "t.at, t.version, t.body")                                                                                            \
    X(NOTES, "notes", ROWS_OF("customer_notes"), "t.created_at, t.updated_at, t.body")                                      \
    X(FACTORS, "factors", ROWS_OF("customer_factors"), "t.created_at, t.name, t.impact, t.details")                         \
    X(RECOMMENDATIONS, "recommendations", ROWS_OF("recommendations"),                                                       \
      "t.created_at, t.title, t.impact, t.details, t.state, t.outcome")                                                     \
    X(STAGES, "stage_changes", ROWS_OF("stage_changes"), "t.at, t.from_stage, t.to_stage, t.remarks")                       \
    X(ASSIGNMENTS, "assignments", ROWS_OF("assignments"), "t.at, t.ended_at, t.remarks")                                    \
    X(COMPLAINTS, "complaints", ROWS_OF("complaints"),                                                                      \
      "t.created_at, t.text, t.category, t.sentiment, t.state, t.resolution_note, t.resolved_at")                           \
    X(GOALS, "goals", ROWS_OF("goals"), "t.created_at, t.title, t.target, t.current, t.completed_at")                       \
    X(SURVEYS, "surveys", ROWS_OF("surveys"), "t.created_at, t.rating, t.feedback")                                         \
    X(INTERACTIONS, "interactions", ROWS_OF("interactions"),                                                                \
      "t.at, t.kind, t.summary, COALESCE(t.metadata, '{}') AS `metadata:json`")                                             \
    X(READS, "notification_reads", ROWS_OF("notification_reads"), "t.at, t.notification_id")                                \
    X(NOTIFICATIONS, "notifications", ROWS_OF("notifications"), "t.created_at, t.title, t.message")                         \
    X(OFFERS, "offer_answers", ROWS_OF("offer_answers"), "t.at, t.product_id, t.answer")                                    \
    X(PROFILE, "profile", ROWS_OF("customer_profiles"),                                                                     \
      "t.loyalty, t.activity, t.balance, t.credit, t.probability, t.computed_at")                                           \
    X(CLIENT_TEXTS, "client_texts", ROWS_OF("client_texts"),                                                                \
      "t.since, t.primary_contact, t.monthly_revenue, t.churn_trend, t.churn_trend_days")                                   \
    X(ISSUES, "customer_issues", OF_NUMBER("customer_issues", ISSUE_NUMBER),                                                \
      "t.created_at, t.title, t.churn_risk, t.status")                                                                      \
    X(PREDICTIONS, "incident_predictions", OF_NUMBER("incident_predictions", "t.customer_no"),                              \
      "t.created_at, t.customer_no, t.region, t.client_type, t.q1, t.q2, t.q3, t.q4, t.incident, t.recommendation")         \
    X(INCIDENT_MAILS, "incident_mails", OF_CUSTOMER("email_notifications", "t.email = c.email"),                            \
      "t.created_at, t.email, t.name, t.issue")                                                                             \
    X(MAILS, "mails", MAILS_OF, "t.created_at, t.recipient, t.template, t.params AS `params:json`, t.sent_at")              \
    X(MERGE_ROWS, "merge_rows",                                                                                             \
      "merges g STRAIGHT_JOIN merge_rows t ON t.tenant_id = :tenant AND t.merge_id = g.id"                                  \
      " WHERE g.tenant_id = :tenant AND ? IN (g.from_id, g.into_id)",                                                       \
      "t.kind, t.row_id")                                                                                                   \
    X(MERGES, "merges", "merges t WHERE t.tenant_id = :tenant AND ? IN (t.from_id, t.into_id)",                             \
      "t.at, t.from_id, t.into_id, t.undone_at")                                                                            \
    X(FAULTS, "dataset_faults",                                                                                             \
      OF_CUSTOMER("dataset_faults",                                                                                         \
                  "(t.value = c.external_id OR t.value = c.shown_name OR t.value = c.email OR t.value = c.phone)"),         \
      "t.dataset_no, t.row_no, t.column_name, t.value, t.reason")                                                           \
    X(SCORES, "scores",                                                                                                     \
      OF_ROWS("r ON r.tenant_id = :tenant AND r.dataset_no = d.no AND r.external_id = c.external_id"                        \
              " STRAIGHT_JOIN scorings g ON g.tenant_id = :tenant AND g.dataset_no = d.no"                                  \
              " STRAIGHT_JOIN scores t ON t.tenant_id = :tenant AND t.scoring_no = g.no AND t.row_no = r.row_no"),          \
      "t.scoring_no, t.band, t.score, t.value, t.expected_value, t.segment")                                                \
    X(ROWS, "dataset_rows",                                                                                                 \
      OF_ROWS("t ON t.tenant_id = :tenant AND t.dataset_no = d.no AND t.external_id = c.external_id"),                      \
      "t.dataset_no, t.row_no, t.external_id, t.name, t.label, t.value, t.cells")                                           \
    X(MESSAGE_EDITS, "chat_message_edits", OF_SESSION("chat_message_edits"), "t.at, t.session_id, t.body")                  \
    X(VALUES, "chat_values", OF_SESSION("chat_values"),                                                                     \
      "t.session_id, t.path, t.value AS `value:json`, t.quote, t.state, COALESCE(t.corrected, 'null') AS `corrected:json`") \
    X(CHAT_READS, "chat_reads", OF_SESSION("chat_reads"), "t.session_id, t.upto")                                           \
    X(MESSAGES, "chat_messages", OF_SESSION("chat_messages"),                                                               \
      "t.sent_at, t.session_id, t.no, t.sender, t.body, t.edited_at, t.removed_at")                                         \
    X(CHATS, "chat_sessions", ROWS_OF("chat_sessions"),                                                                     \
      "t.id, t.started_at, t.name, t.email, t.phone, t.last_at, t.completed_at")                                            \
    X(PUSH, "push_subscriptions",                                                                                           \
      OF_CUSTOMER(                                                                                                          \
          "customer_accounts a ON a.tenant_id = :tenant AND a.id = c.user_id STRAIGHT_JOIN push_subscriptions",             \
          "t.user_id = a.id"),                                                                                              \
      "t.created_at, t.device, t.endpoint")                                                                                 \
    X(ACCOUNT, "account", OF_CUSTOMER("customer_accounts", "t.id = c.user_id"),                                             \
      "t.username, t.email, t.phone, t.name, t.first_name, t.last_name, t.street, t.city, t.region, t.postal_code,"         \
      " t.country, t.dietary_preferences, t.favourite_products, t.language, t.company, t.created_at, t.last_login_at")

/* What goes with the account. */
#define PRIVACY_FOLLOWERS(X)                                                                                           \
    X(LOGINS, "logins",                                                                                                \
      "customers c STRAIGHT_JOIN customer_accounts a ON a.tenant_id = :tenant AND a.id = c.user_id"                    \
      " STRAIGHT_JOIN sessions t ON t.user_id = a.id WHERE c.tenant_id = :tenant AND c.id = ?",                        \
      "t.created_at, t.last_used_at, t.client, t.device, INET6_NTOA(t.address) AS address")                            \
    X(PICTURES, "pictures", OF_CUSTOMER("pictures", "t.owner_id = c.user_id"),                                         \
      "t.created_at, t.width, t.height, TO_BASE64(t.original) AS original")

#define FRESH_TABLES 14 /* see Q_PERSON_FRESH */

#define PRIVACY_NUMBERS(n, name, rows, columns)  Q_HELD_##n, Q_TELL_##n, Q_ERASE_##n,
#define FOLLOWER_NUMBERS(n, name, rows, columns) Q_HELD_##n, Q_TELL_##n,

#endif
