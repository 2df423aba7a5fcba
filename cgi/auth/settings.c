/*
 * settings.c: what a tenant has set. What the figures rest on (bands and economics) is part of a scoring, so a change of it has
 * the active customers scored anew.
 */
#include "admin.h"

#include <ctype.h>
#include <math.h>

#include "jobs.h"
#include "out.h"

#define NUMBERS 6 /* of those that a scoring rests on */

struct settings_in {
    const char *name, *currency, *time_zone, *locale, *incentive, *phone_rule, *brand_name, *brand_color;
    double band_high, band_medium, acceptance, redemption, value_rate;
    int64_t password_min, access_seconds, refresh_seconds;
    json *second_factor_roles;
    bool password_classes, open_registration;
    bool has_band_high, has_band_medium, has_acceptance, has_redemption, has_value_rate;
    bool has_password_min, has_access_seconds, has_refresh_seconds, has_password_classes, has_open_registration;
};

static const char *
is_currency(const char *s)
{
    return strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 ? NULL
                                                                          : "A currency is three capital letters.";
}

static const char *
is_zone(const char *s)
{
    bool fine = isalpha((unsigned char)*s) != 0 && strstr(s, "//") == NULL && s[strlen(s) - 1] != '/';

    for (; fine && *s != '\0'; s++)
        fine = isalnum((unsigned char)*s) || strchr("/_+-", *s) != NULL;
    return fine ? NULL : "A time zone is a name such as Europe/Berlin.";
}

static const char *
is_locale(const char *s)
{
    bool fine = islower((unsigned char)s[0]) && islower((unsigned char)s[1]);

    for (; fine && *s != '\0'; s++)
        fine = isalnum((unsigned char)*s) || *s == '-';
    return fine ? NULL : "A locale is a tag such as en or pt-BR.";
}

static const char *
is_color(const char *s)
{
    bool fine = *s == '\0' || (*s == '#' && strlen(s) == 7 && strspn(s + 1, "0123456789abcdefABCDEF") == 6);

    return fine ? NULL : "A colour is # and six hexadecimal digits.";
}

#define GIVEN(member) .has_offset = offsetof(struct settings_in, has_##member)

static const char *const phone_rules[] = { "e164", "uz", NULL };
static const struct field change_fields[] = {
    FIELD_STR(struct settings_in, name, .min_len = 1, .max = 255, .check = is_plain_text, .doc = "Of the tenant"),
    FIELD_STR(struct settings_in, currency, .max = 3, .check = is_currency, .doc = "ISO 4217"),
    FIELD_STR(struct settings_in, time_zone, .min_len = 1, .max = 64, .check = is_zone, .doc = "IANA name"),
    FIELD_STR(struct settings_in, locale, .min_len = 2, .max = 16, .check = is_locale, .doc = "BCP 47"),
    FIELD_NUM(struct settings_in, band_high, GIVEN(band_high), .low = 0.01, .high = 0.99, .doc = "High risk from here"),
    FIELD_NUM(struct settings_in, band_medium, GIVEN(band_medium), .low = 0.01, .high = 0.99,
              .doc = "Medium risk from here; below band_high"),
    FIELD_NUM(struct settings_in, acceptance, GIVEN(acceptance), .low = 0.0001, .high = 1,
              .doc = "Share of those contacted who accept"),
    FIELD_DECIMAL(struct settings_in, incentive, .doc = "Cost of what is offered"),
    FIELD_NUM(struct settings_in, redemption, GIVEN(redemption), .low = 0.0001, .high = 1,
              .doc = "Share of those who would stay anyway that take the offer"),
    FIELD_NUM(struct settings_in, value_rate, GIVEN(value_rate), .low = 0.0001, .high = 100,
              .doc = "Lifetime contribution per unit of the value column"),
    FIELD_INT(struct settings_in, password_min, GIVEN(password_min), .low = 8, .high = 64, .doc = "Characters"),
    FIELD_BOOL(struct settings_in, password_classes, GIVEN(password_classes),
               .doc = "Letter, digit and special character"),
    FIELD_ENUM(struct settings_in, phone_rule, .choices = phone_rules, .doc = "Which phone numbers are taken"),
    FIELD_BOOL(struct settings_in, open_registration, GIVEN(open_registration),
               .doc = "Customers may join by themselves"),
    FIELD_JSON(struct settings_in, second_factor_roles, .doc = "Roles that need a second factor"),
    FIELD_INT(struct settings_in, access_seconds, GIVEN(access_seconds), .low = 0, .high = 86400,
              .doc = "Life of an access token, from 60; 0: as the deployment has it"),
    FIELD_INT(struct settings_in, refresh_seconds, GIVEN(refresh_seconds), .low = 0, .high = 7776000,
              .doc = "Life of a session that is not used, from 3600; 0: as the deployment has it"),
    FIELD_STR(struct settings_in, brand_name, .max = 127, .check = is_plain_text, .doc = "Shown to customers"),
    FIELD_STR(struct settings_in, brand_color, .max = 7, .check = is_color, .doc = "#rrggbb or nothing"),
    FIELD_END,
};

static const char *const states[] = { "active", "suspended", NULL };

#define SETTINGS_MEMBERS                                                                                               \
    { .name = "id", .type = S_UUID }, { .name = "slug", .type = S_STR }, { .name = "name", .type = S_STR },            \
        { .name = "state", .type = S_STR, .choices = states }, { .name = "currency", .type = S_STR },                  \
        { .name = "time_zone", .type = S_STR }, { .name = "locale", .type = S_STR },                                   \
        { .name = "band_high", .type = S_NUM }, { .name = "band_medium", .type = S_NUM },                              \
        { .name = "acceptance", .type = S_NUM }, { .name = "incentive", .type = S_DECIMAL },                           \
        { .name = "redemption", .type = S_NUM }, { .name = "value_rate", .type = S_NUM },                              \
        { .name = "password_min", .type = S_INT }, { .name = "password_classes", .type = S_BOOL },                     \
        { .name = "phone_rule", .type = S_STR, .choices = phone_rules },                                               \
        { .name = "open_registration", .type = S_BOOL },                                                               \
        { .name = "second_factor_roles", .type = S_ARRAY, .items = S_STR },                                            \
        { .name = "access_seconds", .type = S_INT, .nullable = true },                                                 \
        { .name = "refresh_seconds", .type = S_INT, .nullable = true }, { .name = "brand_name", .type = S_STR },       \
        { .name = "brand_color", .type = S_STR },                                                                      \
    {                                                                                                                  \
        .name = "version", .type = S_INT                                                                               \
    }

static const struct shape settings_shape[] = { SETTINGS_MEMBERS, SHAPE_END };
static const struct shape changed_shape[] = {
    SETTINGS_MEMBERS,
    { .name = "rescoring", .type = S_BOOL, .doc = "The active customers are being scored anew" },
    SHAPE_END,
};

enum err
settings_tell(struct req *r)
{
    struct rows *row;
    enum err e = db_one(r, Q_SETTINGS, NO_ARGS, &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such tenant.");
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, col_count(row) - 1));
    return ERR_NONE;
}

static enum err
get(struct req *r, const void *input)
{
    enum err e = settings_tell(r);

    (void)input;
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint settings_endpoint = { "The tenant and its settings", NULL, settings_shape, 0, get };

/* What a scoring rests on, in the order of the statement's columns: as it is, and with what was sent. */
struct basis {
    double was[NUMBERS], now[NUMBERS];
};

static void
read_basis(const struct settings_in *in, const struct rows *row, struct basis *b)
{
    const double sent[NUMBERS] = { in->band_high,  in->band_medium,
                                   in->acceptance, in->incentive ? strtod(in->incentive, NULL) : 0,
                                   in->redemption, in->value_rate };
    const bool given[NUMBERS] = { in->has_band_high,     in->has_band_medium, in->has_acceptance,
                                  in->incentive != NULL, in->has_redemption,  in->has_value_rate };

    for (unsigned i = 0; i < NUMBERS; i++) {
        b->was[i] = col_num(row, i + 1);
        b->now[i] = given[i] ? sent[i] : b->was[i];
    }
}

static bool
differs(const struct basis *b)
{
    for (unsigned i = 0; i < NUMBERS; i++)
        if (fabs(b->was[i] - b->now[i]) > 1e-9)
            return true;
    return false;
}

static enum err
check(struct req *r, const struct settings_in *in, const struct basis *b)
{
    if (b->now[1] >= b->now[0])
        return fail_as(r, ERR_INVALID, "bands_crossed", in->has_band_medium ? "band_medium" : "band_high",
                       "The medium band has to begin below the high one.");
    if (b->now[3] < 0 || b->now[3] > 1e9)
        return fail_as(r, ERR_INVALID, "out_of_range", "incentive", "Between 0 and 1,000,000,000, please.");
    if (in->has_access_seconds && in->access_seconds != 0 && in->access_seconds < 60)
        return fail_as(r, ERR_INVALID, "out_of_range", "access_seconds", "At least 60 seconds, or 0.");
    if (in->has_refresh_seconds && in->refresh_seconds != 0 && in->refresh_seconds < 3600)
        return fail_as(r, ERR_INVALID, "out_of_range", "refresh_seconds", "At least 3600 seconds, or 0.");
    return ERR_NONE;
}

static enum err
read_roles(struct req *r, const json *list, const char **ret_text)
{
    struct names roles;
    int64_t known = 1;
    enum err e = list == NULL ? ERR_NONE : names_read(r, "second_factor_roles", list, &roles);

    if (list == NULL || e != ERR_NONE)
        return e;
    for (size_t i = 0; i < roles.n && e == ERR_NONE && known != 0; i++)
        e = db_int(r, Q_ROLE_SHARE, ARGS(a_str(roles.v[i])), 0, &known);
    if (e == ERR_NONE && known == 0)
        return fail_as(r, ERR_INVALID, "role_unknown", "second_factor_roles", "There is no such role.");
    *ret_text = names_json(r, &roles);
    return e == ERR_NONE && *ret_text == NULL ? ERR_TOO_LARGE : e;
}

static struct arg
num_if(bool given, double v)
{
    return given ? a_num(v) : a_null();
}

static struct arg
int_if(bool given, int64_t v)
{
    return given ? a_int(v) : a_null();
}

static enum err
write(struct req *r, const struct settings_in *in, const char *factor_roles)
{
    enum err e = db_exec_one(
        r, Q_SETTINGS_CHANGE,
        ARGS(a_str(in->currency), a_str(in->time_zone), a_str(in->locale), num_if(in->has_band_high, in->band_high),
             num_if(in->has_band_medium, in->band_medium), num_if(in->has_acceptance, in->acceptance),
             a_str(in->incentive), num_if(in->has_redemption, in->redemption),
             num_if(in->has_value_rate, in->value_rate), int_if(in->has_password_min, in->password_min),
             int_if(in->has_password_classes, in->password_classes), a_str(in->phone_rule),
             int_if(in->has_open_registration, in->open_registration), a_str(factor_roles),
             int_if(in->has_access_seconds, in->access_seconds), int_if(in->has_refresh_seconds, in->refresh_seconds),
             a_str(in->brand_name), a_str(in->brand_color)));

    return e != ERR_NONE || in->name == NULL ? e : db_exec(r, Q_TENANT_RENAME, ARGS(a_str(in->name)), NULL);
}

/* *ret_queued: people will see other figures. */
static enum err
rescore(struct req *r, bool *ret_queued)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_ACTIVE_DATASET, NO_ARGS, &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        *ret_queued = *ret_queued || col_int(rows, 1) != 0;
        e = job_add(r, "scores", "rescore",
                    arena_printf(r->arena, "{\"dataset_no\":%lld}", (long long)col_int(rows, 0)));
    }
    return e == ERR_NONE ? rows_error(rows) : e;
}

static enum err
change(struct req *r, const void *input)
{
    const struct settings_in *in = input;
    const char *factor_roles = NULL;
    bool rescoring = false;
    struct basis basis;
    struct rows *row;
    enum err e = db_one(r, Q_SETTINGS_LOCK, NO_ARGS, &row);

    if (e == ERR_NONE)
        e = req_if_match(r, col_int(row, 0));
    if (e != ERR_NONE)
        return e;
    read_basis(in, row, &basis);
    e = check(r, in, &basis);
    if (e == ERR_NONE)
        e = read_roles(r, in->second_factor_roles, &factor_roles);
    if (e == ERR_NONE)
        e = write(r, in, factor_roles);
    if (e == ERR_NONE && differs(&basis))
        e = rescore(r, &rescoring);
    if (e == ERR_NONE) /* what was sent has passed the table of fields: settings and nothing else */
        e = audit_of(r, "tenant.changed", "tenant", r->actor.tenant_id,
                     arena_printf(r->arena, "{\"sent\":%s}", r->body));
    if (e == ERR_NONE)
        e = settings_tell(r);
    out_bool(r, "rescoring", rescoring);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint settings_change_endpoint = {
    "Change the tenant's settings", change_fields, changed_shape, sizeof(struct settings_in), change, .if_match = true,
};
