/*
 * number_text.h: a double as the shortest decimal text of 15 to 17 digits that reads back as the same double, in the form of
 * printf's %g. A list of customers is hundreds of such numbers, and printf with strtod to try each length takes most of its time.
 * And the other way, whole numbers out of lines and cursors.
 */
#ifndef HF_NUMBER_TEXT_H
#define HF_NUMBER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_TEXT 32

/* Writes the text of a finite number with a NUL; its length. */
size_t number_text(double value, char ret_text[NUMBER_TEXT]);

/* Reads the whole number at *at and moves *at behind it and the blank after it. False, and nothing is touched, when there is none, it is out of
   low..high, or anything but a blank, a line's end or the text's end follows. */
bool number_take(const char **at, int64_t low, int64_t high, int64_t *ret_value);

#endif
