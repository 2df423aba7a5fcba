#include <errno.h>
#include <unistd.h>

#include "clock.h"
#include "config.h"
#include "ingest.h"
#include "verdict.h"

#define BUFFER_BYTES   65536
#define FAULTS_A_CHUNK 5000
#define ROW_BATCH      1000
#define ROW_LEAST      4 /* bytes of the shortest row that makes sense, to bound the number of ids */

static enum err
keep_fault(void *ctx, const struct check_fault *f)
{
    struct ingest *g = ctx;
    enum err e = ERR_NONE;

    if (g->kept_faults == KEPT_FAULTS)
        return ERR_NONE;
    e = ingest_begin(g);
    if (e != ERR_NONE)
        return e;
    e = fault_put(g->bulk, g->no, ++g->kept_faults, f);
    if (e == ERR_NONE && ++g->pending == FAULTS_A_CHUNK)
        e = ingest_commit(g);
    return e;
}

static enum err
keep_row(void *ctx, const struct check_row *row)
{
    struct ingest *g = ctx;
    enum err e = ingest_begin(g);

    if (e != ERR_NONE)
        return e;
    bulk_set(g->bulk, 0, a_int(g->no));
    bulk_set(g->bulk, 1, a_int(row->no));
    bulk_set(g->bulk, 2, a_uuid(uuid_v7()));
    bulk_set(g->bulk, 3, a_strn(row->id, row->id_len));
    bulk_set(g->bulk, 4, a_strn(row->name, row->name_len));
    bulk_set(g->bulk, 5, row->label >= 0 ? a_int(row->label) : a_null());
    bulk_set(g->bulk, 6, row->value != NULL ? a_str(row->value) : a_null());
    bulk_set(g->bulk, 7, a_strn(row->cells, row->cells_len));
    e = bulk_row(g->bulk);
    if (e != ERR_NONE || ++g->pending < CHUNK_ROWS)
        return e;
    e = bulk_flush(g->bulk);
    return e == ERR_NONE ? ingest_progress(g, PHASE_STORING, row->no, g->total_rows) : e;
}

/* Streams the file through the checker; phase PHASE_CHECKING tells progress in bytes. */
static enum err
stream(struct ingest *g, struct checker *c, int fd, bool tell)
{
    char *buf = arena_alloc(g->r->arena, BUFFER_BYTES);
    uint64_t done = 0;
    enum err e = ERR_NONE;

    if (buf == NULL || lseek(fd, 0, SEEK_SET) != 0)
        return fault(g->r, ERR_INTERNAL, "no buffer or no file");
    while (e == ERR_NONE) {
        ssize_t n = read(fd, buf, BUFFER_BYTES);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fault(g->r, ERR_INTERNAL, "reading the spooled file: error %d", errno);
        if (n == 0)
            break;
        done += (uint64_t)n;
        e = check_feed(c, buf, (size_t)n);
        if (e == ERR_NONE && tell)
            e = ingest_progress(g, PHASE_CHECKING, done, g->bytes);
    }
    return e == ERR_NONE ? check_end(c) : e;
}

static size_t
id_room(const struct ingest *g)
{
    uint64_t most = (uint64_t)config()->upload_max_rows, by_size = g->bytes / ROW_LEAST + 1;

    if (g->rules == CHECK_VIGILPAY)
        return 0;
    return (size_t)(most < by_size ? most : by_size);
}

enum err
ingest_check(struct ingest *g, int fd, const struct check_result **ret_found)
{
    struct check_setup setup = { .arena = g->r->arena,
                                 .schema = g->schema,
                                 .rules = g->rules,
                                 .max_rows = (uint64_t)config()->upload_max_rows,
                                 .id_room = id_room(g),
                                 .fault = keep_fault,
                                 .ctx = g };
    struct checker *c = check_new(&setup);
    enum err e = c == NULL ? fault(g->r, ERR_UNAVAILABLE, "no memory for the check") : ERR_NONE;

    if (e == ERR_NONE)
        e = fault_open(g->r, &g->bulk);
    if (e != ERR_NONE)
        return e;
    *ret_found = check_result(c);
    e = stream(g, c, fd, true);
    if (e == ERR_NONE || e == ERR_INVALID) {
        enum err flushed = bulk_flush(g->bulk); /* the change of state that follows commits them */
        e = flushed != ERR_NONE ? flushed : check_result(c)->faults > 0 ? ERR_INVALID : ERR_NONE;
    }
    bulk_close(g->bulk);
    g->bulk = NULL;
    return e;
}

enum err
ingest_store(struct ingest *g, int fd)
{
    static const enum arg_kind kinds[] = { ARG_INT, ARG_INT, ARG_UUID, ARG_STR, ARG_STR, ARG_INT, ARG_STR, ARG_STR };
    struct check_setup setup = { .arena = g->r->arena,
                                 .schema = g->schema,
                                 .rules = g->rules,
                                 .max_rows = (uint64_t)config()->upload_max_rows,
                                 .row = keep_row,
                                 .ctx = g };
    struct checker *c = check_new(&setup);
    enum err e = c == NULL ? fault(g->r, ERR_UNAVAILABLE, "no memory for the check") : ERR_NONE;

    if (e == ERR_NONE)
        e = bulk_open(g->r, Q_ROW_INSERT, kinds, 8, ROW_BATCH, &g->bulk);
    if (e != ERR_NONE)
        return e;
    e = stream(g, c, fd, false);
    if (e == ERR_INVALID || (e == ERR_NONE && check_result(c)->rows != g->total_rows))
        e = fault(g->r, ERR_INTERNAL, "the spooled file has changed between the passes");
    if (e == ERR_NONE && g->open)
        e = ingest_commit(g);
    bulk_close(g->bulk);
    g->bulk = NULL;
    return e;
}
