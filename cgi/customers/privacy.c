/*
 * privacy.c: everything that is held about a person as one file, and its erasure. What is held is a table: privacy_tables.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "config.h"
#include "crypt.h"
#include "out.h"
#include "quote.h"
#include "records.h"
#include "search_index.h"
#include "visible.h"

#define PARTS_MOST 32
#define ANSWERS_MS ((int64_t)49 * 3600 * 1000) /* they are kept for 48 hours */

#define HELD(n, name, rows, columns)  Q_HELD_##n,
#define TELL(n, name, rows, columns)  Q_TELL_##n,
#define ERASE(n, name, rows, columns) Q_ERASE_##n,
#define NAME(n, name, rows, columns)  name,
static const int held[] = { PRIVACY_TABLES(HELD) }, tells[] = { PRIVACY_TABLES(TELL) },
                 erases[] = { PRIVACY_TABLES(ERASE) };
static const char *const table_names[] = { PRIVACY_TABLES(NAME) };
#define TABLES (sizeof held / sizeof held[0])

static const char nobody[] = "There is no such customer.";

struct privacy_in {
    struct uuid id;
    bool dry_run, has_dry_run;
    const char *confirm;
};

static const struct field id_fields[] = {
    FIELD_UUID(struct privacy_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_END,
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
static const struct shape export_out[] = {
    { .name = "customer_id", .type = S_UUID },
    { .name = "made_at", .type = S_TIME },
    { .name = "records", .type = S_ARRAY, .items = S_ANY, .doc = "The record, and those that were merged into it" },
    { .name = "tables", .type = S_ANY, .doc = "Rows by the name of what they are about" },
    SHAPE_END,
};

/* A person: the record and those merged into it. */
struct person {
    struct uuid ids[PARTS_MOST];
    size_t n;
    const char *external_id, *email;
};

static enum err
find_parts(struct req *r, struct person *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct rows *rows;
        enum err e = db_rows(r, Q_PERSON_PARTS, ARGS(a_uuid(p->ids[i])), &rows);

        if (e != ERR_NONE)
            return e;
        while (rows_next(rows)) {
            if (p->n == PARTS_MOST)
                return fail(r, ERR_CONFLICT, NULL, "This record was made of more than 32. Undo some merges first.");
            p->ids[p->n++] = col_uuid(rows, 0);
        }
        rows_close(rows);
    }
    return ERR_NONE;
}

static enum err
find_person(struct req *r, int statement, struct uuid id, struct person *p, bool *ret_hold)
{
    struct rows *row;
    enum err e = db_one(r, statement, ARGS(a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, nobody);
    if (e != ERR_NONE)
        return e;
    if (strcmp(col_str(row, 2), "active") != 0)
        return fail_as(r, ERR_CONFLICT, "not_active", NULL, "This record was merged into another: ask for that one.");
    p->external_id = col_str(row, 0);
    p->email = col_str(row, 1);
    p->ids[0] = id;
    p->n = 1;
    *ret_hold = col_int(row, 3) != 0;
    return find_parts(r, p);
}

/* Says who it was to whoever knows, and to nobody else. */
static const char *
keyed_hash(struct req *r, const struct person *p)
{
    const uint8_t *key = config()->cursor_key;
    const char *text = arena_printf(r->arena, "privacy|%" PRIu32 "|%s|%s", r->actor.tenant, p->external_id, p->email);
    char *hash = arena_alloc(r->arena, 2 * sizeof(struct sha256) + 1);

    if (text == NULL || hash == NULL)
        return NULL;
    const struct sha256 mac = hmac_sha256(key, sizeof(config()->cursor_key), text, strlen(text));

    hex_encode(mac.b, sizeof(mac.b), hash);
    return hash;
}

static enum err
note(struct req *r, const char *action, const struct person *p, int64_t rows)
{
    char id[UUID_TEXT];
    const char *hash = keyed_hash(r, p);

    uuid_text(p->ids[0], id);
    if (hash == NULL)
        return ERR_UNAVAILABLE;
    return audit_add(r, action, "customer", id,
                     arena_printf(r->arena, "{\"person\":\"%s\",\"rows\":%" PRId64 "}", hash, rows));
}

static enum err
tell_rows(struct req *r, int statement, struct uuid id, int64_t *rows_told)
{
    struct rows *rows;
    enum err e = db_rows(r, statement, ARGS(a_uuid(id)), &rows);

    if (e != ERR_NONE)
        return e;
    for (; rows_next(rows); ++*rows_told) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    return rows_error(rows);
}

static enum err
tell_all(struct req *r, const struct person *p, int64_t *rows_told)
{
    enum err e = ERR_NONE;

    out_uuid(r, "customer_id", p->ids[0]);
    out_time(r, "made_at", clock_now_us());
    out_array(r, "records");
    for (size_t k = 0; e == ERR_NONE && k < p->n; k++)
        e = tell_rows(r, Q_PERSON, p->ids[k], rows_told);
    out_end(r);
    out_object(r, "tables");
    for (size_t i = 0; e == ERR_NONE && i < TABLES; i++) {
        out_array(r, table_names[i]);
        for (size_t k = 0; e == ERR_NONE && k < p->n; k++)
            e = tell_rows(r, tells[i], p->ids[k], rows_told);
        out_end(r);
    }
    out_end(r);
    return e;
}

static enum err
give(struct req *r, const void *input)
{
    const struct privacy_in *in = input;
    struct person p = { .n = 0 };
    char id[UUID_TEXT];
    bool hold = false;
    int64_t rows = 0;
    enum err e = db_begin(r);

    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = find_person(r, Q_PERSON_LOOK, in->id, &p, &hold);
    if (e == ERR_NONE)
        e = tell_all(r, &p, &rows);
    if (e == ERR_NONE)
        e = note(r, "privacy.export", &p, rows);
    if (e == ERR_NONE)
        e = db_commit(r);
    if (e != ERR_NONE) {
        db_rollback(r);
        return e;
    }
    reply_header(r, "Content-Disposition", arena_printf(r->arena, "attachment; filename=\"customer-%s.json\"", id));
    return reply(r, 200);
}

const struct endpoint privacy_export = {
    .title = "Everything that is held about a person, as one file",
    .fields = id_fields,
    .out = export_out,
    .input_size = sizeof(struct privacy_in),
    .run = give,
    .outside = true,
    .step_up = true,
};

static enum err
count_rows(struct req *r, const struct person *p, int64_t *ret_total)
{
    enum err e = ERR_NONE;

    out_array(r, "tables");
    for (size_t i = 0; e == ERR_NONE && i < TABLES; i++) {
        int64_t count = 0, one = 0;

        for (size_t k = 0; e == ERR_NONE && k < p->n; k++, count += one)
            e = db_int(r, held[i], ARGS(a_uuid(p->ids[k])), 0, &one);
        out_object(r, NULL);
        out_str(r, "name", table_names[i]);
        out_int(r, "rows", count);
        out_end(r);
        *ret_total += count;
    }
    out_end(r);
    out_int(r, "rows", *ret_total += (int64_t)p->n);
    return e;
}

/* The list of whose risk moved most names people. */
static enum err
blank_figures(struct req *r, struct uuid id)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_PERSON_FIGURES, ARGS(a_uuid(id)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        const char *named = arena_printf(r->arena, "\"external_id\":%s,\"name\":%s", json_quote(r, col_str(rows, 0)),
                                         json_quote(r, col_str(rows, 1)));

        e = db_exec(
            r, Q_FIGURE_BLANK,
            ARGS(a_str(named), a_str("\"external_id\":\"\",\"name\":\"\""), a_int(col_int(rows, 2)), a_str(named)),
            NULL);
    }
    return e;
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

/* Words that only this person had go from the vocabulary, too. */
static enum err
drop_words(struct req *r, const char *ids)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_WORDS_IDLE, ARGS(a_str(ids)), &rows);

    while (e == ERR_NONE && rows_next(rows)) {
        const char *forms[FORMS_MOST], *word = arena_str(r->arena, col_str(rows, 1));
        const int64_t id = col_int(rows, 0);
        const char *listed = words_json(r->arena, forms, word_forms(r->arena, word, forms));

        e = db_exec(r, Q_WORD_NEAR_DROP, ARGS(a_str(listed), a_int(id)), NULL);
        if (e == ERR_NONE)
            e = db_exec(r, Q_WORD_DROP, ARGS(a_int(id)), NULL);
    }
    return e;
}

static enum err
drop_answers(struct req *r, const char *text)
{
    struct rows *rows;
    enum err e = *text == '\0' ? ERR_NONE : db_rows(r, Q_ANSWERS_ABOUT, ARGS(a_str(text)), &rows);

    while (e == ERR_NONE && *text != '\0' && rows_next(rows))
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
        e = drop_answers(r, text);
    }
    return e;
}

static enum err
erase_one(struct req *r, struct uuid id)
{
    struct rows *source, *person;
    char text[UUID_TEXT];
    const char *words, *external_id, *email;
    enum err e = db_one(r, Q_SEARCH_SOURCE, ARGS(a_uuid(id)), &source);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = db_one(r, Q_PERSON, ARGS(a_uuid(id)), &person);
    if (e != ERR_NONE)
        return e;
    words = col_str(source, 3);
    external_id = col_str(person, 0);
    email = col_str(person, 3);
    e = drop_fresh_answers(r, id);
    if (e == ERR_NONE)
        e = blank_figures(r, id);
    if (e == ERR_NONE)
        e = remove_mail_files(r, id);
    for (size_t i = 0; e == ERR_NONE && i < TABLES; i++)
        e = db_exec(r, erases[i], ARGS(a_uuid(id)), NULL);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PERSON_ERASE, ARGS(a_uuid(id)));
    if (e == ERR_NONE)
        e = search_index_customer(r, id);
    if (e == ERR_NONE)
        e = drop_words(r, words);
    if (e == ERR_NONE)
        e = drop_answers(r, text);
    if (e == ERR_NONE)
        e = drop_answers(r, json_quote(r, external_id));
    return e == ERR_NONE ? drop_answers(r, email) : e;
}

static enum err
erase_all(struct req *r, const struct person *p, int64_t rows)
{
    char id[UUID_TEXT];
    enum err e = note(r, "privacy.erase", p, rows);

    for (size_t k = p->n; e == ERR_NONE && k > 0; k--)
        e = erase_one(r, p->ids[k - 1]);
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
        e = find_person(r, Q_PERSON_LOCK, in->id, &p, &hold);
    if (e == ERR_NONE && hold)
        return fail_as(r, ERR_CONFLICT, "legal_hold", NULL,
                       "This customer is under legal hold: nothing may be erased.");
    if (e == ERR_NONE && !dry && (in->confirm == NULL || strcmp(in->confirm, p.external_id) != 0))
        return fail(r, ERR_INVALID, "confirm", "Give the customer's external_id to erase.");
    out_bool(r, "dry_run", dry);
    if (e == ERR_NONE)
        e = count_rows(r, &p, &rows);
    if (e == ERR_NONE && !dry)
        e = erase_all(r, &p, rows);
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
