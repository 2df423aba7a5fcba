/*
 * registration.c: see registration.h.
 */
#include "registration.h"

#include <ctype.h>

#include "config.h"
#include "input.h"
#include "limit.h"
#include "mail.h"
#include "proof.h"

#define TRIES    3
#define KEY_MAX  150 /* of users.username_key */
#define PHONEISH 7   /* digits that make a user name look like a phone number */

const char *
is_one_line(const char *value)
{
    return strpbrk(value, "\r\n\t") != NULL ? "This has to be one line." : is_plain_text(value);
}

/* Signs that cannot be seen: zero width and direction marks (U+200B.. and U+FEFF). */
static bool
has_hidden(const char *s)
{
    for (; *s != '\0'; s++) {
        unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];
        unsigned char c = b == 0 ? 0 : (unsigned char)s[2];

        if ((a == 0xe2 && b == 0x80 && (c >= 0xa8 || (c >= 0x8b && c <= 0x8f))) ||
            (a == 0xe2 && b == 0x81 && c >= 0xa0 && c <= 0xaf) || (a == 0xef && b == 0xbb && c == 0xbf) ||
            (a == 0xc2 && b == 0xad))
            return true;
    }
    return false;
}

const char *
is_username(const char *value)
{
    if (is_one_line(value) != NULL || has_hidden(value) || strpbrk(value, " <>\"'`&\\/|,;:()[]{}%?#*") != NULL)
        return "A user name has letters, digits and . _ - + @ only.";
    return NULL;
}

static const char *
name_of(const char *field, const char *fallback)
{
    return field != NULL ? field : fallback;
}

static bool
like_phone(const char *s)
{
    size_t digits = 0;

    for (; *s != '\0'; s++) {
        if (isdigit((unsigned char)*s))
            digits++;
        else if (strchr("+-.", *s) == NULL)
            return false;
    }
    return digits >= PHONEISH;
}

static const char *
text_of(struct req *r, const char *text)
{
    const char *shown = text == NULL ? "" : normalise_text(r->arena, text);

    return shown != NULL ? shown : "";
}

static enum err
check_email(struct req *r, const struct registration *in, struct newcomer *n)
{
    const char *field = name_of(in->email_field, "email");

    if (in->email == NULL || *in->email == '\0')
        return in->need_email ? fail(r, ERR_INVALID, field, "An e-mail address is needed.") : ERR_NONE;
    const char *email = normalise_email(r->arena, in->email);

    if (email == NULL || !mail_address_fine(email) || strlen(email) > 254)
        return fail(r, ERR_INVALID, field, "This is not an e-mail address.");
    n->account.email = email;
    n->email_key = normalise_key(r->arena, email);
    return n->email_key == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

static enum err
check_phone(struct req *r, const struct registration *in, struct newcomer *n)
{
    if (in->phone == NULL || *in->phone == '\0')
        return ERR_NONE;
    n->account.phone = normalise_phone(r->arena, in->phone, in->home->phones);
    return n->account.phone != NULL
               ? ERR_NONE
               : fail(r, ERR_INVALID, name_of(in->phone_field, "phone"), phone_fault(in->home->phones));
}

/* A name that looks like an address or a phone number would sign in before its owner: it has to be one's own. */
static enum err
check_username(struct req *r, const struct registration *in, struct newcomer *n)
{
    const char *field = name_of(in->username_field, "username"), *email = n->account.email, *phone = n->account.phone;
    char id[UUID_TEXT];

    uuid_text(n->account.id, id);
    if (in->username == NULL || *in->username == '\0')
        n->account.username = email != NULL && strlen(email) <= KEY_MAX ? email : phone != NULL ? phone : id;
    else
        n->account.username = in->username;
    n->account.username = normalise_text(r->arena, n->account.username);
    n->username_key = n->account.username == NULL ? NULL : normalise_key(r->arena, n->account.username);
    if (n->username_key == NULL || *n->username_key == '\0' || strlen(n->username_key) > KEY_MAX ||
        strlen(n->account.username) > KEY_MAX)
        return fail(r, ERR_INVALID, field, "This is not a user name.");
    const char *bad = is_username(n->account.username);

    if (bad == NULL && strchr(n->username_key, '@') != NULL &&
        (email == NULL || strcmp(n->username_key, n->email_key) != 0))
        bad = "A user name with @ must be your e-mail address.";
    if (bad == NULL && like_phone(n->username_key) &&
        (phone == NULL || strcmp(identifier_phone(r, n->username_key) + (*n->username_key == '+'), phone + 1) != 0))
        bad = "A user name of digits must be your phone number.";
    return bad != NULL ? fail(r, ERR_INVALID, field, bad) : ERR_NONE;
}

/* Faults add up: the first that is no fault of the input ends it. */
static bool
go_on(enum err *all, enum err e)
{
    if (e != ERR_NONE)
        *all = e;
    return e == ERR_NONE || e == ERR_INVALID;
}

enum err
newcomer_check(struct req *r, const struct registration *in, struct newcomer *ret)
{
    struct newcomer n = { .from = in, .account = { .id = uuid_v7(), .tenant = in->home->id, .active = true } };
    enum err e = ERR_NONE;

    if (in->username == NULL && in->email == NULL && in->phone == NULL && !in->need_email)
        return fail(r, ERR_INVALID, name_of(in->username_field, "username"),
                    "A user name, an e-mail address or a phone number is needed.");
    n.account.tenant_id = in->home->public_id;
    n.account.tenant_name = in->home->name;
    n.account.customer = in->customer;
    n.account.verified = in->verified;
    n.account.rules = in->home->rules;
    n.account.first_name = text_of(r, in->first_name);
    n.account.last_name = text_of(r, in->last_name);
    if (!go_on(&e, check_email(r, in, &n)) || !go_on(&e, check_phone(r, in, &n)) ||
        !go_on(&e, check_username(r, in, &n)))
        return e;
    n.account.name =
        arena_printf(r->arena, "%s%s%s", n.account.first_name,
                     *n.account.first_name != '\0' && *n.account.last_name != '\0' ? " " : "", n.account.last_name);
    if (n.account.name == NULL)
        return ERR_UNAVAILABLE;
    if (*n.account.name == '\0')
        n.account.name = n.account.username;
    n.account.password = in->hash;
    if (in->hash == NULL) {
        struct password_person person = account_person(&n.account);

        if (!go_on(&e, password_rules_check(r, name_of(in->password_field, "password"), in->password, &in->home->rules,
                                            &person)))
            return e;
    }
    if (e == ERR_NONE)
        *ret = n;
    return e;
}

enum err
newcomer_hash(struct req *r, struct newcomer *n)
{
    char *hash = arena_alloc(r->arena, PASSWORD_HASH_BYTES);
    enum err e = hash == NULL ? ERR_UNAVAILABLE : password_hash(n->from->password, hash);

    if (e == ERR_NONE)
        n->account.password = hash;
    return e;
}

/* An address that is somebody's user name: of whoever signs in by address alone it is not needed. */
static enum err
rename_newcomer(struct req *r, struct newcomer *n)
{
    char id[UUID_TEXT];

    uuid_text(n->account.id, id);
    n->account.username = n->username_key = arena_str(r->arena, id);
    return n->username_key == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

/* Tells all that somebody else has. ERR_NONE: nothing. */
static enum err
find_taken(struct req *r, struct newcomer *n)
{
    const struct registration *in = n->from;
    struct rows *row;
    enum err e =
        db_one(r, Q_ACCOUNT_TAKEN, ARGS(a_str(n->username_key), a_str(n->email_key), a_str(n->account.phone)), &row);

    if (e != ERR_NONE)
        return e;
    bool name = col_int(row, 0) != 0, phone = col_int(row, 2) != 0;

    if (col_int(row, 1) != 0)
        e = fail(r, ERR_CONFLICT, name_of(in->email_field, "email"), "There is an account with this e-mail address.");
    if (name && in->username != NULL)
        e = fail(r, ERR_CONFLICT, name_of(in->username_field, "username"), "Somebody has this user name.");
    if (phone)
        e = fail(r, ERR_CONFLICT, name_of(in->phone_field, "phone"), "There is an account with this phone number.");
    if (e != ERR_NONE || !name)
        return e; /* said once when the address is the user name too */
    if (in->by_email)
        return rename_newcomer(r, n);
    return n->account.email != NULL
               ? fail(r, ERR_CONFLICT, name_of(in->email_field, "email"), "Somebody's user name is this address.")
               : fail(r, ERR_CONFLICT, name_of(in->username_field, "username"), "Somebody has this user name.");
}

enum err
newcomer_taken(struct req *r, struct newcomer *n)
{
    enum err e = find_taken(r, n);

    return e != ERR_NONE ? e : fail(r, ERR_CONFLICT, NULL, "Somebody else has just registered with this. Try again.");
}

static enum err
write_user(struct req *r, const struct newcomer *n)
{
    const struct account *a = &n->account;
    const struct registration *in = n->from;

    return db_insert(r, Q_ACCOUNT_INSERT,
                     ARGS(a_uuid(a->id), a->tenant == 0 ? a_null() : a_int(a->tenant), a_str(a->username),
                          a_str(n->username_key), a_str(a->email), a_str(n->email_key), a_str(a->phone), a_str(a->name),
                          a_str(a->first_name), a_str(a->last_name), a_str(a->password),
                          a_str(in->customer ? "customer" : "staff"), a_int(in->verified), a_int(in->superuser),
                          a_str(text_of(r, in->company))));
}

enum err
newcomer_write(struct req *r, struct newcomer *n)
{
    const struct account *a = &n->account;
    const char *role = n->from->role;
    char id[UUID_TEXT];
    uint64_t rows = 1;
    enum err e = find_taken(r, n);

    if (e == ERR_NONE)
        e = write_user(r, n);
    if (e == ERR_NONE && role != NULL)
        e = db_exec(r, Q_ACCOUNT_ROLE_ADD, ARGS(a_uuid(a->id), a_int(a->tenant), a_str(role)), &rows);
    if (e == ERR_NONE && rows != 1)
        return fault(r, ERR_INTERNAL, "the tenant has no role %s", role);
    if (e == ERR_NONE && a->email != NULL && !a->verified && !n->from->quiet)
        e = proof_send(r, a, PROOF_REGISTER);
    uuid_text(a->id, id);
    return e != ERR_NONE ? e : audit_event(r, a, "account.registered", "user", id, NULL);
}

/* One try. The answer is kept with the key, so it is written here; after that nothing is repeated. */
static enum err
try_write(struct req *r, struct newcomer *n, registration_tell *tell, void *ctx)
{
    struct sha256 hash =
        hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), r->body == NULL ? "" : r->body, r->body_len);
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = idempotency_begin(r, &hash);
    if (e == ERR_NONE && n->from->before != NULL)
        e = n->from->before(r, n, ctx);
    if (e == ERR_NONE)
        e = newcomer_write(r, n);
    if (e == ERR_NONE && tell != NULL) {
        e = tell(r, &n->account, ctx);
        if (e == ERR_NONE)
            e = idempotency_store(r);
        if (e == ERR_NONE)
            e = db_commit(r);
        if (e == ERR_REPEAT)
            e = ERR_UNAVAILABLE;
    } else if (e == ERR_NONE) {
        e = db_commit(r);
    }
    if (e != ERR_NONE)
        db_rollback(r);
    return e;
}

enum err
register_and_tell(struct req *r, const struct registration *in, registration_tell *tell, void *ctx, struct account *ret)
{
    struct limit limit = limit_of_registration();
    struct newcomer n;
    enum err e = newcomer_check(r, in, &n);

    if (e == ERR_NONE)
        e = limit_hit(r, &limit, limit_network(r)); /* slips of the pen are not counted */
    if (e == ERR_NONE && in->hash == NULL)
        e = newcomer_hash(r, &n);
    if (e != ERR_NONE)
        return e;
    e = ERR_REPEAT;
    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++)
        e = try_write(r, &n, tell, ctx);
    if (e == ERR_CONFLICT && r->fault_count == 0 && r->detail == NULL)
        return newcomer_taken(r, &n); /* at the same moment */
    if (e == ERR_NONE)
        *ret = n.account;
    return e;
}

enum err
register_account(struct req *r, const struct registration *in, struct account *ret)
{
    return register_and_tell(r, in, NULL, NULL, ret);
}
