/*
 * multipart_head.h: lib-private: the header fields of one part, and the boundary of the whole.
 */
#ifndef HF_MULTIPART_HEAD_H
#define HF_MULTIPART_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#define MULTIPART_MAX_BOUNDARY 70 /* RFC 2046 */
#define MULTIPART_MAX_NAME     255

struct multipart_head {
    char name[MULTIPART_MAX_NAME + 1];
    char file_name[MULTIPART_MAX_NAME + 1];
    char type[MULTIPART_MAX_NAME + 1];
};

/* Reads header lines (each with its CRLF, n bytes). False when malformed or without a form-data name. */
bool multipart_head_read(const char *s, size_t n, struct multipart_head *ret_head);

/* The boundary out of a Content-Type; false when it is no multipart/form-data or the boundary is not sane. */
bool multipart_boundary(const char *content_type, char ret_boundary[MULTIPART_MAX_BOUNDARY + 1]);

#endif
