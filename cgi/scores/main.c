#include "app.h"
#include "scores.h"
#include "trainer.h"

static const struct route routes[] = {
    { GET, "/api/v1/scores/models", MAY("models:read"), &model_list },
    { GET, "/api/v1/scores/models/champion", MAY("models:read"), &model_champion },
    { GET, "/api/v1/scores/models/{id}", MAY("models:read"), &model_get },
    { POST, "/api/v1/scores/models/{id}/promote", MAY("models:promote"), &model_promote },
    { GET, "/api/v1/scores/history", MAY("models:read"), &model_history },
    { POST, "/api/v1/predictions", MAY("predictions:run"), &prediction_run },
    ROUTE_END,
};

/* --train: the training child (trainer.h). Not for people. */
static int
command(const struct app *app, int argc, char **argv)
{
    (void)app;
    return argc == 2 && strcmp(argv[1], "--train") == 0 ? trainer_main() : -1;
}

static const struct app app = {
    .name = "scores",
    .title = "Churn models: training, registry, scorings, predictions and their explanations.",
    .routes = routes,
    .queries = scores_queries,
    .query_count = Q_COUNT,
    .jobs = scores_jobs,
    .workers = 2,
    .command = command,
};

int
main(int argc, char **argv)
{
    return app_main(&app, argc, argv);
}
