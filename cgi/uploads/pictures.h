/*
 * pictures.h: pictures of people, shared by our own routes and those of older clients.
 */
#ifndef HF_UPLOADS_PICTURES_H
#define HF_UPLOADS_PICTURES_H

#include "picture_read.h"
#include "uuid.h"

/* Receives the field, has it drawn anew and keeps it as one of the actor's, in the current transaction of done(); done writes the
   reply. For endpoints that are `outside`. */
struct new_picture {
    struct uuid id;
    struct picture picture;
};
typedef enum err picture_done(struct req *r, const struct new_picture *p);
enum err picture_take(struct req *r, const char *field, picture_done *done) HF_CHECK;

/* Takes a picture away, and from the profile that shows it; ERR_NOT_FOUND. In the current transaction. */
enum err picture_drop(struct req *r, struct uuid id) HF_CHECK;

#endif
