/*
 * merge_tables.h: tables whose rows belong to a customer by customer_id and have an id of their own: merging moves them. A new domain adds
 * its tables here, and to the grants SELECT and UPDATE (customer_id).
 */
#ifndef HF_CUSTOMERS_MERGE_TABLES_H
#define HF_CUSTOMERS_MERGE_TABLES_H

#define MERGE_TABLES(X)                                                                                                \
    X(TIMELINE, "timeline")                                                                                            \
    X(CONSENTS, "consents")                                                                                            \
    X(POINTS, "point_entries")                                                                                         \
    X(NOTES, "customer_notes")                                                                                         \
    X(FACTORS, "customer_factors")                                                                                     \
    X(RECOMMENDATIONS, "recommendations")                                                                              \
    X(COMPLAINTS, "complaints")                                                                                        \
    X(GOALS, "goals")                                                                                                  \
    X(SURVEYS, "surveys")                                                                                              \
    X(INTERACTIONS, "interactions")                                                                                    \
    X(NOTIFICATIONS, "notifications")                                                                                  \
    X(ISSUES, "customer_issues")                                                                                       \
    X(PREDICTIONS, "incident_predictions")                                                                             \
    X(CHATS, "chat_sessions")

/*
 * X(number, table, key, alike, columns, same): a customer has one such row, or one for each key. Those that the one who stays does not have
 * are copied; undone, the copies go unless they were changed since. f: row of the one that goes; t: of the one that stays, with the same key
 * where it is alike, and unchanged where it is the same. Grants: SELECT, INSERT, DELETE.
 */
#define MERGE_COPIES(X)                                                                                                \
    X(OFFERS, "offer_answers", "f.product_id", " AND t.product_id = f.product_id", "product_id, answer, at",           \
      "t.answer = f.answer AND t.at = f.at")                                                                           \
    X(READS, "notification_reads", "f.notification_id", " AND t.notification_id = f.notification_id",                  \
      "notification_id, at", "t.at = f.at")                                                                            \
    X(PROFILE, "customer_profiles", "f.customer_id", "",                                                               \
      "loyalty, activity, balance, starter, credit, probability, computed_at",                                         \
      "t.balance = f.balance AND t.computed_at = f.computed_at")                                                       \
    X(CLIENT_TEXTS, "client_texts", "f.customer_id", "",                                                               \
      "since, primary_contact, monthly_revenue, churn_trend, churn_trend_days",                                        \
      "t.since = f.since AND t.primary_contact = f.primary_contact")

#define MERGE_FILLED_COLUMNS 17 /* of customers, see queries_merge.h */

#define MERGE_NUMBERS(n, table)                                 Q_MARK_##n, Q_MOVE_##n, Q_BACK_##n,
#define MERGE_COPY_NUMBERS(n, table, key, alike, columns, same) Q_MISS_##n, Q_COPY_##n, Q_UNCOPY_##n,

#endif
