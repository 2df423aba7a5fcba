/*
 * queries_merge.h: the part of the table in queries.c that is about two records of one person.
 */

/* mark: merge, from. move: into, from. back: merge, from, into. */
#define MERGE_STATEMENTS(n, table)                                                                                     \
    [Q_MARK_##n] = SQL("INSERT INTO merge_rows (tenant_id, merge_id, kind, row_id)"                                    \
                       " SELECT :tenant, ?, '" table "', t.id FROM " table                                             \
                       " t WHERE t.tenant_id = :tenant AND t.customer_id = ?"),                                        \
    [Q_MOVE_##n] = SQL("UPDATE " table " SET customer_id = ? WHERE tenant_id = :tenant AND customer_id = ?"),          \
    [Q_BACK_##n] = SQL("UPDATE " table " t JOIN merge_rows m ON m.tenant_id = :tenant AND m.merge_id = ?"              \
                       " AND m.kind = '" table "' AND m.row_id = t.id SET t.customer_id = ?"                           \
                       " WHERE t.tenant_id = :tenant AND t.customer_id = ?"),
MERGE_TABLES(MERGE_STATEMENTS)

/* miss: merge, from, into. copy: into, from, merge. uncopy: from, into, merge. */
#define MERGE_COPY_STATEMENTS(n, table, key, alike, columns, same)                                                     \
    [Q_MISS_##n] =                                                                                                     \
        SQL("INSERT INTO merge_rows (tenant_id, merge_id, kind, row_id) SELECT :tenant, ?, '" table "', " key          \
            " FROM " table " f WHERE f.tenant_id = :tenant AND f.customer_id = ? AND NOT EXISTS (SELECT 1 FROM " table \
            " t WHERE t.tenant_id = :tenant AND t.customer_id = ?" alike ")"),                                         \
    [Q_COPY_##n] =                                                                                                     \
        SQL("INSERT INTO " table " (tenant_id, customer_id, " columns ") SELECT :tenant, ?, " columns                  \
            " FROM merge_rows m STRAIGHT_JOIN " table " f ON f.tenant_id = :tenant AND f.customer_id = ?"              \
            " AND " key " = m.row_id WHERE m.tenant_id = :tenant AND m.merge_id = ? AND m.kind = '" table "'"),        \
    [Q_UNCOPY_##n] =                                                                                                   \
        SQL("DELETE t FROM merge_rows m STRAIGHT_JOIN " table " f ON f.tenant_id = :tenant AND f.customer_id = ?"      \
            " AND " key " = m.row_id STRAIGHT_JOIN " table " t ON t.tenant_id = :tenant AND t.customer_id = ?" alike   \
            " WHERE m.tenant_id = :tenant AND m.merge_id = ? AND m.kind = '" table "' AND " same),
MERGE_COPIES(MERGE_COPY_STATEMENTS)

#define MERGE_PERSON(t, other)                                                                                         \
    "COALESCE((SELECT " t ".shown_name FROM customers " t " WHERE " t ".tenant_id = :tenant AND " t ".id = g." other   \
    "), '')"
#define MERGE                                                                                                                                \
    "SELECT g.id, g.from_id, " MERGE_PERSON("x", "from_id") ", g.into_id, " MERGE_PERSON("y", "into_id") ", g.at, g.actor_id, " PERSON_NAME( \
        "au") ", g.at + INTERVAL 30 DAY, g.undone_at, g.at > UTC_TIMESTAMP(6) - INTERVAL 30 DAY"                                             \
              " FROM merges g LEFT JOIN users au ON au.tenant_id = :tenant AND au.id = g.actor_id WHERE g.tenant_id = :tenant"
[Q_MERGE] = SQL(MERGE " AND g.id = ?"),
    [Q_MERGES] = SQL(MERGE " AND (g.from_id = ? OR g.into_id = ?) ORDER BY g.id DESC LIMIT 100"),

    /* Both at once and in the order of their ids, so that two merges never wait for each other. */
    [Q_MERGE_LOCK] =
        SQL("SELECT c.id, c.state, c.user_id, c.legal_hold, c.version, CAST(c.updated_at AS CHAR), c.points,"
            " c.purchases FROM customers c WHERE c.tenant_id = :tenant AND c.id IN (?, ?)" VISIBLE(
                "c") " ORDER BY c.id FOR UPDATE"),

/* A filled column: blank in the one that stays (t), not in the other (f). */
#define MERGE_NULLS(X)                                                                                                 \
    X("name")                                                                                                          \
    X("email")                                                                                                         \
    X("email_key")                                                                                                     \
    X("phone")                                                                                                         \
    X("segment")                                                                                                       \
    X("since") X("revenue") X("contact_secondary") X("contact_time") X("last_call") X("entered_risk") X("custom")
#define MERGE_EMPTIES(X)      X("street") X("city") X("region") X("postal_code") X("country")
#define MERGE_FILLS_NULL(c)   " IF(t." c " IS NULL AND f." c " IS NOT NULL, '" c ",', ''),"
#define MERGE_FILLS_EMPTY(c)  " IF(t." c " = '' AND f." c " <> '', '" c ",', ''),"
#define MERGE_FILL_NULL(c)    " t." c " = COALESCE(t." c ", f." c "),"
#define MERGE_FILL_EMPTY(c)   " t." c " = IF(t." c " = '', f." c ", t." c "),"
#define MERGE_UNFILL_NULL(c)  " t." c " = IF(FIND_IN_SET('" c "', ?) AND t." c " <=> f." c ", NULL, t." c "),"
#define MERGE_UNFILL_EMPTY(c) " t." c " = IF(FIND_IN_SET('" c "', ?) AND t." c " <=> f." c ", '', t." c "),"
#define MERGE_BOTH            "customers t JOIN customers f ON f.tenant_id = :tenant AND f.id = ?"

    /* from, into */
    [Q_MERGE_FILLS] = SQL("SELECT CONCAT(" MERGE_NULLS(MERGE_FILLS_NULL) MERGE_EMPTIES(
        MERGE_FILLS_EMPTY) " '') FROM " MERGE_BOTH " WHERE t.tenant_id = :tenant AND t.id = ?"),
    [Q_MERGE_FILL] = SQL("UPDATE " MERGE_BOTH " SET" MERGE_NULLS(MERGE_FILL_NULL) MERGE_EMPTIES(
        MERGE_FILL_EMPTY) " t.points = t.points + f.points, t.purchases = t.purchases + f.purchases,"
                          " t.version = t.version + 1, t.updated_at = UTC_TIMESTAMP(6) WHERE t.tenant_id = :tenant AND t.id = ?"),
    /* from, the filled columns for each column, the one that stays */
    [Q_MERGE_UNFILL] = SQL("UPDATE " MERGE_BOTH " SET" MERGE_NULLS(MERGE_UNFILL_NULL) MERGE_EMPTIES(
        MERGE_UNFILL_EMPTY) " t.points = t.points - f.points, t.purchases = GREATEST(t.purchases, f.purchases) - f.purchases,"
                            " t.updated_at = IF(t.version = ?, ?, UTC_TIMESTAMP(6)),"
                            " t.version = IF(t.version = ?, ?, t.version + 1) WHERE t.tenant_id = :tenant AND t.id = ?"),
    [Q_MERGE_AWAY] =
        SQL("UPDATE customers SET state = 'merged', merged_into = ?, user_id = NULL, version = version + 1,"
            " updated_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant AND id = ?"),
    [Q_MERGE_RETURN] = SQL("UPDATE customers SET state = 'active', merged_into = NULL, user_id = ?, version = ?,"
                           " updated_at = ? WHERE tenant_id = :tenant AND id = ? AND state = 'merged'"),
    [Q_MERGE_ACCOUNT] = SQL("UPDATE customers SET user_id = ? WHERE tenant_id = :tenant AND id = ?"),
    [Q_MERGE_ADD] = SQL(
        "INSERT INTO merges (tenant_id, id, from_id, into_id, from_before, into_before, into_after, actor_id)"
        " VALUES (:tenant, ?, ?, ?, JSON_OBJECT('user_id', ?, 'version', ?, 'updated_at', ?),"
        " JSON_OBJECT('filled', ?, 'user_id', ?, 'version', ?, 'updated_at', ?), JSON_OBJECT('version', ?), :actor)"),
    [Q_MERGE_BEFORE] = SQL("SELECT g.from_id, g.into_id, JSON_VALUE(g.from_before, '$.user_id'),"
                           " JSON_VALUE(g.from_before, '$.version'), JSON_VALUE(g.from_before, '$.updated_at'),"
                           " JSON_VALUE(g.into_before, '$.filled'), JSON_VALUE(g.into_before, '$.user_id'),"
                           " JSON_VALUE(g.into_before, '$.version'), JSON_VALUE(g.into_before, '$.updated_at'),"
                           " JSON_VALUE(g.into_after, '$.version'), g.undone_at IS NOT NULL,"
                           " g.at > UTC_TIMESTAMP(6) - INTERVAL 30 DAY FROM merges g"
                           " WHERE g.tenant_id = :tenant AND g.id = ? FOR UPDATE"),
    [Q_MERGE_UNDONE] =
        SQL("UPDATE merges SET undone_at = UTC_TIMESTAMP(6), undone_by = :actor WHERE tenant_id = :tenant AND id = ?"),

    /* address, phone, name; each at most ten */
    [Q_DUPLICATE_IDS] = SQL(
        "(SELECT id FROM customers FORCE INDEX (customers_email) WHERE tenant_id = :tenant AND email_key = ? LIMIT 10)"
        " UNION (SELECT id FROM customers FORCE INDEX (customers_phone) WHERE tenant_id = :tenant AND phone = ? LIMIT 10)"
        " UNION (SELECT id FROM customers FORCE INDEX (customers_external) WHERE tenant_id = :tenant AND external_id = ?)"
        " UNION (SELECT id FROM customers FORCE INDEX (customers_name) WHERE tenant_id = :tenant AND state = 'active'"
        " AND shown_name = ? LIMIT 10)"),
    [Q_DUPLICATES] =
        SQL("SELECT c.id, c.shown_name, c.external_id, c.email, c.phone, c.email_key, c.street, c.postal_code"
            " FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(36) CHARACTER SET ascii PATH '$')) t"
            " STRAIGHT_JOIN customers c ON c.tenant_id = :tenant AND c.id = CAST(t.id AS UUID)"
            " WHERE c.state = 'active' AND c.id <> ?" VISIBLE("c")),
    [Q_DUPLICATE_OF] =
        SQL("SELECT c.shown_name, c.external_id, c.phone, c.email_key, c.street, c.postal_code FROM customers c"
            " WHERE c.tenant_id = :tenant AND c.id = ? AND c.state = 'active'" VISIBLE("c")),
