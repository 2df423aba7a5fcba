/*
 * notes_send.c: notes are written, and read.
 */
#include "notes.h"

#include "out.h"
#include "shape.h"

struct send_in {
    const char *title, *body, *importance;
    json *recipients, *mentions;
    struct uuid reply_to;
};

static const char *const importances[] = { "normal", "important", NULL };

static const struct field send_fields[] = {
    FIELD_STR(struct send_in, title, .need = true, .min_len = 1, .max = 255, .check = is_plain_text,
              .doc = "What it is about"),
    FIELD_STR(struct send_in, body, .need = true, .min_len = 1, .max = 8000, .check = is_plain_text,
              .doc = "What is said"),
    FIELD_JSON(struct send_in, recipients, .need = true, .doc = "Names of roles"),
    FIELD_ENUM(struct send_in, importance, .choices = importances, .doc = "normal when not given"),
    FIELD_UUID(struct send_in, reply_to, .doc = "A note whose thread it goes on with"),
    FIELD_JSON(struct send_in, mentions, .doc = "Ids of people among the recipients"),
    FIELD_END,
};

/* Others than admins write to the admins alone; a list that names anyone else is refused whole. */
static enum err
check_recipients(struct req *r, const json *list)
{
    bool admin = actor_has_role(&r->actor, "admin") || r->actor.superuser, other = false;
    size_t n = json_len(list);

    if (json_kind(list) != JSON_ARRAY || n == 0)
        return fail_as(r, ERR_INVALID, "required", "recipients", "Name at least one role.");
    if (n > NOTE_ROLES)
        return fail(r, ERR_INVALID, "recipients", "Name at most 20 roles.");
    for (size_t i = 0; i < n; i++)
        if (json_str(json_at(list, i), NULL) == NULL)
            return fail(r, ERR_INVALID, "recipients", "Roles are named by texts.");
    for (size_t i = 0; i < n; i++)
        other = other || strcmp(json_str(json_at(list, i), ""), "admin") != 0;
    if (!admin && other)
        return fail_as(r, ERR_FORBIDDEN, "recipient_not_allowed", "recipients", "You can only send notes to admin.");
    return ERR_NONE;
}

static enum err
add_recipient(struct req *r, struct uuid note, const char *role)
{
    uint64_t rows = 0;
    enum err e = db_exec(r, Q_NOTE_ROLE_ADD, ARGS(a_uuid(note), a_str(role)), &rows);

    if (e == ERR_NONE && rows == 0)
        return fail(r, ERR_INVALID, "recipients", arena_printf(r->arena, "There is no role %.63s.", role));
    return e == ERR_CONFLICT ? ERR_NONE : e; /* named twice */
}

static enum err
add_mentions(struct req *r, struct uuid note, const json *list)
{
    enum err e = ERR_NONE;

    if (list == NULL)
        return ERR_NONE;
    if (json_kind(list) != JSON_ARRAY || json_len(list) > NOTE_MENTIONS)
        return fail(r, ERR_INVALID, "mentions", "Mention at most 20 people.");
    for (size_t i = 0; i < json_len(list) && e == ERR_NONE; i++) {
        struct uuid person;
        uint64_t rows = 0;

        if (!uuid_parse(json_str(json_at(list, i), ""), &person))
            return fail(r, ERR_INVALID, "mentions", "People are named by their ids.");
        e = db_exec(r, Q_NOTE_MENTION_ADD, ARGS(a_uuid(note), a_uuid(person)), &rows);
        if (e == ERR_CONFLICT)
            e = ERR_NONE;
        else if (e == ERR_NONE && rows == 0)
            return fail(r, ERR_INVALID, "mentions", "Somebody mentioned is not among the recipients.");
    }
    return e;
}

static enum err
write_note(struct req *r, const struct send_in *in, struct uuid id, struct uuid thread)
{
    char text[UUID_TEXT];
    enum err e = db_insert(r, Q_NOTE_ADD,
                           ARGS(a_uuid(id), a_uuid(thread), a_str(in->title), a_str(in->body),
                                a_str(in->importance != NULL ? in->importance : "normal")));

    for (size_t i = 0; e == ERR_NONE && i < json_len(in->recipients); i++)
        e = add_recipient(r, id, json_str(json_at(in->recipients, i), ""));
    if (e == ERR_NONE)
        e = add_mentions(r, id, in->mentions);
    uuid_text(id, text);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTE_EVENTS, ARGS(a_str(text), a_uuid(id)), NULL);
    return e != ERR_NONE ? e : db_exec(r, Q_PUSH_QUEUE, ARGS(a_uuid(id)), NULL);
}

static enum err
send(struct req *r, const void *input)
{
    const struct send_in *in = input;
    struct uuid id = uuid_v7(), thread = id;
    enum err e = check_recipients(r, in->recipients);

    if (e == ERR_NONE && !uuid_is_nil(in->reply_to)) {
        e = note_may_see(r, in->reply_to, &thread);
        if (e == ERR_NOT_FOUND || e == ERR_FORBIDDEN)
            return fail(r, ERR_INVALID, "reply_to", "There is no such note.");
    }
    if (e == ERR_NONE)
        e = write_note(r, in, id, thread);
    if (e == ERR_NONE)
        e = note_out(r, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint note_send_endpoint = { "Write a note",         send_fields, note_shape,
                                             sizeof(struct send_in), send,        .status = 201 };

enum err
note_mark_read(struct req *r, struct uuid id)
{
    struct uuid thread;
    char text[UUID_TEXT];
    uint64_t rows = 0;
    enum err e = note_may_see(r, id, &thread);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTE_READ_ADD, ARGS(a_uuid(id)), &rows);
    if (e == ERR_CONFLICT || (e == ERR_NONE && rows == 0))
        return ERR_NONE;
    if (e == ERR_NONE)
        e = db_exec(r, Q_NOTE_READ_ANY, ARGS(a_uuid(id)), NULL);
    return e != ERR_NONE ? e : event_add(r, &r->actor.user_id, "note-read", text);
}

static enum err
mark(struct req *r, const void *input)
{
    const struct note_id_in *in = input;
    enum err e = note_mark_read(r, in->id);

    if (e == ERR_NONE)
        e = note_counts_out(r);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_read_endpoint = { "Say that one has read a note", note_id_fields, note_counts_shape,
                                             sizeof(struct note_id_in), mark };

static const struct shape role_shape[] = {
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    SHAPE_END,
};
static const struct shape roles_shape[] = { { .name = "data", .type = S_ARRAY, .of = role_shape }, SHAPE_END };

static enum err
roles(struct req *r, const void *input)
{
    bool admin = actor_has_role(&r->actor, "admin") || r->actor.superuser;
    struct rows *rows;
    enum err e = db_rows(r, Q_NOTE_ROLES, ARGS(a_int(admin)), &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    e = out_rows(r, "data", rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint note_roles_endpoint = { "To whom one may write", NULL, roles_shape, 0, roles };
