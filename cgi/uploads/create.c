#include <unistd.h>

#include "config.h"
#include "out.h"
#include "precheck.h"
#include "receive.h"
#include "uploads.h"

struct create_in {
    const char *schema, *name;
};

static const struct field create_fields[] = {
    FIELD_STR(struct create_in, schema, .in = IN_QUERY, .min_len = 1, .max = 63,
              .doc = "Name of the schema that the file follows; bank without it"),
    FIELD_STR(struct create_in, name, .in = IN_QUERY, .max = 1024, .doc = "Name to show; the file's own without it"),
    FIELD_END
};

static const struct shape create_out[] = {
    { .name = "id", .type = S_UUID },
    { .name = "state", .type = S_STR },
    SHAPE_END,
};

/* Files that only look like text by their name. */
static bool
is_packed(const struct spool *s)
{
    static const struct {
        const char *magic;
        size_t len;
    } known[] = { { "PK\3\4", 4 },
                  { "\x1f\x8b", 2 },
                  { "BZh", 3 },
                  { "\xfd"
                    "7zXZ",
                    5 },
                  { "(\xb5/\xfd", 4 },
                  { "\xd0\xcf\x11\xe0", 4 },
                  { "7z\xbc\xaf", 4 },
                  { "%PDF-", 5 },
                  { "\xff\xfe", 2 },
                  { "\xfe\xff", 2 } };
    char head[8] = "";

    if (pread(s->fd, head, sizeof head, 0) <= 0)
        return false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (memcmp(head, known[i].magic, known[i].len) == 0)
            return true;
    return false;
}

static enum err
judge_file(struct req *r, const struct received *file)
{
    long long limit = (long long)config()->upload_max_bytes;

    if (!file->there)
        return fail(r, ERR_INVALID, "file", "The form has no field named \"file\".");
    if (file->too_large)
        return fail(r, ERR_TOO_LARGE, "file",
                    arena_printf(r->arena, "The file is larger than the limit of %.4g MiB (%lld bytes).",
                                 (double)limit / 1048576, limit));
    if (file->spool.bytes == 0)
        return fail(r, ERR_INVALID, "file", "The file is empty.");
    if (is_packed(&file->spool))
        return fail(r, ERR_MEDIA_TYPE, "file",
                    "This is a compressed file, a spreadsheet or UTF-16 text. Save it as CSV in UTF-8 first.");
    return ERR_NONE;
}

/* To the job, or to its end. */
static enum err
pass_on(struct req *r, const struct new_dataset *d, int64_t no)
{
    const int64_t bytes = (int64_t)d->file->spool.bytes;
    enum err e;

    if (d->checked == NULL)
        return job_add(r, "uploads", "ingest", arena_printf(r->arena, "{\"dataset_no\":%lld}", (long long)no));
    e = db_exec(r, Q_PHASE_SET, ARGS(a_int(bytes), a_int(bytes), a_int(no), a_int(PHASE_CHECKING)), NULL);
    if (e != ERR_NONE)
        return e;
    return d->refused ? precheck_refuse(r, d->checked, no, d->file->spool.id) : precheck_hand_on(r, d->checked, no);
}

enum err
dataset_insert(struct req *r, const struct new_dataset *d)
{
    const struct spool *s = &d->file->spool;
    char id[UUID_TEXT];
    int64_t no = 1;
    enum err e = db_exec(r, Q_TENANT_LOCK, NO_ARGS, NULL);

    uuid_text(s->id, id);
    if (e == ERR_NONE)
        e = db_int(r, Q_DATASET_NEXT, NO_ARGS, 1, &no);
    if (e == ERR_NONE)
        e = db_insert(r, Q_DATASET_INSERT,
                      ARGS(a_int(no), a_uuid(s->id), a_str(d->name), a_str(d->schema_name), a_str(d->schema_body),
                           a_str(d->rules), a_int((int64_t)s->bytes), a_bytes(s->hash.b, sizeof s->hash.b)));
    if (e == ERR_NONE)
        e = db_insert(r, Q_PHASES_INSERT, ARGS(a_int(no), a_int((int64_t)s->bytes), a_int(no), a_int(no), a_int(no)));
    if (e == ERR_NONE)
        e = pass_on(r, d, no);
    if (e == ERR_NONE)
        e = event_add(r, NULL, EVENT_DATASET, id);
    if (e == ERR_NONE)
        e = audit_add(r, "dataset.upload", "dataset", id, NULL);
    return e;
}

/* The version, its job, and the answer. */
static enum err
create_version(struct req *r, const void *ctx)
{
    const struct new_dataset *d = ctx;
    char id[UUID_TEXT];
    enum err e = dataset_insert(r, d);

    if (e != ERR_NONE)
        return e;
    uuid_text(d->file->spool.id, id);
    out_str(r, "id", id);
    out_str(r, "state", d->refused ? "failed" : "received");
    reply_header(r, "Location", arena_printf(r->arena, "/api/v1/uploads/datasets/%s", id));
    return reply(r, 202);
}

static enum err
request_hash(const struct req *r, const struct spool *s, struct sha256 *ret_hash)
{
    struct sha256_run *run = sha256_new();

    if (run == NULL)
        return ERR_UNAVAILABLE;
    sha256_add(run, r->query, strlen(r->query) + 1);
    sha256_add(run, s->hash.b, sizeof s->hash.b);
    *ret_hash = sha256_done(run);
    return ERR_NONE;
}

/* Receives and checks. A file that is refused need not outlive the request. */
static enum err
take_file(struct req *r, const struct schema *schema, struct received *file, struct new_dataset *d)
{
    struct precheck *p = precheck_new(r, schema);
    struct intake intake = csv_intake();
    enum err e;

    intake.watch = precheck_feed;
    intake.watcher = p;
    e = receive_file(r, &intake, file);
    if (e == ERR_NONE)
        e = judge_file(r, file);
    if (e != ERR_NONE)
        return e;
    enum verdict v = precheck_end(p);
    d->file = file;
    d->checked = v != VERDICT_NONE ? p : NULL;
    d->refused = v == VERDICT_BAD;
    if (!d->refused)
        return spool_keep(r, &file->spool);
    spool_drop(&file->spool);
    return ERR_NONE;
}

static enum err
create(struct req *r, const void *input)
{
    const struct create_in *in = input;
    struct received *file = ARENA_NEW(r->arena, struct received, 1);
    struct new_dataset d = { .schema_name = in->schema != NULL ? in->schema : "bank", .rules = "strict" };
    const struct schema *schema;
    enum err e = file == NULL ? ERR_TOO_LARGE : schema_load(r, d.schema_name, &d.schema_body, &schema);

    if (e == ERR_NONE)
        e = take_file(r, schema, file, &d);
    if (e != ERR_NONE)
        return e;
    if (in->name != NULL && *in->name != '\0')
        display_name(in->name, file->name);
    d.name = *file->name != '\0' ? file->name : "Upload";
    struct sha256 hash;
    e = request_hash(r, &file->spool, &hash);
    if (e == ERR_NONE)
        e = write_tries(r, &hash, create_version, &d);
    if (e != ERR_NONE && e != ERR_LOST) /* lost: the commit may have arrived; if it did not, the sweeper takes it */
        spool_remove(file->spool.id);
    return e;
}

const struct endpoint dataset_create = {
    .title = "Upload a file as a new version",
    .fields = create_fields,
    .out = create_out,
    .input_size = sizeof(struct create_in),
    .run = create,
    .status = 202,
    .body = BODY_STREAM,
    .takes = "multipart/form-data, text/csv",
    .outside = true,
};
