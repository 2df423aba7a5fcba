/*
 * civil.h: lib-private: dates of the (proleptic) Gregorian calendar in UTC, for clock.c and the database layer.
 */
#ifndef HF_CIVIL_H
#define HF_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

struct civil {
    int year;                                  /* 0 to 9999 */
    unsigned month, day, hour, minute, second; /* from 1, 1, 0, 0, 0 */
    unsigned us;
};

/* Microseconds since 1970 of a date whose parts are in range. */
int64_t civil_us(const struct civil *c);

/* The date of a point in time; points outside the years 0000 to 9999 become the nearest inside. */
struct civil civil_of(int64_t us);

/* Days of a month (1 to 12). */
unsigned civil_month_days(int year, unsigned month);

#endif
