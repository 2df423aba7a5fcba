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

#define MERGE_FILLED_COLUMNS 17 /* of customers, see queries_merge.h */

#define MERGE_NUMBERS(n, table) Q_MARK_##n, Q_MOVE_##n, Q_BACK_##n,

#endif
