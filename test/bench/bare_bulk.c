/*
 * bare_bulk SOCKET FILE BATCH: inserts the rows of a bank file into a table like dataset_rows, by array binding in one transaction:
 * the fastest way in while local_infile is off. Everything is taken apart before the clock runs; prints seconds and processor seconds, commit included.
 */
#include <mysql.h>
#include <sys/random.h>

#include "bare.h"

#define COLUMNS 6 /* row_no, customer_id, external_id, name, value, cells */

static MYSQL *db;
static char **cells[COLUMNS];
static unsigned long *lengths[COLUMNS];
static int *numbers;

static void
run(const char *sql)
{
    if (mysql_query(db, sql) != 0)
        die(mysql_error(db));
}

/* RowNumber,CustomerId,Surname, and the features from there to the line's end; the fifth of them (Balance) is the value. */
static void
take_apart(char *line, unsigned row)
{
    char *id = strchr(line, ',') + 1, *name = strchr(id, ',') + 1, *features = strchr(name, ',') + 1, *value = features;
    char *uuid = need(calloc(1, 17));

    for (int i = 0; i < 5; i++)
        value = strchr(value, ',') + 1;
    if (getrandom(uuid, 16, 0) != 16)
        die("no chance");
    uuid[0] = uuid[1] = 1;
    uuid[6] = (char)(0x70 | (uuid[6] & 0xf));
    uuid[8] = (char)(0x80 | (uuid[8] & 0x3f));
    for (int i = 0; i < 4; i++) /* ascending, as a clock makes them */
        uuid[i + 2] = (char)(row >> (8 * (3 - i)));
    numbers[row] = (int)row + 1;
    cells[1][row] = uuid;
    lengths[1][row] = 16;
    cells[2][row] = id;
    lengths[2][row] = (unsigned long)(name - id - 1);
    cells[3][row] = name;
    lengths[3][row] = (unsigned long)(features - name - 1);
    cells[4][row] = value;
    lengths[4][row] = strcspn(value, ",");
    cells[5][row] = features;
    lengths[5][row] = strcspn(features, "\r\n");
    for (char *c = features; c < features + lengths[5][row]; c++)
        if (*c == ',')
            *c = '\t';
}

static unsigned
read_rows(char *text)
{
    unsigned most = 0, rows = 0;

    for (const char *s = text; (s = strchr(s, '\n')) != NULL; s++)
        most++;
    numbers = need(calloc(most + 1, sizeof *numbers));
    for (int i = 1; i < COLUMNS; i++) {
        cells[i] = need(calloc(most + 1, sizeof(char *)));
        lengths[i] = need(calloc(most + 1, sizeof(unsigned long)));
    }
    for (char *line = strchr(text, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1)
        take_apart(line, rows++);
    return rows;
}

static void
insert(MYSQL_STMT *s, unsigned from, unsigned count)
{
    MYSQL_BIND binds[COLUMNS] = { { .buffer_type = MYSQL_TYPE_LONG, .buffer = numbers + from } };

    for (int i = 1; i < COLUMNS; i++) {
        binds[i].buffer_type = i == 1 ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
        binds[i].buffer = cells[i] + from;
        binds[i].length = lengths[i] + from;
    }
    if (mysql_stmt_attr_set(s, STMT_ATTR_ARRAY_SIZE, &count) != 0 || mysql_stmt_bind_param(s, binds) != 0 ||
        mysql_stmt_execute(s) != 0)
        die(mysql_stmt_error(s));
}

int
main(int argc, char **argv)
{
    static const char plain[] =
        "INSERT INTO holdfast_bench.raw_rows (tenant_id, dataset_no, row_no, customer_id, external_id,"
        " name, value, cells) VALUES (1, %u, ?, ?, ?, ?, ?, ?)";
    char text[sizeof plain + 16];

    if (argc != 4)
        die("bare_bulk SOCKET FILE BATCH");
    unsigned rows = read_rows(read_file(argv[2], NULL)), batch = (unsigned)number(argv[3]);

    db = need(mysql_init(NULL));
    if (mysql_real_connect(db, NULL, NULL, NULL, NULL, 0, argv[1], 0) == NULL)
        die(mysql_error(db));
    run("CREATE DATABASE IF NOT EXISTS holdfast_bench");
    run("CREATE TABLE IF NOT EXISTS holdfast_bench.raw_rows LIKE holdfast.dataset_rows");
    run("SELECT COALESCE(MAX(dataset_no), 0) + 1 FROM holdfast_bench.raw_rows");
    MYSQL_RES *result = need(mysql_store_result(db));

    snprintf(text, sizeof text, plain, (unsigned)number(mysql_fetch_row(result)[0]));
    mysql_free_result(result);
    MYSQL_STMT *s = need(mysql_stmt_init(db));

    if (mysql_stmt_prepare(s, text, strlen(text)) != 0)
        die(mysql_stmt_error(s));
    double start = now_s(), cpu = cpu_s();

    run("START TRANSACTION");
    for (unsigned at = 0; at < rows; at += batch)
        insert(s, at, rows - at < batch ? rows - at : batch);
    run("COMMIT");
    printf("%.6f %.6f\n", now_s() - start, cpu_s() - cpu);
    mysql_stmt_close(s);
    mysql_close(db);
    return 0;
}
