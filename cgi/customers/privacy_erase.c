/*
 * privacy_erase.c: what is held about a person is counted, and erased. The audit keeps a keyed hash of who it was.
 */
#include <unistd.h>

#include "clock.h"
#include "config.h"
#include "out.h"
#include "quote.h"
#include "privacy.h"
#include "records.h"
#include "search_index.h"

#define ANSWERS_MS ((int64_t)49 * 3600 * 1000) /* they are kept for 48 hours */

#define ERASE(n, name, rows, columns) Q_ERASE_##n,
static const int erases[] = { PRIVACY_TABLES(ERASE) };

struct privacy_in {
    struct uuid id;
    bool dry_run, has_dry_run;
    const char *confirm;
};

static const struct field erase_fields[] = {
    FIELD_UUID(struct privacy_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_BOOL(struct privacy_in, dry_run, .has_offset = offsetof(struct privacy_in, has_dry_run),
               .doc = "Only count; true when not given"),
    FIELD_STR(struct privacy_in, confirm, .max = 64, .doc = "The customer's external_id, to erase"),
    FIELD_END,
};

static const struct shape count_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "rows", .type = S_INT },
    SHAPE_END,
};
static const struct shape erase_out[] = {
    { .name = "dry_run", .type = S_BOOL },
    { .name = "tables", .type = S_ARRAY, .of = count_shape },
    { .name = "rows", .type = S_INT },
    { .name = "erased_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static enum err
out_counts(struct req *r, const struct person *p, int64_t *ret_total)
{
    int64_t counts[PRIVACY_COUNT];
    enum err e = person_count(r, p, counts, ret_total);

    if (e != ERR_NONE)
        return e;
    out_array(r, "tables");
    for (size_t i = 0; i < PRIVACY_COUNT; i++) {
        out_object(r, NULL);
        out_str(r, "name", privacy_names[i]);
        out_int(r, "rows", counts[i]);
        out_end(r);
    }
    out_end(r);
    out_int(r, "rows", *ret_total);
    return ERR_NONE;
}

/* Mails that were written to files stand under the ids of their rows. */
static enum err
remove_mail_files(struct req *r, struct uuid id)
{
    struct rows *rows;
    char name[UUID_TEXT];
    enum err e = db_rows(r, Q_PERSON_MAILS, ARGS(a_uuid(id)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        const char *path;

        uuid_text(col_uuid(rows, 0), name);
        path = arena_printf(r->arena, "%s/mail/%s.eml", config()->state, name);
        if (path != NULL && unlink(path) != 0)
            continue; /* most were never files */
    }
    return e;
}

/* A word goes before what leads to it, which stays when somebody has it again. */
static enum err
drop_word(struct req *r, int64_t id, const char *word)
{
    const char *forms[FORMS_MOST];
    const char *listed = words_json(r->arena, forms, word_forms(r->arena, word, word_slack(word), forms));
    uint64_t gone = 0;
    enum err e = db_exec(r, Q_WORD_DROP, ARGS(a_int(id)), &gone);

    return e != ERR_NONE || gone == 0 ? e : db_exec(r, Q_WORD_NEAR_DROP, ARGS(a_str(listed), a_int(id)), NULL);
}

static enum err
drop_words(struct req *r)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_WORDS_IDLE, NO_ARGS, &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        const struct arena_mark mark = arena_here(r->arena);

        e = drop_word(r, col_int(rows, 0), arena_str(r->arena, col_str(rows, 1)));
        arena_rewind(r->arena, mark);
    }
    return e;
}

enum err
answers_drop(struct req *r, const char *text)
{
    struct rows *rows;
    enum err e = *text == '\0' ? ERR_NONE : db_rows(r, Q_ANSWERS_ABOUT, ARGS(a_str(text)), &rows);

    while (e == ERR_NONE && *text != '\0' && rows_next(rows))
        e = db_exec(r, Q_ANSWER_DROP, ARGS(a_str(arena_str(r->arena, col_str(rows, 0)))), NULL);
    return e;
}

/* What the person was answered; looked for without locks as well. */
static enum err
drop_own_answers(struct req *r, struct uuid id)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_ANSWERS_OWN, ARGS(a_uuid(id)), &rows);

    while (e == ERR_NONE && rows_next(rows))
        e = db_exec(r, Q_ANSWER_DROP, ARGS(a_str(arena_str(r->arena, col_str(rows, 0)))), NULL);
    return e;
}

/* An id of version 7 begins with the time in milliseconds (RFC 9562). */
static struct uuid
oldest_fresh(void)
{
    struct uuid id = { .b = { 0 } };
    const uint64_t ms = (uint64_t)(clock_now_us() / 1000 - ANSWERS_MS);

    for (unsigned i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(ms >> (8 * (5 - i)));
    return id;
}

/* An answer to who wrote a note or a complaint has its id and its text, and not whom it is about. */
static enum err
drop_fresh_answers(struct req *r, struct uuid id)
{
    struct arg args[2 * FRESH_TABLES];
    char text[UUID_TEXT];
    struct rows *rows;
    enum err e;

    for (size_t i = 0; i < FRESH_TABLES; i++) {
        args[2 * i] = a_uuid(id);
        args[2 * i + 1] = a_uuid(oldest_fresh());
    }
    e = db_rows(r, Q_PERSON_FRESH, (struct args){ args, 2 * FRESH_TABLES }, &rows);
    while (e == ERR_NONE && rows_next(rows)) {
        uuid_text(col_uuid(rows, 0), text);
        e = answers_drop(r, text);
    }
    return e;
}

static enum err
erase_one(struct req *r, struct uuid id)
{
    struct rows *person;
    char text[UUID_TEXT];
    const char *external_id, *email;
    enum err e = db_one(r, Q_PERSON, ARGS(a_uuid(id)), &person);

    uuid_text(id, text);
    if (e != ERR_NONE)
        return e;
    external_id = col_str(person, 0);
    email = col_str(person, 3);
    e = drop_fresh_answers(r, id);
    if (e == ERR_NONE)
        e = drop_own_answers(r, id);
    if (e == ERR_NONE)
        e = person_blank(r, id, person);
    if (e == ERR_NONE)
        e = remove_mail_files(r, id);
    for (size_t i = 0; e == ERR_NONE && i < sizeof erases / sizeof erases[0]; i++)
        e = db_exec(r, erases[i], ARGS(a_uuid(id)), NULL);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PERSON_ERASE, ARGS(a_uuid(id)));
    if (e == ERR_NONE)
        e = search_index_customer(r, id);
    if (e == ERR_NONE)
        e = answers_drop(r, text);
    if (e == ERR_NONE)
        e = answers_drop(r, json_quote(r, external_id));
    return e == ERR_NONE ? answers_drop(r, email) : e;
}

enum err
person_erase(struct req *r, const struct person *p, int64_t rows, int64_t again)
{
    char id[UUID_TEXT];
    enum err e = person_note(r, "privacy.erase", p, rows, again);

    for (size_t k = p->n; e == ERR_NONE && k > 0; k--)
        e = erase_one(r, p->ids[k - 1]);
    if (e == ERR_NONE)
        e = drop_words(r);
    uuid_text(p->ids[0], id);
    return e == ERR_NONE ? event_add(r, NULL, "customer", id) : e;
}

static enum err
erase(struct req *r, const void *input)
{
    const struct privacy_in *in = input;
    const bool dry = !in->has_dry_run || in->dry_run;
    struct person p = { .n = 0 };
    bool hold = false;
    int64_t rows = 0;
    enum err e = dry ? ERR_NONE : auth_stepped_up(r);

    if (e == ERR_NONE)
        e = person_find(r, Q_PERSON_LOCK, in->id, &p, &hold);
    if (e == ERR_NONE && hold)
        return fail_as(r, ERR_CONFLICT, "legal_hold", NULL,
                       "This customer is under legal hold: nothing may be erased.");
    if (e == ERR_NONE && !dry && (in->confirm == NULL || strcmp(in->confirm, p.external_id) != 0))
        return fail(r, ERR_INVALID, "confirm", "Give the customer's external_id to erase.");
    out_bool(r, "dry_run", dry);
    if (e == ERR_NONE)
        e = out_counts(r, &p, &rows);
    if (e == ERR_NONE && !dry)
        e = person_erase(r, &p, rows, 0);
    if (e != ERR_NONE)
        return e;
    out_time(r, "erased_at", dry ? 0 : clock_now_us());
    return reply(r, 200);
}

const struct endpoint privacy_erase = {
    .title = "Erase what is held about a person",
    .fields = erase_fields,
    .out = erase_out,
    .input_size = sizeof(struct privacy_in),
    .run = erase,
};
