/*
 * openapi.h: what a binary's tables say, for people and programs: `BINARY --openapi` and `BINARY --routes`.
 */
#ifndef HF_OPENAPI_H
#define HF_OPENAPI_H

#include <stdio.h>

struct app;

/* One OpenAPI 3.1 document (a JSON object) of the binary's routes and compat routes. operationIds are made of method
   and path, so they are unique over all binaries. */
void openapi_print(const struct app *app, FILE *out);

/* A line per route, fields separated by tabs: METHOD, PATH, ACCESS, TITLE, and for a compat route its origin.
   ACCESS is "public", "signed-in", "staff", "customer", a permission, or "closed"; "+cookie" follows where the session cookie will do. */
void routes_print(const struct app *app, FILE *out);

#endif
