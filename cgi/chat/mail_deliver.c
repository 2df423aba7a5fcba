/*
 * mail_deliver.c: which mails are due, and what became of them.
 */
#include "chat.h"

#include "clock.h"
#include "config.h"
#include "jobs.h"
#include "letters.h"
#include "log.h"
#include "mail.h"
#include "metrics.h"

#define ROUND          50
#define MOST_ATTEMPTS  20
#define LONGEST_WAIT_S 3600
#define PAUSE_FIRST_US INT64_C(1000000)
#define PAUSE_LAST_US  INT64_C(30000000)
#define COUNT_EVERY_US INT64_C(2000000)
#define PRUNE_EVERY_US INT64_C(600000000)

/* While the server is away it is asked now and then, by one mail at a time. */
static int64_t paused_until_us, pause_us = PAUSE_FIRST_US;

static void
note_server(bool away)
{
    if (away)
        paused_until_us = clock_mono_us() + pause_us;
    pause_us = !away ? PAUSE_FIRST_US : pause_us * 2 < PAUSE_LAST_US ? pause_us * 2 : PAUSE_LAST_US;
}

/* What is claimed is ours for longer than sending may take. ERR_NOT_FOUND: nothing is due, or another took it. */
static enum err
claim(struct req *r, struct letter *ret_letter, int64_t *ret_attempt)
{
    struct rows *row;
    json *params = NULL;
    enum err e = db_one(r, Q_MAIL_DUE, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    const char *text = col_str(row, 3);

    if (json_parse(r->arena, text, strlen(text), &params, NULL) != ERR_NONE)
        params = NULL; /* was checked when it was written */
    *ret_letter = (struct letter){ col_uuid(row, 0), col_str(row, 1), col_str(row, 2), col_str(row, 5), params };
    *ret_attempt = col_int(row, 4) + 1;
    return db_exec_one(r, Q_MAIL_CLAIM, ARGS(a_uuid(ret_letter->id), a_int(col_int(row, 4))));
}

static int64_t
wait_s(int64_t attempt)
{
    uint8_t random;
    int64_t s = attempt < 12 ? INT64_C(1) << attempt : LONGEST_WAIT_S;

    random_bytes(&random, 1);
    s = s < LONGEST_WAIT_S ? s : LONGEST_WAIT_S;
    return s + s * random / 1024; /* up to a quarter more, so that a heap of mails spreads */
}

/* The log says which mail, never to whom or what. */
static enum err
note(struct req *r, const struct letter *l, enum sent what, int64_t attempt, const char *why)
{
    char id[UUID_TEXT];
    bool dead = what == NEVER || (what != SENT && attempt >= MOST_ATTEMPTS);

    uuid_text(l->id, id);
    log_line(what == SENT ? LOG_INFO
             : dead       ? LOG_ERROR
                          : LOG_WARN,
             "mail", "%s %s attempt %lld: %s", id, l->template, (long long)attempt,
             what == SENT ? *config()->smtp_url != '\0' ? "sent" : "written to a file" : why);
    if (what == SENT)
        return db_exec(r, Q_MAIL_SENT, ARGS(a_uuid(l->id)), NULL);
    if (dead)
        return db_exec(r, Q_MAIL_DEAD, ARGS(a_str(why), a_uuid(l->id)), NULL);
    return db_exec(r, Q_MAIL_AGAIN, ARGS(a_str(why), a_int(wait_s(attempt)), a_uuid(l->id)), NULL);
}

static enum err
deliver_one(struct req *r)
{
    struct letter l;
    int64_t attempt = 0;
    const char *why = "";
    enum err e = claim(r, &l, &attempt);

    if (e != ERR_NONE)
        return e;
    const char *text = mail_address_fine(l.to) ? letter_text(r->arena, &l, clock_now_us()) : NULL;
    enum sent what = NEVER;

    if (text == NULL)
        why = "The mail could not be written: an unknown template or address.";
    else
        what = letter_send(r, &l, text, &why);
    note_server(what == SERVER_AWAY);
    return note(r, &l, what, attempt, why);
}

static enum err
count(struct req *r)
{
    static int64_t counted;
    int64_t queued = 0, dead = 0;

    if (!clock_due(&counted, COUNT_EVERY_US))
        return ERR_NONE;
    enum err e = db_int(r, Q_MAILS_QUEUED, NO_ARGS, 0, &queued);

    if (e == ERR_NONE)
        e = db_int(r, Q_MAILS_DEAD, NO_ARGS, 0, &dead);
    if (e != ERR_NONE)
        return e;
    metrics_gauge(GAUGE_MAILS_QUEUED, queued);
    metrics_gauge(GAUGE_MAILS_DEAD, dead);
    return ERR_NONE;
}

static enum err
prune(struct req *r)
{
    static int64_t pruned;

    return clock_due(&pruned, PRUNE_EVERY_US) ? db_exec(r, Q_MAIL_PRUNE, NO_ARGS, NULL) : ERR_NONE;
}

enum err
mails_deliver(struct req *r)
{
    struct arena_mark start = arena_here(r->arena);
    enum err e = ERR_NONE;

    for (int i = 0; i < ROUND && e == ERR_NONE && clock_mono_us() >= paused_until_us && job_beat(r) == ERR_NONE; i++) {
        e = deliver_one(r);
        arena_rewind(r->arena, start);
    }
    if (e == ERR_NONE || e == ERR_NOT_FOUND)
        e = count(r);
    return e == ERR_NONE ? prune(r) : e;
}
