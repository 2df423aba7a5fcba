/*
 * queries_views.h: the part of the table in queries.c that is about saved views.
 */

/* whether the actor may write common ones, the actor's roles "|a|b|" */
#define VIEW_SEEN                                                                                                      \
    " AND (v.owner_id = :actor OR v.scope = 'tenant' OR (v.scope = 'role' AND (? OR LOCATE(CONCAT('|', v.role, '|'), ?) > 0)))"
#define VIEW                                                                                                                  \
    "SELECT v.id, v.list, v.name, v.scope, v.role, v.query, v.columns AS `columns:json`, v.owner_id = :actor AS `mine:bool`," \
    " IF(u.id IS NULL, NULL, JSON_OBJECT('id', CAST(u.id AS CHAR), 'name', " PERSON_NAME(                                     \
        "u") ")) AS `owner:json`,"                                                                                            \
             " v.created_at, v.updated_at, v.version FROM views v"                                                            \
             " LEFT JOIN users u ON u.tenant_id = :tenant AND u.id = v.owner_id WHERE v.tenant_id = :tenant"

[Q_VIEWS] = SQL(VIEW " AND (? IS NULL OR v.list = ?)" VIEW_SEEN " ORDER BY v.name, v.id LIMIT 500"),
    [Q_VIEW] = SQL(VIEW " AND v.id = ?" VIEW_SEEN),
    [Q_VIEW_LOCK] = SQL("SELECT v.version, v.scope, v.role, v.owner_id = :actor, v.owner_id FROM views v"
                        " WHERE v.tenant_id = :tenant AND v.id = ?" VIEW_SEEN " FOR UPDATE"),
    [Q_VIEW_COUNT] = SQL("SELECT COUNT(*) FROM views WHERE tenant_id = :tenant AND owner_id = ?"),
    [Q_VIEW_ROLE] = SQL("SELECT 1 FROM roles WHERE tenant_id = :tenant AND name = ?"),
    [Q_VIEW_ADD] = SQL("INSERT INTO views (tenant_id, id, list, name, scope, role, query, columns, owner_id)"
                       " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, :actor)"),
    [Q_VIEW_SET] = SQL("UPDATE views SET name = COALESCE(?, name), scope = ?, role = ?, query = COALESCE(?, query),"
                       " columns = COALESCE(?, columns), updated_at = UTC_TIMESTAMP(6), version = version + 1"
                       " WHERE tenant_id = :tenant AND id = ?"),
    [Q_VIEW_DROP] = SQL("DELETE FROM views WHERE tenant_id = :tenant AND id = ?"),
