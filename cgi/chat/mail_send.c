/*
 * mail_send.c: a letter on its way: by SMTP (libcurl), or without a mail server as a file below the state folder.
 */
#include "letters.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "jobs.h"
#include "req.h"

#define CONNECT_MS 5000
#define WHOLE_MS   30000 /* below the time for which a claim holds */
#define PATH_BYTES 4096

/* The message while it is read by curl. */
struct source {
    const char *text;
    size_t len, at;
    struct req *r;
};

static size_t
give(char *to, size_t size, size_t n, void *ctx)
{
    struct source *s = ctx;
    size_t part = size * n < s->len - s->at ? size * n : s->len - s->at;

    memcpy(to, s->text + s->at, part);
    s->at += part;
    return part;
}

/* Told to stop: what has not been handed over yet can wait for the next start. */
static int
go_on(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct source *s = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return s->at < s->len && job_beat(s->r) == ERR_UNAVAILABLE;
}

/* One handle for the life of the process keeps its connection for several letters. */
static CURL *
handle(void)
{
    static CURL *curl;

    if (curl == NULL)
        curl = curl_easy_init();
    else
        curl_easy_reset(curl);
    return curl;
}

/* curl's address: its scheme says whether TLS begins at once; the path is the name we say hello with. */
static const char *
address_of(struct req *r, bool *ret_tls)
{
    const char *url = config()->smtp_url, *host = strstr(url, "://") + 3;
    size_t n = strcspn(host, "/");

    *ret_tls = strncmp(url, "smtp:", 5) != 0;
    return arena_printf(r->arena, "%s://%.*s/%s", strncmp(url, "smtps:", 6) == 0 ? "smtps" : "smtp", (int)n, host,
                        strrchr(config()->mail_from, '@') + 1);
}

static bool
prepare(CURL *curl, struct req *r, struct source *s, const char *from, struct curl_slist *to)
{
    const struct config *c = config();
    bool tls = false;
    const char *url = address_of(r, &tls);

    if (url == NULL || to == NULL)
        return false;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    if (*c->smtp_tls_ca != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, c->smtp_tls_ca);
    if (*c->smtp_user != '\0') {
        curl_easy_setopt(curl, CURLOPT_USERNAME, c->smtp_user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, c->smtp_password);
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, s);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    return true;
}

/*
 * 5xx is an answer for good, but only where it is about this letter: to its sender, recipient or content. Who greets with it,
 * or does not know our password, may have been set up wrongly. 421 is said by a server that goes away.
 */
static enum sent
judge(struct req *r, CURLcode code, long status, const struct source *s, const char **ret_why)
{
    bool about_letter = code == CURLE_SEND_ERROR || s->at > 0;

    if (code == CURLE_OK)
        return SENT;
    *ret_why = status >= 400 ? arena_printf(r->arena, "The mail server answered %ld.", status)
                             : arena_printf(r->arena, "%s.", curl_easy_strerror(code));
    if (status >= 500 && status < 600 && status != 530 && status != 535 && about_letter)
        return NEVER;
    return status >= 400 && status != 421 && about_letter ? NOT_NOW : SERVER_AWAY;
}

static enum sent
send_smtp(struct req *r, const struct letter *l, const char *text, const char **ret_why)
{
    struct source s = { .text = text, .len = strlen(text), .r = r };
    const char *from = arena_printf(r->arena, "<%s>", config()->mail_from);
    const char *rcpt = arena_printf(r->arena, "<%s>", l->to);
    struct curl_slist *to = rcpt == NULL ? NULL : curl_slist_append(NULL, rcpt);
    CURL *curl = handle();
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long status = 0;

    if (curl != NULL && from != NULL && prepare(curl, r, &s, from, to)) {
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_slist_free_all(to);
    return judge(r, code, status, &s, ret_why);
}

static bool
write_whole(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    size_t len = strlen(text), at = 0;

    while (fd >= 0 && at < len) {
        ssize_t n = write(fd, text + at, len - at);

        if (n < 0 && errno != EINTR)
            break;
        at += n > 0 ? (size_t)n : 0;
    }
    bool good = fd >= 0 && at == len && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

/* Appears under its name when it is whole. */
static enum sent
send_file(const struct letter *l, const char *text, const char **ret_why)
{
    char id[UUID_TEXT], path[PATH_BYTES], draft[PATH_BYTES + 8];

    uuid_text(l->id, id);
    snprintf(path, sizeof(path), "%s/mail", config()->state);
    bool good = mkdir(path, 0700) == 0 || errno == EEXIST;

    snprintf(path, sizeof(path), "%s/mail/%s.eml", config()->state, id);
    snprintf(draft, sizeof(draft), "%s.new", path);
    good = good && write_whole(draft, text) && rename(draft, path) == 0;
    if (!good)
        *ret_why = "The file of the mail could not be written.";
    return good ? SENT : SERVER_AWAY;
}

enum sent
letter_send(struct req *r, const struct letter *l, const char *text, const char **ret_why)
{
    return *config()->smtp_url != '\0' ? send_smtp(r, l, text, ret_why) : send_file(l, text, ret_why);
}
