/*
 * issues.c: see issues.h.
 */
#include "issues.h"

#include <math.h>

#include "out.h"
#include "sheet.h"

#define TITLE_BYTES  255
#define STATUS_BYTES 63

static const char none[] = "There is no such issue.";

static const struct shape issue_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_no", .type = S_NUM, .nullable = true, .doc = "External number of the customer" },
    { .name = "customer_id", .type = S_UUID, .nullable = true, .doc = "The record with that number, if there is one" },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "contract_code", .type = S_NUM, .nullable = true },
    { .name = "client_type", .type = S_NUM, .nullable = true },
    { .name = "client_region", .type = S_NUM, .nullable = true },
    { .name = "client_category", .type = S_NUM, .nullable = true },
    { .name = "title", .type = S_STR, .nullable = true },
    { .name = "churn_risk", .type = S_NUM, .nullable = true, .doc = "0 to 100" },
    { .name = "status", .type = S_STR },
    { .name = "created_at", .type = S_TIME },
    { .name = "updated_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(issue_shape), SHAPE_END };

struct issues_in {
    double customer_no;
    bool has_no;
    const char *status, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_NUM(struct issues_in, customer_no, .in = IN_QUERY, .has_offset = offsetof(struct issues_in, has_no),
              .doc = "Only of this customer"),
    FIELD_STR(struct issues_in, status, .in = IN_QUERY, .max = STATUS_BYTES, .doc = "Only these"),
    PAGE_MEMBERS(struct issues_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct issues_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_ISSUES,
                     ARGS(a_uuid(p.below), a_int(!in->has_no), a_num(in->customer_no), a_str(in->status),
                          a_str(in->status), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint issues_endpoint = { "Issues of customers, newest first", list_fields, list_out,
                                          sizeof(struct issues_in), list };

static enum err
answer(struct req *r, struct uuid id, struct arg all, int status)
{
    enum err e = tell(r, Q_ISSUE, ARGS(a_uuid(id), all), none);

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return answer(r, in->id, a_all(r), 200);
}

const struct endpoint issue_endpoint = { "One issue", id_fields, issue_shape, sizeof(struct id_in), get };

static struct arg
or_null(double v)
{
    return isnan(v) ? a_null() : a_num(v);
}

enum err
issue_add(struct req *r, const struct issue *i, int64_t no, struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    const char *external = isnan(i->customer_no) ? NULL : arena_printf(r->arena, "%.15g", i->customer_no);
    enum err e =
        db_insert(r, Q_ISSUE_ADD,
                  ARGS(a_uuid(id), a_int(no), or_null(i->customer_no), a_str(external), or_null(i->contract_code),
                       or_null(i->client_type), or_null(i->client_region), or_null(i->client_category), a_str(i->title),
                       or_null(i->churn_risk), a_str(i->status)));

    if (e == ERR_NONE && ret_id != NULL)
        *ret_id = id;
    return e != ERR_NONE ? e : db_exec(r, Q_ISSUE_TOLD, ARGS(a_uuid(uuid_v7()), a_uuid(id)), NULL);
}

#define NUMBER(member, has, most, words)                                                                               \
    FIELD_NUM(struct issue_in, member, .low = 0, .high = (most), .has_offset = offsetof(struct issue_in, has),         \
              .doc = (words))
#define MEMBERS                                                                                                        \
    NUMBER(customer_no, has_no, CODE_MAX, "External number of the customer"),                                          \
        NUMBER(contract_code, has_code, CODE_MAX, "Code"), NUMBER(client_type, has_type, CODE_MAX, "Code"),            \
        NUMBER(client_region, has_region, CODE_MAX, "Code"), NUMBER(client_category, has_category, CODE_MAX, "Code"),  \
        NUMBER(churn_risk, has_risk, 100, "0 to 100"),                                                                 \
        FIELD_STR(struct issue_in, title, .max = TITLE_BYTES, .check = is_plain_text, .doc = "What happened"),         \
        FIELD_STR(struct issue_in, status, .min_len = 1, .max = STATUS_BYTES, .check = is_plain_text,                  \
                  .doc = "How far it is; \"not sent\" in the beginning"),                                              \
        FIELD_END

const struct field issue_fields[] = { MEMBERS };
static const struct field change_fields[] = { FIELD_UUID(struct issue_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
                                              MEMBERS };

void
issue_from(const struct issue_in *in, struct issue *ret)
{
    *ret = (struct issue){
        .customer_no = in->has_no ? in->customer_no : NAN,
        .contract_code = in->has_code ? in->contract_code : NAN,
        .client_type = in->has_type ? in->client_type : NAN,
        .client_region = in->has_region ? in->client_region : NAN,
        .client_category = in->has_category ? in->client_category : NAN,
        .churn_risk = in->has_risk ? in->churn_risk : NAN,
        .title = in->title,
        .status = in->status != NULL ? in->status : ISSUE_STATUS,
    };
}

static enum err
add(struct req *r, const void *input)
{
    struct issue i;
    struct uuid id;
    int64_t no = 0;
    enum err e = number_next(r, "issue", &no);

    issue_from(input, &i);
    if (e == ERR_NONE)
        e = issue_add(r, &i, no, &id);
    if (e == ERR_NONE)
        e = tell_pages(r);
    return e != ERR_NONE ? e : answer(r, id, a_int(1), 201);
}

const struct endpoint issue_add_endpoint = {
    "Add an issue", issue_fields, issue_shape, sizeof(struct issue_in), add, .status = 201,
};

static enum err
lock(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_ISSUE_LOCK, ARGS(a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    return e != ERR_NONE ? e : match(r, col_int(row, 0), Q_ISSUE, ARGS(a_uuid(id), a_int(1)));
}

static enum err
change(struct req *r, const void *input)
{
    const struct issue_in *in = input;
    struct issue i;
    enum err e = lock(r, in->id);

    issue_from(in, &i);
    const char *external = in->has_no ? arena_printf(r->arena, "%.15g", in->customer_no) : NULL;

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_ISSUE_CHANGE,
                        ARGS(or_null(i.customer_no), a_str(external), a_str(external), or_null(i.contract_code),
                             or_null(i.client_type), or_null(i.client_region), or_null(i.client_category),
                             a_str(in->title), or_null(i.churn_risk), a_str(in->status), a_uuid(in->id)));
    return e != ERR_NONE ? e : answer(r, in->id, a_int(1), 200);
}

const struct endpoint issue_change_endpoint = {
    "Change an issue", change_fields, issue_shape, sizeof(struct issue_in), change, .if_match = true,
};

static enum err
drop(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = lock(r, in->id);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_ISSUE_REMOVE, ARGS(a_uuid(in->id)));
    if (e == ERR_NONE)
        e = audit_of(r, "issue.removed", "issue", in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint issue_remove_endpoint = {
    "Remove an issue", id_fields, NULL, sizeof(struct id_in), drop, .if_match = true,
};

static const struct sheet_column columns[] = {
    { "customer_id", true },       { "code_contrat", false },   { "client_type", false }, { "client_region", false },
    { "client_categorie", false }, { "incident_title", false }, { "churn_risk", false },  { NULL, false },
};

/* One bad cell leaves its row out; the others are stored. */
static bool
row_to_issue(struct req *r, struct sheet *s, size_t row, struct issue *ret)
{
    double *const to[] = { &ret->customer_no, &ret->contract_code, &ret->client_type, &ret->client_region,
                           &ret->client_category };
    const char *const *cells = s->rows[row];

    for (unsigned c = 0; c < sizeof to / sizeof to[0]; c++)
        if (!sheet_number(r, s, row, c, columns[c].name, 0, CODE_MAX, to[c]))
            return false;
    if (!sheet_number(r, s, row, 6, columns[6].name, 0, 100, &ret->churn_risk))
        return false;
    if (strlen(cells[5]) > TITLE_BYTES || is_plain_text(cells[5]) != NULL) {
        sheet_fault(s, s->lines[row], "incident_title is longer than 255 bytes, or no plain text.");
        return false;
    }
    ret->title = *cells[5] != '\0' ? cells[5] : NULL;
    ret->status = ISSUE_STATUS;
    return true;
}

static enum err
store(struct req *r, struct sheet *s, size_t *ret_processed)
{
    int64_t no = 0;
    size_t n = 0;
    enum err e = numbers_take(r, "issue", s->n, &no);

    for (size_t i = 0; e == ERR_NONE && i < s->n; i++) {
        struct issue one;

        if (!row_to_issue(r, s, i, &one))
            continue;
        e = issue_add(r, &one, no++, NULL);
        n++;
    }
    *ret_processed = n;
    return e;
}

static enum err
import(struct req *r, const void *input)
{
    (void)input;
    return import_run(r, columns, "issues.imported", store);
}

const struct endpoint issue_import_endpoint = {
    .title = "Add issues from a CSV file",
    .out = import_shape,
    .run = import,
    .body = BODY_STREAM,
    .takes = "multipart/form-data",
    .outside = true,
};
