/*
 * range.c: is the database's schema one that this binary knows?
 */
#include "range.h"

#include <stdio.h>

#include "app.h"
#include "arena.h"
#include "db_open.h"
#include "request.h"

enum err
range_check(const struct app *app, struct db *db)
{
    struct req_private p = { 0 };
    struct req r = { .app = app, .db = db, .p = &p, .method = "GET", .arena = arena_new(0) };
    unsigned found = 0;
    enum err e = r.arena == NULL ? ERR_UNAVAILABLE : db_schema_version(&r, &found);

    if (e != ERR_NONE)
        e = ERR_UNAVAILABLE;
    else if (found < HF_SCHEMA_MIN)
        e = ERR_INVALID;
    else if (found > HF_SCHEMA_MAX)
        e = ERR_INVALID;
    if (e == ERR_INVALID)
        fprintf(stderr, "holdfast-%s %s works with schema %d to %d and the database has schema %u: %s.\n", app->name,
                HF_VERSION, HF_SCHEMA_MIN, HF_SCHEMA_MAX, found,
                found < HF_SCHEMA_MIN ? "run holdfast-migrate first" : "install a newer holdfast");
    arena_free(r.arena);
    return e;
}

enum err
range_check_start(const struct app *app)
{
    struct db *db = NULL;
    enum err e = db_connect(app, &db);

    if (e != ERR_NONE)
        return ERR_NONE;
    e = range_check(app, db);
    db_disconnect(db);
    return e == ERR_INVALID ? e : ERR_NONE;
}
