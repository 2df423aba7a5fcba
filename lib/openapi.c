#include "openapi.h"

#include "app.h"

void
openapi_print(const struct app *app, FILE *out)
{
    fprintf(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"%s\"},\"paths\":{}}\n", app->name);
}

void
routes_print(const struct app *app, FILE *out)
{
    for (const struct route *row = app->routes; row->path != NULL; row++)
        fprintf(out, "%s\t%s\n", method_name(row->method), row->path);
}
