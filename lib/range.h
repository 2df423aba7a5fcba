/*
 * range.h: lib-private: which schemas of the database this binary works with (HF_SCHEMA_MIN to HF_SCHEMA_MAX of app.h).
 *
 * Migrations of the same hundred only add, so a binary works with all later ones of the hundred it was built in. What
 * takes something away begins the next hundred.
 */
#ifndef HF_RANGE_H
#define HF_RANGE_H

#include "err.h"

struct app;
struct db;

/* ERR_INVALID, and a sentence on stderr, when the schema is outside; ERR_UNAVAILABLE when it cannot be asked. */
enum err range_check(const struct app *app, struct db *db) HF_CHECK;

/* The same over a connection of its own. ERR_NONE when the database does not answer: it may come up later. */
enum err range_check_start(const struct app *app) HF_CHECK;

#endif
