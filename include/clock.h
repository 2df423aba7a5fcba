/*
 * clock.h: time. UTC microseconds since 1970 for points in time, monotonic microseconds for durations.
 */
#ifndef HF_CLOCK_H
#define HF_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define TIME_TEXT 28 /* "2026-11-21T09:30:00.123456Z" and the NUL */

int64_t clock_now_us(void);  /* CLOCK_REALTIME */
int64_t clock_mono_us(void); /* CLOCK_MONOTONIC */

/* Whether something that is done every so often is due: true the first time (*last_us is 0), then when that much time has passed since
   it was true. */
bool clock_due(int64_t *last_us, int64_t every_us);

/* RFC 3339 in UTC with Z, six fractional digits, or none where they are zero. Years 0000 to 9999. */
void clock_text(int64_t us, char ret_text[TIME_TEXT]);

/* Reads RFC 3339 (any offset, 0 to 9 fractional digits; digits beyond six are cut). False when malformed. */
bool clock_parse(const char *text, int64_t *ret_us);

#endif
