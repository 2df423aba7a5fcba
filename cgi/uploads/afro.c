/*
 * afro.c: the picture of a customer's profile, for the Afro-Caribbean shop's clients (contract A-F2): one request sends it and puts
 * it into the profile.
 */
#include "config.h"
#include "out.h"
#include "pictures.h"
#include "uploads.h"

static const struct shape picture_out[] = {
    { .name = "profile_picture", .type = S_STR, .nullable = true, .doc = "Where the picture is" },
    SHAPE_END,
};

static enum err
put_into_profile(struct req *r, const struct new_picture *p)
{
    char id[UUID_TEXT];
    enum err e = db_exec_one(r, Q_PICTURE_USE, ARGS(a_uuid(p->id)));

    uuid_text(p->id, id);
    out_str(r, "profile_picture", arena_printf(r->arena, "%s/api/v1/uploads/pictures/%s", config()->public_url, id));
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
create(struct req *r, const void *input)
{
    (void)input;
    return picture_take(r, "picture", put_into_profile);
}

static const struct endpoint afro_picture = {
    .title = "Send the picture of a customer's profile",
    .out = picture_out,
    .run = create,
    .body = BODY_STREAM,
    .takes = "multipart/form-data, image/jpeg, image/png, image/webp",
    .outside = true,
};

static enum err delete (struct req *r, const void *input) {
    struct rows *row; enum err e = db_one(r, Q_PICTURE_IN_USE, NO_ARGS, &row);

    (void)input;
    if (e == ERR_NONE) e = picture_drop(r, col_uuid(row, 0));
    out_null(r, "profile_picture");
    return e != ERR_NONE && e != ERR_NOT_FOUND ? e : reply(r, 200);
}

static const struct endpoint afro_picture_delete = {
    .title = "Take the picture of a customer's profile away",
    .out = picture_out,
    .run = delete,
};

#define NO_IMAGE                                                                                                       \
    "{\"picture\":[\"Upload a valid image. The file you uploaded was either not an image or a corrupted image.\"]}"

static const struct compat_error picture_errors[] = {
    { .code = "not_a_picture", .status = 400, .body = NO_IMAGE },
    { .code = "picture_broken", .status = 400, .body = NO_IMAGE },
    { .code = NULL },
};

const struct compat afro_pictures[] = {
    { POST, "/api/customers/profile/picture/", SIGNED_IN, &afro_picture, NULL, NULL, picture_errors, WIRE_DRF, 0,
      "afro-caribbean" },
    { DELETE, "/api/customers/profile/picture/", SIGNED_IN, &afro_picture_delete, NULL, NULL, NULL, WIRE_DRF, 0,
      "afro-caribbean" },
    COMPAT_END,
};
