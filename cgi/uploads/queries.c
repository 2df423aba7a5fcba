#include "uploads.h"

#define LEFT(t) " LEFT JOIN " t " ON "

/* A version as it is told: aliases are the JSON keys. */
#define DATASET_TELL                                                                                                    \
    "SELECT d.no, d.id, d.name, d.schema_name AS `schema`, d.state, COALESCE(a.dataset_no = d.no, 0) AS `active:bool`," \
    " d.rows_total AS `rows`, d.labelled, d.faults, d.failure, COALESCE(d.warnings, '[]') AS `warnings:json`,"          \
    " COALESCE((SELECT JSON_ARRAYAGG(JSON_OBJECT('name', p.name, 'done', p.done, 'total', p.total) ORDER BY p.ord)"     \
    " FROM dataset_phases p WHERE p.tenant_id = d.tenant_id AND p.dataset_no = d.no), '[]') AS `phases:json`,"          \
    " m.id AS model_id, d.bytes, d.created_at, d.created_by, u.name AS created_by_name, d.ready_at"                     \
    " FROM datasets d" LEFT("active a") "a.tenant_id = d.tenant_id" LEFT(                                               \
        "models m") "m.tenant_id = d.tenant_id AND m.no = d.model_no" LEFT("users u") "u.id = d.created_by"             \
                                                                                      " WHERE d.tenant_id = :tenant AND d.removed_at IS NULL"

/* Of tables that were empty a moment ago the optimiser knows nothing: the indexes are named.
   scoring; dataset, above this row, up to that row; unit of the scores, twice: 1, a hundredth for a rule, NULL for none */
#define SCORED                                                                                                         \
    "dataset_rows d FORCE INDEX (PRIMARY) STRAIGHT_JOIN scores s FORCE INDEX (PRIMARY) ON s.tenant_id = :tenant AND s.scoring_no = ? AND s.row_no = d.row_no"
#define STRETCH "d.tenant_id = :tenant AND d.dataset_no = ? AND d.row_no > ? AND d.row_no <= ?"
#define RECORD                                                                                                         \
    " STRAIGHT_JOIN customers c FORCE INDEX (customers_external) ON c.tenant_id = :tenant AND c.external_id = d.external_id"
#define DATA_COLUMNS "NULLIF(d.name, ''), d.value, NULLIF(s.segment, ''), s.score * ?, IF(? IS NULL, NULL, s.band)"

const struct query uploads_queries[Q_COUNT] = {
    [Q_SCHEMA_OWN] = { .sql = "SELECT body, version FROM dataset_schemas WHERE tenant_id = :tenant AND name = ?" },
    [Q_SCHEMA_PRESET] = { .sql = "SELECT body, title FROM schema_presets WHERE name = ?", .global = true },
    [Q_SCHEMA_LIST] = { .sql =
                            "SELECT name, name AS title, FALSE AS `preset:bool`, CAST(version AS SIGNED) AS version"
                            " FROM dataset_schemas"
                            " WHERE tenant_id = :tenant"
                            " UNION ALL SELECT p.name, p.title, TRUE, CAST(NULL AS SIGNED) FROM schema_presets p WHERE NOT EXISTS"
                            " (SELECT 1 FROM dataset_schemas s WHERE s.tenant_id = :tenant AND s.name = p.name)"
                            " ORDER BY 1 LIMIT 500" },
    [Q_SCHEMA_LOCK] = { .sql =
                            "SELECT version FROM dataset_schemas WHERE tenant_id = :tenant AND name = ? FOR UPDATE" },
    [Q_SCHEMA_INSERT] = { .sql = "INSERT INTO dataset_schemas (tenant_id, name, body) VALUES (:tenant, ?, ?)" },
    [Q_SCHEMA_UPDATE] = { .sql =
                              "UPDATE dataset_schemas SET body = ?, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                              " WHERE tenant_id = :tenant AND name = ?" },

    /* The tenant's row of `active` is the lock of all that numbers, activates or removes its versions. */
    [Q_TENANT_LOCK] = { .sql = "INSERT INTO active (tenant_id) VALUES (:tenant)"
                               " ON DUPLICATE KEY UPDATE tenant_id = VALUES(tenant_id)" },
    [Q_DATASET_NEXT] = { .sql =
                             "SELECT no + 1 FROM datasets WHERE tenant_id = :tenant ORDER BY no DESC LIMIT 1 FOR UPDATE" },
    [Q_DATASET_INSERT] = { .sql =
                               "INSERT INTO datasets (tenant_id, no, id, name, schema_name, schema_body, rules, bytes,"
                               " sha256, created_by) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_PHASES_INSERT] = { .sql = "INSERT INTO dataset_phases (tenant_id, dataset_no, ord, name, total)"
                                 " VALUES (:tenant, ?, 0, 'checking', ?), (:tenant, ?, 1, 'storing', 0),"
                                 " (:tenant, ?, 2, 'training', 0), (:tenant, ?, 3, 'scoring', 0)" },
    [Q_DATASET_LIST] = { .sql = DATASET_TELL " AND d.no < ? ORDER BY d.no DESC LIMIT ?" },
    [Q_DATASET_GET] = { .sql = DATASET_TELL " AND d.id = ?" },
    [Q_DATASET_NO] = { .sql = "SELECT no, state, scoring_no, faults FROM datasets WHERE tenant_id = :tenant AND id = ?"
                              " AND removed_at IS NULL" },
    [Q_DATASET_WORK] = { .sql = "SELECT id, state, schema_body, rules, bytes, scoring_no, rows_total FROM datasets"
                                " WHERE tenant_id = :tenant AND no = ? AND removed_at IS NULL" },
    [Q_DATASET_KNOWN] = { .sql = "SELECT COUNT(*) FROM datasets WHERE id = ? AND removed_at IS NULL"
                                 " AND state IN ('received', 'checking', 'storing')",
                          .global = true },
    [Q_DATASET_STATE] = { .sql =
                              "UPDATE datasets SET state = ? WHERE tenant_id = :tenant AND no = ? AND removed_at IS NULL"
                              " AND state IN ('received', 'checking', 'storing')" },
    [Q_DATASET_STORED] = { .sql =
                               "UPDATE datasets SET state = ?, rows_total = ?, labelled = ?, warnings = ?"
                               " WHERE tenant_id = :tenant AND no = ? AND removed_at IS NULL AND state = 'storing'" },
    [Q_DATASET_FAILED] = { .sql = "UPDATE datasets SET state = 'failed', failure = ?, rows_total = ?, faults = ?"
                                  " WHERE tenant_id = :tenant AND no = ? AND state NOT IN ('ready', 'failed')" },
    [Q_DATASET_READY] = { .sql = "UPDATE datasets SET state = 'ready', scoring_no = ?, model_no = ?,"
                                 " ready_at = COALESCE(ready_at, UTC_TIMESTAMP(6))"
                                 " WHERE tenant_id = :tenant AND no = ? AND removed_at IS NULL" },
    [Q_PHASE_SET] = { .sql = "UPDATE dataset_phases SET done = ?, total = ?"
                             " WHERE tenant_id = :tenant AND dataset_no = ? AND ord = ?" },
    [Q_PHASE_DROP] = { .sql = "DELETE FROM dataset_phases WHERE tenant_id = :tenant AND dataset_no = ? AND ord = ?" },

    [Q_FAULT_INSERT] = { .sql =
                             "INSERT INTO dataset_faults (tenant_id, dataset_no, ord, row_no, column_name, value, reason)"
                             " VALUES (:tenant, ?, ?, ?, ?, ?, ?)" },
    [Q_FAULT_PAGE] = { .sql = "SELECT ord, row_no, column_name, value, reason FROM dataset_faults"
                              " WHERE tenant_id = :tenant AND dataset_no = ? AND ord > ? ORDER BY ord LIMIT ?" },
    [Q_ROW_INSERT] = { .sql =
                           "INSERT INTO dataset_rows (tenant_id, dataset_no, row_no, customer_id, external_id, name, label,"
                           " value, cells) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)" },

    /* The version's row, its score and who it is about, by a stretch of rows. */
    [Q_CUSTOMERS_ADD] = { .sql = "INSERT IGNORE INTO customers (tenant_id, id, external_id, data_name, data_value,"
                                 " data_segment, data_score, data_band) SELECT d.tenant_id, d.customer_id,"
                                 " d.external_id, " DATA_COLUMNS " FROM " SCORED " WHERE " STRETCH },
    /* id prefix, kind, unit, dataset, scoring, scoring's id, scoring, stretch, unit, unit */
    [Q_SCORE_CHANGES] = { .sql = "INSERT INTO timeline (tenant_id, customer_id, id, kind, body) SELECT c.tenant_id,"
                                 " c.id, CAST(CONCAT(?, LPAD(LOWER(HEX(d.row_no)), 12, '0')) AS UUID), 'score',"
                                 " JSON_OBJECT('kind', ?, 'from', c.data_score, 'to', s.score * ?, 'from_band',"
                                 " ELT(c.data_band + 1, 'low', 'medium', 'high'), 'to_band',"
                                 " ELT(s.band + 1, 'low', 'medium', 'high'), 'dataset_no', ?, 'scoring_no', ?,"
                                 " 'scoring_id', CAST(? AS CHAR), 'row_no', d.row_no) FROM " SCORED RECORD
                                 " WHERE " STRETCH " AND ? IS NOT NULL AND c.data_score IS NOT NULL"
                                 " AND (c.data_band <> s.band OR ABS(c.data_score - s.score * ?) >= 0.05)" },
    /* scoring, unit, unit, stretch, unit, unit */
    [Q_RECORDS_UPDATE] = { .sql =
                               "UPDATE " SCORED RECORD " SET c.data_name = NULLIF(d.name, ''),"
                               " c.data_value = d.value, c.data_segment = NULLIF(s.segment, ''),"
                               " c.data_score = s.score * ?, c.data_band = IF(? IS NULL, NULL, s.band)"
                               " WHERE " STRETCH " AND NOT (c.data_name <=> NULLIF(d.name, '')"
                               " AND c.data_value <=> d.value AND c.data_segment <=> NULLIF(s.segment, '')"
                               " AND c.data_score <=> s.score * ? AND c.data_band <=> IF(? IS NULL, NULL, s.band))" },
    /* Who came with a version has its row's id: once told, it stays told. dataset's id; stretch */
    [Q_IMPORT_TOLD] = { .sql =
                            "INSERT IGNORE INTO timeline (tenant_id, customer_id, id, at, kind, ref_id, body)"
                            " SELECT c.tenant_id, c.id, c.id, c.created_at, 'import', v.id, JSON_OBJECT('event', 'created',"
                            " 'dataset_no', v.no, 'text', v.name) FROM datasets v STRAIGHT_JOIN dataset_rows d"
                            " FORCE INDEX (PRIMARY) STRAIGHT_JOIN customers c FORCE INDEX (PRIMARY)"
                            " ON c.tenant_id = :tenant AND c.id = d.customer_id WHERE v.tenant_id = :tenant"
                            " AND v.no = d.dataset_no AND " STRETCH },
    [Q_ACTIVE_NOW] = { .sql = "SELECT a.dataset_no, a.scoring_no, d.rows_total FROM active a JOIN datasets d"
                              " ON d.tenant_id = a.tenant_id AND d.no = a.dataset_no WHERE a.tenant_id = :tenant" },
    [Q_RECORDS_SCORED] = { .sql =
                               "SELECT COUNT(*) FROM customers FORCE INDEX (customers_score) WHERE tenant_id = :tenant"
                               " AND state IN ('active', 'merged', 'erased') AND data_band IS NOT NULL" },
    [Q_RECORDS_NEXT] = { .sql =
                             "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = :tenant"
                             " AND id > ? ORDER BY id LIMIT 10000) n" },
    [Q_RECORDS_LEFT] = { .sql = "UPDATE customers c SET c.data_score = NULL, c.data_band = NULL"
                                " WHERE c.tenant_id = :tenant AND c.id > ? AND c.id <= ? AND c.data_band IS NOT NULL"
                                " AND NOT EXISTS (SELECT 1 FROM dataset_rows d WHERE d.tenant_id = :tenant"
                                " AND d.dataset_no = ? AND d.external_id = c.external_id)" },
    [Q_SCORING_GET] = { .sql =
                            "SELECT model_no, dataset_no, kind, id FROM scorings WHERE tenant_id = :tenant AND no = ?"
                            " AND state = 'done'" },
    [Q_ACTIVE_GET] = { .sql = "SELECT dataset_no, scoring_no FROM active WHERE tenant_id = :tenant FOR UPDATE" },
    [Q_ACTIVE_SET] = { .sql = "UPDATE active SET dataset_no = ?, scoring_no = ?, changed_at = UTC_TIMESTAMP(6)"
                              " WHERE tenant_id = :tenant" },

    /* Of a removed version bytes = 0 says that nothing is left but its number. */
    [Q_ALL_REMOVE] = { .sql = "UPDATE datasets SET removed_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant"
                              " AND removed_at IS NULL" },
    [Q_PRUNE_BORDER] = { .sql = "SELECT no FROM datasets WHERE tenant_id = :tenant AND removed_at IS NULL AND state = ?"
                                " ORDER BY no DESC LIMIT 1 OFFSET ?" },
    [Q_PRUNE_MARK] = { .sql = "UPDATE datasets SET removed_at = UTC_TIMESTAMP(6) WHERE tenant_id = :tenant"
                              " AND removed_at IS NULL AND state = ? AND no < ? AND no <> COALESCE("
                              "(SELECT dataset_no FROM active WHERE tenant_id = :tenant), 0)" },
    [Q_PURGE_LIST] = { .sql = "SELECT no, id FROM datasets WHERE tenant_id = :tenant AND removed_at IS NOT NULL"
                              " AND bytes > 0 ORDER BY no" },
    [Q_ROWS_DELETE] = { .sql =
                            "DELETE FROM dataset_rows WHERE tenant_id = :tenant AND dataset_no = ? ORDER BY row_no LIMIT ?" },
    [Q_FAULTS_DELETE] = { .sql = "DELETE FROM dataset_faults WHERE tenant_id = :tenant AND dataset_no = ? ORDER BY ord"
                                 " LIMIT ?" },
    [Q_PHASES_DELETE] = { .sql = "DELETE FROM dataset_phases WHERE tenant_id = :tenant AND dataset_no = ?" },
    [Q_DATASET_EMPTIED] = { .sql =
                                "UPDATE datasets SET name = '', bytes = 0, sha256 = NULL, failure = NULL, warnings = NULL,"
                                " rows_total = 0, labelled = 0, faults = 0, scoring_no = NULL"
                                " WHERE tenant_id = :tenant AND no = ?" },

    /* Scorings that nothing points to. The hour is for pages that were opened on the one before. */
    [Q_SCORING_LIST] = { .sql =
                             "SELECT s.no FROM scorings s JOIN datasets d ON d.tenant_id = s.tenant_id AND d.no = s.dataset_no" LEFT(
                                 "active a") "a.tenant_id = s.tenant_id"
                                             " WHERE s.tenant_id = :tenant AND NOT (a.scoring_no <=> s.no)"
                                             " AND ((d.removed_at IS NOT NULL AND s.state <> 'running') OR"
                                             " (s.created_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR AND NOT (d.scoring_no <=> s.no)"
                                             " AND (d.removed_at IS NOT NULL OR s.state <> 'running')))" },
    [Q_SCORES_DELETE] = { .sql =
                              "DELETE FROM scores WHERE tenant_id = :tenant AND scoring_no = ? ORDER BY row_no LIMIT ?" },
    [Q_FIGURES_DELETE] = { .sql = "DELETE FROM figures WHERE tenant_id = :tenant AND scoring_no = ?" },
    [Q_SCORING_DELETE] = { .sql = "DELETE FROM scorings WHERE tenant_id = :tenant AND no = ?" },

    /* A person's own; one that a profile shows is not surplus. */
    [Q_PICTURE_INSERT] = { .sql =
                               "INSERT INTO pictures (tenant_id, id, owner_id, width, height, sha256, square, original)"
                               " VALUES (:tenant, ?, :actor, ?, ?, ?, ?, ?)" },
    [Q_PICTURE_SURPLUS] = { .sql =
                                "SELECT p.id FROM pictures p JOIN users u ON u.tenant_id = p.tenant_id"
                                " AND u.id = p.owner_id WHERE p.tenant_id = :tenant AND p.owner_id = :actor"
                                " AND NOT (u.picture_id <=> p.id) ORDER BY p.created_at DESC, p.id DESC LIMIT 100 OFFSET ?" },
    [Q_PICTURE_DELETE] = { .sql = "DELETE FROM pictures WHERE tenant_id = :tenant AND id = ? AND owner_id = :actor" },
    [Q_PICTURE_SQUARE] = { .sql = "SELECT square FROM pictures WHERE tenant_id = :tenant AND id = ?" },
    [Q_PICTURE_ORIGINAL] = { .sql = "SELECT original FROM pictures WHERE tenant_id = :tenant AND id = ?" },
    [Q_PICTURE_USE] = { .sql = "UPDATE users SET picture_id = ?, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                               " WHERE tenant_id = :tenant AND id = :actor" },
    [Q_PICTURE_IN_USE] = { .sql = "SELECT picture_id FROM users WHERE tenant_id = :tenant AND id = :actor"
                                  " AND picture_id IS NOT NULL" },
    [Q_PICTURE_UNUSE] = { .sql =
                              "UPDATE users SET picture_id = NULL, version = version + 1, updated_at = UTC_TIMESTAMP(6)"
                              " WHERE tenant_id = :tenant AND picture_id = ? AND id = (SELECT owner_id FROM pictures"
                              " WHERE tenant_id = :tenant AND id = ? AND (owner_id = :actor OR ?))" },
    [Q_PICTURE_REMOVE] = { .sql = "DELETE FROM pictures WHERE tenant_id = :tenant AND id = ?"
                                  " AND (owner_id = :actor OR ?)" },
};
