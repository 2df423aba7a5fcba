#include "assignments.h"
#include "customers.h"
#include "erase_again.h"
#include "search_index.h"

static const struct route routes[] = {
    { GET, "/api/v1/customers", MAY("customers:read"), &customer_list },
    { GET, "/api/v1/customers/{id}", MAY("customers:read"), &customer_read },
    { POST, "/api/v1/customers", MAY("customers:write"), &customer_create },
    { PATCH, "/api/v1/customers/{id}", MAY("customers:write"), &customer_change },
    { GET, "/api/v1/customers/{id}/consent", MAY("customers:read"), &consent_read },
    { PUT, "/api/v1/customers/{id}/consent", MAY("customers:write"), &consent_put },
    { GET, "/api/v1/customers/{id}/points", MAY("customers:read"), &points_list },
    { POST, "/api/v1/customers/{id}/points", MAY("customers:write"), &points_add },
    { GET, "/api/v1/customers/{id}/timeline", MAY("customers:read"), &timeline_read },
    { GET, "/api/v1/customers/{id}/risk-history", MAY("customers:read"), &risk_history_read },
    { GET, "/api/v1/customers/{id}/assignment", MAY("customers:read"), &assignment_read },
    { PUT, "/api/v1/customers/{id}/assignment", MAY("customers:assign"), &assignment_put },
    { GET, "/api/v1/customers/{id}/stage", MAY("customers:read"), &stage_read },
    { PUT, "/api/v1/customers/{id}/stage", MAY("customers:write"), &stage_put },
    { GET, "/api/v1/pipelines", MAY("customers:read"), &pipeline_list },
    { POST, "/api/v1/pipelines", MAY("pipelines:write"), &pipeline_create },
    { GET, "/api/v1/pipelines/{id}", MAY("customers:read"), &pipeline_read },
    { PUT, "/api/v1/pipelines/{id}", MAY("pipelines:write"), &pipeline_change },
    { DELETE, "/api/v1/pipelines/{id}", MAY("pipelines:write"), &pipeline_drop },
    { GET, "/api/v1/pipelines/{id}/funnel", MAY("customers:read"), &funnel_read },
    { GET, "/api/v1/customers/{id}/notes", MAY("customers:read"), &note_list },
    { POST, "/api/v1/customers/{id}/notes", MAY("customers:write"), &note_add },
    { PATCH, "/api/v1/customers/{id}/notes/{note}", MAY("customers:write"), &note_change },
    { DELETE, "/api/v1/customers/{id}/notes/{note}", MAY("customers:write"), &note_remove },
    { GET, "/api/v1/customers/{id}/notes/{note}/edits", MAY("customers:read"), &note_edits },
    { GET, "/api/v1/customers/{id}/factors", MAY("customers:read"), &factor_list },
    { POST, "/api/v1/customers/{id}/factors", MAY("customers:write"), &factor_add },
    { DELETE, "/api/v1/customers/{id}/factors/{factor}", MAY("customers:write"), &factor_remove },
    { GET, "/api/v1/customers/{id}/recommendations", MAY("customers:read"), &recommendation_list },
    { POST, "/api/v1/customers/{id}/recommendations", MAY("customers:write"), &recommendation_add },
    { PATCH, "/api/v1/customers/{id}/recommendations/{rec}", MAY("customers:write"), &recommendation_change },
    { GET, "/api/v1/assignments", MAY("customers:assign"), &batch_list },
    { POST, "/api/v1/assignments", MAY("customers:assign"), &batch_add },
    { GET, "/api/v1/assignments/{id}", MAY("customers:assign"), &batch_read },
    { POST, "/api/v1/assignments/{id}/undo", MAY("customers:assign"), &batch_undo },
    { GET, "/api/v1/assignees", MAY("customers:assign"), &assignees },
    { GET, "/api/v1/custom-fields", MAY("customers:read"), &custom_fields_read },
    { PUT, "/api/v1/custom-fields", MAY("pipelines:write"), &custom_fields_put },
    { GET, "/api/v1/customers/{id}/duplicates", MAY("customers:read"), &customer_duplicates },
    { GET, "/api/v1/customers/{id}/privacy/export", MAY_BY_COOKIE("privacy:run"), &privacy_export },
    { POST, "/api/v1/customers/{id}/privacy/erase", MAY("privacy:run"), &privacy_erase },
    { GET, "/api/v1/duplicates", MAY("customers:read"), &duplicates_typed },
    { POST, "/api/v1/customers/{id}/merge", MAY("customers:write"), &customer_merge },
    { GET, "/api/v1/customers/{id}/merges", MAY("customers:read"), &customer_merges },
    { POST, "/api/v1/merges/{id}/undo", MAY("customers:write"), &merge_undo },
    { GET, "/api/v1/exports", MAY("exports:run"), &export_lists },
    { POST, "/api/v1/exports", MAY("exports:run"), &export_run },
    { GET, "/api/v1/exports/{list}", MAY_BY_COOKIE("exports:run"), &export_small },
    { GET, "/api/v1/search", MAY("customers:read"), &global_search },
    { GET, "/api/v1/views", MAY("customers:read"), &views_list },
    { POST, "/api/v1/views", MAY("customers:read"), &view_add },
    { GET, "/api/v1/views/{id}", MAY("customers:read"), &view_read },
    { PATCH, "/api/v1/views/{id}", MAY("customers:read"), &view_change },
    { DELETE, "/api/v1/views/{id}", MAY("customers:read"), &view_drop },
    ROUTE_END,
};

static const struct job_kind jobs[] = {
    { .kind = "assign", .run = batch_run },
    { .kind = "unassign", .run = batch_undo_run },
    { .kind = "notified", .run = notified_run },
    { .kind = "search-index", .run = search_index_run },
    JOB_KIND_END,
};

static int
command(const struct app *app, int argc, char **argv)
{
    if (strcmp(argv[1], "--list-erased") == 0)
        return list_erased(app, argc);
    if (strcmp(argv[1], "--erase-again") == 0)
        return erase_again(app, argc, argv);
    return -1;
}

static const struct app app = {
    .name = "customers",
    .title = "The customer record: who is about to leave, why, and what would help.",
    .routes = routes,
    .queries = customers_queries,
    .query_count = Q_COUNT,
    .compat = customers_compat,
    .jobs = jobs,
    .workers = 4,
    .command = command,
    .command_help = "  --list-erased   print who was erased, a line each: when, tenant, keyed hash, record\n"
                    "  --erase-again FILE   after a restore: erase again who is in that list (-: standard input)\n",
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
