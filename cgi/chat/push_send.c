/*
 * push_send.c: one message to one push service.
 */
#include "push.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "config.h"
#include "crypt.h"
#include "jobs.h"
#include "req.h"

#define CONNECT_MS 5000L
#define WHOLE_MS   10000L /* below the time for which a claim holds */
#define TOKEN_S    (12 * 3600)
#define HEADERS    6

struct sending {
    struct req *r;
    bool refused; /* by us: its address is none of the public ones */
};

const struct push_key *
push_own_key(void)
{
    static struct push_key *key;

    if (key == NULL && push_key_of(config()->vapid_key, &key) != ERR_NONE)
        return NULL;
    return key;
}

bool
push_browser_read(const char *p256dh, const char *auth, struct push_browser *ret)
{
    size_t key = 0, secret = 0;

    return base64url_decode(p256dh, strlen(p256dh), ret->public, sizeof(ret->public), &key) &&
           base64url_decode(auth, strlen(auth), ret->secret, sizeof(ret->secret), &secret) &&
           key == sizeof(ret->public) && ret->public[0] == 4 && secret == sizeof(ret->secret);
}

/* Asked with the address that is about to be spoken to: what the name meant a moment ago does not matter. */
static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct sending *s = ctx;

    (void)purpose;
    if (*config()->push_local == '\0' && !push_address_public(&address->addr)) {
        s->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t
discard(char *data, size_t size, size_t n, void *ctx)
{
    (void)data, (void)ctx;
    return size * n;
}

/* Told to stop: it can wait for the next start. */
static int
go_on(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct sending *s = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return job_beat(s->r) == ERR_UNAVAILABLE;
}

/* https://host[:port] of an address. */
static const char *
origin_of(struct req *r, const char *endpoint)
{
    return arena_copy(r->arena, endpoint, 8 + strcspn(endpoint + 8, "/?#"));
}

/* Whom the service's people may turn to (RFC 8292, 2.1). */
static const char *
subject(struct req *r)
{
    const char *url = config()->public_url;

    return strncmp(url, "https://", 8) == 0 ? url : arena_printf(r->arena, "mailto:%s", config()->mail_from);
}

static struct curl_slist *
headers_of(struct req *r, const struct push *p)
{
    const struct push_key *key = push_own_key();
    const char *origin = origin_of(r, p->endpoint), *who = subject(r);
    char token[PUSH_TOKEN], public_text[PUSH_PUBLIC * 2];
    uint8_t public[PUSH_PUBLIC];
    struct curl_slist *list = NULL;

    if (key == NULL || origin == NULL || who == NULL ||
        push_token(key, origin, who, clock_now_us() / 1000000 + TOKEN_S, token) != ERR_NONE)
        return NULL;
    push_key_public(key, public);
    base64url_encode(public, sizeof(public), public_text);
    const char *lines[HEADERS] = { "Content-Encoding: aes128gcm",
                                   "Content-Type: application/octet-stream",
                                   "Urgency: high",
                                   arena_printf(r->arena, "TTL: %lld", (long long)p->keep_s),
                                   arena_printf(r->arena, "Topic: %s", p->topic),
                                   arena_printf(r->arena, "Authorization: vapid t=%s, k=%s", token, public_text) };

    for (size_t i = 0; i < HEADERS; i++) {
        struct curl_slist *longer = lines[i] == NULL ? NULL : curl_slist_append(list, lines[i]);

        if (longer == NULL) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

static void
prepare(CURL *curl, struct sending *s, const char *endpoint, const uint8_t *body, size_t len)
{
    const char *local = config()->push_local;

    curl_easy_setopt(curl, CURLOPT_URL, endpoint);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)len);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, WHOLE_MS);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
    if (*local != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, local);
}

/* RFC 8030, 5 and 6.2: 201 is the good answer, others of 2xx are as good. */
static enum push_end
judge(struct req *r, CURLcode code, long status, const struct sending *s, const char **ret_why)
{
    if (s->refused)
        *ret_why = "its address is not a public one";
    else if (code != CURLE_OK)
        *ret_why = curl_easy_strerror(code);
    else
        *ret_why = arena_printf(r->arena, "the service answered %ld", status);
    if (*ret_why == NULL)
        *ret_why = "no memory";
    if (s->refused)
        return PUSH_GONE;
    if (code != CURLE_OK || status == 408 || status == 429 || status >= 500)
        return PUSH_LATER;
    return status < 300 ? PUSH_DONE : status == 404 || status == 410 ? PUSH_GONE : PUSH_NEVER;
}

/* For one browser alone: with a key and a salt of its own. */
static enum err
encrypt(const struct push *p, uint8_t ret_body[PUSH_BODY_MAX], size_t *ret_len)
{
    struct push_key *once = NULL;
    uint8_t number[32], salt[PUSH_SALT];

    random_bytes(number, sizeof(number));
    random_bytes(salt, sizeof(salt));
    enum err e = push_key_of(number, &once);

    if (e != ERR_NONE)
        return ERR_UNAVAILABLE; /* a number in four billion is no key: next time */
    e = push_encrypt(once, salt, &p->to, p->text, strlen(p->text), ret_body, ret_len);
    push_key_free(once);
    return e;
}

enum push_end
push_send(struct req *r, const struct push *p, int64_t *ret_wait_s, const char **ret_why)
{
    struct sending s = { .r = r };
    uint8_t body[PUSH_BODY_MAX];
    size_t len = 0;
    curl_off_t wait = 0;
    long status = 0;
    enum err e = encrypt(p, body, &len);

    *ret_why = "no memory";
    if (e == ERR_INVALID) {
        *ret_why = "its key is none";
        return PUSH_GONE;
    }
    struct curl_slist *headers = e == ERR_NONE ? headers_of(r, p) : NULL;
    CURL *curl = headers == NULL ? NULL : curl_easy_init();
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (curl != NULL) {
        prepare(curl, &s, p->endpoint, body, len);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    *ret_wait_s = (int64_t)wait;
    return judge(r, code, status, &s, ret_why);
}
