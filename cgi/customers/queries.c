/*
 * queries.c: all statements of the customers binary.
 *
 * A page is found in two steps: first the numbers of its rows, from an index alone, then their contents by primary key.
 * Every keyset walks its index downwards from (key, row): "below the key, or at the key and below the row". A band is
 * the first part of two of the indexes, so "all bands" is three walks of which the best rows are kept.
 * SIEVE walks a bounded stretch and keeps what a text fits, FIND collects all rows that it fits and orders those.
 */
#include "customers.h"

#include "levels.h"
#include "visible.h"

/* How somebody is called, and who looks after c. */
#define PERSON_NAME(t) "COALESCE(NULLIF(" t ".name, ''), " t ".username)"
#define ASSIGNEE       " LEFT JOIN users au ON au.id = c.assigned_to AND au.tenant_id = :tenant"

#define ITEM                                                                                                           \
    "SELECT sc.row_no, c.id, dr.external_id, COALESCE(c.name, dr.name), COALESCE(c.segment, sc.segment)," ITEM_REST
#define ITEM_REST                                                                                                      \
    " sc.score, sc.band, sc.margin, sc.value,"                                                                         \
    " sc.expected_value, CAST(sc.score * sc.value AS DECIMAL(18,2)), sc.action, sc.action_score, sc.contributions,"    \
    " dr.cells, c.email, c.phone, c.stage, c.assigned_to, " PERSON_NAME(                                               \
        "au") ", c.no, c.stage_at, c.created_at,"                                                                      \
              " c.state = 'merged', dr.name, sc.segment FROM "

/* p: the rows of the page. */
#define CONTENTS                                                                                                       \
    " p STRAIGHT_JOIN scores sc ON sc.tenant_id = :tenant AND sc.scoring_no = ? AND sc.row_no = p.row_no"              \
    " STRAIGHT_JOIN dataset_rows dr ON dr.tenant_id = :tenant AND dr.dataset_no = ? AND dr.row_no = p.row_no"          \
    " STRAIGHT_JOIN customers c ON c.tenant_id = :tenant AND c.external_id = dr.external_id" ASSIGNEE

#define SEGMENT(t) " AND (? = '' OR " t ".segment = ?)"

#define BELOW(t, key) " AND (" t "." key " < ? OR (" t "." key " = ? AND " t ".row_no < ?))"

/* One walk: scoring, band, key, key, row, segment, segment, limit. */
#define WALK(key, index)                                                                                               \
    "(SELECT s.row_no, s." key " AS place FROM scores s FORCE INDEX (" index ")"                                       \
    " WHERE s.tenant_id = :tenant AND s.scoring_no = ? AND s.band = ?" BELOW("s", key) SEGMENT("s") WALK_END(key)

#define WALK_END(key) " ORDER BY s." key " DESC, s.row_no DESC LIMIT ?)"

/* Three walks, then limit. */
#define WALK_ALL(key, index)                                                                                           \
    "(" WALK(key, index) " UNION ALL " WALK(key, index) " UNION ALL " WALK(key, index) WALK_ALL_END
#define WALK_ALL_END " ORDER BY place DESC, row_no DESC LIMIT ?)"

/* scoring, lowest score, low band, high band, key, key, row, segment, segment, limit. The highest score of a band is
   where the walk begins, the lowest ends it. */
#define WALK_SCORE                                                                                                     \
    "(SELECT s.row_no, s.score AS place FROM scores s FORCE INDEX (scores_score) WHERE s.tenant_id = :tenant"          \
    " AND s.scoring_no = ? AND s.score >= ? AND s.band BETWEEN ? AND ?" BELOW("s", "score") SEGMENT("s")               \
        WALK_END("score")

/* dataset, name, name, row, scoring, low band, high band, segment, segment, limit */
#define WALK_NAME                                                                                                                        \
    "(SELECT d.row_no, d.name AS place FROM dataset_rows d FORCE INDEX (dataset_rows_name) STRAIGHT_JOIN scores s FORCE INDEX (PRIMARY)" \
    " ON s.tenant_id = :tenant AND s.row_no = d.row_no WHERE d.tenant_id = :tenant AND d.dataset_no = ?" ABOVE_NAME                      \
    " AND s.scoring_no = ? AND s.band BETWEEN ? AND ?" SEGMENT("s") " ORDER BY d.name, d.row_no LIMIT ?)"

#define ABOVE_NAME " AND (d.name > ? OR (d.name = ? AND d.row_no > ?))"

/* The walk, then scoring, dataset. */
#define PAGE(walk, order) ITEM walk CONTENTS " ORDER BY " order

/* The walk, dataset, name pattern, id pattern, limit, scoring, dataset. */
#define SIEVE(walk, place, order)                                                                                      \
    ITEM "(SELECT w.row_no, w.place FROM " walk                                                                        \
         " w STRAIGHT_JOIN dataset_rows n ON n.tenant_id = :tenant AND n.dataset_no = ?"                               \
         " AND n.row_no = w.row_no WHERE n.name LIKE ? ESCAPE '!' OR n.external_id LIKE ? ESCAPE '!'"                  \
         " ORDER BY " place " LIMIT ?)" CONTENTS " ORDER BY " order

/* The page's rows are ordered before anything is joined to them: ordered afterwards, whole records would be copied. */
#define DOWN       "p.place DESC, p.row_no DESC"
#define UP         "p.place, p.row_no"
#define PLACE_DOWN "w.place DESC, w.row_no DESC"
#define PLACE_UP   "w.place, w.row_no"

/* dataset, name pattern, dataset, id pattern */
#define FOUND                                                                                                               \
    "(SELECT n.row_no FROM dataset_rows n FORCE INDEX (dataset_rows_name) WHERE n.tenant_id = :tenant AND n.dataset_no = ?" \
    " AND n.name LIKE ? ESCAPE '!' UNION SELECT e.row_no FROM dataset_rows e WHERE e.tenant_id = :tenant"                   \
    " AND e.dataset_no = ? AND e.external_id LIKE ? ESCAPE '!') m"

/* The same by way of the words of the customers' names, when they are indexed: word pattern before the other arguments. */
#define WORDED                                                                                                         \
    "(SELECT n.row_no FROM search_words w STRAIGHT_JOIN search_postings o ON o.tenant_id = :tenant"                    \
    " AND o.word_id = w.id STRAIGHT_JOIN customers k ON k.tenant_id = :tenant AND k.id = o.customer_id"                \
    " STRAIGHT_JOIN dataset_rows n FORCE INDEX (dataset_rows_external) ON n.tenant_id = :tenant"                       \
    " AND n.external_id = k.external_id WHERE w.tenant_id = :tenant AND w.word LIKE ? ESCAPE '!' AND n.dataset_no = ?" \
    " AND n.name LIKE ? ESCAPE '!' UNION SELECT e.row_no FROM dataset_rows e WHERE e.tenant_id = :tenant"              \
    " AND e.dataset_no = ? AND e.external_id LIKE ? ESCAPE '!') m"

/* The same of those assigned to the actor, with the same arguments. */
#define OWN                                                                                                            \
    "(SELECT n.row_no FROM customers c FORCE INDEX (customers_assigned) STRAIGHT_JOIN dataset_rows n"                  \
    " FORCE INDEX (dataset_rows_external) ON n.tenant_id = :tenant AND n.external_id = c.external_id"                  \
    " WHERE c.tenant_id = :tenant AND c.state = 'active' AND c.assigned_to = :actor AND n.dataset_no = ?"              \
    " AND (n.name LIKE ? ESCAPE '!' OR (n.dataset_no = ? AND n.external_id LIKE ? ESCAPE '!'))) m"

/* found, scoring, low band, high band, key, key, row, segment, segment, limit, scoring, dataset */
#define FIND(found, key)                                                                                               \
    ITEM "(SELECT s.row_no, s." key " AS place FROM " found                                                            \
         " STRAIGHT_JOIN scores s FORCE INDEX (PRIMARY) ON s.tenant_id = :tenant"                                      \
         " AND s.scoring_no = ? AND s.row_no = m.row_no WHERE s.band BETWEEN ? AND ?" BELOW("s", key) SEGMENT("s")     \
             WALK_END(key) CONTENTS " ORDER BY " DOWN

/* found, dataset, name, name, row, scoring, low band, high band, segment, segment, limit, scoring, dataset */
#define FIND_NAME(found)                                                                                               \
    ITEM                                                                                                               \
        "(SELECT d.row_no, d.name AS place FROM " found                                                                \
        " STRAIGHT_JOIN dataset_rows d FORCE INDEX (PRIMARY) ON d.tenant_id = :tenant"                                 \
        " AND d.row_no = m.row_no STRAIGHT_JOIN scores s FORCE INDEX (PRIMARY) ON s.tenant_id = :tenant"               \
        " AND s.row_no = d.row_no WHERE d.dataset_no = ?" ABOVE_NAME                                                   \
        " AND s.scoring_no = ? AND s.band BETWEEN ? AND ?" SEGMENT("s") " ORDER BY d.name, d.row_no LIMIT ?)" CONTENTS \
                                                                        " ORDER BY " UP

/* VigilPay's search. The text fits: id pattern, name pattern, place of the geography, pattern, of the gender, pattern; whether the actor sees all. */
#define CELL(n) "SUBSTRING_INDEX(SUBSTRING_INDEX(d.cells, '\\t', " n "), '\\t', -1) COLLATE utf8mb4_uca1400_ai_ci"
#define SEARCH_FITS                                                                                                    \
    " (d.external_id COLLATE utf8mb4_uca1400_ai_ci LIKE ? ESCAPE '!' OR d.name LIKE ? ESCAPE '!'"                      \
    " OR " CELL("?") " LIKE ? ESCAPE '!' OR " CELL(                                                                    \
        "?") " LIKE ? ESCAPE '!')"                                                                                     \
             " AND EXISTS (SELECT 1 FROM customers v WHERE v.tenant_id = :tenant AND v.external_id = d.external_id"    \
             " AND v.state = 'active'" VISIBLE("v") ")"
#define SEARCH_ITEM  "SELECT d.row_no, d.external_id, d.name, d.cells, s.score FROM "
#define SEARCH_ORDER " ORDER BY s.score DESC, d.name, d.row_no LIMIT 8"

#define SQL(text)                                                                                                      \
    {                                                                                                                  \
        .sql = (text)                                                                                                  \
    }

const struct query customers_queries[Q_COUNT] = {
    [Q_ACTIVE] =
        SQL("SELECT s.no, s.id FROM active a JOIN scorings s ON s.tenant_id = a.tenant_id AND s.no = a.scoring_no"
            " WHERE a.tenant_id = :tenant"),
    [Q_SCORING_ID] = SQL("SELECT id FROM scorings WHERE tenant_id = :tenant AND no = ?"),

    [Q_SCORING] =
        SQL("SELECT s.no, s.dataset_no, s.kind, s.settings, s.base, s.typical, s.done_at, d.id, d.schema_body, m.id,"
            " s.rows_done, s.id, m.encoding"
            " FROM scorings s JOIN datasets d ON d.tenant_id = s.tenant_id AND d.no = s.dataset_no"
            " LEFT JOIN models m ON m.tenant_id = s.tenant_id AND m.no = s.model_no"
            " WHERE s.tenant_id = :tenant AND s.no = ? AND s.state = 'done' AND d.removed_at IS NULL"),

    [Q_PLACE] = SQL("SELECT s.rank_expected, s.rank_value, s.score, d.name FROM scores s JOIN dataset_rows d"
                    " ON d.tenant_id = s.tenant_id AND d.row_no = s.row_no"
                    " WHERE s.tenant_id = :tenant AND s.scoring_no = ? AND s.row_no = ? AND d.dataset_no = ?"),

    [Q_KEPT] =
        SQL("SELECT NULL, c.id, c.external_id, c.name, c.segment, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            " NULL, c.email, c.phone, c.stage, c.assigned_to, " PERSON_NAME(
                "au") ", c.no, c.stage_at, c.created_at,"
                      " c.state <> 'active' FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) k"
                      " STRAIGHT_JOIN customers c ON c.tenant_id = :tenant AND c.id = CAST(k.id AS UUID)" ASSIGNEE),

    [Q_PAGE_EXPECTED] = SQL(PAGE(WALK("rank_expected", "scores_expected"), DOWN)),
    [Q_PAGE_EXPECTED_ALL] = SQL(PAGE(WALK_ALL("rank_expected", "scores_expected"), DOWN)),
    [Q_PAGE_VALUE] = SQL(PAGE(WALK("rank_value", "scores_value"), DOWN)),
    [Q_PAGE_VALUE_ALL] = SQL(PAGE(WALK_ALL("rank_value", "scores_value"), DOWN)),
    [Q_PAGE_SCORE] = SQL(PAGE(WALK_SCORE, DOWN)),
    [Q_PAGE_NAME] = SQL(PAGE(WALK_NAME, UP)),

    [Q_SIEVE_EXPECTED] = SQL(SIEVE(WALK("rank_expected", "scores_expected"), PLACE_DOWN, DOWN)),
    [Q_SIEVE_EXPECTED_ALL] = SQL(SIEVE(WALK_ALL("rank_expected", "scores_expected"), PLACE_DOWN, DOWN)),
    [Q_SIEVE_VALUE] = SQL(SIEVE(WALK("rank_value", "scores_value"), PLACE_DOWN, DOWN)),
    [Q_SIEVE_VALUE_ALL] = SQL(SIEVE(WALK_ALL("rank_value", "scores_value"), PLACE_DOWN, DOWN)),
    [Q_SIEVE_SCORE] = SQL(SIEVE(WALK_SCORE, PLACE_DOWN, DOWN)),
    [Q_SIEVE_NAME] = SQL(SIEVE(WALK_NAME, PLACE_UP, UP)),

    [Q_FIND_EXPECTED] = SQL(FIND(FOUND, "rank_expected")),
    [Q_FIND_VALUE] = SQL(FIND(FOUND, "rank_value")),
    [Q_FIND_SCORE] = SQL(FIND(FOUND, "score")),
    [Q_FIND_NAME] = SQL(FIND_NAME(FOUND)),
    [Q_WORDED_EXPECTED] = SQL(FIND(WORDED, "rank_expected")),
    [Q_WORDED_VALUE] = SQL(FIND(WORDED, "rank_value")),
    [Q_WORDED_SCORE] = SQL(FIND(WORDED, "score")),
    [Q_WORDED_NAME] = SQL(FIND_NAME(WORDED)),
    [Q_OWN_EXPECTED] = SQL(FIND(OWN, "rank_expected")),
    [Q_OWN_VALUE] = SQL(FIND(OWN, "rank_value")),
    [Q_OWN_SCORE] = SQL(FIND(OWN, "score")),
    [Q_OWN_NAME] = SQL(FIND_NAME(OWN)),

    [Q_ONE] = SQL(
        ITEM
        "(SELECT d.row_no FROM customers k JOIN dataset_rows d FORCE INDEX (dataset_rows_external) ON d.tenant_id = :tenant AND d.dataset_no = ?"
        " AND d.external_id = k.external_id WHERE k.tenant_id = :tenant AND k.id = ?"
        " ORDER BY d.row_no LIMIT 1)" CONTENTS),

    [Q_BEFORE] = SQL(
        "SELECT b.kind, s.score, s.band, b.dataset_no FROM (SELECT g.no, g.dataset_no, g.kind FROM scorings g"
        " JOIN datasets d ON d.tenant_id = g.tenant_id AND d.no = g.dataset_no WHERE g.tenant_id = :tenant"
        " AND g.no < ? AND g.dataset_no <> ? AND g.state = 'done' AND d.removed_at IS NULL"
        " ORDER BY g.no DESC LIMIT 1) b JOIN dataset_rows r FORCE INDEX (dataset_rows_external) ON r.tenant_id = :tenant"
        " AND r.dataset_no = b.dataset_no AND r.external_id = ? JOIN scores s ON s.tenant_id = :tenant"
        " AND s.scoring_no = b.no AND s.row_no = r.row_no ORDER BY r.row_no LIMIT 1"),

    /* scoring, how many, dataset, fits */
    [Q_SEARCH_TOP] =
        SQL(SEARCH_ITEM
            "(SELECT row_no, score FROM scores FORCE INDEX (scores_score) WHERE tenant_id = :tenant"
            " AND scoring_no = ? ORDER BY score DESC LIMIT ?) s STRAIGHT_JOIN dataset_rows d"
            " ON d.tenant_id = :tenant AND d.dataset_no = ? AND d.row_no = s.row_no WHERE" SEARCH_FITS SEARCH_ORDER),

    /* dataset, fits, scoring */
    [Q_SEARCH] =
        SQL(SEARCH_ITEM "dataset_rows d STRAIGHT_JOIN scores s FORCE INDEX (PRIMARY) ON s.tenant_id = :tenant"
                        " AND s.row_no = d.row_no WHERE d.tenant_id = :tenant AND d.dataset_no = ? AND" SEARCH_FITS
                        " AND s.scoring_no = ?" SEARCH_ORDER),

#include "queries_records.h"
#include "queries_search.h"
#include "queries_views.h"
#include "queries_exports.h"
#include "queries_merge.h"
#include "queries_privacy.h"
};
