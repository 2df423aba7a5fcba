/*
 * queries_search.h: the part of the table in queries.c that is about finding customers. Lists of words and numbers go in as JSON.
 */

#define WORD_COLUMN   "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
#define WORDS_GIVEN   "JSON_TABLE(?, '$[*]' COLUMNS (word " WORD_COLUMN " PATH '$')) t"
#define NUMBERS_GIVEN "JSON_TABLE(?, '$[*]' COLUMNS (word_id INT UNSIGNED PATH '$')) t"

/* What the words are made of: name, and the address before the @ where it is words: one with digits is nobody else's, and found as an
   address. */
#define SEARCH_TEXT                                                                                                    \
    "CONCAT_WS(' ', c.shown_name, IF(c.email REGEXP '^[^@]*[0-9]', '', SUBSTRING_INDEX(COALESCE(c.email, ''), '@', 1)))"
#define SEARCH_STAMP "CRC32(CONCAT_WS('|', c.shown_name, c.email))"
#define SEARCH_DOC   " LEFT JOIN search_docs d ON d.tenant_id = :tenant AND d.customer_id = c.id"

[Q_SEARCH_SOURCE] =
    SQL("SELECT " SEARCH_TEXT ", " SEARCH_STAMP ", c.state = 'active', COALESCE(d.words, '[]'),"
        " d.customer_id IS NOT NULL FROM customers c" SEARCH_DOC " WHERE c.tenant_id = :tenant AND c.id = ?"),
    [Q_SEARCH_NOTES] = SQL("SELECT body FROM customer_notes WHERE tenant_id = :tenant AND customer_id = ?"
                           " AND removed_at IS NULL ORDER BY id DESC LIMIT 50"),
    /* The latest state, also of what others added meanwhile. */
    [Q_SEARCH_WORD_IDS] = SQL("SELECT w.id, w.word FROM " WORDS_GIVEN " STRAIGHT_JOIN search_words w"
                              " ON w.tenant_id = :tenant AND w.word = t.word LOCK IN SHARE MODE"),
    [Q_SEARCH_WORDS_ADD] =
        SQL("INSERT IGNORE INTO search_words (tenant_id, word) SELECT :tenant, t.word FROM " WORDS_GIVEN),
    [Q_SEARCH_NEAR_ADD] = SQL(
        "INSERT IGNORE INTO search_near (tenant_id, form, word_id) SELECT :tenant, t.form, t.word_id"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS (form " WORD_COLUMN " PATH '$[0]', word_id INT UNSIGNED PATH '$[1]')) t"),
    [Q_SEARCH_POSTINGS_ADD] = SQL("INSERT IGNORE INTO search_postings (tenant_id, word_id, customer_id)"
                                  " SELECT :tenant, t.word_id, ? FROM " NUMBERS_GIVEN),
    [Q_SEARCH_POSTINGS_DROP] = SQL("DELETE p FROM " NUMBERS_GIVEN " STRAIGHT_JOIN search_postings p"
                                   " ON p.tenant_id = :tenant AND p.word_id = t.word_id AND p.customer_id = ?"),
    [Q_SEARCH_DOC_SET] = SQL("INSERT INTO search_docs (tenant_id, customer_id, stamp, words) VALUES (:tenant, ?, ?, ?)"
                             " ON DUPLICATE KEY UPDATE stamp = VALUES(stamp), words = VALUES(words)"),
    [Q_SEARCH_DOC_DROP] = SQL("DELETE FROM search_docs WHERE tenant_id = :tenant AND customer_id = ?"),

    /* Customers whose words are not those of what they are called now, from an id on. */
    [Q_SEARCH_SCAN] = SQL("SELECT c.id, " SEARCH_TEXT ", " SEARCH_STAMP ", d.customer_id IS NOT NULL FROM customers c"
                          " FORCE INDEX (PRIMARY)" SEARCH_DOC " WHERE c.tenant_id = :tenant AND c.id > ?"
                          " AND c.state = 'active' AND NOT (d.stamp <=> " SEARCH_STAMP ") ORDER BY c.id LIMIT ?"),
    [Q_SEARCH_POSTING] =
        SQL("INSERT IGNORE INTO search_postings (tenant_id, word_id, customer_id) VALUES (:tenant, ?, ?)"),
    [Q_SEARCH_DOC] =
        SQL("INSERT IGNORE INTO search_docs (tenant_id, customer_id, stamp, words) VALUES (:tenant, ?, ?, ?)"),
    [Q_SEARCH_STATE_SET] =
        SQL("INSERT INTO search_state (tenant_id, dataset_no, indexed_at) VALUES (:tenant, ?, UTC_TIMESTAMP(6))"
            " ON DUPLICATE KEY UPDATE dataset_no = VALUES(dataset_no), indexed_at = VALUES(indexed_at)"),
    [Q_SEARCH_ACTIVE] = SQL("SELECT dataset_no FROM active WHERE tenant_id = :tenant"),
    [Q_SEARCH_READY] = SQL("SELECT a.dataset_no IS NULL OR a.dataset_no <=> s.dataset_no FROM active a"
                           " LEFT JOIN search_state s ON s.tenant_id = :tenant WHERE a.tenant_id = :tenant"),

    [Q_WORDS_BEGIN] = SQL("SELECT id, word FROM search_words WHERE tenant_id = :tenant AND word >= ? AND word < ?"
                          " ORDER BY word LIMIT ?"),
    [Q_WORDS_NEAR] = SQL("SELECT DISTINCT w.id, w.word FROM " WORDS_GIVEN
                         " STRAIGHT_JOIN search_near n ON n.tenant_id = :tenant AND n.form = t.word"
                         " STRAIGHT_JOIN search_words w ON w.tenant_id = :tenant AND w.id = n.word_id LIMIT 500"),

#define HIT                                                                                                            \
    "SELECT c.id, c.external_id, c.shown_name, c.email, c.phone, COALESCE(c.segment, c.data_segment), c.data_band,"    \
    " c.stage FROM "
#define FOUND_BY(index, condition)                                                                                     \
    SQL(HIT "customers c FORCE INDEX (" index ") WHERE c.tenant_id = :tenant AND " condition                           \
            " AND c.state = 'active'" VISIBLE("c") " LIMIT ?")
/* The conditions name o.word_id and are those of the rarest word: customers who have it are looked through, so many at most, and of the
   other words (JSON lists of numbers, "[]" for none) each must be among theirs. Who sees few customers has all of those looked through. */
#define OTHER_WORD " AND (? = '[]' OR JSON_OVERLAPS(d.words, ?))"
    [Q_SEARCH_HITS] =
        SQL(HIT "(SELECT o.customer_id FROM search_postings o WHERE o.tenant_id = :tenant" DB_MORE " LIMIT ?) p"
                " STRAIGHT_JOIN search_docs d ON d.tenant_id = :tenant AND d.customer_id = p.customer_id"
                " STRAIGHT_JOIN customers c ON c.tenant_id = :tenant AND c.id = p.customer_id"
                " WHERE c.state = 'active'" OTHER_WORD OTHER_WORD OTHER_WORD " LIMIT ?"),
    [Q_SEARCH_OWN] = SQL(
        HIT
        "customers c FORCE INDEX (customers_assigned) STRAIGHT_JOIN search_docs d ON d.tenant_id = :tenant"
        " AND d.customer_id = c.id WHERE c.tenant_id = :tenant AND c.state = 'active' AND c.assigned_to = :actor" OTHER_WORD
            OTHER_WORD OTHER_WORD OTHER_WORD " LIMIT ?"),
    [Q_SEARCH_COUNT] =
        SQL("SELECT COUNT(*) FROM (SELECT o.word_id FROM search_postings o WHERE o.tenant_id = :tenant" DB_MORE
            " LIMIT ?) x"),
    [Q_SEARCH_ID] = FOUND_BY("customers_external", "c.external_id LIKE ? ESCAPE '!'"),
    [Q_SEARCH_EMAIL] = FOUND_BY("customers_email", "c.email_key LIKE ? ESCAPE '!'"),
    [Q_SEARCH_PHONE] = FOUND_BY("customers_phone", "c.phone LIKE ? ESCAPE '!'"),
