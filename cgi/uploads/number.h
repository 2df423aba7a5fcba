/*
 * number.h: numbers as they stand in files. Strict decimal grammar, whatever the locale: an optional sign, digits with
 * at most one point, an optional exponent. No thousands separators, no hexadecimal, no NaN, no infinity.
 */
#ifndef HF_UPLOADS_NUMBER_H
#define HF_UPLOADS_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_MAX_TEXT 63                 /* longer texts are no numbers */
#define MONEY_TEXT      22                 /* sign, 16 digits, point, 2 digits, NUL and some room */
#define WHOLE_MAX       9007199254740992.0 /* 2^53: whole numbers beyond are not exact */

enum number_form { NUMBER_NONE = 0, NUMBER_DIGITS, NUMBER_OTHER }; /* no number; digits alone; anything else */

/* Reads len bytes as a finite number; NUMBER_NONE (false): it is none, *ret is untouched. */
enum number_form number_read(const char *s, size_t len, double *ret);

bool number_is_whole(double value); /* and at most 2^53 in size */

/* The number as DECIMAL(18,2) holds it: exact decimal arithmetic on the text, halves to the even cent. False when s is
   no number or has more than 16 digits before the point. */
bool number_money(const char *s, size_t len, char ret_text[MONEY_TEXT]);

#endif
