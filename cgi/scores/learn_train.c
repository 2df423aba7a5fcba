/* The parent's side of a training: rows out, progress in, results back. */
#include "learn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "log.h"
#include "number_text.h"
#include "table.h"
#include "train.h"
#include "trainer.h"

#define READ_ROWS 2000

struct gathering {
    FILE *file;
    struct sha256_run *hash;
    uint64_t every; /* a row is taken when its key is below this */
    int64_t limit, rows, churners, last;
};

/* A file without a name: it is gone with the last descriptor, whatever happens. */
static FILE *
nameless_file(void)
{
    const char *folder = config()->spool_dir;
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        return NULL;
    FILE *f = fdopen(fd, "w+");
    if (f == NULL)
        close(fd);
    return f;
}

static enum err
take_row(struct req *r, struct gathering *g, const struct rows *row)
{
    const char *external_id = col_str(row, 1), *cells = col_str(row, 3);

    g->last = col_int(row, 0);
    if (col_null(row, 2) || table_key(external_id) > g->every || g->rows >= g->limit)
        return ERR_NONE;
    int label = col_int(row, 2) != 0;
    if (!trainer_put_row(g->file, external_id, label, cells, col_len(row, 3)))
        return fault(r, ERR_UNAVAILABLE, "the spool folder cannot take the training rows: errno %d", errno);
    sha256_add(g->hash, external_id, strlen(external_id) + 1);
    sha256_add(g->hash, label != 0 ? "1" : "0", 2);
    sha256_add(g->hash, cells, col_len(row, 3) + 1);
    g->rows++;
    g->churners += label;
    return ERR_NONE;
}

static enum err
gather(struct req *r, const struct dataset *d, struct gathering *g)
{
    enum err e = ERR_NONE;

    for (int64_t got = READ_ROWS; e == ERR_NONE && got == READ_ROWS;) {
        struct rows *rows;
        e = db_rows(r, Q_LABELLED_ROWS, ARGS(a_int(d->no), a_int(g->last), a_int(READ_ROWS)), &rows);
        if (e != ERR_NONE)
            return e;
        for (got = 0; e == ERR_NONE && rows_next(rows); got++)
            e = take_row(r, g, rows);
        if (e == ERR_NONE)
            e = rows_error(rows);
        rows_close(rows);
        if (e == ERR_NONE)
            e = job_beat(r);
    }
    return e;
}

/* How many rows of how many: a sample by the customers' ids when there are more than training can use. */
static void
plan_sample(const struct dataset *d, int64_t labelled, struct gathering *g)
{
    int64_t features = (int64_t)d->schema->feature_count, most = TRAIN_MAX_CELLS / features;

    g->limit = most < TRAIN_MAX_ROWS ? most : TRAIN_MAX_ROWS;
    g->every = UINT64_MAX;
    if (labelled > g->limit)
        g->every = (uint64_t)((double)g->limit / (double)labelled * 0x1p64);
}

/* The header holds the number of rows, known only now. */
static enum err
write_rows(struct req *r, const struct dataset *d, FILE *file, struct learnt *ret)
{
    struct rows *row;
    int64_t labelled = 0;
    enum err e = db_int(r, Q_LABELLED_COUNT, ARGS(a_int(d->no)), 0, &labelled);
    struct gathering g = { .file = file };

    if (e == ERR_NONE)
        e = db_one(r, Q_DATASET, ARGS(a_int(d->no)), &row);
    if (e != ERR_NONE)
        return e;
    plan_sample(d, labelled, &g);
    g.hash = sha256_new();
    if (g.hash == NULL || !trainer_put_header(file, col_str(row, 5), col_len(row, 5), 0))
        e = ERR_UNAVAILABLE;
    if (e == ERR_NONE)
        e = gather(r, d, &g);
    if (g.hash != NULL)
        ret->data_hash = sha256_done(g.hash);
    rewind(file);
    if (e == ERR_NONE &&
        (!trainer_put_header(file, col_str(row, 5), col_len(row, 5), (size_t)g.rows) || fflush(file) != 0))
        e = ERR_UNAVAILABLE;
    ret->rows = g.rows;
    ret->churners = g.churners;
    return e;
}

/* The child's lines so far; the last complete one counts. False at the end of the stream. */
static bool
read_progress(int fd, char *line, size_t size, size_t *used, int64_t *ret_done, int64_t *ret_total)
{
    ssize_t n = read(fd, line + *used, size - 1 - *used);

    if (n <= 0)
        return n < 0 && errno == EINTR;
    *used += (size_t)n;
    line[*used] = '\0';
    for (char *end; (end = memchr(line, '\n', *used)) != NULL;) {
        const char *at = line;

        if (number_take(&at, 0, INT64_MAX, ret_done))
            (void)number_take(&at, 0, INT64_MAX, ret_total);
        *used -= (size_t)(end + 1 - line);
        memmove(line, end + 1, *used + 1);
    }
    if (*used == size - 1)
        *used = 0;
    return true;
}

/* Follows the child to its end. An error (the lease is lost, the runner must stop) ends the child. */
static enum err
follow(struct req *r, const struct dataset *d, int pid, int fd, int *ret_status)
{
    struct phase phase = { d, PHASE_TRAINING, 0 };
    struct pollfd p = { .fd = fd, .events = POLLIN };
    char line[256];
    size_t used = 0;
    int64_t done = 0, total = 1;
    enum err e = ERR_NONE;

    for (bool open = true; e == ERR_NONE && open;) {
        if (poll(&p, 1, 500) > 0)
            open = read_progress(fd, line, sizeof line, &used, &done, &total);
        e = job_beat(r);
        if (e == ERR_NONE)
            e = phase_tell(r, &phase, done, total);
    }
    if (e != ERR_NONE)
        (void)kill(pid, SIGKILL);
    while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR)
        continue;
    return e;
}

static enum err
read_results(struct req *r, struct arena *a, FILE *results, struct learnt *ret)
{
    const struct {
        const char *name, **to;
        size_t *len;
    } sections[] = { { "encoding", &ret->encoding, NULL },
                     { "params", &ret->params, NULL },
                     { "metrics", &ret->metrics, NULL },
                     { "calibration", &ret->calibration, NULL },
                     { "importance", &ret->importance, NULL },
                     { "lift", &ret->lift, NULL },
                     { "warnings", &ret->warnings, NULL },
                     { "excluded", &ret->excluded, NULL },
                     { "booster", &ret->booster, &ret->booster_len },
                     { "oof", &ret->oof, &ret->oof_len } };
    json *params = NULL;

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if ((*sections[i].to = trainer_section(a, results, sections[i].name, sections[i].len)) == NULL)
            return fault(r, ERR_INTERNAL, "training left no %s", sections[i].name);
    if (json_parse(a, ret->params, strlen(ret->params), &params, NULL) != ERR_NONE)
        return fault(r, ERR_INTERNAL, "training left parameters that are not JSON");
    ret->platt_a = json_num(json_get(params, "platt_a"), 0);
    ret->platt_b = json_num(json_get(params, "platt_b"), 1);
    return ERR_NONE;
}

static enum err
train_in_child(struct req *r, struct arena *a, const struct dataset *d, FILE *rows, FILE *results, struct learnt *ret)
{
    int pid, fd, status = 0;

    rewind(rows);
    if (fflush(rows) != 0 || lseek(fileno(rows), 0, SEEK_SET) != 0)
        return fault(r, ERR_UNAVAILABLE, "the training rows cannot be rewound");
    enum err e = trainer_start(fileno(rows), fileno(results), &pid, &fd);
    if (e != ERR_NONE)
        return fault(r, e, "training cannot be started: errno %d", errno);
    e = follow(r, d, pid, fd, &status);
    close(fd);
    if (e != ERR_NONE)
        return e;
    if (WIFEXITED(status) && WEXITSTATUS(status) == TRAINER_NOTHING) {
        ret->nothing = trainer_section(a, results, "why", NULL);
        return ret->nothing != NULL ? ERR_NONE : ERR_INTERNAL;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fault(r, ERR_UNAVAILABLE, "training ended with wait status %d", status);
    return read_results(r, a, results, ret);
}

enum err
learn_train(struct req *r, struct arena *a, const struct dataset *d, struct learnt *ret)
{
    FILE *rows = nameless_file(), *results = nameless_file();
    enum err e = rows != NULL && results != NULL ? ERR_NONE : ERR_UNAVAILABLE;

    memset(ret, 0, sizeof *ret);
    if (e != ERR_NONE)
        e = fault(r, e, "the spool folder cannot be written: errno %d", errno);
    if (e == ERR_NONE)
        e = write_rows(r, d, rows, ret);
    if (e == ERR_NONE)
        e = train_in_child(r, a, d, rows, results, ret);
    if (rows != NULL)
        fclose(rows);
    if (results != NULL)
        fclose(results);
    return e;
}
