/* A connection to the server of HF_DB_SOCKET, for tests of the database layer. Without it they are skipped. */
#ifndef TEST_DB_FIXTURE_H
#define TEST_DB_FIXTURE_H

#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "config.h"
#include "unit/request_fixture.h"

#include "../../lib/db_open.h"

#define NEEDS_DATABASE                                                                                                 \
    do {                                                                                                               \
        if (getenv("HF_DB_SOCKET") == NULL)                                                                            \
            SKIP("HF_DB_SOCKET names no database server");                                                             \
        CHECK(db_fixture_config());                                                                                    \
    } while (0)

/* Settings live as long as the process, which the leak checker need not know. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static inline enum err
db_fixture_load(void)
{
    enum err e;

    if (__lsan_disable != NULL)
        __lsan_disable();
    e = config_load("unit");
    if (__lsan_enable != NULL)
        __lsan_enable();
    return e;
}

static inline bool
db_fixture_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    f = fopen(path, "w");
    return f != NULL && fputs(text, f) >= 0 && fclose(f) == 0;
}

/* Settings of a binary that works on this database as the one who runs the test. */
static inline bool
db_fixture_config(void)
{
    static bool loaded;
    char folder[] = "/tmp/holdfast-test-XXXXXX", path[256];
    static const char hex[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    const struct passwd *me = getpwuid(getuid());
    bool ok;

    if (loaded)
        return true;
    if (me == NULL || mkdtemp(folder) == NULL)
        return false;
    setenv("HF_MODE", "demo", 1);
    setenv("HF_STATE", folder, 1);
    setenv("HF_SECRETS_DIR", folder, 1);
    setenv("HF_RUN_DIR", folder, 1);
    setenv("HF_DB_USER", me->pw_name, 0);
    ok = db_fixture_file(folder, "cursor.key", hex) && db_fixture_file(folder, "deployment.id", "unit1234\n") &&
         db_fixture_load() == ERR_NONE;
    snprintf(path, sizeof(path), "%s/cursor.key", folder);
    unlink(path);
    snprintf(path, sizeof(path), "%s/deployment.id", folder);
    unlink(path);
    rmdir(folder);
    loaded = ok;
    return ok;
}

#define DB_FIXTURE(r, application)                                                                                     \
    struct req_private r##_private = { 0 };                                                                            \
    struct req r = {                                                                                                   \
        .app = (application), .arena = arena_new(0), .p = &r##_private, .method = "POST", .path = "/", .id = "t1"      \
    };                                                                                                                 \
    CHECK(db_connect((application), &r.db) == ERR_NONE);                                                               \
    r.actor.tenant = 7

#define DB_DROP(r)                                                                                                     \
    do {                                                                                                               \
        DROP(r);                                                                                                       \
        db_disconnect((r).db);                                                                                         \
    } while (0)

#endif
