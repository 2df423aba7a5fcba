#include "app.h"
#include "clock.h"
#include "spool.h"
#include "uploads.h"

#define SWEEP_US 20000000

static const struct route routes[] = {
    { POST, "/api/v1/uploads/datasets", MAY("datasets:write"), &dataset_create },
    { GET, "/api/v1/uploads/datasets", MAY("datasets:read"), &dataset_list },
    { POST, "/api/v1/uploads/datasets/clear", MAY("datasets:write"), &dataset_clear },
    { GET, "/api/v1/uploads/datasets/{id}", MAY("datasets:read"), &dataset_get },
    { GET, "/api/v1/uploads/datasets/{id}/faults", MAY("datasets:read"), &dataset_faults },
    { GET, "/api/v1/uploads/datasets/{id}/errors.csv", MAY_BY_COOKIE("datasets:read"), &dataset_errors_csv },
    { POST, "/api/v1/uploads/datasets/{id}/activate", MAY("datasets:write"), &dataset_activate },
    { GET, "/api/v1/uploads/schemas", MAY("datasets:read"), &schema_list },
    { POST, "/api/v1/uploads/schemas/infer", MAY("datasets:read"), &schema_infer },
    { GET, "/api/v1/uploads/schemas/{name}", MAY("datasets:read"), &schema_get },
    { PUT, "/api/v1/uploads/schemas/{name}", MAY("schemas:write"), &schema_put },
    { POST, "/api/v1/uploads/pictures", SIGNED_IN, &picture_create },
    { GET, "/api/v1/uploads/pictures/{id}", SIGNED_IN_BY_COOKIE, &picture_get },
    { DELETE, "/api/v1/uploads/pictures/{id}", SIGNED_IN, &picture_delete },
    ROUTE_END,
};

const struct job_kind uploads_jobs[] = {
    { .kind = "ingest", .run = ingest_run, .gave_up = ingest_gave_up },
    { .kind = "activate", .run = activate_run, .gave_up = activate_gave_up },
    { .kind = "records", .run = records_run },
    { .kind = "purge", .run = purge_run },
    JOB_KIND_END,
};

/* Between jobs, now and then: files that killed receivers left. */
static enum err
idle(struct req *r)
{
    static int64_t swept_us;
    int64_t now = clock_mono_us();

    if (swept_us != 0 && now - swept_us < SWEEP_US)
        return ERR_NONE;
    swept_us = now;
    return spool_sweep(r);
}

static const struct app app = {
    .name = "uploads",
    .title =
        "receives files of customers, checks and stores them as versions, and says which version is the present one",
    .routes = routes,
    .queries = uploads_queries,
    .query_count = Q_COUNT,
    .compat = uploads_compat,
    .jobs = uploads_jobs,
    .workers = 2,
    .idle = idle,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
