/*
 * emails.c: see emails.h. What became of a mail that was given to the outbox is looked up there.
 */
#include "emails.h"

#include <math.h>

#include "mail.h"
#include "number_text.h"
#include "old.h"
#include "out.h"
#include "sheet.h"

#define NAME_BYTES  255
#define ISSUE_BYTES 2000
#define SEND_MAX    1000
#define NO_TEXT     12 /* the text of a number with its comma and NUL */

static const char *const states[] = { "pending", "sending", "sent", "failed", NULL };

static const struct shape email_shape[] = {
    { .name = "no", .type = S_INT },
    { .name = "email", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "issue", .type = S_STR },
    { .name = "status", .type = S_STR, .choices = states },
    { .name = "created_at", .type = S_STR },
    { .name = "updated_at", .type = S_STR },
    { .name = "sent_at", .type = S_STR, .nullable = true },
    SHAPE_END,
};
static const struct shape list_out[] = { { .name = "data", .type = S_ARRAY, .of = email_shape }, SHAPE_END };

struct emails_in {
    const char *status;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct emails_in, status, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct emails_in *in = input;
    enum err e = out_fitting(r, "data", Q_EMAILS,
                             ARGS(a_int(1), a_int(0), a_str(in->status), a_str(in->status), a_int(OLD_LIST_MAX)));

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint emails_endpoint = { "Mails about incidents, newest first", list_fields, list_out,
                                          sizeof(struct emails_in), list };

static enum err
answer(struct req *r, int64_t no)
{
    struct rows *row;
    enum err e = db_one(r, Q_EMAILS, ARGS(a_int(0), a_int(no), a_null(), a_null(), a_int(1)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such mail.");
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 200);
}

static const struct field no_fields[] = { NO_MEMBER(struct no_in), FIELD_END };

static enum err
get(struct req *r, const void *input)
{
    const struct no_in *in = input;

    return answer(r, in->no);
}

const struct endpoint email_endpoint = { "One mail", no_fields, email_shape, sizeof(struct no_in), get };

struct email_in {
    int64_t no;
    const char *email, *name, *issue, *status;
};

/* They become lines of a mail: no control characters. */
static const char *
is_line(const char *s)
{
    for (; *s != '\0'; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            return "This has to be one line.";
    return NULL;
}

#define MEMBERS(needed)                                                                                                \
    FIELD_STR(struct email_in, email, .need = (needed), .min_len = 1, .max = 254, .check = is_email,                   \
              .doc = "To whom"),                                                                                       \
        FIELD_STR(struct email_in, name, .need = (needed), .min_len = 1, .max = NAME_BYTES, .check = is_line,          \
                  .doc = "Name"),                                                                                      \
        FIELD_STR(struct email_in, issue, .need = (needed), .min_len = 1, .max = ISSUE_BYTES, .check = is_plain_text,  \
                  .doc = "What it is about"),                                                                          \
        FIELD_ENUM(struct email_in, status, .choices = states, .doc = "pending without it"), FIELD_END

static const struct field add_fields[] = { MEMBERS(true) };
static const struct field change_fields[] = { NO_MEMBER(struct email_in), MEMBERS(false) };

static enum err
insert(struct req *r, const struct email_in *in, int64_t no)
{
    return db_insert(r, Q_EMAIL_ADD,
                     ARGS(a_uuid(uuid_v7()), a_int(no), a_str(in->email), a_str(in->name), a_str(in->issue),
                          a_str(in->status != NULL ? in->status : "pending")));
}

static enum err
add(struct req *r, const void *input)
{
    int64_t no = 0;
    enum err e = number_next(r, "email_notification", &no);

    if (e == ERR_NONE)
        e = insert(r, input, no);
    return e != ERR_NONE ? e : answer(r, no);
}

const struct endpoint email_add_endpoint = { "Add a mail about an incident", add_fields, email_shape,
                                             sizeof(struct email_in), add };

static enum err
change(struct req *r, const void *input)
{
    const struct email_in *in = input;
    enum err e = db_exec_one(
        r, Q_EMAIL_CHANGE,
        ARGS(a_str(in->email), a_str(in->name), a_str(in->issue), a_str(in->status), a_str(in->status), a_int(in->no)));

    return e != ERR_NONE ? e : answer(r, in->no);
}

const struct endpoint email_change_endpoint = { "Change a mail", change_fields, email_shape, sizeof(struct email_in),
                                                change };

static enum err
drop(struct req *r, const void *input)
{
    const struct no_in *in = input;
    enum err e = db_exec_one(r, Q_EMAIL_REMOVE, ARGS(a_int(in->no)));

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint email_remove_endpoint = { "Remove a mail", no_fields, NULL, sizeof(struct no_in), drop };

static const struct sheet_column columns[] = {
    { "email", true }, { "name", true }, { "issue", true }, { "status", false }, { NULL, false },
};

static const char *
row_fault(const char *const *cells)
{
    if (*cells[0] == '\0' || *cells[1] == '\0' || *cells[2] == '\0')
        return "email, name and issue are needed.";
    if (strlen(cells[0]) > 254 || !mail_address_fine(cells[0]))
        return "email is no e-mail address.";
    if (strlen(cells[1]) > NAME_BYTES || is_line(cells[1]) != NULL)
        return "name is longer than 255 bytes, or more than one line.";
    if (strlen(cells[2]) > ISSUE_BYTES || is_plain_text(cells[2]) != NULL)
        return "issue is longer than 2,000 bytes, or no plain text.";
    return NULL;
}

static bool
is_state(const char *s)
{
    for (const char *const *one = states; *one != NULL; one++)
        if (strcmp(*one, s) == 0)
            return true;
    return false;
}

/* An unknown status becomes pending, and is told. */
static enum err
store(struct req *r, struct sheet *s, size_t *ret_processed)
{
    int64_t no = 0;
    size_t n = 0;
    enum err e = numbers_take(r, "email_notification", s->n, &no);

    for (size_t i = 0; e == ERR_NONE && i < s->n; i++) {
        const char *const *cells = s->rows[i], *why = row_fault(cells);
        struct email_in one = { 0, cells[0], cells[1], cells[2], *cells[3] != '\0' ? cells[3] : NULL };

        if (why != NULL) {
            sheet_fault(s, s->lines[i], why);
            continue;
        }
        if (one.status != NULL && !is_state(one.status)) {
            sheet_fault(s, s->lines[i], "status is not known; pending was taken.");
            one.status = NULL;
        }
        e = insert(r, &one, no++);
        n++;
    }
    *ret_processed = n;
    return e;
}

static enum err
import(struct req *r, const void *input)
{
    (void)input;
    return import_run(r, columns, "emails.imported", store);
}

const struct endpoint email_import_endpoint = {
    .title = "Add mails about incidents from a CSV file",
    .out = import_shape,
    .run = import,
    .body = BODY_STREAM,
    .takes = "multipart/form-data",
    .outside = true,
};

struct send_in {
    json *ids;
    bool again;
};

static const struct field send_fields[] = {
    FIELD_JSON(struct send_in, ids, .scalar = true, .doc = "Numbers; all that are pending without them"),
    FIELD_BOOL(struct send_in, again, .doc = "Also those that are not pending"),
    FIELD_END,
};

static const struct shape send_out[] = {
    { .name = "sent", .type = S_INT, .doc = "Given to the outbox" },
    { .name = "message", .type = S_STR },
    SHAPE_END,
};

static enum err
send_one(struct req *r, const struct rows *row)
{
    struct uuid mail = uuid_v7();
    const char *params =
        mail_params(r, "name", col_str(row, 2), "issue", col_str(row, 3), "company", col_str(row, 4), NULL);
    enum err e = params == NULL ? ERR_UNAVAILABLE : mail_add_as(r, mail, col_str(row, 1), "incident", params);

    return e != ERR_NONE ? e : db_exec_one(r, Q_EMAIL_SENDING, ARGS(a_uuid(mail), a_uuid(col_uuid(row, 0))));
}

/* ids: a JSON list as text, NULL for all. What is not there is passed over. */
static enum err
send_these(struct req *r, const char *ids, bool again)
{
    struct rows *rows;
    int64_t n = 0;
    enum err e =
        db_rows(r, Q_EMAILS_TO_SEND, ARGS(a_str(ids), a_str(ids), a_int(again && ids != NULL), a_int(SEND_MAX)), &rows);

    for (; e == ERR_NONE && rows_next(rows); n++)
        e = send_one(r, rows);
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e == ERR_NONE && n > 0)
        e = audit_add(r, "emails.sent", "email_notification", "",
                      arena_printf(r->arena, "{\"count\":%lld}", (long long)n));
    if (e != ERR_NONE)
        return e;
    out_int(r, "sent", n);
    out_str(r, "message",
            n == 0 ? "There was nothing to send."
                   : arena_printf(r->arena, "%lld mails are on their way.", (long long)n));
    return reply(r, 200);
}

/* A number, a fraction cut off, or the text of a whole one. */
static bool
number_of(const json *v, int64_t *ret)
{
    const char *s = json_str(v, NULL);
    const double n = json_num(v, -1);

    if (s != NULL)
        return number_take(&s, 0, UINT32_MAX, ret) && *s == '\0';
    *ret = (int64_t)fmin(fmax(n, -1), UINT32_MAX);
    return *ret >= 0;
}

static enum err
send(struct req *r, const void *input)
{
    const struct send_in *in = input;
    const size_t n = json_len(in->ids);
    char *list = arena_alloc(r->arena, n * NO_TEXT + 3), *to = list;

    if (list == NULL)
        return ERR_UNAVAILABLE;
    if (in->ids != NULL && json_kind(in->ids) != JSON_ARRAY)
        return fail_as(r, ERR_INVALID, "not_a_list", "ids", "A list of numbers is expected.");
    *to++ = '[';
    for (size_t i = 0; i < n; i++) {
        int64_t no = 0;

        if (!number_of(json_at(in->ids, i), &no))
            return fail_as(r, ERR_INVALID, "not_a_number", arena_printf(r->arena, "ids/%zu", i),
                           "A list of numbers is expected.");
        to += snprintf(to, NO_TEXT, "%s%u", i == 0 ? "" : ",", (unsigned)no);
    }
    snprintf(to, 2, "]");
    return send_these(r, n > 0 ? list : NULL, in->again);
}

const struct endpoint email_send_endpoint = { "Send mails about incidents", send_fields, send_out,
                                              sizeof(struct send_in), send };

static enum err
send_pending(struct req *r, const void *input)
{
    (void)input;
    return send_these(r, NULL, false);
}

const struct endpoint email_send_pending_endpoint = { "Send all mails that are pending", NULL, send_out, 0,
                                                      send_pending };
