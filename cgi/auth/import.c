/*
 * import.c: people of an older system with the hashes of their passwords. The file is read twice: first everything is checked and
 * every fault told, then all is written in one transaction. Who is there already is left alone, so it may run again.
 */
#include "commands.h"
#include "registration.h"

#include <errno.h>

#include "csv.h"
#include "input.h"

#define EXIT_USAGE 64
#define FAULTS_MAX 100

const char commands_help[] =
    "  --create-superuser [--username NAME] [--email ADDRESS]\n"
    "                  make an operator of the system; asks twice for the password, or reads one line of standard input\n"
    "  --create-tenant NAME [--slug SLUG] [--username NAME] [--email ADDRESS]\n"
    "                  make a tenant and its first administrator, who is asked for in the same way\n"
    "  --import-users FILE --tenant SLUG\n"
    "                  add people of an older system. FILE is CSV in UTF-8; its first line names the columns, in any order:\n"
    "                    username, email, phone     at least one of them\n"
    "                    password                   a hash: argon2id, Django's pbkdf2_sha256$ or argon2$, bcrypt; ! for none\n"
    "                    first_name, last_name\n"
    "                    kind                       customer (if empty) or staff\n"
    "                    roles                      of the tenant, separated by spaces; customers have the role customer\n"
    "                    verified, active           1 or 0, true or false; if empty, not verified and active\n"
    "                  Nothing is written when a line has a fault. Who is there already is left as they are.\n"
    "  --verify-audit [--tenant SLUG]\n"
    "                  prove the chain of the audit\n";

enum column { USERNAME, EMAIL, PHONE, PASSWORD, FIRST_NAME, LAST_NAME, KIND, ROLES, VERIFIED, ACTIVE, COLUMNS };

static const char *const names[COLUMNS] = {
    [USERNAME] = "username",     [EMAIL] = "email",         [PHONE] = "phone", [PASSWORD] = "password",
    [FIRST_NAME] = "first_name", [LAST_NAME] = "last_name", [KIND] = "kind",   [ROLES] = "roles",
    [VERIFIED] = "verified",     [ACTIVE] = "active"
};

struct import {
    struct req *r;
    struct home home;
    const char *file, *slug;
    int place[COLUMNS]; /* of each column in the file; -1: it is not there */
    bool headed, writing;
    unsigned faults, added, known;
    struct arena_mark start;
};

struct line {
    const char *text[COLUMNS]; /* "" where there is none */
    bool verified, active;
    struct registration registration;
    struct newcomer newcomer;
};

static void
complain(struct import *im, uint64_t line, const char *column, const char *what)
{
    if (im->faults++ < FAULTS_MAX)
        fprintf(stderr, "%s, line %llu, %s: %s\n", im->file, (unsigned long long)line, column, what);
}

/* Forms that password_verify reads. */
static bool
is_hash(const char *s)
{
    static const char *const begins[] = { "$argon2id$", "$argon2i$", "argon2$argon2id$", "argon2$argon2i$", "$2a$",
                                          "$2b$",       "$2y$",      "pbkdf2_sha256$" };

    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
        if (strncmp(s, begins[i], strlen(begins[i])) == 0)
            return strlen(s) >= 50 && strlen(s) < 255 && is_one_line(s) == NULL && strchr(s, ' ') == NULL;
    return *s == '!';
}

static bool
read_switch(struct import *im, uint64_t line, const char *column, const char *text, bool fallback)
{
    if (*text == '\0')
        return fallback;
    if (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0 || strcasecmp(text, "t") == 0)
        return true;
    if (strcasecmp(text, "false") != 0 && strcmp(text, "0") != 0 && strcasecmp(text, "f") != 0)
        complain(im, line, column, "must be 1 or 0.");
    return false;
}

static enum err
read_header(struct import *im, const struct csv_cell *cells, unsigned count)
{
    for (size_t c = 0; c < COLUMNS; c++)
        im->place[c] = -1;
    for (unsigned i = 0; i < count; i++) {
        size_t c = 0;

        while (c < COLUMNS && strcmp(names[c], cells[i].s) != 0)
            c++;
        if (c == COLUMNS || im->place[c] >= 0)
            complain(im, 1, cells[i].s, c == COLUMNS ? "is no column of ours; see --help." : "stands twice.");
        else
            im->place[c] = (int)i;
    }
    if (im->place[PASSWORD] < 0)
        complain(im, 1, "password", "is missing.");
    if (im->place[USERNAME] < 0 && im->place[EMAIL] < 0 && im->place[PHONE] < 0)
        complain(im, 1, "username, email, phone", "one of them is needed.");
    im->headed = true;
    return im->faults > 0 ? ERR_INVALID : ERR_NONE;
}

static const char *
or_null(const char *text)
{
    return *text == '\0' ? NULL : text;
}

static void
read_line(struct import *im, uint64_t line, const struct csv_cell *cells, unsigned count, struct line *ret)
{
    struct line l = { .active = true };

    for (size_t c = 0; c < COLUMNS; c++)
        l.text[c] = im->place[c] < 0 || (unsigned)im->place[c] >= count
                        ? ""
                        : arena_copy(im->r->arena, cells[im->place[c]].s, cells[im->place[c]].len);
    if (!is_hash(l.text[PASSWORD]))
        complain(im, line, "password", "is no hash of a form that is known; see --help.");
    if (*l.text[EMAIL] != '\0' && is_email(l.text[EMAIL]) != NULL)
        complain(im, line, "email", "is no e-mail address.");
    if (*l.text[KIND] != '\0' && strcmp(l.text[KIND], "customer") != 0 && strcmp(l.text[KIND], "staff") != 0)
        complain(im, line, "kind", "must be customer or staff.");
    if (strlen(l.text[FIRST_NAME]) > 150 || strlen(l.text[LAST_NAME]) > 150 ||
        is_one_line(l.text[FIRST_NAME]) != NULL || is_one_line(l.text[LAST_NAME]) != NULL)
        complain(im, line, "first_name, last_name", "must be one line of at most 150 bytes.");
    l.verified = read_switch(im, line, "verified", l.text[VERIFIED], false);
    l.active = read_switch(im, line, "active", l.text[ACTIVE], true);
    l.registration = (struct registration){
        .home = &im->home,
        .customer = strcmp(l.text[KIND], "staff") != 0,
        .username = or_null(l.text[USERNAME]),
        .email = or_null(l.text[EMAIL]),
        .phone = or_null(l.text[PHONE]),
        .hash = l.text[PASSWORD],
        .first_name = l.text[FIRST_NAME],
        .last_name = l.text[LAST_NAME],
        .verified = l.verified,
        .quiet = true,
    };
    if (l.registration.customer)
        l.registration.role = "customer";
    *ret = l;
}

/* Whether all that the line names is one person of this tenant, who is there already. */
static enum err
find_known(struct import *im, const struct newcomer *n, bool *ret_known)
{
    int64_t same = 0;
    enum err e = db_int(im->r, Q_ACCOUNT_SAME,
                        ARGS(a_int(im->home.id), a_str(n->username_key), a_str(n->email_key), a_str(n->email_key),
                             a_str(n->account.phone), a_str(n->account.phone)),
                        0, &same);

    if (e == ERR_NONE)
        *ret_known = same != 0;
    return e;
}

/* Faults that the request holds become ours. */
static void
take_faults(struct import *im, uint64_t line)
{
    char before[64];

    snprintf(before, sizeof(before), "line %llu, ", (unsigned long long)line);
    if (im->faults++ < FAULTS_MAX)
        print_faults(im->r, before);
    im->r->fault_count = 0;
    im->r->detail = NULL;
}

/* Roles but the first, which newcomer_write gives. A customer has the one. */
static enum err
give_roles(struct import *im, uint64_t line, const struct line *l)
{
    const char *s = l->registration.customer ? "" : l->text[ROLES];
    enum err e = ERR_NONE;

    for (size_t n; e == ERR_NONE && *s != '\0'; s += n) {
        uint64_t rows = 0;

        s += strspn(s, " ");
        n = strcspn(s, " ");
        if (n == 0)
            break;
        e = db_exec(im->r, Q_ACCOUNT_ROLE_ADD, ARGS(a_uuid(l->newcomer.account.id), a_int(im->home.id), a_strn(s, n)),
                    &rows);
        if (e == ERR_NONE && rows != 1) {
            complain(im, line, "roles", "names a role that the tenant does not have.");
            e = ERR_INVALID;
        }
    }
    return e;
}

static enum err
write_line(struct import *im, uint64_t line, struct line *l)
{
    enum err e = newcomer_write(im->r, &l->newcomer);

    if (e == ERR_CONFLICT)
        take_faults(im, line);
    if (e == ERR_NONE)
        e = give_roles(im, line, l);
    if (e == ERR_NONE && !l->active)
        e = db_exec_one(im->r, Q_ACCOUNT_INACTIVE, ARGS(a_uuid(l->newcomer.account.id)));
    return e;
}

static enum err
on_record(void *ctx, uint64_t number, const struct csv_cell *cells, unsigned count)
{
    struct import *im = ctx;
    struct line l;
    bool known = false;

    if (!im->headed)
        return read_header(im, cells, count);
    if (count == 1 && cells[0].len == 0)
        return ERR_NONE; /* an empty line */
    arena_rewind(im->r->arena, im->start);
    unsigned before = im->faults;

    read_line(im, number, cells, count, &l);
    enum err e = newcomer_check(im->r, &l.registration, &l.newcomer);

    l.newcomer.from = &l.registration;
    if (e == ERR_INVALID)
        take_faults(im, number);
    if (e != ERR_NONE || im->faults > before)
        return e == ERR_INVALID ? ERR_NONE : e; /* the next line's faults too */
    e = find_known(im, &l.newcomer, &known);
    if (e != ERR_NONE)
        return e;
    if (im->writing && !known)
        e = write_line(im, number, &l);
    im->known += known;
    im->added += !known;
    return e;
}

static enum err
read_file(struct import *im)
{
    struct csv *csv = csv_new(on_record, im, false);
    FILE *f = fopen(im->file, "re");
    enum err e = csv == NULL ? ERR_UNAVAILABLE : ERR_NONE;
    char buf[16384];
    uint64_t line = 0;
    size_t n;

    im->headed = false;
    im->added = im->known = 0;
    if (f == NULL) {
        fprintf(stderr, "%s: %s\n", im->file, strerror(errno));
        e = ERR_NOT_FOUND;
    }
    while (e == ERR_NONE && (n = fread(buf, 1, sizeof(buf), f)) > 0)
        e = csv_feed(csv, buf, n);
    if (e == ERR_NONE)
        e = csv_end(csv);
    if (e == ERR_INVALID && im->faults == 0)
        complain(im, (csv_fault(csv, &line), line), "CSV", csv_fault(csv, &line));
    if (e == ERR_NONE && !im->headed)
        complain(im, 1, "CSV", "The file is empty.");
    if (f != NULL)
        fclose(f);
    csv_free(csv);
    return e;
}

static enum err
import_step(struct req *r, void *ctx)
{
    struct import *im = ctx;
    enum err e = home_find(r, im->slug, "--tenant", &im->home);

    im->r = r;
    im->start = arena_here(r->arena);
    if (e == ERR_NONE)
        e = read_file(im);
    if (e != ERR_NONE || im->faults > 0)
        return e != ERR_NONE ? e : ERR_INVALID;
    im->writing = true;
    e = db_begin(r);
    if (e == ERR_NONE)
        e = read_file(im);
    if (e == ERR_NONE && im->added > 0) {
        struct account nobody = { .tenant = im->home.id };

        e = audit_event(r, &nobody, "users.imported", "tenant", im->slug,
                        arena_printf(r->arena, "{\"count\":%u}", im->added));
    }
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE)
        db_rollback(r);
    return e;
}

int
import_users(const struct app *app, int argc, char **argv)
{
    struct import im = { .file = argc > 2 ? argv[2] : NULL, .slug = option_of(argc, argv, "--tenant") };

    if (im.file == NULL || *im.file == '-' || im.slug == NULL) {
        fprintf(stderr, "usage: holdfast-auth --import-users FILE --tenant SLUG\n");
        return EXIT_USAGE;
    }
    int rc = app_once(app, import_step, &im);

    if (rc == 0)
        printf("%u added, %u were there already\n", im.added, im.known);
    else
        fprintf(stderr, "Nothing was written%s.\n", im.faults > 0 ? ": mend these lines first" : "");
    return rc;
}
