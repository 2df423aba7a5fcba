/*
 * status.c: is it alive, is it ready, how busy is it.
 */
#include "account.h"

#include "app.h"
#include "config.h"
#include "metrics.h"
#include "out.h"
#include "shape.h"

static enum err
healthz(struct req *r, const void *input)
{
    (void)input;
    out_body(r, "text/plain; charset=utf-8", "ok", 2);
    return reply(r, 200);
}

const struct endpoint healthz_endpoint = { "Alive: answers ok", NULL, NULL, 0, healthz, .gives = "text/plain",
                                           .unlimited = true };

static bool
out_part(struct req *r, const char *name, bool ready, const char *why)
{
    out_object(r, NULL);
    out_str(r, "name", name);
    out_bool(r, "ready", ready);
    out_str(r, "why", why);
    out_end(r);
    return ready;
}

/* The database, and whether its schema is one that this code knows. */
static bool
out_database(struct req *r)
{
    int64_t version = 0;
    enum err e = db_int(r, Q_SCHEMA_VERSION, NO_ARGS, 0, &version);
    bool known = version >= HF_SCHEMA_MIN && version <= HF_SCHEMA_MAX;

    if (e != ERR_NONE)
        return out_part(r, "database", false, "It does not answer.");
    out_part(r, "database", true, NULL);
    return out_part(r, "schema", known,
                    known ? NULL : "The migrations have not been applied, or are newer than the binaries.");
}

static enum err
readyz(struct req *r, const void *input)
{
    bool ready;
    const char *s = config()->parts;

    (void)input;
    out_array(r, "parts");
    ready = out_database(r);
    for (s += strspn(s, " "); *s != '\0'; s += strspn(s, " ")) {
        size_t len = strcspn(s, " ");
        const char *name = arena_copy(r->arena, s, len), *why = "It has no name.";
        bool up = name != NULL && metrics_pool_ready(name, &why);

        ready = out_part(r, name, up, why) && ready;
        s += len;
    }
    out_end(r);
    out_bool(r, "ready", ready);
    if (!ready)
        reply_header(r, "Retry-After", "2");
    return reply(r, ready ? 200 : 503);
}

static const struct shape part_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "ready", .type = S_BOOL },
    { .name = "why", .type = S_STR, .nullable = true, .doc = "Why it is not" },
    SHAPE_END,
};
static const struct shape readyz_shape[] = {
    { .name = "parts", .type = S_ARRAY, .of = part_shape },
    { .name = "ready", .type = S_BOOL, .doc = "All parts are; the status is 503 otherwise" },
    SHAPE_END,
};

const struct endpoint readyz_endpoint = {
    "Ready to serve, part by part", NULL, readyz_shape, 0, readyz, .status = 200, .unlimited = true
};

static enum err
metrics(struct req *r, const void *input)
{
    const char *text = metrics_text(r->arena);

    (void)input;
    out_body(r, "text/plain; version=0.0.4; charset=utf-8", text, strlen(text));
    return reply(r, 200);
}

const struct endpoint metrics_endpoint = {
    "Counters of all pools, for Prometheus", NULL, NULL, 0, metrics, .gives = "text/plain", .unlimited = true
};
