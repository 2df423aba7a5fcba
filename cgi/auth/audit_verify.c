/*
 * audit_verify.c: `holdfast-auth --verify-audit [--tenant SLUG]`: proves the chains of the audit, see include/audit.h.
 */
#include "account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "app.h"
#include "audit.h"

/* The way along one chain. */
struct walk {
    uint32_t tenant;
    const char *name;
    int64_t rows; /* so far */
    struct sha256 seal;
    int64_t noted; /* rows that the file of heads knows; -1: none */
    struct sha256 noted_seal;
};

struct totals {
    const char *slug; /* NULL: all */
    int64_t chains, sealed, unsealed;
    struct audit_head *heads; /* what the file of heads says */
    size_t head_count;
};

static enum err
broken(struct req *r, const struct walk *w, int64_t number, const char *id, const char *what)
{
    printf("BROKEN %s: row %lld%s%s: %s\n", w->name, (long long)number, *id != '\0' ? ", id " : "", id, what);
    return fail(r, ERR_CONFLICT, NULL, "The audit is not what was sealed.");
}

static bool
keep_head(struct totals *t, const struct audit_head *h)
{
    struct audit_head *grown = realloc(t->heads, (t->head_count + 1) * sizeof(*grown));

    if (grown == NULL)
        return false;
    t->heads = grown;
    t->heads[t->head_count++] = *h;
    return true;
}

/* Whole before the first look at the database: what the sealer notes later may be of rows that are not seen there. */
static enum err
read_heads(struct req *r, struct totals *t)
{
    char line[128];
    FILE *f = fopen(audit_heads_file(), "re");
    struct audit_head h;
    bool good = true;

    if (f == NULL) {
        fprintf(stderr, "%s: %s; an older state of the database, put back, would go unseen\n", audit_heads_file(),
                strerror(errno));
        return ERR_NONE;
    }
    while (good && fgets(line, sizeof(line), f) != NULL)
        if (audit_head_read(line, &h))
            good = keep_head(t, &h);
    fclose(f);
    return good ? ERR_NONE : fault(r, ERR_UNAVAILABLE, "no memory for the file of heads");
}

static void
take_noted(struct walk *w, const struct totals *t)
{
    w->noted = -1;
    for (size_t i = 0; i < t->head_count; i++)
        if (t->heads[i].tenant == w->tenant) {
            w->noted = t->heads[i].rows;
            w->noted_seal = t->heads[i].seal;
        }
}

static enum err
check_row(struct req *r, const struct rows *row, struct walk *w)
{
    const unsigned number = 1 + AUDIT_SEALED_COLUMNS, seal = number + 1;
    struct sha256 wanted;
    char id[UUID_TEXT];

    uuid_text(col_uuid(row, 0), id);
    if (col_int(row, number) > w->rows + 1)
        return broken(r, w, w->rows + 1, "", "it is missing");
    if (col_int(row, number) <= w->rows)
        return broken(r, w, col_int(row, number), id, "its number is there twice");
    enum err e = audit_seal_of(r, row, 1, w->rows + 1, &w->seal, &wanted);

    if (e != ERR_NONE)
        return e;
    w->rows++;
    if (col_len(row, seal) != sizeof(wanted.b) || memcmp(col_bytes(row, seal), wanted.b, sizeof(wanted.b)) != 0)
        return broken(r, w, w->rows, id, "it was changed, moved or added: its seal does not match");
    w->seal = wanted;
    if (w->rows == w->noted && memcmp(w->seal.b, w->noted_seal.b, sizeof(w->seal.b)) != 0)
        return broken(r, w, w->rows, id, "it is not the row that the file of heads knows");
    return ERR_NONE;
}

static enum err
check_page(struct req *r, struct walk *w)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_VERIFY_ROWS, ARGS(a_int(w->tenant), a_int(w->rows)), &rows);

    while (e == ERR_NONE && rows_next(rows))
        e = check_row(r, rows, w);
    return e != ERR_NONE ? e : rows_error(rows);
}

/* Whether the head says the same, and whether there are rows that pretend to be sealed outside the chain. */
static enum err
check_end(struct req *r, const struct walk *w, struct totals *t)
{
    struct rows *row;
    enum err e = db_one(r, Q_VERIFY_END, ARGS(a_int(w->tenant), a_int(w->tenant), a_int(w->tenant)), &row);

    if (e != ERR_NONE)
        return e;
    if (col_int(row, 0) != w->rows)
        return broken(r, w, w->rows, "", "there are rows with a seal or number outside the chain");
    if (col_int(row, 2) != w->rows)
        return broken(r, w, w->rows, "", "the chain ends here, and its head says otherwise");
    if (w->rows > 0 && (col_len(row, 3) != sizeof(w->seal.b) || memcmp(col_bytes(row, 3), w->seal.b, 32) != 0))
        return broken(r, w, w->rows, "", "the head has another seal");
    if (w->noted > w->rows)
        return broken(r, w, w->rows, "", "the chain ends here, and the file of heads knows more rows");
    t->chains++;
    t->sealed += w->rows;
    t->unsealed += col_int(row, 1);
    printf("%s: %lld rows sealed, %lld not yet\n", w->name, (long long)w->rows, (long long)col_int(row, 1));
    return ERR_NONE;
}

static enum err
check_chain(struct req *r, struct walk *w, struct totals *t)
{
    enum err e = ERR_NONE;

    take_noted(w, t);
    for (int64_t before = -1; e == ERR_NONE && w->rows > before;) {
        struct arena_mark mark = arena_here(r->arena);

        before = w->rows;
        e = check_page(r, w);
        if (e == ERR_NONE)
            arena_rewind(r->arena, mark);
    }
    return e != ERR_NONE ? e : check_end(r, w, t);
}

static enum err
check_all(struct req *r, void *ctx)
{
    struct totals *t = ctx;
    struct rows *rows;
    enum err e = read_heads(r, t);

    if (e == ERR_NONE)
        e = db_begin(r); /* all statements see one state */
    if (e == ERR_NONE)
        e = db_rows(r, Q_VERIFY_TENANTS, ARGS(a_str(t->slug), a_str(t->slug)), &rows);
    while (e == ERR_NONE && rows_next(rows)) {
        struct walk w = { .tenant = (uint32_t)col_int(rows, 0), .name = col_str(rows, 1) };

        e = check_chain(r, &w, t);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e == ERR_NONE && t->slug != NULL && t->chains == 0)
        return fail(r, ERR_NOT_FOUND, NULL, "There is no audit of that tenant.");
    return e;
}

int
verify_audit(const struct app *app, int argc, char **argv)
{
    struct totals t = { 0 };

    if (argc == 4 && strcmp(argv[2], "--tenant") == 0)
        t.slug = argv[3];
    else if (argc != 2) {
        fprintf(stderr, "usage: holdfast-auth --verify-audit [--tenant SLUG]; - for what belongs to no tenant\n");
        return 64;
    }
    int rc = app_once(app, check_all, &t);

    free(t.heads);
    if (rc == 0)
        printf("ok: %lld chains, %lld rows sealed, %lld not yet\n", (long long)t.chains, (long long)t.sealed,
               (long long)t.unsealed);
    return rc;
}
