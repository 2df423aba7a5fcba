#include "kept_pages.h"

#include <stdlib.h>

#include "item.h"
#include "out.h"

#define PAGES       16
#define BYTES_MAX   (256u << 10) /* of one page */
#define SEGMENT_MAX 64

struct key {
    struct uuid scoring; /* of one tenant: ids are of nobody else */
    enum sort sort;
    int64_t band, limit, row;
    char segment[SEGMENT_MAX * 4 + 1];
};

/* One piece of memory: the rows, then their texts. */
struct kept {
    struct key key;
    uint64_t used; /* the higher, the later */
    struct kept_row rows[];
};

static struct kept *pages[PAGES];
static uint64_t uses;

static struct key
key_of(const struct page *p)
{
    struct key k = { p->scoring->id, p->sort, p->band, p->limit, p->row, "" };

    snprintf(k.segment, sizeof k.segment, "%s", p->segment);
    return k;
}

static bool
same_key(const struct key *a, const struct key *b)
{
    return uuid_equal(a->scoring, b->scoring) && a->sort == b->sort && a->band == b->band && a->limit == b->limit &&
           a->row == b->row && strcmp(a->segment, b->segment) == 0;
}

static struct kept **
place_of(const struct key *key)
{
    for (size_t i = 0; i < PAGES; i++)
        if (pages[i] != NULL && same_key(&pages[i]->key, key))
            return &pages[i];
    return NULL;
}

/* An empty place, or that which was of no use for longest. */
static struct kept **
place_for_another(void)
{
    struct kept **place = &pages[0];

    for (size_t i = 0; i < PAGES; i++) {
        if (pages[i] == NULL)
            return &pages[i];
        if (pages[i]->used < (*place)->used)
            place = &pages[i];
    }
    return place;
}

/* The customer of a kept row as it is now; false: another one belongs there. */
static bool
row_out(struct req *r, const struct kept_row *k, const struct rows *record)
{
    if (!uuid_equal(col_uuid(record, COL_ID), k->id) || col_int(record, COL_MERGED) != 0 ||
        col_null(record, COL_EXTERNAL) || strcmp(col_str(record, COL_EXTERNAL), k->external_id) != 0)
        return false;
    out_object(r, NULL);
    item_head_out(r, k->id, k->external_id, col_null(record, COL_NAME) ? k->name : col_str(record, COL_NAME),
                  col_null(record, COL_SEGMENT) ? k->segment : col_str(record, COL_SEGMENT));
    out_again(r, k->scored, k->scored_len);
    item_record_out(r, record);
    out_end(r);
    return true;
}

static const char *
ids_of(struct req *r, const struct kept *page)
{
    const size_t n = (size_t)page->key.limit;
    char *text = arena_alloc(r->arena, n * (UUID_TEXT + 2) + 2), *end = text;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        *end++ = i == 0 ? '[' : ',';
        *end++ = '"';
        uuid_text(page->rows[i].id, end);
        end += UUID_TEXT - 1;
        *end++ = '"';
    }
    memcpy(end, "]", 2);
    return text;
}

enum err
kept_page_out(struct req *r, const struct page *p, int64_t *ret_last)
{
    const struct key key = key_of(p);
    struct kept **place = place_of(&key);
    struct rows *records = NULL;
    int64_t n = 0;
    enum err e;

    if (place == NULL)
        return ERR_NOT_FOUND;
    struct kept *page = *place;
    const char *ids = ids_of(r, page);

    if (ids == NULL)
        return ERR_UNAVAILABLE;
    page->used = ++uses;
    e = db_rows(r, Q_KEPT, ARGS(a_str(ids)), &records);
    if (e != ERR_NONE)
        return e;
    while (n < page->key.limit && rows_next(records) && row_out(r, &page->rows[n], records))
        n++;
    e = rows_error(records);
    rows_close(records);
    if (e != ERR_NONE)
        return e;
    if (n == page->key.limit) {
        *ret_last = page->rows[n - 1].row;
        return ERR_NONE;
    }
    free(page);
    *place = NULL;
    return ERR_REPEAT;
}

static const char *
copy_to(char **end, const char *text, size_t len)
{
    char *copy = *end;

    memcpy(copy, text, len);
    copy[len] = '\0';
    *end += len + 1;
    return copy;
}

void
kept_page_put(const struct page *p, const struct kept_row *rows)
{
    const size_t n = (size_t)p->limit;
    const struct key key = key_of(p);
    size_t bytes = sizeof(struct kept) + n * sizeof *rows;

    if (strlen(p->segment) >= sizeof key.segment)
        return;
    for (size_t i = 0; i < n; i++)
        bytes += strlen(rows[i].external_id) + strlen(rows[i].name) + strlen(rows[i].segment) + rows[i].scored_len + 4;

    struct kept *page = bytes > BYTES_MAX ? NULL : malloc(bytes), **place = place_of(&key);

    if (page == NULL)
        return;
    page->key = key;
    page->used = ++uses;
    char *end = (char *)&page->rows[n];

    for (size_t i = 0; i < n; i++) {
        const struct kept_row *from = &rows[i];

        page->rows[i] = (struct kept_row){
            .id = from->id,
            .row = from->row,
            .external_id = copy_to(&end, from->external_id, strlen(from->external_id)),
            .name = copy_to(&end, from->name, strlen(from->name)),
            .segment = copy_to(&end, from->segment, strlen(from->segment)),
            .scored = copy_to(&end, from->scored, from->scored_len),
            .scored_len = from->scored_len,
        };
    }
    if (place == NULL)
        place = place_for_another();
    free(*place);
    *place = page;
}
