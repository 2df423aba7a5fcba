/*
 * factor_setup.c: setting up a second factor (RFC 6238), its recovery codes, and taking it off.
 */
#include "factor.h"

#include <liboath/oath.h>
#include <qrencode.h>

#include "config.h"
#include "mail.h"
#include "out.h"
#include "seal.h"
#include "shape.h"

#define RECOVERY_CODES 10
#define QUIET_ZONE     4 /* modules around a QR code, ISO/IEC 18004 */
#define QR_PATH_BYTES  65536

static const struct shape status_shape[] = {
    { .name = "enabled", .type = S_BOOL },
    { .name = "confirmed_at", .type = S_TIME, .nullable = true },
    { .name = "recovery_codes_left", .type = S_INT },
    { .name = "required", .type = S_BOOL, .doc = "A role of mine needs one" },
    SHAPE_END,
};

static enum err
status(struct req *r, const void *input)
{
    struct rows *row;
    enum err e = db_one(r, Q_FACTOR_STATUS, NO_ARGS, &row);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_bool(r, "enabled", !col_null(row, 0));
    out_time(r, "confirmed_at", col_time(row, 0));
    out_int(r, "recovery_codes_left", col_int(row, 1));
    out_bool(r, "required", col_int(row, 2) != 0);
    return reply(r, 200);
}

const struct endpoint factor_status_endpoint = { "My second factor", NULL, status_shape, 0, status };

/* Percent-encoded as RFC 3986 wants it in a path or query. */
static const char *
escaped(struct req *r, const char *text)
{
    char *to = arena_alloc(r->arena, strlen(text) * 3 + 1), *at = to;

    for (; to != NULL && *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x80 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", c) != NULL)
            *at++ = (char)c;
        else
            at += snprintf(at, 4, "%%%02X", c);
    }
    return to;
}

static const char *
base32(struct req *r, const uint8_t *secret)
{
    char *text = NULL;
    const char *copy = NULL;
    size_t len = 0;

    if (oath_base32_encode((const char *)secret, FACTOR_SECRET, &text, &len) == OATH_OK) {
        while (len > 0 && text[len - 1] == '=')
            len--;
        copy = arena_copy(r->arena, text, len);
    }
    free(text); /* the library's */
    return copy;
}

/* The dark modules as one path of an SVG, a unit a module: a picture that needs nothing from elsewhere. */
static const char *
qr_path(struct req *r, const QRcode *qr)
{
    char *path = arena_alloc(r->arena, QR_PATH_BYTES);
    size_t n = 0;

    for (int y = 0; path != NULL && y < qr->width; y++)
        for (int x = 0, run; x<qr->width; x += run> 0 ? run : 1) {
            for (run = 0; x + run < qr->width && (qr->data[y * qr->width + x + run] & 1) != 0;)
                run++;
            if (run > 0 && n < QR_PATH_BYTES)
                n += (size_t)snprintf(path + n, QR_PATH_BYTES - n, "M%d %dh%dv1h-%dz", x + QUIET_ZONE, y + QUIET_ZONE,
                                      run, run);
        }
    return n < QR_PATH_BYTES ? path : NULL;
}

static enum err
out_qr(struct req *r, const char *uri)
{
    QRcode *qr = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
    const char *path = qr == NULL ? NULL : qr_path(r, qr);
    int size = qr == NULL ? 0 : qr->width + 2 * QUIET_ZONE;

    QRcode_free(qr);
    if (path == NULL)
        return ERR_UNAVAILABLE;
    const char *svg =
        arena_printf(r->arena,
                     "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' shape-rendering='crispEdges'>"
                     "<rect width='%d' height='%d' fill='white'/><path d='%s'/></svg>",
                     size, size, size, size, path);
    const char *text = svg == NULL ? NULL : escaped(r, svg);

    if (text == NULL)
        return ERR_UNAVAILABLE;
    out_str(r, "qr", arena_printf(r->arena, "data:image/svg+xml,%s", text));
    return ERR_NONE;
}

static const struct shape setup_shape[] = {
    { .name = "secret", .type = S_STR, .doc = "Base32, for typing" },
    { .name = "uri", .type = S_STR, .doc = "otpauth://totp/..." },
    { .name = "qr", .type = S_STR, .doc = "The URI as a QR code: a data URI of an SVG picture" },
    SHAPE_END,
};

static enum err
already_on(struct req *r)
{
    return fail_as(r, ERR_CONFLICT, "second_factor_on", NULL, "There is a second factor. Take it off first.");
}

static enum err
setup(struct req *r, const void *input)
{
    uint8_t secret[FACTOR_SECRET], sealed[FACTOR_SEALED];
    struct account a;
    struct factor f;
    enum err e = need_session(r);

    (void)input;
    if (e == ERR_NONE)
        e = factor_read(r, r->actor.user_id, &f);
    if (e == ERR_NONE && f.confirmed)
        return already_on(r);
    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, &a);
    if (e != ERR_NONE)
        return e;
    random_bytes(secret, sizeof(secret));
    e = seal(config()->factor_key, secret, sizeof(secret), a.id.b, sizeof(a.id.b), sealed);
    if (e == ERR_NONE)
        e = db_exec(r, Q_FACTOR_SETUP, ARGS(a_uuid(a.id), a_bytes(sealed, sizeof(sealed))), NULL);
    if (e != ERR_NONE)
        return e;
    const char *text = base32(r, secret), *issuer = escaped(r, a.tenant_name[0] != '\0' ? a.tenant_name : "Holdfast");
    const char *label = escaped(r, a.email != NULL ? a.email : a.username);
    const char *uri =
        arena_printf(r->arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30", issuer,
                     label, text, issuer);

    if (text == NULL || issuer == NULL || label == NULL || uri == NULL)
        return ERR_UNAVAILABLE;
    out_str(r, "secret", text);
    out_str(r, "uri", uri);
    e = out_qr(r, uri);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_setup_endpoint = {
    "Set up a second factor: secret and QR code", NULL, setup_shape, 0, setup, .status = 200, .secret = true,
};

static const struct shape recovery_shape[] = {
    { .name = "recovery_codes", .type = S_ARRAY, .items = S_STR, .doc = "Shown once; each good once" },
    SHAPE_END,
};

/* xxxxx-xxxxx of 32 signs that are not mistaken for each other: 50 bits. */
static void
make_recovery_code(char ret_code[12])
{
    static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789-";
    uint8_t random[10];
    size_t n = 0;

    random_bytes(random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++) {
        if (i == 5)
            ret_code[n++] = '-';
        ret_code[n++] = signs[random[i] % 31];
    }
    ret_code[n] = '\0';
}

static enum err
out_fresh_codes(struct req *r, struct uuid user)
{
    enum err e = db_exec(r, Q_RECOVERY_DELETE, ARGS(a_uuid(user)), NULL);

    out_array(r, "recovery_codes");
    for (int i = 0; i < RECOVERY_CODES && e == ERR_NONE; i++) {
        char code[12], plain[12];
        size_t n = 0;

        make_recovery_code(code);
        for (const char *s = code; *s != '\0'; s++)
            if (*s != '-')
                plain[n++] = *s;
        plain[n] = '\0';
        struct sha256 hash = factor_recovery_hash(user, plain);

        e = db_insert(r, Q_RECOVERY_INSERT, ARGS(a_uuid(user), a_bytes(hash.b, 32)));
        out_str(r, NULL, code);
    }
    out_end(r);
    return e;
}

struct code_in {
    const char *code;
};

static const struct field code_fields[] = { FIELD_STR(struct code_in, code, .need = true, .min_len = 6,
                                                      .max = FACTOR_CODE_MAX, .secret = true,
                                                      .doc = "Six digits that the phone shows"),
                                            FIELD_END };

static enum err
confirm(struct req *r, const void *input)
{
    const struct code_in *in = input;
    struct account a;
    struct factor f;
    char id[UUID_TEXT];
    enum err e = need_session(r);

    if (e == ERR_NONE)
        e = factor_read(r, r->actor.user_id, &f);
    if (e == ERR_NONE && f.confirmed)
        return already_on(r);
    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, &a);
    if (e != ERR_NONE)
        return e;
    int64_t step = f.exists ? factor_step(&f, in->code) : 0;

    if (step == 0)
        return fail_as(r, ERR_INVALID, f.exists ? "wrong_code" : "not_set_up", "code",
                       f.exists ? "This code is wrong. Is the phone's clock right?" : "Set it up first.");
    uuid_text(a.id, id);
    e = db_exec_one(r, Q_FACTOR_CONFIRM, ARGS(a_int(step), a_uuid(a.id)));
    if (e == ERR_NONE)
        e = out_fresh_codes(r, a.id);
    if (e == ERR_NONE)
        e = audit_add(r, "second_factor.on", "user", id, NULL);
    if (e == ERR_NONE)
        e = account_mail(r, &a, "second_factor_on", mail_params(r, "name", a.name, NULL));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_confirm_endpoint = {
    "Switch the second factor on",
    code_fields,
    recovery_shape,
    sizeof(struct code_in),
    confirm,
    .status = 200,
    .secret = true,
};

static enum err
needed(struct req *r, struct account *ret)
{
    enum err e = need_session(r);

    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, ret);
    if (e == ERR_NONE && !ret->has_factor)
        return fail_as(r, ERR_CONFLICT, "second_factor_off", NULL, "There is no second factor.");
    return e;
}

static enum err
recovery(struct req *r, const void *input)
{
    struct account a;
    char id[UUID_TEXT];
    enum err e = needed(r, &a);

    (void)input;
    if (e == ERR_NONE)
        e = out_fresh_codes(r, a.id);
    uuid_text(r->actor.user_id, id);
    if (e == ERR_NONE)
        e = audit_add(r, "second_factor.recovery_codes", "user", id, NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_recovery_endpoint = {
    "New recovery codes: the old ones end",
    NULL,
    recovery_shape,
    0,
    recovery,
    .status = 200,
    .secret = true,
    .step_up = true,
};

static enum err
take_off(struct req *r, const void *input)
{
    struct account a;
    char id[UUID_TEXT];
    enum err e = needed(r, &a);

    (void)input;
    if (e == ERR_NONE)
        e = db_exec(r, Q_FACTOR_DELETE, ARGS(a_uuid(a.id)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_RECOVERY_DELETE, ARGS(a_uuid(a.id)), NULL);
    uuid_text(r->actor.user_id, id);
    if (e == ERR_NONE)
        e = audit_add(r, "second_factor.off", "user", id, NULL);
    if (e == ERR_NONE)
        e = account_mail(r, &a, "second_factor_off", mail_params(r, "name", a.name, NULL));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint factor_remove_endpoint = {
    "Take the second factor off", NULL, NULL, 0, take_off, .status = 200, .step_up = true,
};
