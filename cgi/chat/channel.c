/*
 * channel.c: names of channels, and publishing to them.
 */
#include "chat.h"

#include <curl/curl.h>

#include "config.h"

#define TIMEOUT_MS 1000

static void
channel(const char *what, char ret_channel[CHANNEL_TEXT])
{
    struct sha256 h = hmac_sha256(config()->channel_key, sizeof(config()->channel_key), what, strlen(what));

    hex_encode(h.b, (CHANNEL_TEXT - 1) / 2, ret_channel);
}

void
channel_of_user(uint32_t tenant, struct uuid user, int64_t generation, char ret_channel[CHANNEL_TEXT])
{
    char id[UUID_TEXT], what[96];

    uuid_text(user, id);
    snprintf(what, sizeof(what), "u:%u:%s:%lld", tenant, id, (long long)generation);
    channel(what, ret_channel);
}

void
channel_of_tenant(uint32_t tenant, char ret_channel[CHANNEL_TEXT])
{
    char what[32];

    snprintf(what, sizeof(what), "t:%u", tenant);
    channel(what, ret_channel);
}

void
channel_of_chats(uint32_t tenant, char ret_channel[CHANNEL_TEXT])
{
    char what[32];

    snprintf(what, sizeof(what), "c:%u", tenant);
    channel(what, ret_channel);
}

void
channel_of_session(uint32_t tenant, const char *session, char ret_channel[CHANNEL_TEXT])
{
    char what[80];

    snprintf(what, sizeof(what), "s:%u:%s", tenant, session);
    channel(what, ret_channel);
}

static size_t
discard(char *data, size_t size, size_t n, void *ctx)
{
    (void)data, (void)ctx;
    return size * n;
}

/* One handle for the life of the process keeps its connection. */
static CURL *
handle(void)
{
    static CURL *curl;

    if (curl != NULL)
        return curl;
    curl = curl_easy_init();
    if (curl == NULL)
        return NULL;
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, config()->nchan_socket);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    return curl;
}

enum err
publish(const char *name, const char *message)
{
    CURL *curl = handle();
    char url[64];
    long status = 0;

    if (curl == NULL)
        return ERR_UNAVAILABLE;
    snprintf(url, sizeof(url), "http://localhost/pub/%s", name);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message == NULL ? "" : message);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, message == NULL ? "DELETE" : "POST");
    if (curl_easy_perform(curl) != CURLE_OK)
        return ERR_UNAVAILABLE;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (message == NULL)
        return status == 200 || status == 404 ? ERR_NONE : ERR_UNAVAILABLE;
    return status == 201 || status == 202 ? ERR_NONE : ERR_UNAVAILABLE; /* somebody listens, nobody does */
}
