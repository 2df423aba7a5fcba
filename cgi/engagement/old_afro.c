/*
 * old_afro.c: what the staff of the Afro-Caribbean CRM do with customers (contract A-R11 to A-R14): pages of twenty, one, notes. Customers
 * there are the records of the register.
 */
#include "old.h"

#include "config.h"
#include "input.h"
#include "mail.h"
#include "out.h"

#define PAGE_ROWS  20
#define NOTE_BYTES 8000
#define WORDS      6 /* of a search; what is behind stands together */
#define ORDERS     2 /* columns to sort by: each choice is a statement of its own */
#define PATH       "/api/customers/admin/customers/"

static const char none[] = "There is no such customer.";

#define ROW_MEMBERS                                                                                                    \
    { .name = "id", .type = S_UUID }, { .name = "email", .type = S_STR }, { .name = "name", .type = S_STR },           \
        { .name = "phone", .type = S_STR }, { .name = "city", .type = S_STR }, { .name = "purchases", .type = S_INT }, \
        { .name = "points", .type = S_INT }, { .name = "verified", .type = S_BOOL },                                   \
        { .name = "created_at", .type = S_TIME },                                                                      \
    {                                                                                                                  \
        .name = "last_login_at", .type = S_TIME, .nullable = true                                                      \
    }
static const struct shape row_shape[] = { ROW_MEMBERS, SHAPE_END };
static const struct shape list_shape[] = {
    { .name = "count", .type = S_INT },
    { .name = "next", .type = S_STR, .nullable = true },
    { .name = "previous", .type = S_STR, .nullable = true },
    { .name = "data", .type = S_ARRAY, .of = row_shape },
    SHAPE_END,
};

/* Texts, for what is no boolean is ignored there. */
struct afro_list {
    const char *search, *is_verified, *is_active, *ordering;
    int64_t page;
};

static const struct field list_fields[] = {
    FIELD_STR(struct afro_list, search, .in = IN_QUERY, .max = 200, .doc = "All words: parts of name, address, phone"),
    FIELD_STR(struct afro_list, is_verified, .in = IN_QUERY, .max = 16, .doc = "true or false"),
    FIELD_STR(struct afro_list, is_active, .in = IN_QUERY, .max = 16, .doc = "true or false"),
    FIELD_STR(struct afro_list, ordering, .in = IN_QUERY, .max = 200,
              .doc = "Names of columns, with - from the last on; newest first without it"),
    FIELD_INT(struct afro_list, page, .in = IN_QUERY, .low = 1, .high = 1000000, .fallback = 1, .doc = "From 1"),
    FIELD_END,
};

static struct arg
truth(const char *s)
{
    if (s != NULL && (strcasecmp(s, "true") == 0 || strcmp(s, "1") == 0))
        return a_int(1);
    return s != NULL && (strcasecmp(s, "false") == 0 || strcmp(s, "0") == 0) ? a_int(0) : a_null();
}

/* %word%, wildcards taken as themselves; *text goes behind the word. last: all that is left is one. NULL: no word is left. */
static const char *
next_pattern(struct req *r, const char **text, bool last)
{
    const char *s = *text + strspn(*text, " ");
    const size_t len = last ? strlen(s) : strcspn(s, " ");
    char *like = len == 0 ? NULL : arena_alloc(r->arena, len * 2 + 3), *to = like;

    *text = s + len;
    if (like == NULL)
        return NULL;
    *to++ = '%';
    for (size_t i = 0; i < len; i++) {
        if (strchr("!%_", s[i]) != NULL)
            *to++ = '!';
        *to++ = s[i];
    }
    *to = '%';
    return like;
}

static const char *
encoded(struct req *r, const char *s)
{
    static const char plain[] = "-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char *text = arena_alloc(r->arena, strlen(s) * 3 + 1), *to = text;

    for (; text != NULL && *s != '\0'; s++) {
        if (strchr(plain, *s) != NULL) {
            *to++ = *s;
            continue;
        }
        *to++ = '%';
        *to++ = "0123456789ABCDEF"[(unsigned char)*s >> 4];
        *to++ = "0123456789ABCDEF"[(unsigned char)*s & 15];
    }
    return text;
}

/* The address of another page, the other parameters kept. */
static const char *
page_url(struct req *r, const struct afro_list *in, int64_t page)
{
    const struct {
        const char *name, *value;
    } kept[] = { { "search", in->search },
                 { "is_verified", in->is_verified },
                 { "is_active", in->is_active },
                 { "ordering", in->ordering } };
    const char *url = arena_printf(r->arena, "%s" PATH "?page=%lld", config()->public_url, (long long)page);

    for (size_t i = 0; url != NULL && i < sizeof kept / sizeof kept[0]; i++)
        if (kept[i].value != NULL && *kept[i].value != '\0')
            url = arena_printf(r->arena, "%s&%s=%s", url, kept[i].name, encoded(r, kept[i].value));
    return url;
}

/* Unknown names are passed over, as that framework does. */
static const char *
order_of(struct req *r, const char *wanted)
{
    static const struct {
        const char *name, *up, *down;
    } known[] = {
        { "date_joined", "c.id, ", "c.id DESC, " },
        { "email", "email, ", "email DESC, " },
        { "full_name", "c.shown_name, ", "c.shown_name DESC, " },
        { "city", "c.city, ", "c.city DESC, " },
        { "total_purchases", "c.purchases, ", "c.purchases DESC, " },
        { "loyalty_points", "c.points, ", "c.points DESC, " },
        { "last_login", "u.last_login_at, ", "u.last_login_at DESC, " },
    };
    const char *order = "";
    unsigned n = 0;

    for (const char *s = wanted != NULL ? wanted : ""; *s != '\0' && n < ORDERS; s += strcspn(s, ",")) {
        s += strspn(s, ", ");
        const bool down = *s == '-';
        const size_t len = strcspn(s + down, ",");

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (strlen(known[i].name) == len && strncmp(known[i].name, s + down, len) == 0) {
                order = arena_printf(r->arena, "%s%s", order, down ? known[i].down : known[i].up);
                n++;
            }
    }
    return order;
}

#define LIKE(i) a_str(like[i]), a_str(like[i])
#define LIKES   LIKE(0), LIKE(1), LIKE(2), LIKE(3), LIKE(4), LIKE(5)

static enum err
list(struct req *r, const void *input)
{
    const struct afro_list *in = input;
    const char *rest = in->search != NULL ? in->search : "", *like[WORDS];
    const struct arg verified = truth(in->is_verified), active = truth(in->is_active);
    const int64_t skip = (in->page - 1) * PAGE_ROWS;
    struct rows *rows = NULL;
    int64_t count = 0;

    for (size_t i = 0; i < WORDS; i++)
        like[i] = next_pattern(r, &rest, i + 1 == WORDS);
    enum err e = db_int(r, Q_AFRO_COUNT, ARGS(verified, verified, active, active, LIKES, a_all(r)), 0, &count);

    if (e == ERR_NONE && in->page > 1 && skip >= count)
        return fail_as(r, ERR_NOT_FOUND, "invalid_page", NULL, "There is no such page.");
    if (e == ERR_NONE)
        e = db_rows_more(r, Q_AFRO_CUSTOMERS, order_of(r, in->ordering),
                         ARGS(verified, verified, active, active, LIKES, a_all(r), a_int(PAGE_ROWS), a_int(skip)),
                         &rows);
    if (e == ERR_NONE)
        e = out_rows(r, "data", rows);
    if (e != ERR_NONE)
        return e;
    out_int(r, "count", count);
    out_str(r, "next", skip + PAGE_ROWS < count ? page_url(r, in, in->page + 1) : NULL);
    out_str(r, "previous", in->page > 1 ? page_url(r, in, in->page - 1) : NULL);
    return reply(r, 200);
}

static const struct endpoint list_of = { "Customers, twenty a page", list_fields, list_shape,
                                         sizeof(struct afro_list),   list,        .snapshot = true };

static const struct shape one_shape[] = {
    ROW_MEMBERS,
    { .name = "first_name", .type = S_STR },
    { .name = "last_name", .type = S_STR },
    { .name = "street", .type = S_STR },
    { .name = "region", .type = S_STR },
    { .name = "postal_code", .type = S_STR },
    { .name = "country", .type = S_STR },
    { .name = "dietary_preferences", .type = S_STR },
    { .name = "favourite_products", .type = S_STR },
    { .name = "consent_email", .type = S_BOOL },
    { .name = "consent_sms", .type = S_BOOL },
    { .name = "consent_push", .type = S_BOOL },
    { .name = "active", .type = S_BOOL },
    { .name = "updated_at", .type = S_TIME },
    SHAPE_END,
};

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct rows *row;
    enum err e = db_one(r, Q_AFRO_CUSTOMER, ARGS(a_uuid(in->id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

static const struct endpoint get_of = { "A customer, for the shop's staff", id_fields, one_shape, sizeof(struct id_in),
                                        get };

static const struct shape note_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "customer_id", .type = S_UUID },
    { .name = "customer", .type = S_STR },
    { .name = "body", .type = S_STR },
    { .name = "created_by", .type = S_UUID, .nullable = true },
    { .name = "author", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    { .name = "updated_at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape notes_shape[] = { { .name = "data", .type = S_ARRAY, .of = note_shape }, SHAPE_END };

static enum err
notes(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = customer_seen(r, NULL, in->id);

    if (e == ERR_NONE)
        e = out_fitting(r, "data", Q_AFRO_NOTES, ARGS(a_uuid(in->id), a_null(), a_null(), a_int(OLD_LIST_MAX)));
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint notes_of = {
    "Notes about a customer, all at once", id_fields, notes_shape, sizeof(struct id_in), notes, .snapshot = true
};

struct note_in {
    struct uuid id;
    const char *note;
};

static const struct field note_fields[] = {
    FIELD_UUID(struct note_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_STR(struct note_in, note, .need = true, .min_len = 1, .max = NOTE_BYTES, .doc = "Text"),
    FIELD_END,
};

static enum err
add_note(struct req *r, const void *input)
{
    const struct note_in *in = input;
    struct uuid id = uuid_v7();
    char text[UUID_TEXT];
    struct rows *row = NULL;
    enum err e = customer_seen(r, NULL, in->id);

    if (e == ERR_NONE)
        e = db_insert(r, Q_AFRO_NOTE_ADD, ARGS(a_uuid(id), a_uuid(in->id), a_str(in->note)));
    if (e == ERR_NONE)
        e = tell_timeline(r, in->id, "note", id, mail_params(r, "text", shortened(r, in->note), NULL));
    uuid_text(in->id, text);
    if (e == ERR_NONE) /* so that search finds its words */
        e = job_add(r, "customers", "search-index", arena_printf(r->arena, "{\"customer\":\"%s\"}", text));
    if (e == ERR_NONE)
        e = db_one(r, Q_AFRO_NOTES, ARGS(a_uuid(in->id), a_uuid(id), a_uuid(id), a_int(1)), &row);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 201);
}

static const struct endpoint add_note_of = {
    "Note something about a customer", note_fields, note_shape, sizeof(struct note_in), add_note, .status = 201,
};

#define NAMES(name, from)                                                                                              \
    {                                                                                                                  \
        .theirs = (name), .ours = (from)                                                                               \
    }
#define NOTE_OUT(at, from)                                                                                             \
    NAMES(at "id", from "id"), NAMES(at "customer", from "customer_id"), NAMES(at "customer_name", from "customer"),   \
        NAMES(at "note", from "body"), NAMES(at "created_by", from "created_by"),                                      \
        NAMES(at "created_by_name", from "author"), NAMES(at "created_at", from "created_at"),                         \
        NAMES(at "updated_at", from "updated_at"),                                                                     \
    {                                                                                                                  \
        0                                                                                                              \
    }

static const struct compat_out list_out[] = {
    { .theirs = "count", .ours = "count", .form = FORM_INT },
    NAMES("next", "next"),
    NAMES("previous", "previous"),
    NAMES("results[].id", "data[].id"),
    NAMES("results[].email", "data[].email"),
    NAMES("results[].full_name", "data[].name"),
    NAMES("results[].phone_number", "data[].phone"),
    NAMES("results[].city", "data[].city"),
    { .theirs = "results[].total_purchases", .ours = "data[].purchases", .form = FORM_INT },
    { .theirs = "results[].loyalty_points", .ours = "data[].points", .form = FORM_INT },
    NAMES("results[].is_verified", "data[].verified"),
    NAMES("results[].date_joined", "data[].created_at"),
    NAMES("results[].last_login", "data[].last_login_at"),
    { 0 },
};
static const struct compat_out one_out[] = {
    NAMES("id", "id"),
    NAMES("email", "email"),
    NAMES("first_name", "first_name"),
    NAMES("last_name", "last_name"),
    NAMES("full_name", "name"),
    NAMES("phone_number", "phone"),
    NAMES("street_address", "street"),
    NAMES("city", "city"),
    NAMES("province_state", "region"),
    NAMES("postal_code", "postal_code"),
    NAMES("country", "country"),
    NAMES("dietary_preferences", "dietary_preferences"),
    NAMES("favorite_products", "favourite_products"),
    NAMES("email_notifications", "consent_email"),
    NAMES("sms_notifications", "consent_sms"),
    NAMES("push_notifications", "consent_push"),
    { .theirs = "total_purchases", .ours = "purchases", .form = FORM_INT },
    { .theirs = "loyalty_points", .ours = "points", .form = FORM_INT },
    NAMES("date_joined", "created_at"),
    NAMES("is_verified", "verified"),
    NAMES("is_active", "active"),
    { .theirs = "is_staff", .constant = "false" },
    NAMES("last_login", "last_login_at"),
    NAMES("updated_at", "updated_at"),
    { 0 },
};
static const struct compat_out notes_out[] = { NOTE_OUT("[].", "data[].") };
static const struct compat_out note_out[] = { NOTE_OUT("", "") };
static const struct compat_error list_errors[] = {
    { .code = "invalid_page", .status = 404, .body = "{\"detail\":\"Invalid page.\"}" },
    { .code = "invalid", .status = 404, .body = "{\"detail\":\"Invalid page.\"}", .field = "page" },
    { 0 },
};

#define ROW(m, p, may, point, to, wrong)                                                                               \
    {                                                                                                                  \
        .method = (m), .path = (p), .access = MAY(may), .endpoint = &(point), .out = (to), .errors = (wrong),          \
        .wire = WIRE_DRF, .origin = "afro"                                                                             \
    }

const struct compat afro_compat[] = {
    ROW(GET, PATH, "customers:read", list_of, list_out, list_errors),
    ROW(GET, PATH "{id}/", "customers:read", get_of, one_out, NULL),
    ROW(GET, PATH "{id}/notes/", "customers:read", notes_of, notes_out, NULL),
    ROW(POST, PATH "{id}/notes/", "customers:write", add_note_of, note_out, NULL),
    COMPAT_END,
};
