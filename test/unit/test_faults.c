/* Each entry of the library that needs no database, with every allocation failing in turn. */
#include "unit/faults.h"

#include "csv.h"
#include "filter.h"
#include "input.h"
#include "json.h"
#include "jwt.h"
#include "mail.h"
#include "multipart.h"
#include "normalise.h"
#include "out.h"
#include "password.h"
#include "password_rules.h"
#include "schema.h"
#include "unit/key.h"
#include "unit/request_fixture.h"
#include "urlform.h"

#define NOW    1800000000
#define ISSUER "https://holdfast.example.test"

static char big[40000];

/* An object of many keys, deep in arrays. */
static const char *
big_json(void)
{
    size_t n = (size_t)snprintf(big, sizeof(big), "[[{");

    for (int i = 0; i < 70; i++)
        n += (size_t)snprintf(big + n, sizeof(big) - n, "%s\"key%d\":[%d,\"text \\u00e9\",1.5,null,true]",
                              i == 0 ? "" : ",", i, i);
    snprintf(big + n, sizeof(big) - n, "}]]");
    return big;
}

static enum err
json_is_checked(void)
{
    struct json_fault fault;
    enum err e = json_check(big, strlen(big), &fault);

    return e == ERR_MALFORMED && strstr(fault.reason, "memory") != NULL ? ERR_UNAVAILABLE : e;
}

static enum err
json_is_parsed(void)
{
    struct arena *a = arena_new(0);
    json *v = NULL;
    enum err e = a == NULL ? ERR_UNAVAILABLE : json_parse(a, big, strlen(big), &v, NULL);

    if (e == ERR_NONE && json_text(a, v) == NULL)
        e = ERR_UNAVAILABLE;
    arena_free(a);
    return e;
}

UNIT(json)
{
    big_json();
    SWEEP(json_is_checked, ERR_NONE);
    SWEEP_OURS(json_is_parsed, ERR_NONE);
}

static struct signing_key *signer;
static struct jwt_key known;
static char token[JWT_MAX_BYTES];

static enum err
token_is_signed(void)
{
    struct jwt_claims claims = { .issued_s = NOW, .expires_s = NOW + 900 };

    return jwt_sign(signer, known.kid, ISSUER, &claims, token, sizeof(token));
}

static enum err
token_is_verified(void)
{
    struct jwt_claims claims;

    return jwt_verify(token, &known, 1, ISSUER, NOW, &claims);
}

/* A good token is never called a bad one for want of memory, and a bad one never a good one. */
UNIT(tokens)
{
    CHECK_INT(load_pem(TEST_KEY_PEM, &signer), ERR_NONE);
    signing_key_public(signer, known.public_key);
    jwt_kid(known.public_key, known.kid);
    SWEEP(token_is_signed, ERR_NONE);
    SWEEP(token_is_verified, ERR_NONE);
    token[strlen(token) - 20] ^= 1;
    SWEEP(token_is_verified, ERR_UNAUTHENTICATED);
    signing_key_free(signer);
}

static enum err
on_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count)
{
    (void)ctx, (void)line, (void)cells, (void)count;
    return ERR_NONE;
}

static enum err
csv_is_read(void)
{
    struct csv *c = csv_new(on_record, NULL, false);
    enum err e = c == NULL ? ERR_UNAVAILABLE : ERR_NONE;

    for (int i = 0; e == ERR_NONE && i < 3; i++)
        e = csv_feed(c, "id;name\n1;\"a \"\"quoted\"\" one\n of two lines\"\n", 43);
    if (e == ERR_NONE)
        e = csv_feed(c, big, 3000); /* one long field */
    if (e == ERR_NONE)
        e = csv_end(c);
    csv_free(c);
    return e;
}

UNIT(csv)
{
    memset(big, 'x', 3000);
    SWEEP(csv_is_read, ERR_NONE);
}

static enum err
part_begins(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    (void)ctx, (void)name, (void)file_name, (void)content_type;
    return ERR_NONE;
}

static enum err
part_data(void *ctx, const char *bytes, size_t len)
{
    (void)ctx, (void)bytes, (void)len;
    return ERR_NONE;
}

static enum err
part_ends(void *ctx)
{
    (void)ctx;
    return ERR_NONE;
}

static enum err
form_is_read(void)
{
    static const char type[] = "multipart/form-data; boundary=b",
                      text[] = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                               "Content-Type: text/csv\r\n\r\nx,y\r\n--b\r\n"
                               "Content-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n--b--\r\n";
    static const struct multipart_sink sink = { part_begins, part_data, part_ends };
    struct multipart *m = multipart_new(type, &sink, NULL);
    enum err e = m != NULL ? ERR_NONE : multipart_usable(type) ? ERR_UNAVAILABLE : ERR_MEDIA_TYPE;

    if (e == ERR_NONE)
        e = multipart_feed(m, text, sizeof(text) - 1);
    if (e == ERR_NONE)
        e = multipart_end(m);
    multipart_free(m);
    return e;
}

UNIT(multipart)
{
    SWEEP(form_is_read, ERR_NONE);
}

static enum err
query_is_read(void)
{
    static const char text[] = "a=1&b=two+words&c=%C3%A9&d";
    struct arena *a = arena_new(0);
    struct pair *pairs;
    size_t n;
    enum err e = a == NULL ? ERR_UNAVAILABLE : urlform_parse(a, text, sizeof(text) - 1, &pairs, &n);

    arena_free(a);
    return e;
}

static enum err
filter_is_read(void)
{
    static const struct filter_field fields[] = { { "name", FILTER_TEXT, "c.name", "", NULL },
                                                  { "value", FILTER_NUMBER, "c.value", "", NULL },
                                                  FILTER_FIELD_END };
    struct arena *a = arena_new(0);
    struct uuid me = { { 0 } };
    struct filter filter;
    struct filter_fault fault;
    enum err e = a == NULL ? ERR_UNAVAILABLE
                           : filter_parse(a, "name ~ \"ann\" and value > 5 and name in (a, \"b c\")", fields, me,
                                          &filter, &fault);

    arena_free(a);
    return e;
}

UNIT(queries_and_filters)
{
    SWEEP(query_is_read, ERR_NONE);
    SWEEP(filter_is_read, ERR_NONE);
}

struct thing {
    const char *name;
    int64_t count;
    json *more;
};
static const struct field fields[] = {
    FIELD_STR(struct thing, name, .need = true, .max = 100, .check = is_email),
    FIELD_INT(struct thing, count, .low = 1, .high = 9),
    FIELD_JSON(struct thing, more, .doc = "anything"),
    FIELD_END,
};

/* As serve() does it: a fault that was found for want of memory is none. */
static enum err
input_is_filled(void)
{
    static const char good[] = "{\"name\":\"ada@example.com\",\"count\":3,\"more\":{\"a\":[1,2,{\"b\":null}]}}";
    struct thing thing;
    struct req r = { .arena = arena_new(0), .query = "", .body = good, .body_len = sizeof(good) - 1 };
    enum err e = r.arena == NULL ? ERR_UNAVAILABLE : input_fill(&r, fields, &thing);

    if (r.arena != NULL && arena_starved(r.arena))
        e = ERR_UNAVAILABLE;
    arena_free(r.arena);
    return e;
}

static enum err
reply_is_written(void)
{
    FIXTURE(r);
    enum err e = r.arena == NULL ? ERR_UNAVAILABLE : ERR_NONE;

    if (e == ERR_NONE) {
        out_array(&r, "data");
        for (int i = 0; i < 400; i++) {
            out_object(&r, NULL);
            out_str(&r, "name", "a \"text\" of some length\n");
            out_num(&r, "share", 0.125);
            out_time(&r, "at", 1234567890000000);
            out_end(&r);
        }
        out_end(&r);
        size_t len = 0;
        const char *type;

        if (reply_body(&r, &len, &type) == NULL || r.p->out_failed)
            e = ERR_UNAVAILABLE;
    }
    DROP(r);
    return e;
}

UNIT(what_comes_in_and_goes_out)
{
    SWEEP_OURS(input_is_filled, ERR_NONE);
    SWEEP(reply_is_written, ERR_NONE);
}

static enum err
texts_are_normalised(void)
{
    struct arena *a = arena_new(0);
    bool all = a != NULL && normalise_text(a, " ａｄｍｉｎ\u00a0") != NULL && normalise_key(a, "Straße ﬁ") != NULL &&
               normalise_email(a, "Ada@EXAMPLE.com") != NULL &&
               normalise_phone(a, "+44 (20) 7946-0000", PHONE_E164) != NULL;

    arena_free(a);
    return all ? ERR_NONE : ERR_UNAVAILABLE;
}

static enum err
mail_params_are_made(void)
{
    FIXTURE(r);
    bool good = r.arena != NULL && mail_params(&r, "name", "Ada \"the\" first", "token", "t", NULL) != NULL;

    DROP(r);
    return good ? ERR_NONE : ERR_UNAVAILABLE;
}

UNIT(texts)
{
    SWEEP(texts_are_normalised, ERR_NONE);
    SWEEP(mail_params_are_made, ERR_NONE);
}

static enum err
password_is_hashed(void)
{
    char hash[PASSWORD_HASH_BYTES];

    return password_hash("autumn rain", hash);
}

/* Without memory a right password is not let in, and nothing says it was a wrong one but the answer: that is safe. */
static enum err
password_is_checked(void)
{
    static const char old[] = "pbkdf2_sha256$1200$pinch of salt$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=";
    bool rehash;

    return password_verify("correct horse", old, &rehash) ? ERR_NONE : ERR_UNAVAILABLE;
}

static enum err
wrong_password_is_refused(void)
{
    static const char old[] = "pbkdf2_sha256$1200$pinch of salt$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=";
    bool rehash;

    return password_verify("wrong horse", old, &rehash) ? ERR_NONE : ERR_UNAUTHENTICATED;
}

UNIT(passwords)
{
    SWEEP_OURS(password_is_hashed, ERR_NONE);
    SWEEP_OURS(password_is_checked, ERR_NONE);
    SWEEP_OURS(wrong_password_is_refused, ERR_UNAUTHENTICATED);
}

/* A weak password passes never; a strong one may have to wait. */
static enum err
weak_password_is_found(void)
{
    struct password_failure failures[PASSWORD_FAILURES];
    struct password_rules rules = { 8, false };
    struct password_person ada = { "ada", "Ada", "Lovelace", "ada@example.com" };

    return password_failures("ada.lovelace", &rules, &ada, failures) == 0 ? ERR_NONE : ERR_INVALID;
}

UNIT(password_rules)
{
    SWEEP_OURS(weak_password_is_found, ERR_INVALID);
}

static enum err
schema_is_read(void)
{
    static const char text[] =
        "{\"columns\":[{\"header\":\"Id\",\"role\":\"id\",\"type\":\"number\"},{\"header\":\"Visits\",\"role\":\"feature\","
        "\"type\":\"number\",\"title\":\"Visits\"},{\"header\":\"Plan\",\"role\":\"feature\",\"type\":\"category\"}],"
        "\"actions\":[{\"feature\":\"Visits\",\"set\":3,\"title\":\"Call them\",\"cost\":4}]}";
    const struct schema *schema;
    struct arena *a = arena_new(0);
    enum err e = a == NULL ? ERR_UNAVAILABLE : schema_parse(a, text, sizeof(text) - 1, &schema, NULL);

    arena_free(a);
    return e;
}

UNIT(schemas)
{
    SWEEP_OURS(schema_is_read, ERR_NONE);
}

UNIT_MAIN
