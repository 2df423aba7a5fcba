#include "unit/unit.h"

#include "clock.h"
#include "out.h"
#include "unit/db_fixture.h"

#include "../../lib/db_sql.h"

enum {
    Q_DROP,
    Q_CREATE,
    Q_CLEAR,
    Q_INSERT,
    Q_ALL,
    Q_JSON,
    Q_ORDER,
    Q_COUNT,
    Q_RENAME,
    Q_LOCK,
    Q_BULK,
    Q_BULK_READ,
    Q_QUOTED,
    Q_KILL,
    Q_ID,
    Q_NOWAIT,
    Q_SLEEP,
    Q_WIDE,
    Q_SESSION,
    Q_BEGIN,
    Q_BEGUN,
};

static const struct query queries[] = {
    [Q_BEGIN] = { "START TRANSACTION", .global = true },
    [Q_BEGUN] = { "SELECT @@in_transaction", .global = true },
    [Q_DROP] = { "DROP TABLE IF EXISTS unit_things", .global = true },
    [Q_CREATE] = { "CREATE TABLE unit_things (tenant_id INT UNSIGNED NOT NULL, id UUID NOT NULL, name VARCHAR(255) NOT NULL,"
                   " amount DECIMAL(18,2) NULL, ratio DOUBLE NULL, big BIGINT UNSIGNED NULL, small TINYINT NULL,"
                   " at DATETIME(6) NULL, data LONGBLOB NULL, doc JSON NULL, raw BINARY(4) NULL, actor UUID NULL,"
                   " PRIMARY KEY (tenant_id, id), UNIQUE KEY unit_name (name)) ENGINE = InnoDB",
                   .global = true },
    [Q_CLEAR] = { "DELETE FROM unit_things WHERE tenant_id = :tenant" },
    [Q_INSERT] = { "INSERT INTO unit_things (tenant_id, id, name, amount, ratio, big, small, at, data, doc, raw, actor)"
                   " VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_ALL] = { "SELECT id, name, amount, ratio, big, small, at, data, doc, raw, actor, DATE(at) FROM unit_things"
                " WHERE tenant_id = :tenant AND id = ? AND tenant_id = :tenant" },
    [Q_JSON] = { "SELECT id, name, amount, ratio, big AS 'big:str', small AS \"small:bool\", at, doc AS `doc:json`,"
                 " raw, actor, SUM(small) AS 'sum:int', amount AS 'amount_number:num'"
                 " FROM unit_things WHERE tenant_id = :tenant" },
    [Q_ORDER] = { "SELECT name FROM unit_things WHERE tenant_id = :tenant ORDER BY id" },
    [Q_COUNT] = { "SELECT COUNT(*) FROM unit_things WHERE tenant_id = :tenant" },
    [Q_RENAME] = { "UPDATE unit_things SET name = ? WHERE tenant_id = :tenant AND name = ?" },
    [Q_LOCK] = { "SELECT id FROM unit_things WHERE tenant_id = :tenant FOR UPDATE" },
    [Q_BULK] = { "INSERT INTO unit_things (tenant_id, id, name, ratio, small, at, data, actor)"
                 " VALUES (:tenant, ?, ?, ?, ?, ?, ?, :actor)" },
    [Q_BULK_READ] = { "SELECT id, name, ratio, small, at, data, actor FROM unit_things WHERE tenant_id = :tenant"
                      " ORDER BY id" },
    [Q_QUOTED] = { "SELECT ':tenant ?', \"it''s ? :actor\", `name` /* ? */ FROM unit_things -- ?\n"
                   " WHERE tenant_id = :tenant LIMIT ?" },
    [Q_KILL] = { "KILL CONNECTION ?", .global = true },
    [Q_ID] = { "SELECT CONNECTION_ID()", .global = true },
    [Q_NOWAIT] = { "SET SESSION innodb_lock_wait_timeout = 0", .global = true },
    [Q_SLEEP] = { "SELECT SLEEP(10)", .global = true },
    [Q_WIDE] = { "SELECT REPEAT('x', ?), REPEAT('y', 3) UNION ALL SELECT REPEAT('z', ?), NULL UNION ALL SELECT '', 'w'",
                 .global = true },
    [Q_SESSION] = { "SELECT @@sql_mode, @@time_zone, @@innodb_lock_wait_timeout, @@max_statement_time,"
                    " @@innodb_snapshot_isolation, @@idle_transaction_timeout, @@character_set_client",
                    .global = true },
};
static const struct app app = { .name = "unit",
                                .queries = queries,
                                .query_count = sizeof(queries) / sizeof(queries[0]) };

#define READY(r)                                                                                                       \
    NEEDS_DATABASE;                                                                                                    \
    DB_FIXTURE(r, &app);                                                                                               \
    CHECK(db_exec(&r, Q_DROP, NO_ARGS, NULL) == ERR_NONE);                                                             \
    CHECK(db_exec(&r, Q_CREATE, NO_ARGS, NULL) == ERR_NONE)

#define DONE(r)                                                                                                        \
    do {                                                                                                               \
        CHECK(db_exec(&r, Q_DROP, NO_ARGS, NULL) == ERR_NONE);                                                         \
        DB_DROP(r);                                                                                                    \
    } while (0)

static enum err
add(struct req *r, const char *name)
{
    return db_insert(r, Q_INSERT,
                     ARGS(a_uuid(uuid_v7()), a_str(name), a_null(), a_null(), a_null(), a_null(), a_null(), a_null(),
                          a_null(), a_null()));
}

UNIT(lexer_passes_over_literals_and_comments)
{
    struct sql_word w = sql_word("  SELECT -- :x ?\n /* ? */ 'a''b\\'?' `na?me` :tenant");

    CHECK(sql_is(&w, "select"));
    w = sql_word(w.end);
    CHECK(w.kind == SQL_OTHER && *w.text == '\'');
    w = sql_word(w.end);
    CHECK(w.kind == SQL_WORD && sql_is(&w, "na?me"));
    w = sql_word(w.end);
    CHECK(w.kind == SQL_NAMED && sql_is(&w, "tenant"));
    w = sql_word(w.end);
    CHECK(w.kind == SQL_END);
    w = sql_word("'open");
    CHECK(w.kind == SQL_OTHER && *w.end == '\0');
    w = sql_word("`open");
    w = sql_word(w.end);
    CHECK(w.kind == SQL_END);
}

UNIT(rules_find_a_forgotten_tenant)
{
    static const struct query good[] = {
        { "SELECT name FROM customers WHERE tenant_id = :tenant" },
        { "SELECT id FROM tenants" },
        { "SELECT id FROM customers", .global = true },
        { "DELETE FROM sessions WHERE user_id = :actor" },
        { "INSERT INTO rate_counters (scope) VALUES (?) ON DUPLICATE KEY UPDATE hits = hits + 1" },
        { "WITH t AS (SELECT id FROM tenants), u (a) AS (SELECT 1) SELECT id FROM t JOIN u" },
        { "SELECT id FROM tenants FOR UPDATE SKIP LOCKED" },
        { "SELECT COUNT(*) FROM (SELECT id FROM tenants) x" },
    };
    static const struct query bad[] = {
        { "SELECT name FROM customers" },
        { "SELECT name FROM `customers` WHERE name = ':tenant'" },
        { "SELECT t.id FROM tenants t, customers c" },
        { "SELECT t.id FROM tenants t JOIN customers c ON c.tenant_id = t.id" },
        { "SELECT id FROM tenants WHERE id IN (SELECT tenant_id FROM customers)" },
        { "UPDATE customers SET name = ?" },
        { "UPDATE IGNORE customers SET name = ?" },
        { "DELETE FROM customers" },
        { "INSERT IGNORE INTO customers (id) VALUES (?)" },
        { "REPLACE INTO customers (id) VALUES (?)" },
        { "WITH c AS (SELECT id FROM customers) SELECT id FROM c" },
        { "UPDATE sessions SET revoked_at = ? WHERE id = ?" },
        { "SELECT * FROM tenants" },
        { "SELECT id FROM tenants; DELETE FROM tenants" },
        { "SELECT id FROM tenants WHERE id = :nobody" },
        { NULL },
    };
    struct app a = { .name = "good", .queries = good, .query_count = sizeof(good) / sizeof(good[0]) };

    CHECK_INT(db_check_rules(&a), 0);
    a = (struct app){ .name = "bad", .queries = bad, .query_count = sizeof(bad) / sizeof(bad[0]) };
    CHECK_INT(db_check_rules(&a), sizeof(bad) / sizeof(bad[0]));
}

UNIT(session_is_set)
{
    struct rows *row;

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    CHECK(db_one(&r, Q_SESSION, NO_ARGS, &row) == ERR_NONE);
    CHECK(strstr(col_str(row, 0), "STRICT_ALL_TABLES") != NULL &&
          strstr(col_str(row, 0), "NO_ENGINE_SUBSTITUTION") != NULL);
    CHECK_STR(col_str(row, 1), "+00:00");
    CHECK_INT(col_int(row, 2), 5);
    CHECK_INT(col_int(row, 3), 5);
    CHECK_INT(col_int(row, 4), 1);
    CHECK_INT(col_int(row, 5), 30);
    CHECK_STR(col_str(row, 6), "utf8mb4");
    DB_DROP(r);
}

UNIT(every_kind_of_value_comes_back)
{
    size_t size = (size_t)5 << 20;
    struct uuid id = uuid_v7(), actor = uuid_v7();
    int64_t at = INT64_C(1795253400123456);
    struct rows *row;
    char *data;

    READY(r);
    arena_free(r.arena);
    r.arena = arena_new((size_t)32 << 20);
    data = malloc(size);
    for (size_t i = 0; i < size; i++)
        data[i] = (char)(i * 7);
    r.actor.user_id = actor;
    CHECK(db_insert(&r, Q_INSERT,
                    ARGS(a_uuid(id), a_str("Žofie 🐬 ? :tenant '"), a_str("-12345678901234.50"), a_num(0.1),
                         a_str("18446744073709551615"), a_int(-5), a_time(at), a_bytes(data, size),
                         a_str("{\"a\": [1]}"), a_bytes("\0\1\2\xff", 4))) == ERR_NONE);
    CHECK(db_one(&r, Q_ALL, ARGS(a_uuid(id)), &row) == ERR_NONE);
    CHECK(uuid_equal(col_uuid(row, 0), id));
    CHECK_STR(col_str(row, 1), "Žofie 🐬 ? :tenant '");
    CHECK_STR(col_str(row, 2), "-12345678901234.50");
    CHECK_NEAR(col_num(row, 2), -12345678901234.5, 0.001);
    CHECK(col_num(row, 3) == 0.1);
    CHECK_STR(col_str(row, 4), "18446744073709551615");
    CHECK(col_int(row, 4) == INT64_MAX);
    CHECK_INT(col_int(row, 5), -5);
    CHECK_STR(col_str(row, 5), "-5");
    CHECK(col_time(row, 6) == at);
    CHECK_STR(col_str(row, 6), "2026-11-21T09:30:00.123456Z");
    CHECK(col_len(row, 7) == size && memcmp(col_bytes(row, 7), data, size) == 0);
    CHECK_STR(col_str(row, 8), "{\"a\": [1]}");
    CHECK(col_len(row, 9) == 4 && memcmp(col_bytes(row, 9), "\0\1\2\xff", 4) == 0);
    CHECK(uuid_equal(col_uuid(row, 10), actor));
    CHECK_STR(col_str(row, 11), "2026-11-21");
    CHECK_STR(col_name(row, 2), "amount");
    CHECK_INT(col_count(row), 12);
    CHECK_INT(r.rows, 1);
    free(data);
    DONE(r);
}

UNIT(nulls_come_back)
{
    struct uuid id = uuid_v7();
    struct rows *row;

    READY(r);
    CHECK(db_insert(&r, Q_INSERT,
                    ARGS(a_uuid(id), a_str(""), a_str(NULL), a_null(), a_null(), a_null(), a_time(0), a_bytes(NULL, 3),
                         a_null(), a_null())) == ERR_NONE);
    for (int round = 0; round < 2; round++) {
        CHECK(db_one(&r, Q_ALL, ARGS(a_uuid(id)), &row) == ERR_NONE);
        CHECK(!col_null(row, 1));
        CHECK_STR(col_str(row, 1), "");
        for (unsigned i = 2; i < 12; i++) {
            CHECK(col_null(row, i) && col_int(row, i) == 0 && col_num(row, i) == 0 && col_len(row, i) == 0);
            CHECK_STR(col_str(row, i), "");
            CHECK(uuid_is_nil(col_uuid(row, i)));
            CHECK(col_time(row, i) == 0);
        }
    }
    DONE(r);
}

UNIT(rows_become_json)
{
    struct uuid id;
    struct rows *rows;

    READY(r);
    CHECK(uuid_parse("01922c9e-94f0-7b1a-8000-abcdef012345", &id));
    CHECK(db_insert(&r, Q_INSERT,
                    ARGS(a_uuid(id), a_str("a\"b"), a_str("5.5"), a_num(0.25), a_int(9), a_int(2), a_time(1), a_null(),
                         a_str("{\"k\":1}"), a_bytes("\x01\xab\0\0", 4))) == ERR_NONE);
    CHECK(db_rows(&r, Q_JSON, NO_ARGS, &rows) == ERR_NONE);
    CHECK(rows_next(rows));
    out_row(&r, rows);
    CHECK(!rows_next(rows) && rows_error(rows) == ERR_NONE);
    CHECK_STR(fixture_body(&r),
              "{\"id\":\"01922c9e-94f0-7b1a-8000-abcdef012345\",\"name\":\"a\\\"b\",\"amount\":\"5.50\",\"ratio\":0.25,"
              "\"big\":\"9\",\"small\":true,\"at\":\"1970-01-01T00:00:00.000001Z\",\"doc\":{\"k\":1},"
              "\"raw\":\"01ab0000\",\"actor\":null,\"sum\":2,\"amount_number\":5.5}");
    DONE(r);
}

UNIT(text_in_a_statement_is_left_alone)
{
    struct rows *row;

    READY(r);
    CHECK(add(&r, "n") == ERR_NONE);
    CHECK(db_one(&r, Q_QUOTED, ARGS(a_int(1)), &row) == ERR_NONE);
    CHECK_STR(col_str(row, 0), ":tenant ?");
    CHECK_STR(col_str(row, 1), "it''s ? :actor");
    CHECK_STR(col_str(row, 2), "n");
    DONE(r);
}

UNIT(ids_of_version_7_are_ordered_by_time)
{
    struct rows *rows;
    char name[8];

    READY(r);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "%03d", i);
        CHECK(add(&r, name) == ERR_NONE);
    }
    CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &rows) == ERR_NONE);
    for (int i = 0; rows_next(rows); i++)
        CHECK_INT(col_int(rows, 0), i);
    CHECK_INT(r.rows, 100);
    DONE(r);
}

UNIT(tenants_are_apart)
{
    int64_t n = 0;

    READY(r);
    CHECK(add(&r, "mine") == ERR_NONE);
    r.actor.tenant = 8;
    CHECK(db_exec_one(&r, Q_RENAME, ARGS(a_str("x"), a_str("mine"))) == ERR_NOT_FOUND);
    CHECK(db_int(&r, Q_COUNT, NO_ARGS, -1, &n) == ERR_NONE && n == 0);
    r.actor.tenant = 7;
    CHECK(db_exec_one(&r, Q_RENAME, ARGS(a_str("mine"), a_str("mine"))) ==
          ERR_NONE); /* found, though nothing changes */
    DONE(r);
}

UNIT(failures_have_their_codes)
{
    struct rows *row;
    int64_t n = 0;

    READY(r);
    CHECK(add(&r, "secret@example.com") == ERR_NONE);
    CHECK(add(&r, "secret@example.com") == ERR_CONFLICT);
    CHECK(r.log_detail != NULL && strstr(r.log_detail, "secret") == NULL && strstr(r.log_detail, "unit_name") != NULL);
    CHECK(db_one(&r, Q_ALL, ARGS(a_uuid(uuid_v7())), &row) == ERR_NOT_FOUND);
    CHECK(db_int(&r, Q_ID, NO_ARGS, -1, &n) == ERR_NONE && n > 0);
    CHECK(db_exec(&r, Q_RENAME, ARGS(a_str("x")), NULL) == ERR_INTERNAL);
    CHECK(db_exec(&r, 999, NO_ARGS, NULL) == ERR_INTERNAL);
    CHECK(db_exec(&r, -1000, NO_ARGS, NULL) == ERR_INTERNAL);
    CHECK(db_rows(&r, Q_CLEAR, NO_ARGS, &row) == ERR_INTERNAL);
    CHECK(db_insert(&r, Q_INSERT,
                    ARGS(a_uuid(uuid_v7()), a_str("y"), a_str("no number"), a_null(), a_null(), a_null(), a_null(),
                         a_null(), a_null(), a_null())) == ERR_INTERNAL);
    CHECK(strstr(r.log_detail, "no number") == NULL);
    CHECK(db_one(&r, Q_SLEEP, NO_ARGS, &row) == ERR_UNAVAILABLE);
    CHECK(db_commit(&r) == ERR_INTERNAL);
    DONE(r);
}

UNIT(a_get_only_reads)
{
    int64_t n = 0;

    READY(r);
    r.method = "GET";
    CHECK(add(&r, "a") == ERR_INTERNAL);
    CHECK(db_begin_snapshot(&r) == ERR_NONE);
    CHECK(add(&r, "a") == ERR_INTERNAL);
    CHECK(db_int(&r, Q_COUNT, NO_ARGS, -1, &n) == ERR_NONE && n == 0);
    r.method = "POST";
    CHECK(add(&r, "a") == ERR_INTERNAL); /* the server refuses too */
    CHECK(db_commit(&r) == ERR_NONE);
    r.method = "GET";
    CHECK(db_begin(&r) == ERR_NONE); /* a handler that writes knowingly */
    CHECK(add(&r, "a") == ERR_NONE);
    CHECK(db_begin(&r) == ERR_INTERNAL);
    CHECK(db_commit(&r) == ERR_NONE);
    r.method = "POST";
    DONE(r);
}

UNIT(transactions_begin_commit_and_roll_back)
{
    int64_t n = 0;

    READY(r);
    CHECK(db_begin(&r) == ERR_NONE);
    CHECK(add(&r, "a") == ERR_NONE);
    db_rollback(&r);
    db_rollback(&r);
    CHECK(db_int(&r, Q_COUNT, NO_ARGS, -1, &n) == ERR_NONE && n == 0);
    CHECK(db_begin(&r) == ERR_NONE);
    CHECK(add(&r, "a") == ERR_NONE);
    CHECK(db_commit(&r) == ERR_NONE && !db_commit_unknown(r.db));
    CHECK(db_int(&r, Q_COUNT, NO_ARGS, -1, &n) == ERR_NONE && n == 1);
    DONE(r);
}

/* Nobody here begins one so; a statement that leaves one open would be a fault, which must not outlive the request. */
UNIT(a_transaction_that_nobody_knows_of_is_ended)
{
    int64_t begun = 0;

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    CHECK(db_exec(&r, Q_BEGIN, NO_ARGS, NULL) == ERR_NONE && !db_in_transaction(&r));
    CHECK(db_int(&r, Q_BEGUN, NO_ARGS, 0, &begun) == ERR_NONE && begun == 1);
    db_rollback(&r);
    CHECK(db_int(&r, Q_BEGUN, NO_ARGS, 0, &begun) == ERR_NONE && begun == 0);
    DB_DROP(r);
}

UNIT(a_result_stays_while_the_statement_runs_again)
{
    struct rows *first, *second, *many[16];
    enum err e = ERR_NONE;
    unsigned opened = 0;

    READY(r);
    CHECK(add(&r, "a") == ERR_NONE && add(&r, "b") == ERR_NONE);
    CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &first) == ERR_NONE && rows_next(first));
    CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &second) == ERR_NONE && rows_next(second) && rows_next(second));
    CHECK_STR(col_str(first, 0), "a");
    CHECK_STR(col_str(second, 0), "b");
    CHECK(rows_next(first));
    CHECK_STR(col_str(first, 0), "b");
    while (e == ERR_NONE && opened < 16)
        e = db_rows(&r, Q_ORDER, NO_ARGS, &many[opened++]);
    CHECK(e == ERR_INTERNAL && opened < 16);
    rows_close(first);
    rows_close(first);
    CHECK(!rows_next(first));
    arena_reset(r.arena);
    CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &first) == ERR_NONE && rows_next(first));
    DONE(r);
}

UNIT(a_full_arena_is_said)
{
    struct rows *rows;

    READY(r);
    CHECK(add(&r, "a") == ERR_NONE);
    arena_free(r.arena);
    r.arena = arena_new(600);
    CHECK(arena_alloc(r.arena, 590) != NULL);
    CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &rows) == ERR_UNAVAILABLE);
    CHECK(db_one(&r, Q_ORDER, NO_ARGS, &rows) == ERR_UNAVAILABLE);
    arena_reset(r.arena);
    CHECK(db_one(&r, Q_ORDER, NO_ARGS, &rows) == ERR_NONE);
    DONE(r);
}

UNIT(long_values_after_short_ones)
{
    struct rows *rows;

    READY(r);
    for (int round = 0; round < 3; round++) {
        CHECK(db_rows(&r, Q_WIDE, ARGS(a_int(1500), a_int(300000)), &rows) == ERR_NONE);
        CHECK(rows_next(rows));
        CHECK(col_len(rows, 0) == 1500 && strlen(col_str(rows, 0)) == 1500);
        CHECK_STR(col_str(rows, 1), "yyy");
        CHECK(rows_next(rows));
        CHECK(col_len(rows, 0) == 300000 && col_str(rows, 0)[299999] == 'z' && col_null(rows, 1));
        CHECK(rows_next(rows));
        CHECK(col_len(rows, 0) == 0);
        CHECK_STR(col_str(rows, 1), "w");
        CHECK(!rows_next(rows) && rows_error(rows) == ERR_NONE);
    }
    DONE(r);
}

UNIT(concurrent_change_asks_for_repetition)
{
    int64_t n = 0;

    READY(r);
    DB_FIXTURE(other, &app);
    CHECK(add(&r, "a") == ERR_NONE);
    CHECK(db_exec(&other, Q_NOWAIT, NO_ARGS, NULL) == ERR_NONE);
    CHECK(db_begin(&r) == ERR_NONE);
    CHECK(db_exec(&r, Q_LOCK, NO_ARGS, NULL) == ERR_NONE);
    CHECK(db_exec_one(&other, Q_RENAME, ARGS(a_str("b"), a_str("a"))) == ERR_REPEAT); /* 1205 */
    CHECK(db_commit(&r) == ERR_NONE);
    CHECK(db_begin(&other) == ERR_NONE);
    CHECK(db_int(&other, Q_COUNT, NO_ARGS, -1, &n) == ERR_NONE && n == 1);
    CHECK(db_exec_one(&r, Q_RENAME, ARGS(a_str("c"), a_str("a"))) == ERR_NONE);
    CHECK(db_exec_one(&other, Q_RENAME, ARGS(a_str("b"), a_str("a"))) == ERR_REPEAT); /* 1020 */
    db_rollback(&other);
    CHECK(db_exec_one(&other, Q_RENAME, ARGS(a_str("b"), a_str("c"))) == ERR_NONE);
    DB_DROP(other);
    DONE(r);
}

UNIT(a_lost_connection_is_replaced)
{
    struct rows *open, *kept;
    struct bulk *bulk;
    int64_t id = 0;

    READY(r);
    CHECK(add(&r, "a") == ERR_NONE && add(&r, "b") == ERR_NONE);
    for (int round = 0; round < 3; round++) {
        DB_FIXTURE(other, &app);
        CHECK(db_int(&r, Q_ID, NO_ARGS, 0, &id) == ERR_NONE);
        CHECK(db_begin(&r) == ERR_NONE);
        CHECK(db_rows(&r, Q_ORDER, NO_ARGS, &open) == ERR_NONE && rows_next(open));
        CHECK(db_one(&r, Q_ORDER, NO_ARGS, &kept) == ERR_NONE);
        CHECK(bulk_open(&r, Q_RENAME, (enum arg_kind[]){ ARG_STR, ARG_STR }, 2, 10, &bulk) == ERR_NONE);
        CHECK(db_exec(&other, Q_KILL, ARGS(a_int(id)), NULL) == ERR_NONE);
        CHECK(db_exec(&r, Q_LOCK, NO_ARGS, NULL) == ERR_LOST);
        CHECK(add(&r, "c") == ERR_LOST);
        CHECK(!db_ping(r.db) && !db_commit_unknown(r.db));
        bulk_set(bulk, 0, a_str("c"));
        bulk_set(bulk, 1, a_str("a"));
        CHECK(bulk_row(bulk) == ERR_NONE && bulk_flush(bulk) == ERR_LOST);
        CHECK(db_commit(&r) == ERR_LOST);
        CHECK(db_reconnect(r.db) == ERR_NONE && db_ping(r.db));
        CHECK_STR(col_str(kept, 0), "a");
        CHECK(!rows_next(open) && rows_error(open) == ERR_LOST);
        CHECK(db_int(&r, Q_COUNT, NO_ARGS, 0, &id) == ERR_NONE && id == 2);
        arena_reset(r.arena);
        DB_DROP(other);
    }
    DONE(r);
}

UNIT(bulk_inserts_rows_with_holes)
{
    static const enum arg_kind kinds[] = { ARG_UUID, ARG_STR, ARG_NUM, ARG_INT, ARG_TIME, ARG_BYTES };
    struct bulk *bulk;
    struct rows *rows;
    struct uuid actor = uuid_v7();
    char name[32];
    int i = 0;

    READY(r);
    r.actor.user_id = actor;
    CHECK(db_begin(&r) == ERR_NONE);
    CHECK(bulk_open(&r, Q_BULK, kinds, 6, 64, &bulk) == ERR_NONE);
    for (i = 0; i < 1000; i++) {
        bulk_set(bulk, 0, a_uuid(uuid_v7()));
        snprintf(name, sizeof(name), "%d%.*s", i, i % 20, "--------------------");
        bulk_set(bulk, 1, a_str(name));
        bulk_set(bulk, 2, i % 3 == 0 ? a_null() : a_num(i / 4.0));
        if (i % 2 == 0)
            bulk_set(bulk, 3, a_int(i % 100 - 50));
        bulk_set(bulk, 4, a_time(i % 7 == 0 ? 0 : i * INT64_C(1000001)));
        bulk_set(bulk, 5, i % 5 == 0 ? a_null() : a_bytes("\0\xff\0", (size_t)(i % 4)));
        CHECK(bulk_row(bulk) == ERR_NONE);
    }
    CHECK(bulk_flush(bulk) == ERR_NONE && bulk_flush(bulk) == ERR_NONE);
    bulk_close(bulk);
    bulk_close(bulk);
    CHECK(db_commit(&r) == ERR_NONE);
    CHECK(db_rows(&r, Q_BULK_READ, NO_ARGS, &rows) == ERR_NONE);
    for (i = 0; rows_next(rows); i++) {
        snprintf(name, sizeof(name), "%d%.*s", i, i % 20, "--------------------");
        CHECK_STR(col_str(rows, 1), name);
        CHECK(col_null(rows, 2) == (i % 3 == 0) && (i % 3 == 0 || col_num(rows, 2) == i / 4.0));
        CHECK(col_null(rows, 3) == (i % 2 != 0) && (i % 2 != 0 || col_int(rows, 3) == i % 100 - 50));
        CHECK(col_time(rows, 4) == (i % 7 == 0 ? 0 : i * INT64_C(1000001)));
        CHECK(col_null(rows, 5) == (i % 5 == 0));
        CHECK(i % 5 == 0 ||
              (col_len(rows, 5) == (size_t)(i % 4) && memcmp(col_bytes(rows, 5), "\0\xff\0", (size_t)(i % 4)) == 0));
        CHECK(uuid_equal(col_uuid(rows, 6), actor));
    }
    CHECK_INT(i, 1000);
    DONE(r);
}

UNIT(bulk_remembers_what_went_wrong)
{
    static const enum arg_kind kinds[] = { ARG_UUID, ARG_STR, ARG_NUM, ARG_INT, ARG_TIME, ARG_BYTES };
    struct bulk *bulk;

    READY(r);
    CHECK(bulk_open(&r, Q_BULK, kinds, 5, 0, &bulk) == ERR_INTERNAL);
    CHECK(bulk_open(&r, Q_COUNT, kinds, 1, 0, &bulk) == ERR_INTERNAL);
    CHECK(bulk_open(&r, 999, kinds, 1, 0, &bulk) == ERR_INTERNAL);
    CHECK(bulk_open(&r, Q_BULK, kinds, 6, 0, &bulk) == ERR_NONE);
    bulk_set(bulk, 1, a_int(1));
    CHECK(bulk_row(bulk) == ERR_INTERNAL && bulk_flush(bulk) == ERR_INTERNAL);
    bulk_close(bulk);
    CHECK(bulk_open(&r, Q_BULK, kinds, 6, 2, &bulk) == ERR_NONE);
    bulk_set(bulk, 0, a_uuid(uuid_v7()));
    bulk_set(bulk, 1, a_str("same"));
    CHECK(bulk_row(bulk) == ERR_NONE);
    bulk_set(bulk, 0, a_uuid(uuid_v7()));
    bulk_set(bulk, 1, a_str("same"));
    CHECK(bulk_row(bulk) == ERR_CONFLICT && bulk_row(bulk) == ERR_CONFLICT);
    DONE(r);
}

UNIT(bulk_sends_large_rows_early)
{
    static const enum arg_kind kinds[] = { ARG_UUID, ARG_STR, ARG_NUM, ARG_INT, ARG_TIME, ARG_BYTES };
    size_t size = (size_t)1 << 20;
    char *data = calloc(1, size), name[8];
    struct bulk *bulk;
    int64_t n = 0;

    READY(r);
    CHECK(bulk_open(&r, Q_BULK, kinds, 6, 10000, &bulk) == ERR_NONE);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof(name), "%d", i);
        bulk_set(bulk, 0, a_uuid(uuid_v7()));
        bulk_set(bulk, 1, a_str(name));
        bulk_set(bulk, 5, a_bytes(data, size));
        CHECK(bulk_row(bulk) == ERR_NONE);
    }
    CHECK(bulk_flush(bulk) == ERR_NONE);
    CHECK(db_int(&r, Q_COUNT, NO_ARGS, 0, &n) == ERR_NONE && n == 40);
    free(data);
    DONE(r);
}

UNIT(all_statements_can_be_prepared)
{
    struct app small = app;

    NEEDS_DATABASE;
    DB_FIXTURE(r, &app);
    small.query_count = Q_CREATE;
    CHECK_INT(db_check_prepare(r.db, &small), 0);
    CHECK(db_check_rules(&app) == 0);
    DB_DROP(r);
}

UNIT_MAIN
