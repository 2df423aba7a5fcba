/*
 * multipart.h: multipart/form-data (RFC 7578), streamed, with limits.
 */
#ifndef HF_MULTIPART_H
#define HF_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#define MULTIPART_MAX_PARTS  32
#define MULTIPART_MAX_HEADER 4096

struct multipart_sink {
    /* A part begins: name and file_name ("" for none; display only, never a path). */
    enum err (*begin)(void *ctx, const char *name, const char *file_name, const char *content_type);
    enum err (*data)(void *ctx, const char *bytes, size_t len);
    enum err (*end)(void *ctx);
};

struct multipart;

/* From a Content-Type header; NULL when it is no multipart/form-data with a sane boundary, or no memory. */
/* Whether the content type has a boundary that multipart_new can use: if so, its NULL means that there is no memory. */
bool multipart_usable(const char *content_type);
struct multipart *multipart_new(const char *content_type, const struct multipart_sink *sink, void *ctx);
void multipart_free(struct multipart *m);
enum err multipart_feed(struct multipart *m, const char *bytes, size_t len) HF_CHECK; /* ERR_MALFORMED */
enum err multipart_end(struct multipart *m) HF_CHECK; /* ERR_MALFORMED when the closing boundary is missing */

#endif
