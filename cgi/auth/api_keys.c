/*
 * api_keys.c: keys for programs. The key is shown once; only its hash is kept. It may no more than its scopes name, and never
 * more than its owner.
 */
#include "account.h"

#include "clock.h"
#include "out.h"
#include "registration.h"
#include "shape.h"

#define KEYS_MAX     50
#define SCOPES_BYTES 1025
#define SCOPES_MAX   40
#define PREFIX_BYTES 4
#define SECRET_BYTES 32

static const struct shape key_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "prefix", .type = S_STR, .doc = "Begins the key, to know it again" },
    { .name = "scopes", .type = S_ARRAY, .items = S_STR, .doc = "Permissions" },
    { .name = "created_at", .type = S_TIME },
    { .name = "expires_at", .type = S_TIME, .nullable = true },
    { .name = "last_used_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static const struct shape keys_shape[] = {
    { .name = "data", .type = S_ARRAY, .of = key_shape },
    SHAPE_END,
};

static void
out_scopes(struct req *r, const char *scopes)
{
    out_array(r, "scopes");
    for (size_t n; *scopes != '\0'; scopes += n) {
        scopes += strspn(scopes, " ");
        n = strcspn(scopes, " ");
        if (n > 0)
            out_strn(r, NULL, scopes, n);
    }
    out_end(r);
}

static enum err
list(struct req *r, const void *input)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_API_KEYS, NO_ARGS, &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_uuid(r, "id", col_uuid(rows, 0));
        out_str(r, "name", col_str(rows, 1));
        out_str(r, "prefix", col_str(rows, 2));
        out_scopes(r, col_str(rows, 3));
        out_time(r, "created_at", col_time(rows, 4));
        out_time(r, "expires_at", col_time(rows, 5));
        out_time(r, "last_used_at", col_time(rows, 6));
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    rows_close(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint api_keys_endpoint = { "My keys for programs", NULL, keys_shape, 0, list };

struct create_in {
    const char *name;
    json *scopes;
    int64_t expires_at;
};

static const struct field create_fields[] = {
    FIELD_STR(struct create_in, name, .need = true, .min_len = 1, .max = 127, .check = is_one_line,
              .doc = "What it is for"),
    FIELD_JSON(struct create_in, scopes, .need = true, .doc = "Array of permissions that you have"),
    FIELD_TIME(struct create_in, expires_at, .doc = "Absent: until it is revoked"),
    FIELD_END,
};

static const struct shape created_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "prefix", .type = S_STR },
    { .name = "scopes", .type = S_ARRAY, .items = S_STR },
    { .name = "expires_at", .type = S_TIME, .nullable = true },
    { .name = "secret", .type = S_STR, .doc = "The whole key, shown once: Authorization: Bearer hf_..." },
    SHAPE_END,
};

/* The scopes as one text, each a permission of the owner. */
static enum err
read_scopes(struct req *r, const json *list, char ret_scopes[SCOPES_BYTES])
{
    size_t n = 0, count = json_len(list);
    enum err e = ERR_NONE;

    if (json_kind(list) != JSON_ARRAY || count == 0 || count > SCOPES_MAX)
        return fail(r, ERR_INVALID, "scopes", "Give an array of permissions.");
    for (size_t i = 0; i < count; i++) {
        const char *one = json_str(json_at(list, i), ""), *field = arena_printf(r->arena, "scopes/%zu", i);

        if (*one == '\0' || strcspn(one, " |,") != strlen(one) || !actor_may(&r->actor, one))
            e = fail_as(r, ERR_INVALID, "permission_not_held", field, "This is no permission of yours.");
        else if (n + strlen(one) + 2 > SCOPES_BYTES)
            return fail(r, ERR_INVALID, "scopes", "These are too many.");
        else
            n += (size_t)snprintf(ret_scopes + n, SCOPES_BYTES - n, "%s%s", n > 0 ? " " : "", one);
    }
    return e;
}

struct fresh_key {
    struct uuid id;
    char prefix[2 * PREFIX_BYTES + 1];
    char text[96];
};

static struct sha256
make_key(struct fresh_key *k)
{
    uint8_t random[SECRET_BYTES];
    char secret[48];

    k->id = uuid_v7();
    random_bytes(random, PREFIX_BYTES);
    hex_encode(random, PREFIX_BYTES, k->prefix);
    random_bytes(random, sizeof(random));
    base64url_encode(random, sizeof(random), secret);
    snprintf(k->text, sizeof(k->text), "hf_%s_%s", k->prefix, secret);
    return sha256_of(k->text, strlen(k->text));
}

static enum err
check_create(struct req *r, const struct create_in *in, char ret_scopes[SCOPES_BYTES])
{
    int64_t count = 0;
    enum err e = need_session(r);

    if (e == ERR_NONE && r->actor.superuser)
        return fail(r, ERR_FORBIDDEN, NULL, "An operator of the system has no keys for programs.");
    if (e == ERR_NONE)
        e = read_scopes(r, in->scopes, ret_scopes);
    if (e == ERR_INVALID || e == ERR_NONE) {
        if (in->expires_at != 0 && in->expires_at <= clock_now_us())
            e = fail(r, ERR_INVALID, "expires_at", "This is in the past.");
    }
    if (e == ERR_NONE)
        e = db_int(r, Q_API_KEYS_COUNT, NO_ARGS, 0, &count);
    if (e == ERR_NONE && count >= KEYS_MAX)
        return fail_as(r, ERR_CONFLICT, "too_many", NULL, "You have 50 keys. Revoke one first.");
    return e;
}

static enum err
create(struct req *r, const void *input)
{
    const struct create_in *in = input;
    char scopes[SCOPES_BYTES] = "", id[UUID_TEXT];
    struct fresh_key k;
    struct sha256 hash = make_key(&k);
    enum err e = check_create(r, in, scopes);

    if (e == ERR_NONE)
        e = db_insert(r, Q_API_KEY_INSERT,
                      ARGS(a_uuid(k.id), a_str(in->name), a_str(k.prefix), a_bytes(hash.b, 32), a_str(scopes),
                           a_time(in->expires_at)));
    uuid_text(k.id, id);
    if (e == ERR_NONE)
        e = audit_add(r, "api_key.created", "api_key", id, NULL);
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "id", k.id);
    out_str(r, "name", in->name);
    out_str(r, "prefix", k.prefix);
    out_scopes(r, scopes);
    out_time(r, "expires_at", in->expires_at);
    out_str(r, "secret", k.text);
    return reply(r, 201);
}

const struct endpoint api_key_create_endpoint = {
    "Make a key for a program",
    create_fields,
    created_shape,
    sizeof(struct create_in),
    create,
    .status = 201,
    .secret = true,
    .step_up = true,
};

struct revoke_in {
    struct uuid id;
};

static const struct field revoke_fields[] = { FIELD_UUID(struct revoke_in, id, .in = IN_PATH, .doc = "Key"),
                                              FIELD_END };

static enum err
revoke(struct req *r, const void *input)
{
    const struct revoke_in *in = input;
    char id[UUID_TEXT];
    enum err e = db_exec_one(r, Q_API_KEY_REVOKE, ARGS(a_uuid(in->id)));

    uuid_text(in->id, id);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such key.");
    if (e == ERR_NONE)
        e = audit_add(r, "api_key.revoked", "api_key", id, NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint api_key_revoke_endpoint = { "Revoke a key",           revoke_fields, NULL,
                                                  sizeof(struct revoke_in), revoke,        .status = 200 };
