/*
 * config.h: settings from the environment, one documented table in lib/config.c. An unknown HF_* name is an error;
 * all problems are told at once.
 */
#ifndef HF_CONFIG_H
#define HF_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "crypt.h"
#include "err.h"

struct config {
    bool production;
    const char *state, *run_dir, *secrets_dir, *spool_dir;
    const char *db_socket, *db_host, *db_name, *db_user, *db_password; /* password read from HF_DB_PASSWORD_FILE */
    const char *db_read_hosts, *db_tls_ca;                             /* see lib/db_hosts.h */
    const char *trusted_origins; /* separated by spaces; besides the address itself */
    int64_t db_port;
    const char *public_url;
    const char *nchan_socket;
    const char *parts;      /* names of the pools /readyz expects, separated by spaces */
    const char *deployment; /* short id that ends the cookie's name */
    uint8_t cursor_key[32], channel_key[32], refresh_key[32]; /* refresh_key only in auth, zeros elsewhere */
    uint8_t factor_key[32];                                   /* encrypts second factors; only in auth */
    uint8_t audit_key[32];                                    /* seals the audit; only in chat and auth */
    uint8_t vapid_key[32];                                    /* who sends to push services (webpush.h); only in chat */
    const char *push_local;                                   /* "": push services are public hosts */
    int64_t workers;
    int64_t upload_max_bytes, upload_max_rows;
    int64_t access_s, refresh_s; /* token lifetimes */
    int64_t port;
    bool rate_limits; /* general limits; off in demo mode by default. Login limits always on unless HF_LOGIN_LIMIT=0 */
    int64_t anonymous_limit;    /* general: requests an hour per network without a sign-in; 0: no limit */
    int64_t user_limit;         /* general: requests an hour per person; 0: no limit */
    int64_t register_limit;     /* registrations an hour per network; 0: no limit */
    bool open_tenants;          /* businesses may open a tenant themselves */
    const char *default_tenant; /* slug of the tenant that people join who name none; "": none */
    const char *smtp_url;       /* "": mails become files under state/mail */
    const char *smtp_user, *smtp_password, *mail_from; /* password only in chat */
    const char *smtp_tls_ca;                           /* "": those that the host trusts */
    int64_t chat_limit;                                /* messages an hour and network from visitors; 0: no limit */
    const char *ai_url, *ai_model;                     /* "": none */
    const char *ai_key;                                /* only in chat; "": none */
    int64_t ai_timeout_ms, ai_day_limit;
    int64_t login_limit; /* failed logins an hour per account; per network five times that */
};

/* The process's settings, after config_load. */
const struct config *config(void);

/* Reads the environment. Prints every problem to stderr and returns ERR_INVALID when there is one. */
enum err config_load(const char *binary) HF_CHECK;

/* One line per setting: name, value (secrets hidden), default, what it is. */
void config_print(void);

#endif
