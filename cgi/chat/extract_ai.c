/*
 * extract_ai.c: the engine that asks a chat-completions service (HF_AI_URL, the form of OpenAI's API: POST /chat/completions).
 */
#include "extract_ai.h"

#include <curl/curl.h>
#include <string.h>

#include "config.h"
#include "jobs.h"
#include "req.h"

#define CONNECT_MS 3000L
#define ANSWER_MAX ((size_t)64 << 10)

struct answer {
    struct req *r;
    char *text;
    size_t len;
    bool too_large;
};

static size_t
receive(char *data, size_t size, size_t n, void *ctx)
{
    struct answer *a = ctx;

    n *= size;
    if (a->len + n >= ANSWER_MAX) {
        a->too_large = true;
        return 0;
    }
    memcpy(a->text + a->len, data, n);
    a->len += n;
    return n;
}

/* Keeps the job's lease while the service thinks; ends it when the runner is asked to stop. */
static int
tick(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct answer *answer = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return job_beat(answer->r) == ERR_NONE ? 0 : 1;
}

static CURLcode
post(struct req *r, const char *question, struct answer *answer, long *ret_status)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    const char *key = config()->ai_key;
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (*key != '\0')
        headers = curl_slist_append(headers, arena_printf(r->arena, "Authorization: Bearer %s", key));
    if (curl != NULL && headers != NULL) {
        curl_easy_setopt(curl, CURLOPT_URL, arena_printf(r->arena, "%s/chat/completions", config()->ai_url));
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)config()->ai_timeout_ms);
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, tick);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, answer);
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return code;
}

static const char *
trouble(struct req *r, CURLcode code, long status, const struct answer *a)
{
    if (a->too_large)
        return "The service's answer is too large.";
    if (code == CURLE_OPERATION_TIMEDOUT)
        return "The service did not answer in time.";
    if (code != CURLE_OK)
        return "The service cannot be reached.";
    return status == 200 ? NULL : arena_printf(r->arena, "The service answered with status %ld.", status);
}

static enum err
run(struct req *r, const struct x_schema *schema, const struct x_conversation *c, struct x_result *ret)
{
    struct answer answer = { .r = r, .text = arena_alloc(r->arena, ANSWER_MAX) };
    const char *question = ai_question(r, config()->ai_model, schema, c);
    long status = 0;

    if (answer.text == NULL || question == NULL)
        return ERR_UNAVAILABLE;
    CURLcode code = post(r, question, &answer, &status);

    ret->why = trouble(r, code, status, &answer);
    if (ret->why != NULL)
        return ERR_UNAVAILABLE;
    return ai_answer(r, schema, c, answer.text, answer.len, ret) == ERR_NONE ? ERR_NONE : ERR_UNAVAILABLE;
}

const struct extractor extract_by_ai = { "ai", run };
