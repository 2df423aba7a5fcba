/*
 * req.c: reading the request: parameters, cookies, body, preconditions, cursors; and recording failures.
 */
#include "req.h"

#include <errno.h>
#include <ctype.h>

#include "config.h"
#include "fcgi.h"
#include "request.h"
#include "route.h"

const char *
req_param(const struct req *r, const char *name)
{
    return r->p->link == NULL ? NULL : fcgi_param(r->p->link, name);
}

const char *
req_cookie(struct req *r, const char *name)
{
    const char *s = req_param(r, "HTTP_COOKIE");
    size_t n = strlen(name);

    while (s != NULL && *s != '\0') {
        s += strspn(s, "; ");
        size_t len = strcspn(s, ";");

        if (len > n && strncmp(s, name, n) == 0 && s[n] == '=')
            return arena_copy(r->arena, s + n + 1, len - n - 1);
        s += len;
    }
    return NULL;
}

long
req_read(struct req *r, void *buf, size_t size)
{
    return r->p->link == NULL ? 0 : fcgi_read(r->p->link, buf, size);
}

/* Whether type is the wanted media type, parameters aside. */
static bool
media_is(const char *type, const char *want)
{
    size_t n = strlen(want);

    return strncasecmp(type, want, n) == 0 && (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

static enum err
check_media(struct req *r)
{
    /* Old clients may send forms as well: compat_input tells them apart. */
    bool wants_json = r->compat == NULL && r->route->endpoint->body == BODY_DEFAULT;
    const char *encoding = req_param(r, "HTTP_CONTENT_ENCODING");

    if (encoding != NULL && *encoding != '\0' && strcasecmp(encoding, "identity") != 0)
        return fail(r, ERR_MEDIA_TYPE, NULL, "Send the body without Content-Encoding.");
    if (wants_json && !media_is(r->content_type, "application/json"))
        return fail(r, ERR_MEDIA_TYPE, NULL, "Send the body as application/json.");
    return ERR_NONE;
}

enum err
req_read_body(struct req *r)
{
    char *buf = arena_alloc(r->arena, 4096);
    size_t size = 4096, len = 0;

    for (;;) {
        if (buf == NULL)
            return fail(r, ERR_TOO_LARGE, NULL, "The body is too large.");
        long n = req_read(r, buf + len, size - len - 1);

        if (n < 0)
            return fail(r, ERR_MALFORMED, NULL, "The body broke off.");
        if (n == 0)
            break;
        len += (size_t)n;
        if (len > REQ_MAX_JSON)
            return fail(r, ERR_TOO_LARGE, NULL, "The body may have at most 65,536 bytes.");
        if (len + 1 < size)
            continue;
        char *grown = arena_alloc(r->arena, size * 2);

        if (grown != NULL)
            memcpy(grown, buf, len);
        buf = grown;
        size *= 2;
    }
    if (len == 0)
        return ERR_NONE;
    buf[len] = '\0';
    r->body = buf;
    r->body_len = len;
    return check_media(r);
}

#undef fail_as /* an analyser's word for it */
#undef fail
#undef fault

enum err
fail_as(struct req *r, enum err e, const char *code, const char *field, const char *sentence)
{
    if (r->code == NULL)
        r->code = code;
    if (r->detail == NULL)
        r->detail = arena_str(r->arena, sentence);
    if (field != NULL && r->fault_count < REQ_MAX_FAULTS) {
        const char *pointer = field[0] == '/' ? field : arena_printf(r->arena, "/%s", field);

        r->faults[r->fault_count++] =
            (struct fault){ pointer, code != NULL ? code : err_name(e), arena_str(r->arena, sentence) };
    }
    return e;
}

enum err
fail(struct req *r, enum err e, const char *field, const char *sentence)
{
    return fail_as(r, e, NULL, field, sentence);
}

enum err
fault(struct req *r, enum err e, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    r->log_detail = arena_vprintf(r->arena, fmt, ap);
    va_end(ap);
    return e;
}

enum err
req_if_match(struct req *r, int64_t version)
{
    const char *given = req_param(r, "HTTP_IF_MATCH");
    char want[32];

    if (given == NULL || *given == '\0')
        return fail(r, ERR_NEED_MATCH, NULL, "Send If-Match with the ETag of the version you read.");
    snprintf(want, sizeof(want), "\"%lld\"", (long long)version);
    /* The web server marks it as weak when it compresses; it names a version of the record all the same. */
    if (strcmp(strncmp(given, "W/", 2) == 0 ? given + 2 : given, want) != 0)
        return fail(r, ERR_STALE, NULL, "Somebody changed this meanwhile. Load it again and repeat your change.");
    return ERR_NONE;
}

#define CURSOR_TAG 12 /* bytes of the MAC */
#define CURSOR_MAX 512

static struct sha256
cursor_mac(const struct req *r, const char *text, size_t len)
{
    char bound[CURSOR_MAX + 512];
    int n = snprintf(bound, sizeof(bound), "%u %s %.*s", r->actor.tenant, r->route == NULL ? "" : r->route->path,
                     (int)len, text);

    return hmac_sha256(config()->cursor_key, 32, bound,
                       n < 0                       ? 0
                       : (size_t)n < sizeof(bound) ? (size_t)n
                                                   : sizeof(bound) - 1);
}

const char *
cursor_make(struct req *r, const char *text)
{
    uint8_t raw[CURSOR_TAG + CURSOR_MAX];
    size_t len = text == NULL ? SIZE_MAX : strlen(text);

    if (len > CURSOR_MAX)
        return NULL;
    struct sha256 mac = cursor_mac(r, text, len);
    char *out = arena_alloc(r->arena, (CURSOR_TAG + len) * 4 / 3 + 8);

    memcpy(raw, mac.b, CURSOR_TAG);
    memcpy(raw + CURSOR_TAG, text, len);
    if (out != NULL)
        base64url_encode(raw, CURSOR_TAG + len, out);
    return out;
}

enum err
cursor_read(struct req *r, const char *cursor, const char **ret_text)
{
    uint8_t raw[CURSOR_TAG + CURSOR_MAX];
    size_t len = 0;

    if (base64url_decode(cursor, strlen(cursor), raw, sizeof(raw), &len) && len >= CURSOR_TAG) {
        const char *text = (const char *)raw + CURSOR_TAG;
        struct sha256 mac = cursor_mac(r, text, len - CURSOR_TAG);

        if (same_bytes(mac.b, raw, CURSOR_TAG)) {
            *ret_text = arena_copy(r->arena, text, len - CURSOR_TAG);
            return ERR_NONE;
        }
    }
    return fail(r, ERR_INVALID, "cursor", "This cursor was not made for this list. Start again without one.");
}
