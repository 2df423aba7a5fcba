/*
 * push_deliver.c: which messages for browsers are due, and what became of them.
 */
#include "push.h"

#include "chat.h"
#include "clock.h"
#include "jobs.h"
#include "log.h"
#include "mail.h"

#define ROUND          50
#define MOST_ATTEMPTS  8
#define KEPT_S         86400
#define LONGEST_S      3600
#define PRUNE_EVERY_US INT64_C(600000000)

struct due {
    struct uuid id, subscription;
    int64_t tenant, attempt;
    struct push push;
};

/* Only what says that there is something, from whom, about what and where. www/push-worker.js reads it. */
static const char *
text_of(struct req *r, const struct rows *row)
{
    char note[UUID_TEXT];

    uuid_text(col_uuid(row, 6), note);
    const char *page = arena_printf(r->arena, "/dashboard/notes/?id=%s", note);

    if (page == NULL)
        return NULL;
    return mail_params(r, "type", "note", "id", note, "page", page, "title", col_str(row, 7), "importance",
                       col_str(row, 8), "sender", col_null(row, 9) ? "" : col_str(row, 9), NULL);
}

static const char *
topic_of(struct req *r, struct uuid note)
{
    char text[2 * sizeof(note.b) + 1];

    hex_encode(note.b, sizeof(note.b), text);
    return arena_str(r->arena, text);
}

/* ERR_NOT_FOUND: nothing is due, or another took it. */
static enum err
claim(struct req *r, struct due *d)
{
    struct rows *row;
    enum err e = db_one(r, Q_PUSH_DUE, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    *d = (struct due){ .tenant = col_int(row, 0), .id = col_uuid(row, 1), .attempt = col_int(row, 2) + 1 };
    d->subscription = col_uuid(row, 3);
    d->push.endpoint = col_str(row, 4);
    d->push.keep_s = KEPT_S - col_int(row, 10);
    d->push.text = text_of(r, row);
    d->push.topic = topic_of(r, col_uuid(row, 6));
    if (d->push.text == NULL || d->push.topic == NULL)
        return ERR_UNAVAILABLE;
    if (!push_browser_read(col_str(row, 5), col_str(row, 11), &d->push.to))
        memset(&d->push.to, 0, sizeof(d->push.to)); /* no key: it will be seen */
    return db_exec_one(r, Q_PUSH_CLAIM, ARGS(a_int(d->tenant), a_uuid(d->id), a_int(d->attempt - 1)));
}

/* The log says which browser's, never its address. */
static enum err
note(struct req *r, const struct due *d, enum push_end end, int64_t wait_s, const char *why)
{
    char id[UUID_TEXT];
    int64_t wait = wait_s > 0 ? wait_s : INT64_C(2) << d->attempt;
    bool dead = end == PUSH_NEVER || (end == PUSH_LATER && d->attempt >= MOST_ATTEMPTS);

    uuid_text(d->subscription, id);
    if (end != PUSH_DONE)
        log_line(dead || end == PUSH_GONE ? LOG_WARN : LOG_INFO, "push", "%s attempt %lld: %s%s", id,
                 (long long)d->attempt, why,
                 end == PUSH_GONE ? "; the browser is forgotten"
                 : dead           ? "; given up"
                                  : "");
    if (end == PUSH_GONE)
        return db_exec(r, Q_PUSH_GONE, ARGS(a_int(d->tenant), a_uuid(d->subscription)), NULL);
    if (end == PUSH_DONE || dead)
        return db_exec(r, Q_PUSH_END, ARGS(a_int(d->tenant), a_uuid(d->id)), NULL);
    return db_exec(r, Q_PUSH_AGAIN, ARGS(a_int(wait < LONGEST_S ? wait : LONGEST_S), a_int(d->tenant), a_uuid(d->id)),
                   NULL);
}

static enum err
deliver_one(struct req *r)
{
    struct due d;
    int64_t wait_s = 0;
    const char *why = "";
    enum err e = claim(r, &d);

    if (e != ERR_NONE)
        return e;
    enum push_end end = push_send(r, &d.push, &wait_s, &why);

    return note(r, &d, end, wait_s, why);
}

static enum err
prune(struct req *r)
{
    static int64_t pruned;

    return clock_due(&pruned, PRUNE_EVERY_US) ? db_exec(r, Q_PUSH_PRUNE, NO_ARGS, NULL) : ERR_NONE;
}

enum err
pushes_deliver(struct req *r)
{
    struct arena_mark start = arena_here(r->arena);
    enum err e = push_own_key() == NULL ? ERR_NOT_FOUND : ERR_NONE;

    for (int i = 0; i < ROUND && e == ERR_NONE && job_beat(r) == ERR_NONE; i++) {
        e = deliver_one(r);
        arena_rewind(r->arena, start);
    }
    return e == ERR_NONE || e == ERR_NOT_FOUND ? prune(r) : e;
}
