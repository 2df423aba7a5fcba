/*
 * kept_pages.h: full pages of finished scorings that were asked for lately. A finished scoring does not change, so what a page says of it is
 * kept as it was written; what people change about a customer is read for every answer, and compared: a page that another customer would
 * stand in by now is forgotten. Each worker keeps its own.
 */
#ifndef HF_CUSTOMERS_KEPT_PAGES_H
#define HF_CUSTOMERS_KEPT_PAGES_H

#include "walk.h"

#define KEPT_ROWS_MAX 100 /* of longer pages nothing is kept */

/* A row as it is on its way into a kept page. */
struct kept_row {
    struct uuid id;
    int64_t row;
    const char *external_id, *name, *segment; /* name and segment: of the dataset, for a customer without an own one */
    const char *scored;                       /* what item_scored_out wrote */
    size_t scored_len;
};

/* Writes the page as far as it is kept: ERR_NONE with the number of its last row (another page follows). ERR_NOT_FOUND: it is not kept.
   ERR_REPEAT: it was, and it is another one by now. */
enum err kept_page_out(struct req *r, const struct page *p, int64_t *ret_last) HF_CHECK;

/* Keeps a page of p->limit rows that another page follows; the texts are copied. Without memory nothing is kept. */
void kept_page_put(const struct page *p, const struct kept_row *rows);

#endif
