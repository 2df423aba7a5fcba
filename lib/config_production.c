/*
 * config_production.c: settings that are fine on one's own machine and nowhere else.
 */
#include "config_production.h"

#include <stdio.h>
#include <string.h>

#include "config.h"

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool
is_loopback(const char *host)
{
    size_t n = strcspn(host, host[0] == '[' ? "]/" : ":/ ,");

    return (n == 9 && begins(host, "localhost")) || begins(host, "127.") || begins(host, "[::1");
}

static unsigned
complain(const char *name, const char *what)
{
    fprintf(stderr, "%s: %s\n", name, what);
    return 1;
}

/* Whether a list of database hosts names one that is not this host. */
static bool
any_remote(const char *list)
{
    for (list += strspn(list, ", "); *list != '\0'; list += strspn(list, ", ")) {
        if (!is_loopback(list))
            return true;
        list += strcspn(list, ", ");
    }
    return false;
}

static unsigned
check_origins(const char *list)
{
    unsigned faults = 0;

    for (list += strspn(list, " "); *list != '\0'; list += strspn(list, " ")) {
        if (!begins(list, "https://"))
            faults += complain("HF_TRUSTED_ORIGINS", "must be https:// origins, separated by spaces");
        list += strcspn(list, " ");
    }
    return faults;
}

unsigned
config_check_production(const struct config *c)
{
    unsigned faults = 0;
    const char *url = c->public_url;

    if (!c->production)
        return 0;
    if (!begins(url, "https://") && !(begins(url, "http://") && is_loopback(url + 7)))
        faults += complain("HF_PUBLIC_URL", "must be the https:// address that people use");
    if (url[0] != '\0' && url[strlen(url) - 1] == '/')
        faults += complain("HF_PUBLIC_URL", "must not end in a slash");
    if (*c->db_socket == '\0' && *c->db_host == '\0')
        faults += complain("HF_DB_SOCKET", "name the database's socket here, or its hosts in HF_DB_HOST");
    if (*c->db_socket == '\0' && *c->db_tls_ca == '\0' && (any_remote(c->db_host) || any_remote(c->db_read_hosts)))
        faults += complain("HF_DB_TLS_CA", "is needed for a database on another host: the file of its authority");
    if (*c->push_local != '\0')
        faults += complain("HF_PUSH_LOCAL", "must not be set: it lets people reach hosts of your own network");
    return faults + check_origins(c->trusted_origins);
}
