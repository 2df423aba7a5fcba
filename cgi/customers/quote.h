/*
 * quote.h: JSON texts that are put together for records of changes and exports.
 */
#ifndef HF_CUSTOMERS_QUOTE_H
#define HF_CUSTOMERS_QUOTE_H

#include "req.h"

/* A JSON string of a text, from the arena; \"\" without memory. */
const char *json_quote(struct req *r, const char *text);

#endif
