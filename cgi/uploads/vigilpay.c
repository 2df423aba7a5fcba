/*
 * vigilpay.c: VigilPay's upload (contract rows V-B50 to V-B68): its own order of checks, its own words, and the answer
 * only when the whole file was looked at. The file then becomes a version like any other, under the older rules.
 */
#include <errno.h>
#include <strings.h>
#include <unistd.h>

#include "config.h"
#include "out.h"
#include "receive.h"
#include "uploads.h"

#define BUFFER_BYTES 65536
#define MOST_DETAILS 10
#define MOST_BYTES   (10u * 1024 * 1024)
#define REPEATS      4

struct details {
    struct req *r;
    const char **text;
    size_t count;
};

static enum err
say(struct req *r, const char *error)
{
    out_str(r, "error", error);
    return reply(r, 400);
}

/* Details of the row that reaches the tenth are still told, so there may be a few more than ten. */
static enum err
keep_detail(void *ctx, const struct check_fault *f)
{
    struct details *d = ctx;

    if (d->count < MOST_DETAILS + SCHEMA_MAX_COLUMNS && *f->column != '\0')
        d->text[d->count++] = arena_printf(d->r->arena, "row %llu: %s", (unsigned long long)f->row, f->reason);
    return ERR_NONE;
}

static enum err
read_through(struct req *r, struct checker *c, int fd)
{
    char *buf = arena_alloc(r->arena, BUFFER_BYTES);
    enum err e = ERR_NONE;

    if (buf == NULL || lseek(fd, 0, SEEK_SET) != 0)
        return ERR_INTERNAL;
    while (e == ERR_NONE) {
        ssize_t n = read(fd, buf, BUFFER_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fault(r, ERR_INTERNAL, "reading the spooled file: error %d", errno);
        if (n == 0)
            return check_end(c);
        e = check_feed(c, buf, (size_t)n);
    }
    return e;
}

/* V-B54 to V-B57. ERR_INVALID: the answer is written. */
static enum err
judge(struct req *r, const struct check_result *found, const struct details *d)
{
    enum err e = ERR_NONE;

    if (found->unreadable)
        e = say(r, "Could not read CSV file.");
    else if (!found->header)
        e = say(r, "CSV appears empty or missing headers.");
    else if (found->missing != NULL)
        e = say(r, arena_printf(r->arena, "Missing required columns: %s", found->missing));
    else if (found->rows == 0)
        e = say(r, "CSV has no data rows.");
    else if (d->count > 0) {
        out_str(r, "error", "CSV validation failed.");
        out_array(r, "details");
        for (size_t i = 0; i < d->count; i++)
            out_str(r, NULL, d->text[i]);
        out_end(r);
        e = reply(r, 400);
    } else {
        return ERR_NONE;
    }
    return e == ERR_NONE ? ERR_INVALID : e;
}

static enum err
check_file(struct req *r, const struct schema *schema, int fd, uint64_t *ret_rows)
{
    struct details d = { r, ARENA_NEW(r->arena, const char *, MOST_DETAILS + SCHEMA_MAX_COLUMNS), 0 };
    struct check_setup setup = { .arena = r->arena,
                                 .schema = schema,
                                 .rules = CHECK_VIGILPAY,
                                 .max_rows = (uint64_t)config()->upload_max_rows,
                                 .stop_after = MOST_DETAILS,
                                 .fault = keep_detail,
                                 .ctx = &d };
    struct checker *c = d.text != NULL ? check_new(&setup) : NULL;

    if (c == NULL)
        return ERR_UNAVAILABLE;
    enum err e = read_through(r, c, fd);
    if (e != ERR_NONE && e != ERR_INVALID)
        return e;
    *ret_rows = check_result(c)->rows;
    return judge(r, check_result(c), &d);
}

static bool
ends_in_csv(const char *name)
{
    size_t len = strlen(name);

    return len >= 4 && strcasecmp(name + len - 4, ".csv") == 0;
}

/* V-B51 to V-B53, before the file is looked into. ERR_INVALID: the answer is written. */
static enum err
judge_form(struct req *r, const struct received *file, enum err received)
{
    enum err e = ERR_NONE;

    if (!file->there && (received == ERR_NONE || received == ERR_MEDIA_TYPE || received == ERR_MALFORMED))
        e = say(r, "No file uploaded.");
    else if (received != ERR_NONE)
        return received;
    else if (!ends_in_csv(file->name))
        e = say(r, "Only CSV files are accepted.");
    else if (file->too_large || file->spool.bytes > MOST_BYTES)
        e = say(r, "File too large. Maximum allowed size is 10MB.");
    else
        return ERR_NONE;
    return e == ERR_NONE ? ERR_INVALID : e;
}

static enum err
store_once(struct req *r, const struct new_dataset *d)
{
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = dataset_insert(r, d);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
store(struct req *r, struct received *file, const char *schema_body)
{
    struct new_dataset d = {
        .file = file, .name = file->name, .schema_name = "bank", .schema_body = schema_body, .rules = "vigilpay"
    };
    enum err e = spool_keep(r, &file->spool);

    if (e != ERR_NONE)
        return e;
    e = store_once(r, &d);
    for (int i = 1; e == ERR_REPEAT && i < REPEATS; i++)
        e = store_once(r, &d);
    if (e != ERR_NONE && e != ERR_LOST)
        spool_remove(file->spool.id);
    return e;
}

static const struct shape upload_out[] = {
    { .name = "rows_prepared", .type = S_INT },
    SHAPE_END,
};

static enum err
upload(struct req *r, const void *input)
{
    const struct intake intake = csv_intake();
    struct received *file = ARENA_NEW(r->arena, struct received, 1);
    const struct schema *schema;
    const char *body;
    uint64_t rows = 0;
    enum err e = file == NULL ? ERR_TOO_LARGE : schema_load(r, "bank", &body, &schema);

    (void)input;
    if (e != ERR_NONE)
        return e;
    e = judge_form(r, file, receive_file(r, &intake, file));
    if (e == ERR_NONE)
        e = check_file(r, schema, file->spool.fd, &rows);
    if (e == ERR_INVALID)
        return ERR_NONE; /* answered */
    if (e == ERR_NONE)
        e = store(r, file, body);
    if (e != ERR_NONE)
        return e;
    out_int(r, "rows_prepared", (int64_t)rows);
    return reply(r, 200);
}

static const struct endpoint vigilpay_upload = {
    .title = "Replace the customers by a file (VigilPay)",
    .out = upload_out,
    .run = upload,
    .body = BODY_STREAM,
    .takes = "multipart/form-data",
    .outside = true,
};

static const struct compat_error upload_errors[] = {
    { .code = "unauthenticated", .status = 302, .location = "/login/" },
    { .code = "forbidden", .status = 403, .body = "{\"error\":\"Only admin users can upload datasets.\"}" },
    { .code = NULL },
};

const struct compat uploads_compat[] = {
    { POST, "/dashboard/data-management/upload/", MAY("datasets:write"), &vigilpay_upload, NULL, NULL, upload_errors,
      WIRE_DRF, 0, "vigilpay" },
    { .more = vigilpay_clear },
    { .more = afro_pictures },
    COMPAT_END,
};
