/*
 * deliver.c: from the outbox to the log of events and to those who listen.
 *
 * Rows get their number here, in the order in which they are seen to be committed, and the number is the cursor that clients
 * resume from: a row of the outbox may become visible after one with a higher id, a row of the log may not. That holds as
 * long as one deliverer works at a time. A second one does no harm: it waits for the first row's lock and then finds
 * its snapshot outdated (error 1020), which is ERR_REPEAT.
 */
#include "chat.h"

#include "clock.h"
#include "log.h"

#define PRUNE_EVERY_US    (600 * INT64_C(1000000))
#define COMPLAIN_EVERY_US (60 * INT64_C(1000000))
#define PAUSE_US          INT64_C(1000000)
#define AGAIN_US          INT64_C(2000000)
#define LATELY_S          60
#define ENDED_TOO         4
#define MISSED_S          600

static enum err
take(struct req *r, const struct rows *row)
{
    struct uuid user = col_uuid(row, 2);
    enum err e = db_exec_one(r, Q_OUTBOX_TAKE, ARGS(a_int(col_int(row, 0))));

    if (e == ERR_NOT_FOUND)
        return ERR_REPEAT; /* somebody else took it */
    if (e != ERR_NONE)
        return e;
    return db_insert(r, Q_EVENT_INSERT,
                     ARGS(a_int(col_int(row, 1)), a_uuid(user), a_str(col_str(row, 3)), a_str(col_str(row, 4)),
                          a_time(col_time(row, 5))));
}

static enum err
move_batch(struct req *r, int64_t *ret_newest)
{
    struct rows *rows;
    enum err e = db_int(r, Q_EVENT_NEWEST, NO_ARGS, 0, ret_newest);

    if (e == ERR_NONE)
        e = db_rows(r, Q_OUTBOX_BATCH, NO_ARGS, &rows);
    if (e != ERR_NONE)
        return e;
    while (e == ERR_NONE && rows_next(rows))
        e = take(r, rows);
    if (e == ERR_NONE)
        e = rows_error(rows);
    rows_close(rows);
    return e;
}

/* Ids and types are ours: a letter, digit, '-', '_', '.' or ':' each. */
static bool
plain(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == strlen(s);
}

bool
is_chat_type(const char *type)
{
    return strcmp(type, "message") == 0 || strcmp(type, "context") == 0;
}

/* To the staff, and to the visitor whose conversation it is. */
static enum err
publish_chat(uint32_t tenant, const char *type, const char *id, const char *message)
{
    char name[CHANNEL_TEXT];

    channel_of_chats(tenant, name);
    enum err e = publish(name, message);

    if (e != ERR_NONE || strcmp(type, "message") != 0)
        return e;
    channel_of_session(tenant, id, name);
    return publish(name, message);
}

/* When to end streams once more, 0: not. A worker remembers for a second who somebody was: who came back at once may hear too much. */
static int64_t end_again_at;

/* Ends all streams of a person; those that come back listen to the next of their channels. The channels before are ended with it: a stream
   may have been on its way, or the word may have been lost. */
static enum err
end_streams(struct req *r, uint32_t tenant, struct uuid user)
{
    struct arg of = a_int(tenant), who = a_uuid(user);
    int64_t generation = 0;
    char name[CHANNEL_TEXT];
    enum err e = db_int(r, Q_CHANNEL_OF, ARGS(of, who), 0, &generation);

    if (e == ERR_NONE)
        e = db_exec(r, Q_CHANNEL_NEXT, ARGS(of, who), NULL);
    for (int64_t i = generation; e == ERR_NONE && i >= 0 && i > generation - ENDED_TOO; i--) {
        channel_of_user(tenant, user, i, name);
        e = publish(name, NULL);
    }
    return e;
}

static enum err
publish_to_user(struct req *r, const struct rows *row, const char *type, const char *message)
{
    uint32_t tenant = (uint32_t)col_int(row, 1);
    struct uuid user = col_uuid(row, 2);
    int64_t generation = 0;
    char name[CHANNEL_TEXT];
    enum err e = db_int(r, Q_CHANNEL_OF, ARGS(a_int(tenant), a_uuid(user)), 0, &generation);

    if (e != ERR_NONE)
        return e;
    channel_of_user(tenant, user, generation, name);
    e = publish(name, message);
    /* A session ended, or what its user may do changed: who may listen is looked at again when the stream comes back. */
    if (e == ERR_NONE && strcmp(type, "session") == 0) {
        e = end_streams(r, tenant, user);
        end_again_at = clock_mono_us() + AGAIN_US;
    }
    return e;
}

static enum err
publish_row(struct req *r, const struct rows *row)
{
    char name[CHANNEL_TEXT], message[256];
    const char *type = col_str(row, 3), *id = col_str(row, 4);

    if (!plain(type) || !plain(id))
        id = ""; /* the log has it */
    snprintf(message, sizeof(message), "{\"seq\":%lld,\"type\":\"%s\",\"id\":\"%s\"}", (long long)col_int(row, 0),
             plain(type) ? type : "event", id);
    if (col_null(row, 2) && is_chat_type(type))
        return publish_chat((uint32_t)col_int(row, 1), type, id, message);
    if (!col_null(row, 2))
        return publish_to_user(r, row, type, message);
    channel_of_tenant((uint32_t)col_int(row, 1), name);
    return publish(name, message);
}

/* Until when nginx is left alone. */
static int64_t paused_until;

/* Whether streams may go on that should have ended: something was not published, or this process has just begun. */
static bool ends_missed = true;

/* Nobody waits for the publisher: if nginx is away, the rest of the batch is left to those who read the log. */
static void
publish_batch(struct req *r, struct rows *rows)
{
    static int64_t complained;
    int64_t now = clock_mono_us();

    if (now < paused_until) {
        ends_missed = true;
        return;
    }
    while (rows_next(rows)) {
        if (publish_row(r, rows) == ERR_NONE)
            continue;
        paused_until = clock_mono_us() + PAUSE_US;
        ends_missed = true;
        if (clock_due(&complained, COMPLAIN_EVERY_US))
            log_line(LOG_WARN, "publish_failed",
                     "live events cannot be published; clients find them in the log of events");
        return;
    }
}

/* The rows this transaction added: those above newest that it can see. They are published once they are durable. */
static enum err
deliver_batch(struct req *r)
{
    struct rows *rows = NULL;
    int64_t newest = 0;
    enum err e = db_begin(r);

    if (e == ERR_NONE)
        e = move_batch(r, &newest);
    if (e == ERR_NONE)
        e = db_rows(r, Q_EVENT_BATCH, ARGS(a_int(newest)), &rows);
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE) {
        db_rollback(r);
        return e;
    }
    publish_batch(r, rows);
    rows_close(rows);
    return ERR_NONE;
}

/* Ends the streams of those whose session ended lately once more: a stream that hears something now and then would go on for long. */
static enum err
end_again(struct req *r)
{
    struct rows *rows;
    bool due = end_again_at != 0 && clock_mono_us() >= end_again_at;
    enum err e = ERR_NONE;

    if ((!ends_missed && !due) || clock_mono_us() < paused_until)
        return ERR_NONE;
    e = db_rows(r, Q_EVENT_ENDED, ARGS(a_int(ends_missed ? MISSED_S : LATELY_S)), &rows);
    if (e != ERR_NONE)
        return e;
    ends_missed = false;
    end_again_at = 0;
    while (!ends_missed && rows_next(rows))
        ends_missed = end_streams(r, (uint32_t)col_int(rows, 0), col_uuid(rows, 1)) != ERR_NONE;
    if (ends_missed)
        paused_until = clock_mono_us() + PAUSE_US;
    e = rows_error(rows);
    rows_close(rows);
    return e;
}

static enum err
prune(struct req *r)
{
    static int64_t pruned;

    return clock_due(&pruned, PRUNE_EVERY_US) ? db_exec(r, Q_EVENT_PRUNE, NO_ARGS, NULL) : ERR_NONE;
}

enum err
deliver(struct req *r)
{
    int64_t waiting = 0;
    enum err e = db_int(r, Q_OUTBOX_WAITING, NO_ARGS, 0, &waiting);

    if (e == ERR_NONE && waiting != 0)
        e = deliver_batch(r);
    if (e == ERR_NONE)
        e = end_again(r);
    if (e == ERR_NONE)
        e = prune(r);
    return e == ERR_REPEAT ? ERR_NONE : e; /* the next round comes soon */
}
