/*
 * config.c: the settings, as one table.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "config_production.h"

extern char **environ;

enum kind { TEXT, NUMBER, SWITCH };

struct setting {
    const char *name;
    enum kind kind;
    size_t offset;
    const char *fallback; /* NULL: derived below */
    int64_t low, high;
    const char *doc;
};

static struct config conf;
static char mode_text[16];

#define AT(member) offsetof(struct config, member)
#define NOT_OURS   ((size_t)-1)

static const struct setting settings[] = {
    { "HF_MODE", TEXT, NOT_OURS, "production", 0, 0, "demo or production" },
    { "HF_STATE", TEXT, AT(state), "/var/lib/holdfast", 0, 0, "folder of everything that lasts" },
    { "HF_RUN_DIR", TEXT, AT(run_dir), NULL, 0, 0, "folder of sockets and shared counters (HF_STATE/run)" },
    { "HF_SECRETS_DIR", TEXT, AT(secrets_dir), NULL, 0, 0, "folder of keys (HF_STATE/secrets)" },
    { "HF_SPOOL_DIR", TEXT, AT(spool_dir), NULL, 0, 0, "folder of files being received (HF_STATE/spool)" },
    { "HF_DB_SOCKET", TEXT, AT(db_socket), "", 0, 0, "MariaDB's Unix socket; empty: use HF_DB_HOST" },
    { "HF_DB_HOST", TEXT, AT(db_host), "", 0, 0, "MariaDB hosts that take writes, best first: host or host:port" },
    { "HF_DB_READ_HOSTS", TEXT, AT(db_read_hosts), "", 0, 0, "replicas for the binaries that only read" },
    { "HF_DB_PORT", NUMBER, AT(db_port), "3306", 1, 65535, "MariaDB port where a host names none" },
    { "HF_DB_TLS_CA", TEXT, AT(db_tls_ca), "", 0, 0, "authority of the hosts' certificates: TLS only, names checked" },
    { "HF_DB_NAME", TEXT, AT(db_name), "holdfast", 0, 0, "database" },
    { "HF_DB_USER", TEXT, AT(db_user), NULL, 0, 0, "database user (holdfast-<binary>)" },
    { "HF_DB_PASSWORD_FILE", TEXT, NOT_OURS, "", 0, 0, "file with the database password; empty: unix_socket" },
    { "HF_PUBLIC_URL", TEXT, AT(public_url), NULL, 0, 0, "address people use (http://localhost:HF_PORT)" },
    { "HF_NCHAN_SOCKET", TEXT, AT(nchan_socket), NULL, 0, 0, "nginx's publisher (HF_RUN_DIR/publish.sock)" },
    { "HF_PARTS", TEXT, AT(parts),
      "auth auth-login uploads uploads-jobs scores scores-jobs customers customers-jobs engagement reports chat chat-jobs",
      0, 0, "pools that /readyz expects" },
    { "HF_WORKERS", NUMBER, AT(workers), "0", 0, 64, "workers of this pool; 0: the binary's own number" },
    { "HF_PORT", NUMBER, AT(port), "8080", 1, 65535, "port of the site" },
    { "HF_METRICS_PORT", NUMBER, NOT_OURS, "0", 0, 65535, "loopback port of /metrics (nginx)" },
    { "HF_TRUSTED_ORIGINS", TEXT, AT(trusted_origins), "", 0, 0, "further origins whose pages may use the cookie" },
    { "HF_ALLOWED_HOSTS", TEXT, NOT_OURS, "", 0, 0, "nginx: names it answers to (production: that of HF_PUBLIC_URL)" },
    { "HF_TLS_CERT", TEXT, NOT_OURS, "", 0, 0, "nginx: certificate with its chain" },
    { "HF_TLS_KEY", TEXT, NOT_OURS, "", 0, 0, "nginx: its private key" },
    { "HF_HTTP_PORT", TEXT, NOT_OURS, "", 0, 0, "nginx: port that redirects to https; 0: none (80 beside 443)" },
    { "HF_ACME_DIR", TEXT, NOT_OURS, "", 0, 0, "nginx: folder of certificate challenges" },
    { "HF_HSTS_SECONDS", TEXT, NOT_OURS, "31536000", 0, 0, "nginx: how long browsers insist on https" },
    { "HF_HSTS_SUBDOMAINS", TEXT, NOT_OURS, "0", 0, 0, "nginx: for all names below as well" },
    { "HF_HSTS_PRELOAD", TEXT, NOT_OURS, "0", 0, 0, "nginx: may be built into browsers" },
    { "HF_CORS_ORIGINS", TEXT, NOT_OURS, "", 0, 0, "nginx: origins whose scripts may read the API with a token" },
    { "HF_TRUSTED_PROXIES", TEXT, NOT_OURS, "", 0, 0, "nginx: networks whose X-Forwarded-For is believed" },
    { "HF_UPSTREAM_DIRS", TEXT, NOT_OURS, "", 0, 0, "nginx: run folders of several copies of the binaries" },
    { "HF_NCHAN_REDIS", TEXT, NOT_OURS, "", 0, 0, "nginx: redis:// address that carries live events between hosts" },
    { "HF_UPLOAD_MAX_BYTES", NUMBER, AT(upload_max_bytes), "10485760", 1024, 1073741824, "largest upload, bytes" },
    { "HF_UPLOAD_MAX_ROWS", NUMBER, AT(upload_max_rows), "1000000", 1, 10000000, "most rows of an upload" },
    { "HF_ACCESS_SECONDS", NUMBER, AT(access_s), "900", 60, 86400, "lifetime of an access token, seconds" },
    { "HF_REFRESH_SECONDS", NUMBER, AT(refresh_s), "2592000", 3600, 31536000, "lifetime of a session, seconds" },
    { "HF_RATE_LIMITS", SWITCH, AT(rate_limits), NULL, 0, 1, "general request limits (off in demo mode)" },
    { "HF_ANONYMOUS_LIMIT", NUMBER, AT(anonymous_limit), "100", 0, 100000000,
      "general limit: requests an hour and network without a sign-in; 0: off" },
    { "HF_USER_LIMIT", NUMBER, AT(user_limit), "1000", 0, 100000000,
      "general limit: requests an hour and person; 0: off" },
    { "HF_SMTP_URL", TEXT, AT(smtp_url), "", 0, 0,
      "mail server: smtp://host:25, starttls://host:587 or smtps://host:465; empty: files in HF_STATE/mail" },
    { "HF_SMTP_TLS_CA", TEXT, AT(smtp_tls_ca), "", 0, 0,
      "file with the authority of the mail server's certificate; empty: those that this host trusts" },
    { "HF_SMTP_USER", TEXT, AT(smtp_user), "", 0, 0, "user of the mail server; empty: none" },
    { "HF_SMTP_PASSWORD_FILE", TEXT, NOT_OURS, "", 0, 0, "file with the password of HF_SMTP_USER" },
    { "HF_MAIL_FROM", TEXT, AT(mail_from), NULL, 0, 0, "sender of mails (no-reply@ and the host of HF_PUBLIC_URL)" },
    { "HF_DEFAULT_TENANT", TEXT, AT(default_tenant), NULL, 0, 0,
      "slug of the tenant that people join who name none (demo mode: demo-bank)" },
    { "HF_OPEN_TENANTS", SWITCH, AT(open_tenants), NULL, 0, 1,
      "businesses may open a tenant themselves (demo mode: 1)" },
    { "HF_REGISTER_LIMIT", NUMBER, AT(register_limit), "5", 0, 1000000, "registrations an hour and network; 0: off" },
    { "HF_CHAT_LIMIT", NUMBER, AT(chat_limit), "1000", 0, 100000000,
      "messages an hour and network from visitors; 0: off" },
    { "HF_AI_URL", TEXT, AT(ai_url), "", 0, 0,
      "chat-completions service (OpenAI's form), up to and with /v1; empty: none. Used where a tenant switched it on" },
    { "HF_AI_KEY_FILE", TEXT, NOT_OURS, "", 0, 0, "file with the key of HF_AI_URL" },
    { "HF_AI_MODEL", TEXT, AT(ai_model), "gpt-4o-mini", 0, 0, "model to ask for at HF_AI_URL" },
    { "HF_AI_TIMEOUT_MS", NUMBER, AT(ai_timeout_ms), "15000", 100, 60000, "how long an answer of HF_AI_URL may take" },
    { "HF_AI_DAY_LIMIT", NUMBER, AT(ai_day_limit), "500", 1, 1000000, "questions a day and tenant to HF_AI_URL" },
    { "HF_PUSH_LOCAL", TEXT, AT(push_local), "", 0, 0,
      "for tests: file of the authority of push services on this host or network; not in production" },
    { "HF_LOGIN_LIMIT", NUMBER, AT(login_limit), "10", 0, 1000000, "failed logins an hour and account; 0: off" },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

const struct config *
config(void)
{
    return &conf;
}

static unsigned
complain(const char *name, const char *what)
{
    fprintf(stderr, "%s: %s\n", name, what);
    return 1;
}

static bool
ignored(const char *name)
{
    /* Set for scripts and tests, not for binaries. */
    static const char *const others[] = { "HF_LISTEN",      "HF_VARIANT",   "HF_DATA", "HF_URL",
                                          "HF_METRICS_URL", "HF_DEMO_DATA", NULL };

    for (size_t i = 0; others[i] != NULL; i++)
        if (strcmp(name, others[i]) == 0)
            return true;
    return strncmp(name, "HF_TEST_", 8) == 0;
}

static unsigned
check_unknown(void)
{
    unsigned faults = 0;

    for (char **e = environ; *e != NULL; e++) {
        char name[64];
        size_t n = strcspn(*e, "=");
        bool known = false;

        if (strncmp(*e, "HF_", 3) != 0 || n >= sizeof(name))
            continue;
        memcpy(name, *e, n);
        name[n] = '\0';
        for (size_t i = 0; i < SETTING_COUNT && !known; i++)
            known = strcmp(settings[i].name, name) == 0;
        if (!known && !ignored(name))
            faults += complain(name, "is no setting of ours; see --print-config");
    }
    return faults;
}

static const char *
joined(const char *a, const char *b)
{
    char *text = NULL;

    if (asprintf(&text, "%s%s", a, b) < 0)
        abort();
    return text; /* lives as long as the process */
}

/* no-reply@ and the host of the public address. */
static const char *
mail_from(void)
{
    const char *at = strstr(conf.public_url, "://"), *host = at == NULL ? "localhost" : at + 3;
    size_t n = strcspn(host, ":/");
    char *text = NULL;

    if (memchr(host, '.', n) == NULL || host[0] == '[')
        return "no-reply@localhost.localdomain";
    if (asprintf(&text, "no-reply@%.*s", (int)n, host) < 0)
        abort();
    return text;
}

static const char *
derived(const char *name, const char *binary)
{
    if (strcmp(name, "HF_RUN_DIR") == 0)
        return joined(conf.state, "/run");
    if (strcmp(name, "HF_SECRETS_DIR") == 0)
        return joined(conf.state, "/secrets");
    if (strcmp(name, "HF_SPOOL_DIR") == 0)
        return joined(conf.state, "/spool");
    if (strcmp(name, "HF_NCHAN_SOCKET") == 0)
        return joined(conf.run_dir, "/publish.sock");
    if (strcmp(name, "HF_DB_USER") == 0)
        return joined("holdfast-", binary);
    if (strcmp(name, "HF_RATE_LIMITS") == 0)
        return conf.production ? "1" : "0";
    if (strcmp(name, "HF_DEFAULT_TENANT") == 0)
        return conf.production ? "" : "demo-bank";
    if (strcmp(name, "HF_OPEN_TENANTS") == 0)
        return conf.production ? "0" : "1";
    if (strcmp(name, "HF_MAIL_FROM") == 0)
        return mail_from();
    const char *port = getenv("HF_PORT");

    return joined("http://localhost:", port != NULL && *port != '\0' ? port : "8080");
}

static unsigned
set_one(const struct setting *s, const char *value)
{
    char *end;
    char *base = (char *)&conf;

    if (s->offset == NOT_OURS)
        return 0;
    if (s->kind == TEXT) {
        memcpy(base + s->offset, &value, sizeof(value));
        return 0;
    }
    errno = 0;
    int64_t n = strtoll(value, &end, 10);

    if (*value == '\0' || *end != '\0' || errno != 0 || n < s->low || n > s->high) {
        fprintf(stderr, "%s: must be a whole number from %lld to %lld\n", s->name, (long long)s->low,
                (long long)s->high);
        return 1;
    }
    if (s->kind == SWITCH)
        *(bool *)(base + s->offset) = n != 0;
    else
        *(int64_t *)(void *)(base + s->offset) = n;
    return 0;
}

/* The text of a small file without the line end, or NULL. Lives as long as the process. */
static char *
file_text(const char *path)
{
    char buf[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

    if (fd >= 0)
        close(fd);
    if (n < 0)
        return NULL;
    while (n > 0 && isspace((unsigned char)buf[n - 1]))
        n--;
    buf[n] = '\0';
    return strdup(buf);
}

/* The text of a file in the secrets folder, or NULL; path gets its full name. */
static char *
secret_text(const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", conf.secrets_dir, name);
    return file_text(path);
}

static unsigned
read_key(const char *name, uint8_t *ret_key, bool need)
{
    char path[PATH_MAX];
    char *text = secret_text(name, path);
    static const uint8_t zeros[32];
    unsigned faults = 0;

    if (text == NULL && !need)
        return 0;
    if (text == NULL || !hex_decode(text, ret_key, 32) || memcmp(ret_key, zeros, 32) == 0)
        faults = complain(path, "must hold 64 hexadecimal digits made at random");
    free(text);
    return faults;
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static unsigned
check_mail(const char *binary)
{
    const char *file = getenv("HF_SMTP_PASSWORD_FILE"), *url = conf.smtp_url;
    unsigned faults = 0;

    conf.smtp_password = "";
    if (*url != '\0' && !begins(url, "smtp://") && !begins(url, "smtps://") && !begins(url, "starttls://"))
        faults += complain("HF_SMTP_URL", "must begin with smtp://, starttls:// or smtps://");
    if (strpbrk(url, "@ \r\n") != NULL)
        faults += complain("HF_SMTP_URL", "holds neither user nor password: see HF_SMTP_USER");
    if (is_email(conf.mail_from) != NULL)
        faults += complain("HF_MAIL_FROM", "must be an e-mail address");
    if (file != NULL && *file != '\0' && strcmp(binary, "chat") == 0) {
        conf.smtp_password = file_text(file);
        if (conf.smtp_password == NULL || *conf.smtp_password == '\0')
            faults += complain("HF_SMTP_PASSWORD_FILE", "names no readable file with a password");
    }
    return faults;
}

static unsigned
check_ai(const char *binary)
{
    const char *file = getenv("HF_AI_KEY_FILE");
    unsigned faults = 0;

    conf.ai_key = "";
    if (*conf.ai_url != '\0' && !begins(conf.ai_url, "https://") && !begins(conf.ai_url, "http://"))
        faults += complain("HF_AI_URL", "must begin with https:// or http://");
    if (file != NULL && *file != '\0' && strcmp(binary, "chat") == 0) {
        conf.ai_key = file_text(file);
        if (conf.ai_key == NULL || *conf.ai_key == '\0')
            faults += complain("HF_AI_KEY_FILE", "names no readable file with a key");
    }
    return faults;
}

static unsigned
read_secrets(const char *binary)
{
    const char *password = getenv("HF_DB_PASSWORD_FILE");
    char path[PATH_MAX];
    unsigned faults = 0;

    conf.db_password = "";
    if (password != NULL && *password != '\0') {
        conf.db_password = file_text(password);
        if (conf.db_password == NULL || *conf.db_password == '\0')
            faults += complain("HF_DB_PASSWORD_FILE", "names no readable file with a password");
    }
    conf.deployment = secret_text("deployment.id", path);
    if (conf.deployment == NULL || strlen(conf.deployment) < 4 || strlen(conf.deployment) > 32 ||
        strspn(conf.deployment, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(conf.deployment))
        faults +=
            complain("deployment.id", "the secrets folder must hold this file: 4 to 32 lower-case letters and digits");
    faults += read_key("cursor.key", conf.cursor_key, true);
    faults += read_key("channel.key", conf.channel_key, strcmp(binary, "chat") == 0);
    faults += read_key("refresh.key", conf.refresh_key, strcmp(binary, "auth") == 0);
    faults += read_key("factor.key", conf.factor_key, strcmp(binary, "auth") == 0);
    faults += read_key("audit.key", conf.audit_key, strcmp(binary, "auth") == 0 || strcmp(binary, "chat") == 0);
    faults += read_key("vapid.key", conf.vapid_key, false); /* without it no browser is told */
    return faults;
}

enum err
config_load(const char *binary)
{
    const char *mode = getenv("HF_MODE");
    unsigned faults = check_unknown();

    snprintf(mode_text, sizeof(mode_text), "%s", mode == NULL || *mode == '\0' ? "production" : mode);
    if (strcmp(mode_text, "demo") != 0 && strcmp(mode_text, "production") != 0)
        faults += complain("HF_MODE", "must be demo or production");
    conf.production = strcmp(mode_text, "demo") != 0;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *value = getenv(settings[i].name);

        if (value == NULL || *value == '\0')
            value = settings[i].fallback != NULL ? settings[i].fallback : derived(settings[i].name, binary);
        faults += set_one(&settings[i], value);
    }
    if (faults == 0)
        faults += check_mail(binary) + check_ai(binary) + read_secrets(binary);
    faults += config_check_production(&conf);
    return faults == 0 ? ERR_NONE : ERR_INVALID;
}

void
config_print(void)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *s = &settings[i];
        const char *value = getenv(s->name);

        printf("%-22s %-28s %s%s%s\n", s->name, value != NULL && *value != '\0' ? value : "(default)", s->doc,
               s->fallback != NULL && *s->fallback != '\0' ? "; default " : "", s->fallback != NULL ? s->fallback : "");
    }
}
