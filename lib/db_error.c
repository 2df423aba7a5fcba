/*
 * db_error.c: what MariaDB's error numbers mean here.
 */
#include "db_private.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <string.h>

#include "arena.h"

enum err
db_err_of(unsigned code)
{
    switch (code) {
    case ER_DUP_ENTRY:
    case ER_ROW_IS_REFERENCED_2:
    case ER_NO_REFERENCED_ROW_2:
        return ERR_CONFLICT;
    case ER_CHECKREAD:
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_LOCK_DEADLOCK:
    /* The prepared statement went away or changed its columns under us: it is made anew on repetition. */
    case ER_UNKNOWN_STMT_HANDLER:
    case ER_NEED_REPREPARE:
    case CR_NEW_STMT_METADATA:
        return ERR_REPEAT;
    case ER_UNKNOWN_COM_ERROR:         /* Galera: the node is not in a primary component */
    case ER_OPTION_PREVENTS_STATEMENT: /* it became a replica: another host takes writes now */
    case ER_SERVER_SHUTDOWN:
    case ER_CONNECTION_KILLED:
    case ER_FORCING_CLOSE:
    case ER_ABORTING_CONNECTION:
    case ER_NEW_ABORTING_CONNECTION:
    case ER_NET_READ_ERROR:
    case ER_NET_READ_INTERRUPTED:
    case ER_NET_ERROR_ON_WRITE:
    case ER_NET_WRITE_INTERRUPTED:
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
        return ERR_LOST;
    case ER_STATEMENT_TIMEOUT: /* max_statement_time: the server is too busy, or the question too large */
    /* Out of room: disk, memory, connections. It passes when somebody makes some. */
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
    case ER_ERROR_ON_WRITE:
    case ER_ERROR_DURING_COMMIT:
    case ER_GET_ERRNO:
    case ER_TEMP_FILE_WRITE_FAILURE:
    case ER_OUTOFMEMORY:
    case ER_OUT_OF_SORTMEMORY:
    case ER_OUT_OF_RESOURCES:
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case CR_OUT_OF_MEMORY:
        return ERR_UNAVAILABLE;
    /* Letters beyond ASCII were compared with a column of names that has none (roles, actions): nothing has that name. */
    case ER_CANT_AGGREGATE_2COLLATIONS:
    case ER_CANT_AGGREGATE_3COLLATIONS:
    case ER_CANT_AGGREGATE_NCOLLATIONS:
        return ERR_INVALID;
    default:
        return ERR_INTERNAL;
    }
}

bool
stmt_outdated(MYSQL_STMT *handle)
{
    unsigned code = mysql_stmt_errno(handle);

    return code == ER_UNKNOWN_STMT_HANDLER || code == ER_NEED_REPREPARE || code == CR_NEW_STMT_METADATA;
}

/* The server's message without the user's values, which it quotes in some: "Duplicate entry 'a@b' for key 'email'". */
static const char *
without_values(unsigned code, const char *message)
{
    const char *key;

    switch (code) {
    case ER_DUP_ENTRY:
        key = strstr(message, "' for key '");
        break;
    case ER_TRUNCATED_WRONG_VALUE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_WRONG_VALUE_FOR_TYPE:
    case ER_DATA_OUT_OF_RANGE:
        key = strstr(message, "' for column ");
        break;
    default:
        return message;
    }
    for (const char *later = key; later != NULL;
         later = strstr(later + 1, code == ER_DUP_ENTRY ? "' for key '" : "' for column "))
        key = later;
    return key != NULL ? key + 2 : "a value";
}

static enum err
failed(struct req *r, struct db *db, unsigned code, const char *message, const char *sql)
{
    enum err e = db_err_of(code);

    db->waited = code == ER_LOCK_WAIT_TIMEOUT;
    if (e == ERR_LOST)
        db->lost = true;
    return fault(r, e, "database: %u %s in: %.100s", code, without_values(code, message), sql);
}

bool
db_lock_waited(const struct db *db)
{
    return db->waited;
}

enum err
db_failed(struct req *r, struct db *db, const char *what)
{
    return failed(r, db, mysql_errno(db->my), mysql_error(db->my), what);
}

enum err
stmt_failed(struct req *r, struct db *db, MYSQL_STMT *handle, const char *sql)
{
    return failed(r, db, mysql_stmt_errno(handle), mysql_stmt_error(handle), sql);
}
