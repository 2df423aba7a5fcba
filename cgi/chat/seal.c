/*
 * seal.c: the sealer of the audit, see include/audit.h. Numbers follow the order in which rows are seen to be committed, which is not
 * that of their ids.
 */
#include "chat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "clock.h"
#include "config.h"
#include "log.h"
#include "metrics.h"

#define COUNT_EVERY_US    INT64_C(2000000)
#define COMPLAIN_EVERY_US INT64_C(60000000)
#define HEX               65

/* The ends of all chains, as the file has them. */
static struct {
    struct audit_head *v;
    size_t n;
    bool read;
} heads;

static bool
heads_put(const struct audit_head *h)
{
    size_t i = 0;

    while (i < heads.n && heads.v[i].tenant != h->tenant)
        i++;
    if (i == heads.n) {
        struct audit_head *grown = realloc(heads.v, (heads.n + 1) * sizeof(*grown));

        if (grown == NULL)
            return false;
        heads.v = grown;
        heads.n++;
    }
    heads.v[i] = *h;
    return true;
}

static void
heads_read(void)
{
    char line[128];
    FILE *f = heads.read ? NULL : fopen(audit_heads_file(), "re");
    struct audit_head h;

    heads.read = true;
    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        if (audit_head_read(line, &h) && !heads_put(&h))
            break;
    if (f != NULL)
        fclose(f);
}

static bool
write_lines(FILE *f)
{
    char seal[HEX];
    bool good = true;

    for (size_t i = 0; i < heads.n; i++) {
        hex_encode(heads.v[i].seal.b, 32, seal);
        good = fprintf(f, "%u %lld %s\n", heads.v[i].tenant, (long long)heads.v[i].rows, seal) > 0 && good;
    }
    return fflush(f) == 0 && fsync(fileno(f)) == 0 && good;
}

/* Whole or not at all. Without it the chain still stands, only its end is not held fast outside the database. */
static void
heads_write(void)
{
    static int64_t complained;
    char draft[4200];

    snprintf(draft, sizeof(draft), "%s/audit", config()->state);
    bool good = mkdir(draft, 0750) == 0 || errno == EEXIST;

    snprintf(draft, sizeof(draft), "%s.new", audit_heads_file());
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

    good = good && f != NULL && write_lines(f);
    if (f != NULL)
        fclose(f);
    else if (fd >= 0)
        close(fd);
    if ((good && rename(draft, audit_heads_file()) == 0) || !clock_due(&complained, COMPLAIN_EVERY_US))
        return;
    log_line(LOG_ERROR, "audit_heads", "the ends of the audit's chains cannot be written to %s", audit_heads_file());
}

static enum err
read_head(struct req *r, struct audit_head *h, int64_t *ret_highest)
{
    static const uint8_t zeros[32];
    struct rows *row;
    enum err e = db_one(r, Q_SEAL_HEAD, ARGS(a_int(h->tenant)), &row);

    if (e == ERR_NOT_FOUND) {
        e = db_exec(r, Q_SEAL_HEAD_ADD, ARGS(a_int(h->tenant), a_bytes(zeros, sizeof(zeros))), NULL);
        if (e == ERR_NONE)
            e = db_one(r, Q_SEAL_HEAD, ARGS(a_int(h->tenant)), &row);
    }
    if (e != ERR_NONE)
        return e;
    if (col_len(row, 0) == sizeof(h->seal.b))
        memcpy(h->seal.b, col_bytes(row, 0), sizeof(h->seal.b));
    h->rows = col_int(row, 1);
    *ret_highest = col_int(row, 2);
    return ERR_NONE;
}

static enum err
seal_row(struct req *r, const struct rows *row, struct audit_head *h)
{
    struct sha256 seal;
    enum err e = audit_seal_of(r, row, 1, h->rows + 1, &h->seal, &seal);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_SEAL_SET,
                        ARGS(a_bytes(seal.b, 32), a_int(h->rows + 1), a_int(h->tenant), a_uuid(col_uuid(row, 0))));
    if (e != ERR_NONE)
        return e;
    h->seal = seal;
    h->rows++;
    return ERR_NONE;
}

static enum err
seal_batch(struct req *r, struct audit_head *h)
{
    struct uuid last = { { 0 } };
    struct rows *rows;
    int64_t before = h->rows;
    enum err e = db_rows(r, Q_SEAL_ROWS, ARGS(a_int(h->tenant)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        last = col_uuid(rows, 0);
        e = seal_row(r, rows, h);
    }
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e != ERR_NONE || h->rows == before)
        return e;
    return db_exec(r, Q_SEAL_HEAD_SET, ARGS(a_bytes(h->seal.b, 32), a_uuid(last), a_int(h->rows), a_int(h->tenant)),
                   NULL);
}

/* A chain whose head was put back is left as it is: going on would hide what happened. */
static enum err
refuse(const struct audit_head *h, int64_t highest)
{
    static int64_t complained;

    if (clock_due(&complained, COMPLAIN_EVERY_US))
        log_line(LOG_ERROR, "audit_broken",
                 "the chain of tenant %u ends at %lld and its head says %lld: verify the audit", h->tenant,
                 (long long)highest, (long long)h->rows);
    return ERR_NONE;
}

static enum err
seal_tenant(struct req *r, uint32_t tenant)
{
    struct audit_head h = { .tenant = tenant };
    int64_t highest = 0;
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = read_head(r, &h, &highest);
    if (e == ERR_NONE && highest > h.rows) {
        db_rollback(r);
        return refuse(&h, highest);
    }
    if (e == ERR_NONE)
        e = seal_batch(r, &h);
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE)
        db_rollback(r);
    return e == ERR_NONE && !heads_put(&h) ? ERR_UNAVAILABLE : e;
}

static enum err
count(struct req *r)
{
    static int64_t counted;
    int64_t waiting = 0;

    if (!clock_due(&counted, COUNT_EVERY_US))
        return ERR_NONE;
    enum err e = db_int(r, Q_SEAL_WAITING, NO_ARGS, 0, &waiting);

    if (e == ERR_NONE)
        metrics_gauge(GAUGE_AUDIT_UNSEALED, waiting);
    return e;
}

enum err
audit_seal_new(struct req *r)
{
    struct rows *rows;
    unsigned tenants = 0;

    heads_read();
    enum err e = db_rows(r, Q_SEAL_TENANTS, NO_ARGS, &rows);

    if (e != ERR_NONE)
        return e;
    for (; e == ERR_NONE && rows_next(rows); tenants++)
        e = seal_tenant(r, (uint32_t)col_int(rows, 0));
    if (tenants > 0)
        heads_write();
    if (e == ERR_NONE)
        e = rows_error(rows);
    if (e == ERR_NONE)
        e = count(r);
    return e == ERR_REPEAT ? ERR_NONE : e; /* the next round comes soon */
}
