/*
 * push.c: where a person's browsers are told of important notes while no page of ours is open.
 */
#include "presence.h"

#include "config.h"
#include "crypt.h"
#include "out.h"
#include "push.h"
#include "shape.h"

static const struct shape subscription_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "endpoint", .type = S_STR },
    { .name = "device", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape list_shape[] = { { .name = "data", .type = S_ARRAY, .of = subscription_shape }, SHAPE_END };

static enum err
list(struct req *r, const void *input)
{
    enum err e = out_found(r, "data", Q_PUSH_LIST, NO_ARGS);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint push_list_endpoint = { "One's own browsers", NULL, list_shape, 0, list };

struct push_in {
    struct uuid id;
    const char *endpoint, *p256dh, *auth, *device;
};

#define BROWSERS 20 /* of one person */

static const struct shape key_shape[] = {
    { .name = "key",
      .type = S_STR,
      .nullable = true,
      .doc = "applicationServerKey, base64url; null: none can be told" },
    SHAPE_END,
};

static enum err
own_key(struct req *r, const void *input)
{
    const struct push_key *key = push_own_key();
    uint8_t public[PUSH_PUBLIC];
    char text[2 * PUSH_PUBLIC];

    (void)input;
    if (key != NULL) {
        push_key_public(key, public);
        base64url_encode(public, sizeof(public), text);
    }
    out_str(r, "key", key != NULL ? text : NULL);
    return reply(r, 200);
}

const struct endpoint push_key_endpoint = { "By which key browsers know who tells them", NULL, key_shape, 0, own_key };

/* https, and the port of https: what else could be reached from here is nobody's business. What its name means is looked at when it is
   used. */
static const char *
is_endpoint(const char *s)
{
    const char *host = s + 8, *port;
    size_t n;

    if (strncmp(s, "https://", 8) != 0 || strpbrk(s, " \r\n\t\"<>@\\") != NULL || *host == '\0')
        return "An endpoint begins with https://.";
    n = strcspn(host, "/?#");
    port = memchr(host, ':', n);
    if (port != NULL && *config()->push_local == '\0' && (host + n - port != 4 || strncmp(port, ":443", 4) != 0))
        return "An endpoint has no port of its own.";
    return NULL;
}

static const struct field add_fields[] = {
    FIELD_STR(struct push_in, endpoint, .need = true, .min_len = 12, .max = 1000, .check = is_endpoint,
              .doc = "From the browser"),
    FIELD_STR(struct push_in, p256dh, .need = true, .min_len = 87, .max = 87, .doc = "From the browser"),
    FIELD_STR(struct push_in, auth, .need = true, .min_len = 22, .max = 22, .secret = true, .doc = "From the browser"),
    FIELD_STR(struct push_in, device, .max = 255, .check = is_plain_text, .doc = "For people"),
    FIELD_END,
};
static const struct shape id_shape[] = { { .name = "id", .type = S_UUID }, SHAPE_END };

static struct sha256
hash_of(const char *text)
{
    struct sha256_run *run = sha256_new();

    sha256_add(run, text, strlen(text));
    return sha256_done(run);
}

static enum err
add(struct req *r, const void *input)
{
    const struct push_in *in = input;
    struct sha256 hash = hash_of(in->endpoint);
    struct push_browser browser;
    struct rows *row;
    int64_t count = 0;
    enum err e;

    if (!push_browser_read(in->p256dh, in->auth, &browser))
        return fail(r, ERR_INVALID, "p256dh", "These are no keys of a browser.");
    e = db_exec(r, Q_PUSH_FORGET, ARGS(a_bytes(hash.b, sizeof(hash.b))), NULL);
    if (e == ERR_NONE)
        e = db_int(r, Q_PUSH_COUNT, NO_ARGS, 0, &count);
    if (e == ERR_NONE && count >= BROWSERS)
        return fail(r, ERR_CONFLICT, NULL, "At most 20 browsers of one person are told.");

    if (e == ERR_NONE)
        e = db_insert(r, Q_PUSH_ADD,
                      ARGS(a_uuid(uuid_v7()), a_str(in->endpoint), a_bytes(hash.b, sizeof(hash.b)), a_str(in->p256dh),
                           a_str(in->auth), a_str(in->device != NULL ? in->device : ""), a_uuid(r->actor.session_id)));
    if (e == ERR_NONE)
        e = db_one(r, Q_PUSH_BY_HASH, ARGS(a_bytes(hash.b, sizeof(hash.b))), &row);
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "id", col_uuid(row, 0));
    return reply(r, 201);
}

const struct endpoint push_add_endpoint = { "Add a browser",        add_fields, id_shape,
                                            sizeof(struct push_in), add,        .status = 201 };

static const struct field remove_fields[] = { FIELD_UUID(struct push_in, id, .in = IN_PATH, .need = true), FIELD_END };

static enum err
remove_one(struct req *r, const void *input)
{
    const struct push_in *in = input;
    enum err e = db_exec_one(r, Q_PUSH_REMOVE, ARGS(a_uuid(in->id)));

    return e != ERR_NONE ? e : reply(r, 204);
}

const struct endpoint push_remove_endpoint = { "Remove a browser",     remove_fields, NULL,
                                               sizeof(struct push_in), remove_one,    .status = 204 };
