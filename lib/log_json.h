/*
 * log_json.h: lib-private: a log line member by member, for the access line.
 */
#ifndef HF_LOG_JSON_H
#define HF_LOG_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "log.h"

struct log_buf {
    size_t len;
    char text[4096];
};

void log_begin(struct log_buf *b, enum log_level level, const char *event);
void log_str(struct log_buf *b, const char *key, const char *value);
void log_int(struct log_buf *b, const char *key, int64_t value);
void log_end(struct log_buf *b);

#endif
