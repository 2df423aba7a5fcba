/* All statements of the scores binary. */
#include "scores.h"

#include "visible.h"

/* A model as it is told; the columns are numbered in models.c. */
#define MODEL_TELL                                                                                                     \
    "SELECT m.id, m.no, m.dataset_id, m.dataset_no, m.schema_name, m.rows_total, m.churners, m.state, m.params,"       \
    " m.encoding, m.metrics, m.calibration, m.importance, m.lift, m.comparison, COALESCE(m.warnings, '[]'),"           \
    " COALESCE(m.excluded, '[]'), m.code, m.created_at, m.created_by, u.name"                                          \
    " FROM models m LEFT JOIN users u ON u.id = m.created_by AND u.tenant_id = m.tenant_id"

const struct query scores_queries[Q_COUNT] = {
    [Q_DATASET] = { "SELECT no, id, name, schema_name, state, schema_body, rows_total, labelled FROM datasets"
                    " WHERE tenant_id = :tenant AND no = ? AND removed_at IS NULL" },
    [Q_DATASET_STATE] = { "UPDATE datasets SET state = ? WHERE tenant_id = :tenant AND no = ?"
                          " AND state IN ('storing', 'training', 'scoring')" },
    [Q_DATASET_FAILED] = { "UPDATE datasets SET state = 'failed', failure = ? WHERE tenant_id = :tenant AND no = ?"
                           " AND state NOT IN ('ready', 'failed')" },
    [Q_DATASET_WARN] = { "UPDATE datasets SET warnings = JSON_ARRAY_APPEND(COALESCE(warnings, '[]'), '$', ?)"
                         " WHERE tenant_id = :tenant AND no = ?"
                         " AND NOT JSON_CONTAINS(COALESCE(warnings, '[]'), JSON_QUOTE(?))" },
    [Q_PHASE_SET] = { "INSERT INTO dataset_phases (tenant_id, dataset_no, ord, name, done, total)"
                      " VALUES (:tenant, ?, ?, ?, ?, ?)"
                      " ON DUPLICATE KEY UPDATE done = VALUES(done), total = VALUES(total)" },
    [Q_PHASE_DROP] = { "DELETE FROM dataset_phases WHERE tenant_id = :tenant AND dataset_no = ? AND ord = ?" },

    [Q_LABELLED_COUNT] = { "SELECT COUNT(*) FROM dataset_rows WHERE tenant_id = :tenant AND dataset_no = ?"
                           " AND label IS NOT NULL" },
    [Q_LABELLED_ROWS] = { "SELECT row_no, external_id, label, cells FROM dataset_rows WHERE tenant_id = :tenant"
                          " AND dataset_no = ? AND row_no > ? ORDER BY row_no LIMIT ?" },

    /* The tenant's own row is the lock of all that numbers models and scorings or moves a champion. */
    [Q_TENANT_LOCK] = { "SELECT id FROM tenants WHERE id = :tenant FOR UPDATE" },
    [Q_MODEL_OF_DATASET] = { "SELECT no FROM models WHERE tenant_id = :tenant AND dataset_no = ? ORDER BY no DESC"
                             " LIMIT 1" },
    [Q_MODEL_NEXT] = { "SELECT COALESCE(MAX(no), 0) + 1 FROM models WHERE tenant_id = :tenant" },
    [Q_MODEL_INSERT] = { "INSERT INTO models (tenant_id, no, id, schema_name, dataset_no, dataset_id, rows_total,"
                         " churners, encoding, params, metrics, calibration, importance, lift, comparison, warnings,"
                         " excluded, platt_a, platt_b, booster, booster_sha, oof, data_hash, code, created_by)"
                         " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                         " :actor)" },
    [Q_MODEL_STATE] = { "UPDATE models SET state = ? WHERE tenant_id = :tenant AND no = ?" },
    [Q_MODEL_LOAD] = { "SELECT id, encoding, platt_a, platt_b, booster, booster_sha FROM models"
                       " WHERE tenant_id = :tenant AND no = ?" },
    [Q_MODEL_OOF] = { "SELECT oof, data_hash, id FROM models WHERE tenant_id = :tenant AND no = ?" },
    [Q_MODEL_LIST] = { MODEL_TELL " WHERE m.tenant_id = :tenant AND m.no < ? AND (? = '' OR m.schema_name = ?)"
                                  " ORDER BY m.no DESC LIMIT ?" },
    [Q_MODEL_GET] = { MODEL_TELL " WHERE m.tenant_id = :tenant AND m.id = ?" },
    [Q_MODEL_CHAMPION] = { MODEL_TELL " JOIN champions c ON c.tenant_id = m.tenant_id AND c.model_no = m.no"
                                      " WHERE m.tenant_id = :tenant AND c.schema_name = COALESCE(NULLIF(?, ''),"
                                      " (SELECT d.schema_name FROM active a JOIN datasets d"
                                      " ON d.tenant_id = a.tenant_id AND d.no = a.dataset_no"
                                      " WHERE a.tenant_id = :tenant), c.schema_name) ORDER BY m.no DESC LIMIT 1" },
    [Q_MODEL_BY_ID] = { "SELECT no, schema_name, state, dataset_no FROM models WHERE tenant_id = :tenant AND id = ?" },
    [Q_CHAMPION] = { "SELECT model_no FROM champions WHERE tenant_id = :tenant AND schema_name = ?" },
    [Q_MODEL_BEFORE] = { "SELECT COALESCE(MAX(no), 0) FROM models WHERE tenant_id = :tenant AND schema_name = ? AND no < ?"
                         " AND state IN ('champion', 'retired')" },
    [Q_CHAMPION_SET] = { "INSERT INTO champions (tenant_id, schema_name, model_no) VALUES (:tenant, ?, ?)"
                         " ON DUPLICATE KEY UPDATE model_no = VALUES(model_no), version = version + 1" },
    [Q_HISTORY_ADD] = { "INSERT INTO model_history (tenant_id, id, schema_name, model_no, action, dataset_no, reason,"
                        " actor_id) VALUES (:tenant, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_HISTORY_LIST] = { "SELECT h.id, h.at, h.action, h.schema_name AS `schema`, m.id AS model_id, h.model_no,"
                         " d.id AS dataset_id, h.dataset_no, d.name AS dataset_name, h.reason, h.actor_id,"
                         " u.name AS actor_name FROM model_history h"
                         " LEFT JOIN models m ON m.tenant_id = h.tenant_id AND m.no = h.model_no"
                         " LEFT JOIN datasets d ON d.tenant_id = h.tenant_id AND d.no = h.dataset_no"
                         " LEFT JOIN users u ON u.id = h.actor_id AND u.tenant_id = h.tenant_id"
                         " WHERE h.tenant_id = :tenant AND h.id < ? ORDER BY h.id DESC LIMIT ?" },

    [Q_SETTINGS] = { "SELECT acceptance, incentive, redemption, value_rate, band_high, band_medium, currency"
                     " FROM tenant_settings WHERE tenant_id = :tenant" },
    [Q_SCORING_RUNNING] = { "SELECT no FROM scorings WHERE tenant_id = :tenant AND dataset_no = ?"
                            " AND model_no <=> ? AND kind = ? AND state = 'running' ORDER BY no DESC LIMIT 1" },
    [Q_SCORINGS_GIVE_UP] = { "UPDATE scorings SET state = 'failed' WHERE tenant_id = :tenant AND dataset_no = ?"
                             " AND state = 'running'" },
    [Q_SCORING_NEXT] = { "SELECT COALESCE(MAX(no), 0) + 1 FROM scorings WHERE tenant_id = :tenant" },
    [Q_SCORING_INSERT] = { "INSERT INTO scorings (tenant_id, no, id, dataset_no, kind, model_no, settings, base, typical)"
                           " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_SCORING_GET] = { "SELECT no, id, settings, rows_done FROM scorings WHERE tenant_id = :tenant AND no = ?" },
    [Q_SCORING_PROGRESS] = { "UPDATE scorings SET rows_done = rows_done + ? WHERE tenant_id = :tenant AND no = ?"
                             " AND state = 'running'" },
    [Q_SCORING_DONE] = { "UPDATE scorings SET state = 'done', done_at = ? WHERE tenant_id = :tenant AND no = ?"
                         " AND state = 'running'" },
    [Q_SCORINGS_DONE_OF] = { "SELECT COUNT(*) FROM scorings WHERE tenant_id = :tenant AND dataset_no = ?"
                             " AND state = 'done'" },
    [Q_ROWS] = { "SELECT row_no, customer_id, external_id, name, label, value, cells FROM dataset_rows"
                 " WHERE tenant_id = :tenant AND dataset_no = ? AND row_no > ? ORDER BY row_no LIMIT ?" },
    [Q_SCORE_INSERT] = { "INSERT INTO scores (tenant_id, scoring_no, row_no, band, score, margin, value, expected_value,"
                         " action, action_score, rank_value, rank_expected, segment, contributions)"
                         " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
    [Q_SCORES_OF] = { "SELECT row_no, score, margin, expected_value, action, action_score, contributions FROM scores"
                      " WHERE tenant_id = :tenant AND scoring_no = ? AND row_no > ? ORDER BY row_no LIMIT ?" },
    [Q_SCORES_LAST] = { "SELECT COALESCE(MAX(row_no), 0) FROM scores WHERE tenant_id = :tenant AND scoring_no = ?" },
    [Q_SCORES_PREVIOUS] = { "SELECT d.row_no, d.external_id, s.score FROM dataset_rows d JOIN scores s"
                            " ON s.tenant_id = d.tenant_id AND s.row_no = d.row_no WHERE d.tenant_id = :tenant"
                            " AND s.tenant_id = :tenant AND d.dataset_no = ? AND s.scoring_no = ? AND d.row_no > ?"
                            " ORDER BY d.row_no LIMIT ?" },
    [Q_FIGURE_SET] = { "INSERT INTO figures (tenant_id, scoring_no, name, body) VALUES (:tenant, ?, ?, ?)"
                       " ON DUPLICATE KEY UPDATE body = VALUES(body)" },
    [Q_ACTIVE] = { "SELECT a.dataset_no, a.scoring_no, s.kind FROM active a JOIN scorings s"
                   " ON s.tenant_id = a.tenant_id AND s.no = a.scoring_no WHERE a.tenant_id = :tenant" },
    [Q_CUSTOMER_ID] = { "SELECT id FROM customers WHERE tenant_id = :tenant AND external_id = ?" },

    /* A customer of the active dataset. */
    [Q_CUSTOMER_CELLS] = { "SELECT d.cells FROM customers c JOIN dataset_rows d ON d.tenant_id = :tenant"
                           " AND d.dataset_no = ? AND d.external_id = c.external_id WHERE c.tenant_id = :tenant"
                           " AND c.id = ?" VISIBLE("c") " ORDER BY d.row_no LIMIT 1" },
    /* What predictions are made with: the active scoring's model, dataset and cut-offs. */
    [Q_PREDICT_SCORING] = { "SELECT a.dataset_no, d.schema_name, s.model_no, s.settings, s.no FROM active a"
                            " JOIN datasets d ON d.tenant_id = a.tenant_id AND d.no = a.dataset_no"
                            " JOIN scorings s ON s.tenant_id = a.tenant_id AND s.no = a.scoring_no"
                            " WHERE a.tenant_id = :tenant" },
};
