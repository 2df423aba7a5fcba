/*
 * db_hosts.c: tries the servers of a list until one will do.
 */
#include "db_hosts.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "config.h"
#include "db_open.h"
#include "log.h"

#define SEPARATORS ", "
#define HOST_BYTES 256

struct place {
    char host[HOST_BYTES];
    unsigned port;
};

/* Takes the next place off a list; false at its end or at what is no place. */
static bool
next_place(const char **list, struct place *ret)
{
    const char *s = *list + strspn(*list, SEPARATORS);
    size_t len = strcspn(s, SEPARATORS), host = len;
    bool bracket = len > 0 && s[0] == '[';
    const char *close = bracket ? memchr(s, ']', len) : NULL, *colon;

    *list = s + len;
    if (len == 0 || len >= HOST_BYTES || (bracket && close == NULL))
        return false;
    colon = memchr(bracket ? close : s, ':', (size_t)(s + len - (bracket ? close : s)));
    if (colon != NULL)
        host = (size_t)(colon - s);
    snprintf(ret->host, sizeof(ret->host), "%.*s", (int)(bracket ? close - s - 1 : (ptrdiff_t)host),
             bracket ? s + 1 : s);
    ret->port = colon == NULL ? (unsigned)config()->db_port : (unsigned)strtoul(colon + 1, NULL, 10);
    return ret->port > 0 && ret->port < 65536;
}

static bool
network_options(MYSQL *my)
{
    const char *ca = config()->db_tls_ca;
    unsigned tcp = MYSQL_PROTOCOL_TCP; /* else "localhost" would mean a Unix socket */
    my_bool on = 1;

    if (mysql_options(my, MYSQL_OPT_PROTOCOL, &tcp) != 0)
        return false;
    if (*ca == '\0')
        return true;
    return mysql_options(my, MYSQL_OPT_SSL_CA, ca) == 0 && mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &on) == 0 &&
           mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on) == 0;
}

/* Whether the server takes writes; a replica does not. */
static bool
takes_writes(MYSQL *my)
{
    static const char sql[] = "SELECT @@GLOBAL.read_only";
    MYSQL_RES *result = mysql_real_query(my, sql, sizeof(sql) - 1) == 0 ? mysql_store_result(my) : NULL;
    MYSQL_ROW row = result == NULL ? NULL : mysql_fetch_row(result);
    bool writes = row != NULL && row[0] != NULL && strcmp(row[0], "0") == 0;

    mysql_free_result(result);
    return writes;
}

/* place NULL: the Unix socket. */
static MYSQL *
try_place(const struct place *place, bool for_writes, bool (*set_options)(MYSQL *), const char *session)
{
    const struct config *c = config();
    const char *name = place == NULL ? c->db_socket : place->host;
    MYSQL *my = mysql_init(NULL);

    if (my == NULL)
        return NULL;
    if (!set_options(my) || (place != NULL && !network_options(my)) ||
        mysql_real_connect(my, place == NULL ? NULL : place->host, c->db_user, c->db_password, c->db_name,
                           place == NULL ? 0 : place->port, place == NULL ? c->db_socket : NULL,
                           CLIENT_FOUND_ROWS) == NULL ||
        mysql_real_query(my, session, (unsigned long)strlen(session)) != 0)
        log_line(LOG_WARN, "database_away", "%s: %u %s", name, mysql_errno(my), mysql_error(my));
    else if (place != NULL && for_writes && !takes_writes(my))
        log_line(LOG_WARN, "database_read_only", "%s takes no writes", name);
    else
        return my;
    mysql_close(my);
    return NULL;
}

static MYSQL *
try_list(const char *list, bool for_writes, bool (*set_options)(MYSQL *), const char *session)
{
    struct place place;
    MYSQL *my = NULL;

    while (my == NULL && next_place(&list, &place))
        my = try_place(&place, for_writes, set_options, session);
    return my;
}

static bool on_replica;

bool
db_takes_writes(void)
{
    return !on_replica;
}

static bool
only_reads(const struct app *app)
{
    if (app->jobs != NULL || app->idle != NULL)
        return false;
    for (const struct route *row = app->routes; row != NULL && row->path != NULL; row++)
        if (row->method != GET)
            return false;
    for (const struct compat *row = app->compat; row != NULL && row->path != NULL; row++)
        if (row->method != GET)
            return false;
    return true;
}

MYSQL *
db_hosts_connect(const struct app *app, bool (*set_options)(MYSQL *my), const char *session)
{
    const struct config *c = config();
    bool reads = only_reads(app);
    MYSQL *my;

    if (c->db_socket == NULL)
        return NULL; /* no settings were read: programs that only test the runtime */
    if (*c->db_socket != '\0')
        return try_place(NULL, true, set_options, session);
    my = reads ? try_list(c->db_read_hosts, false, set_options, session) : NULL;
    on_replica = my != NULL;
    return my != NULL ? my : try_list(c->db_host, !reads, set_options, session);
}
