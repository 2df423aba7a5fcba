/*
 * erase_again.c: erasures outlive a restore: a list of them, and the same once more for those whom a backup brought back.
 *
 * A record is found by its id, and by the keyed hash in case it was written anew: but not who came again after the erasure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "clock.h"
#include "erase_again.h"
#include "privacy.h"

#define EXIT_OF_USAGE 64
#define TRIES         5
#define LINE_MOST     200

/* What tells a record: its tenant, and the hash, or the id and zeros. */
struct key {
    uint8_t tenant[16], who[32];
};

struct mark {
    struct key key;
    int64_t at;
};

struct again {
    const char *name;
    FILE *file;
    struct mark *marks;
    size_t n, room;
    int64_t lines, erased, left;
};

static int
by_key(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct key));
}

static bool
add_mark(struct again *g, struct uuid tenant, const void *who, size_t len, int64_t at)
{
    if (g->n == g->room) {
        size_t room = g->room == 0 ? 64 : 2 * g->room;
        struct mark *more = reallocarray(g->marks, room, sizeof(*more));

        if (more == NULL)
            return false;
        g->marks = more;
        g->room = room;
    }
    struct mark *m = &g->marks[g->n++];

    *m = (struct mark){ .at = at };
    memcpy(m->key.tenant, tenant.b, sizeof(tenant.b));
    memcpy(m->key.who, who, len);
    return true;
}

/* "2026-01-31T12:00:00.000000Z tenant hash record" */
static bool
read_line(struct again *g, char *line, bool *ret_full)
{
    char *rest = line, *word[4];
    struct uuid tenant, record;
    uint8_t hash[32];
    int64_t at;

    for (size_t i = 0; i < 4; i++)
        if ((word[i] = strsep(&rest, " ")) == NULL)
            return false;
    if (rest != NULL || !clock_parse(word[0], &at) || !uuid_parse(word[1], &tenant) || strlen(word[2]) != 64 ||
        !hex_decode(word[2], hash, sizeof(hash)) || !uuid_parse(word[3], &record))
        return false;
    *ret_full = !add_mark(g, tenant, hash, sizeof(hash), at) || !add_mark(g, tenant, record.b, sizeof(record.b), at);
    return true;
}

/* Of marks that are the same the last one counts. */
static void
sort_marks(struct again *g)
{
    size_t kept = 0;

    if (g->n > 0)
        qsort(g->marks, g->n, sizeof(*g->marks), by_key);
    for (size_t i = 0; i < g->n; i++)
        if (kept == 0 || by_key(&g->marks[i], &g->marks[kept - 1]) != 0)
            g->marks[kept++] = g->marks[i];
        else if (g->marks[i].at > g->marks[kept - 1].at)
            g->marks[kept - 1].at = g->marks[i].at;
    g->n = kept;
}

/* All of it is read before anything is erased. */
static bool
read_list(struct again *g)
{
    char line[LINE_MOST];
    bool full = false;

    while (!full && fgets(line, sizeof(line), g->file) != NULL) {
        char *end = strchr(line, '\n');

        g->lines++;
        if (end != NULL)
            *end = '\0';
        if (end == NULL || !read_line(g, line, &full)) {
            fprintf(stderr, "%s, line %lld: this is no line of --list-erased; nothing was erased\n", g->name,
                    (long long)g->lines);
            return false;
        }
    }
    if (full || ferror(g->file)) {
        fprintf(stderr, "%s: %s\n", g->name, strerror(full ? ENOMEM : errno));
        return false;
    }
    sort_marks(g);
    return true;
}

static const struct mark *
find(const struct again *g, struct uuid tenant, const void *who, size_t len)
{
    struct key key = { .who = { 0 } };

    memcpy(key.tenant, tenant.b, sizeof(tenant.b));
    memcpy(key.who, who, len);
    return g->n == 0 ? NULL : bsearch(&key, g->marks, g->n, sizeof(*g->marks), by_key);
}

/* When the record in the row was erased; 0: it was not. */
static enum err
erased_at(struct req *r, const struct again *g, const struct rows *row, int64_t *ret_at)
{
    const struct person p = { .external_id = col_str(row, 1), .email = col_str(row, 2) };
    const struct uuid id = col_uuid(row, 0);
    const struct mark *m = find(g, r->actor.tenant_id, id.b, sizeof(id.b));
    char hash[PERSON_HASH];
    uint8_t who[32];

    *ret_at = m != NULL ? m->at : 0;
    if (m != NULL)
        return ERR_NONE;
    enum err e = person_hash(r, &p, hash);

    if (e != ERR_NONE || !hex_decode(hash, who, sizeof(who)))
        return ERR_UNAVAILABLE;
    m = find(g, r->actor.tenant_id, who, sizeof(who));
    *ret_at = m != NULL && col_time(row, 3) <= m->at ? m->at : 0;
    return ERR_NONE;
}

static void
tell_left(struct again *g, struct uuid id, const char *why)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    fprintf(stderr, "customer %s was erased and is NOT erased again: %s\n", text, why);
    g->left++;
}

static enum err
erase_record(struct req *r, struct uuid id, int64_t at, bool *ret_hold)
{
    int64_t counts[PRIVACY_COUNT], rows = 0;
    struct person p = { .n = 0 };
    enum err e = db_begin(r);

    *ret_hold = false;
    if (e == ERR_NONE)
        e = person_find(r, Q_PERSON_LOCK, id, &p, ret_hold);
    if (e == ERR_NONE && !*ret_hold)
        e = person_count(r, &p, counts, &rows);
    if (e == ERR_NONE && !*ret_hold)
        e = person_erase(r, &p, rows, at);
    if (e == ERR_NONE && !*ret_hold)
        return db_commit(r);
    db_rollback(r);
    return e;
}

static enum err
meet(struct req *r, struct again *g, struct uuid id, const char *state, int64_t at)
{
    bool hold = false;
    enum err e = ERR_REPEAT;

    if (strcmp(state, "active") != 0) {
        tell_left(g, id, "it was merged into a record that was not erased");
        return ERR_NONE;
    }
    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++)
        e = erase_record(r, id, at, &hold);
    if (e == ERR_NONE && hold)
        tell_left(g, id, "it is under legal hold; lift that and repeat this");
    else if (e == ERR_NONE)
        g->erased++;
    else if (e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_REPEAT)
        tell_left(g, id, r->detail != NULL ? r->detail : "somebody changes it; repeat this");
    else
        return e;
    r->detail = r->log_detail = NULL;
    return ERR_NONE;
}

/* By pages, each with memory of its own. */
static enum err
walk(struct req *r, struct again *g, const char *state)
{
    struct uuid last = UUID_LOWEST;
    enum err e = ERR_NONE;
    bool more = true;

    while (e == ERR_NONE && more) {
        const struct arena_mark page = arena_here(r->arena);
        struct rows *rows;

        more = false;
        e = db_rows(r, Q_ERASED_WALK, ARGS(a_uuid(last), a_str(state)), &rows);
        while (e == ERR_NONE && rows_next(rows)) {
            const struct arena_mark one = arena_here(r->arena);
            int64_t at = 0;

            more = true;
            last = col_uuid(rows, 0);
            e = erased_at(r, g, rows, &at);
            if (e == ERR_NONE && at != 0)
                e = meet(r, g, last, state, at);
            if (e == ERR_NONE)
                arena_rewind(r->arena, one);
        }
        if (e == ERR_NONE)
            e = rows_error(rows);
        if (e == ERR_NONE)
            arena_rewind(r->arena, page);
    }
    return e;
}

static bool
names_tenant(const struct again *g, struct uuid tenant)
{
    for (size_t i = 0; i < g->n; i++)
        if (memcmp(g->marks[i].key.tenant, tenant.b, sizeof(tenant.b)) == 0)
            return true;
    return false;
}

/* Merged records go with those that they are part of; of those that are left afterwards it is told. */
static enum err
again_step(struct req *r, void *ctx)
{
    struct again *g = ctx;
    struct rows *tenants;
    enum err e = db_rows(r, Q_ERASED_TENANTS, NO_ARGS, &tenants);

    r->actor.superuser = true; /* whoever may run this sees every record */
    while (e == ERR_NONE && rows_next(tenants)) {
        r->actor.tenant = (uint32_t)col_int(tenants, 0);
        r->actor.tenant_id = col_uuid(tenants, 1);
        if (!names_tenant(g, r->actor.tenant_id))
            continue;
        e = walk(r, g, "active");
        if (e == ERR_NONE)
            e = walk(r, g, "merged");
    }
    if (e == ERR_NONE)
        e = rows_error(tenants);
    printf("%lld erased again, %lld not; the list has %lld lines\n", (long long)g->erased, (long long)g->left,
           (long long)g->lines);
    if (e == ERR_NONE && g->left > 0)
        return fail(r, ERR_CONFLICT, NULL, "Somebody who was erased is still there: see above.");
    return e;
}

int
erase_again(const struct app *app, int argc, char **argv)
{
    struct again g = { .name = argc == 3 ? argv[2] : NULL };
    int rc = EXIT_OF_USAGE;

    if (g.name == NULL) {
        fprintf(stderr, "usage: holdfast-customers --erase-again FILE; - for standard input\n");
        return rc;
    }
    const bool own = strcmp(g.name, "-") != 0;

    g.file = own ? fopen(g.name, "re") : stdin;
    if (g.file == NULL) {
        fprintf(stderr, "%s: %s\n", g.name, strerror(errno));
        return rc;
    }
    if (read_list(&g))
        rc = app_once(app, again_step, &g);
    if (own)
        fclose(g.file);
    free(g.marks);
    return rc;
}

static enum err
list_step(struct req *r, void *ctx)
{
    struct rows *rows;
    enum err e = db_rows_long(r, Q_ERASED_LIST, NO_ARGS, &rows);

    (void)ctx;
    while (e == ERR_NONE && rows_next(rows))
        puts(col_str(rows, 0));
    if (e == ERR_NONE)
        e = rows_error(rows);
    return e == ERR_NONE && (fflush(stdout) != 0 || ferror(stdout))
               ? fail(r, ERR_UNAVAILABLE, NULL, "The list could not be written.")
               : e;
}

int
list_erased(const struct app *app, int argc)
{
    if (argc == 2)
        return app_once(app, list_step, NULL);
    fprintf(stderr, "usage: holdfast-customers --list-erased\n");
    return EXIT_OF_USAGE;
}
