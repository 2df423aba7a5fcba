/*
 * privacy.c: whom a request for everything that is held, or for its erasure, is about, and how much that is. What is held is a table:
 * privacy_tables.h.
 */
#include "privacy.h"

#include <inttypes.h>

#include "clock.h"
#include "config.h"
#include "crypt.h"
#include "out.h"
#include "visible.h"

#define HELD(n, name, rows, columns) Q_HELD_##n,
#define NAME(n, name, rows, columns) name,
static const int held[] = { PRIVACY_TABLES(HELD) PRIVACY_FOLLOWERS(HELD) };
const char *const privacy_names[PRIVACY_COUNT] = { PRIVACY_TABLES(NAME) PRIVACY_FOLLOWERS(NAME) };

static const char nobody[] = "There is no such customer.";

static enum err
find_parts(struct req *r, struct person *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct rows *rows;
        enum err e = db_rows(r, Q_PERSON_PARTS, ARGS(a_uuid(p->ids[i])), &rows);

        if (e != ERR_NONE)
            return e;
        while (rows_next(rows)) {
            if (p->n == PARTS_MOST)
                return fail(r, ERR_CONFLICT, NULL, "This record was made of more than 32. Undo some merges first.");
            p->ids[p->n++] = col_uuid(rows, 0);
        }
        rows_close(rows);
    }
    return ERR_NONE;
}

enum err
person_find(struct req *r, int statement, struct uuid id, struct person *p, bool *ret_hold)
{
    struct rows *row;
    enum err e = db_one(r, statement, ARGS(a_uuid(id), a_all(r)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, nobody);
    if (e != ERR_NONE)
        return e;
    if (strcmp(col_str(row, 2), "active") != 0)
        return fail_as(r, ERR_CONFLICT, "not_active", NULL, "This record was merged into another: ask for that one.");
    p->external_id = col_str(row, 0);
    p->email = col_str(row, 1);
    p->ids[0] = id;
    p->n = 1;
    *ret_hold = col_int(row, 3) != 0;
    return find_parts(r, p);
}

enum err
person_hash(struct req *r, const struct person *p, char ret_hash[PERSON_HASH])
{
    const uint8_t *key = config()->cursor_key;
    const char *text = arena_printf(r->arena, "privacy|%" PRIu32 "|%s|%s", r->actor.tenant, p->external_id, p->email);

    if (text == NULL)
        return ERR_UNAVAILABLE;
    const struct sha256 mac = hmac_sha256(key, sizeof(config()->cursor_key), text, strlen(text));

    hex_encode(mac.b, sizeof(mac.b), ret_hash);
    return ERR_NONE;
}

enum err
person_note(struct req *r, const char *action, const struct person *p, int64_t rows, int64_t again)
{
    char id[UUID_TEXT], hash[PERSON_HASH], at[TIME_TEXT];
    const char *records = "", *repeated = "";
    enum err e = person_hash(r, p, hash);

    for (size_t i = 0; records != NULL && i < p->n; i++) {
        uuid_text(p->ids[i], id);
        records = arena_printf(r->arena, "%s%s\"%s\"", records, i > 0 ? "," : "", id);
    }
    if (again != 0) {
        clock_text(again, at);
        repeated = arena_printf(r->arena, ",\"again\":\"%s\"", at);
    }
    if (e != ERR_NONE || records == NULL || repeated == NULL)
        return ERR_UNAVAILABLE;
    uuid_text(p->ids[0], id);
    return audit_add(r, action, "customer", id,
                     arena_printf(r->arena, "{\"person\":\"%s\",\"rows\":%" PRId64 ",\"records\":[%s]%s}", hash, rows,
                                  records, repeated));
}

enum err
person_count(struct req *r, const struct person *p, int64_t *counts, int64_t *ret_total)
{
    enum err e = ERR_NONE;

    *ret_total = (int64_t)p->n;
    for (size_t i = 0; e == ERR_NONE && i < PRIVACY_COUNT; i++) {
        int64_t one = 0;

        counts[i] = 0;
        for (size_t k = 0; e == ERR_NONE && k < p->n; k++, counts[i] += one)
            e = db_int(r, held[i], ARGS(a_uuid(p->ids[k])), 0, &one);
        *ret_total += counts[i];
    }
    return e;
}
