/*
 * pictures.c: a person's picture. What was sent is never kept: only what decode-picture has drawn anew, as WebP. The bytes stand in the
 * database, so that one backup holds everything and every host can serve them. A picture never changes: another one has another id.
 */
#include "pictures.h"

#include "limit.h"
#include "out.h"
#include "../pictures/decode.h"
#include "receive.h"
#include "uploads.h"

#define KEPT_PICTURES 5 /* of a person, beside the one in use */

static const struct limit picture_limit = { "picture", 30, 3600,
                                            "You have sent many pictures within an hour. Try again later." };

static const char *const sizes[] = { "square", "original", NULL };

static enum err
receive(struct req *r, const char *field, struct received *file)
{
    static const char *const media[] = { "image/", NULL };
    const struct intake intake = { field, media, PICTURE_MOST_BYTES,
                                   "Send the picture as image/jpeg, image/png or image/webp, or as a field of"
                                   " multipart/form-data." };
    enum err e = receive_file(r, &intake, file);

    if (e != ERR_NONE)
        return e;
    if (!file->there)
        return fail(r, ERR_INVALID, field, arena_printf(r->arena, "The form has no field named \"%s\".", field));
    if (file->too_large)
        return fail(r, ERR_TOO_LARGE, field,
                    arena_printf(r->arena, "The picture is larger than %u MiB.", PICTURE_MOST_BYTES >> 20));
    return file->spool.bytes > 0 ? ERR_NONE : fail(r, ERR_INVALID, field, "The file is empty.");
}

/* Somebody who sends picture after picture keeps a few. */
static enum err
prune(struct req *r)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_PICTURE_SURPLUS, ARGS(a_int(KEPT_PICTURES)), &rows);

    while (e == ERR_NONE && rows_next(rows))
        e = db_exec(r, Q_PICTURE_DELETE, ARGS(a_uuid(col_uuid(rows, 0))), NULL);
    return e != ERR_NONE ? e : rows_error(rows);
}

/* What is to be kept, and what is said about it then. */
struct keeping {
    const struct new_picture *p;
    struct sha256 hash;
    picture_done *done;
};

static enum err
keep(struct req *r, const void *ctx)
{
    const struct keeping *k = ctx;
    const struct new_picture *p = k->p;
    const struct picture *made = &p->picture;
    char id[UUID_TEXT];
    enum err e =
        db_insert(r, Q_PICTURE_INSERT,
                  ARGS(a_uuid(p->id), a_int(made->width), a_int(made->height), a_bytes(k->hash.b, sizeof(k->hash.b)),
                       a_bytes(made->square, made->square_bytes), a_bytes(made->original, made->original_bytes)));

    uuid_text(p->id, id);
    if (e == ERR_NONE)
        e = prune(r);
    if (e == ERR_NONE)
        e = audit_add(r, "picture.added", "picture", id, NULL);
    return e != ERR_NONE ? e : k->done(r, p);
}

/* Of no tenant's people: an operator of the system works in one, but is none of them. */
static enum err
need_person(struct req *r)
{
    return r->actor.superuser ? fail(r, ERR_FORBIDDEN, NULL, "An operator of the system has no picture.") : ERR_NONE;
}

enum err
picture_take(struct req *r, const char *field, picture_done *done)
{
    struct received *file = ARENA_NEW(r->arena, struct received, 1);
    struct new_picture p = { .id = uuid_v7() };
    char who[UUID_TEXT];
    enum err e = file == NULL ? ERR_TOO_LARGE : need_person(r);

    uuid_text(r->actor.user_id, who);
    if (e == ERR_NONE)
        e = limit_hit(r, &picture_limit, who);
    if (e == ERR_NONE)
        e = receive(r, field, file);
    if (e == ERR_NONE)
        e = picture_read(r, field, file->spool.fd, &p.picture);
    if (e != ERR_NONE)
        return e;
    const struct keeping k = { &p, sha256_done(file->spool.run), done };
    file->spool.run = NULL;
    spool_remove(file->spool.id);
    return write_tries(r, &k.hash, keep, &k);
}

static const struct shape create_out[] = {
    { .name = "id", .type = S_UUID },
    { .name = "width", .type = S_INT, .doc = "Of the whole picture, at most 512" },
    { .name = "height", .type = S_INT },
    SHAPE_END,
};

static enum err
created(struct req *r, const struct new_picture *p)
{
    char id[UUID_TEXT];

    uuid_text(p->id, id);
    out_str(r, "id", id);
    out_int(r, "width", p->picture.width);
    out_int(r, "height", p->picture.height);
    reply_header(r, "Location", arena_printf(r->arena, "/api/v1/uploads/pictures/%s", id));
    return reply(r, 201);
}

static enum err
create(struct req *r, const void *input)
{
    (void)input;
    return picture_take(r, "file", created);
}

const struct endpoint picture_create = {
    .title = "Send a picture for one's profile",
    .out = create_out,
    .run = create,
    .status = 201,
    .body = BODY_STREAM,
    .takes = "multipart/form-data, image/jpeg, image/png, image/webp",
    .outside = true,
};

struct picture_in {
    struct uuid id;
    const char *size;
};

static const struct field get_fields[] = {
    FIELD_UUID(struct picture_in, id, .in = IN_PATH, .need = true, .doc = "The picture's id"),
    FIELD_ENUM(struct picture_in, size, .in = IN_QUERY, .choices = sizes,
               .doc = "square (256 pixels, without it) or original (the whole, at most 512)"),
    FIELD_END,
};

static enum err
get(struct req *r, const void *input)
{
    const struct picture_in *in = input;
    bool whole = in->size != NULL && strcmp(in->size, "original") == 0;
    struct rows *row;
    enum err e = db_one(r, whole ? Q_PICTURE_ORIGINAL : Q_PICTURE_SQUARE, ARGS(a_uuid(in->id)), &row);

    if (e != ERR_NONE)
        return e;
    out_body(r, "image/webp", col_bytes(row, 0), col_len(row, 0));
    reply_header(r, "Cache-Control", "private, max-age=31536000, immutable");
    reply_header(r, "Content-Disposition", "inline; filename=\"picture.webp\"");
    return reply(r, 200);
}

const struct endpoint picture_get = {
    .title = "A picture of somebody of the tenant",
    .fields = get_fields,
    .input_size = sizeof(struct picture_in),
    .run = get,
    .gives = "image/webp",
};

enum err
picture_drop(struct req *r, struct uuid id)
{
    char text[UUID_TEXT];
    bool others = actor_may(&r->actor, "users:write"); /* what offends has to go */
    enum err e = db_exec(r, Q_PICTURE_UNUSE, ARGS(a_uuid(id), a_uuid(id), a_int(others)), NULL);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PICTURE_REMOVE, ARGS(a_uuid(id), a_int(others)));
    uuid_text(id, text);
    return e != ERR_NONE ? e : audit_add(r, "picture.removed", "picture", text, NULL);
}

static const struct field delete_fields[] = {
    FIELD_UUID(struct picture_in, id, .in = IN_PATH, .need = true, .doc = "The picture's id"),
    FIELD_END,
};

static enum err delete (struct req *r, const void *input) {
    const struct picture_in *in = input; enum err e = picture_drop(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint picture_delete = {
    .title = "Take a picture away",
    .fields = delete_fields,
    .input_size = sizeof(struct picture_in),
    .run = delete,
};
