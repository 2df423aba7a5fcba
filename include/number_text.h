/*
 * number_text.h: a double as the shortest decimal text of 15 to 17 digits that reads back as the same double, in the form of
 * printf's %g. A list of customers is hundreds of such numbers, and printf with strtod to try each length takes most of its time.
 */
#ifndef HF_NUMBER_TEXT_H
#define HF_NUMBER_TEXT_H

#include <stddef.h>

#define NUMBER_TEXT 32

/* Writes the text of a finite number with a NUL; its length. */
size_t number_text(double value, char ret_text[NUMBER_TEXT]);

#endif
