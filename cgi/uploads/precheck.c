#include "precheck.h"

#include <inttypes.h>

#include "config.h"
#include "verdict.h"

struct precheck {
    struct req *r;
    struct checker *checker;
    struct check_fault *faults;
    uint32_t count;
    enum err e; /* of the check so far */
};

/* ERR_TOO_LARGE: more than are kept here, or no memory for them. */
static enum err
keep_fault(void *ctx, const struct check_fault *f)
{
    struct precheck *p = ctx;
    struct check_fault *kept = &p->faults[p->count];

    if (p->count == PRECHECK_FAULTS)
        return ERR_TOO_LARGE;
    *kept = fault_copy(p->r->arena, f);
    if (kept->column == NULL || kept->value == NULL || kept->reason == NULL)
        return ERR_TOO_LARGE;
    p->count++;
    return ERR_NONE;
}

struct precheck *
precheck_new(struct req *r, const struct schema *schema)
{
    struct precheck *p = ARENA_NEW(r->arena, struct precheck, 1);
    struct check_fault *faults = ARENA_NEW(r->arena, struct check_fault, PRECHECK_FAULTS);
    const uint64_t most = (uint64_t)config()->upload_max_rows;
    const struct check_setup setup = { .arena = r->arena,
                                       .schema = schema,
                                       .rules = CHECK_STRICT,
                                       .max_rows = most,
                                       .id_room = (size_t)most,
                                       .fault = keep_fault,
                                       .ctx = p };

    if (p == NULL || faults == NULL)
        return NULL;
    *p = (struct precheck){ .r = r, .checker = check_new(&setup), .faults = faults };
    return p->checker != NULL ? p : NULL;
}

void
precheck_feed(void *precheck, const char *bytes, size_t len)
{
    struct precheck *p = precheck;

    if (p != NULL && p->e == ERR_NONE)
        p->e = check_feed(p->checker, bytes, len);
}

enum verdict
precheck_end(struct precheck *p)
{
    if (p == NULL)
        return VERDICT_NONE;
    if (p->e == ERR_NONE)
        p->e = check_end(p->checker);
    if (p->e != ERR_NONE && p->e != ERR_INVALID)
        return VERDICT_NONE;
    return check_result(p->checker)->faults > 0 ? VERDICT_BAD : VERDICT_GOOD;
}

enum err
precheck_hand_on(struct req *r, const struct precheck *p, int64_t no)
{
    const struct check_result *found = check_result(p->checker);
    const char *warnings = verdict_warnings(r->arena, found);

    return job_add(r, "uploads", "ingest",
                   arena_printf(r->arena,
                                "{\"dataset_no\":%" PRId64 ",\"checked\":{\"rows\":%" PRIu64 ",\"labelled\":%" PRIu64
                                ",\"warnings\":%s}}",
                                no, found->rows, found->labelled, warnings != NULL ? warnings : "null"));
}

enum err
precheck_refuse(struct req *r, const struct precheck *p, int64_t no, struct uuid id)
{
    const struct check_result *found = check_result(p->checker);
    struct bulk *bulk = NULL;
    enum err e = fault_open(r, &bulk);

    for (uint32_t i = 0; e == ERR_NONE && i < p->count; i++)
        e = fault_put(bulk, no, i + 1, &p->faults[i]);
    if (e == ERR_NONE)
        e = bulk_flush(bulk);
    bulk_close(bulk);
    return e == ERR_NONE ? verdict_failed(r, no, id, verdict_sentence(r->arena, found), found) : e;
}
