/*
 * log.h: one JSON line per entry on stderr. Library code does not log a caller's error; app.c logs each request once.
 * Never a body, token, e-mail or password.
 */
#ifndef HF_LOG_H
#define HF_LOG_H

#include "err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* name: of the binary, for every line. */
void log_open(const char *name);

/* A line with level, event (snake_case) and a message; control characters are escaped. */
void log_line(enum log_level level, const char *event, const char *fmt, ...) HF_PRINTF(3, 4);

#endif
