/*
 * audit_seal.c: see audit.h.
 */
#include "audit.h"

#include <string.h>

#include "config.h"
#include "number_text.h"
#include "req.h"

#define MISSING UINT32_MAX /* the length of NULL */

static uint8_t *
put_number(uint8_t *to, uint64_t n, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(n >> (8 * (bytes - 1 - i)));
    return to + bytes;
}

enum err
audit_seal_of(struct req *r, const struct rows *row, unsigned first, int64_t number, const struct sha256 *before,
              struct sha256 *ret_seal)
{
    struct arena_mark mark = arena_here(r->arena);
    size_t size = sizeof(before->b) + 8;

    for (unsigned i = first; i < first + AUDIT_SEALED_COLUMNS; i++)
        size += 4 + col_len(row, i);
    uint8_t *text = arena_alloc(r->arena, size), *to = text;

    if (text == NULL)
        return fault(r, ERR_TOO_LARGE, "no memory for the seal of a row");
    memcpy(to, before->b, sizeof(before->b));
    to = put_number(to + sizeof(before->b), (uint64_t)number, 8);
    for (unsigned i = first; i < first + AUDIT_SEALED_COLUMNS; i++) {
        size_t n = col_null(row, i) ? 0 : col_len(row, i);

        to = put_number(to, col_null(row, i) ? MISSING : n, 4);
        if (n > 0)
            memcpy(to, col_bytes(row, i), n);
        to += n;
    }
    *ret_seal = hmac_sha256(config()->audit_key, sizeof(config()->audit_key), text, (size_t)(to - text));
    arena_rewind(r->arena, mark);
    return ERR_NONE;
}

const char *
audit_heads_file(void)
{
    static char path[4096];

    snprintf(path, sizeof(path), "%s/audit/heads", config()->state);
    return path;
}

bool
audit_head_read(const char *line, struct audit_head *ret)
{
    struct audit_head h = { .tenant = 0 };
    int64_t tenant;
    char seal[2 * sizeof(h.seal.b) + 1];

    if (!number_take(&line, 0, UINT32_MAX, &tenant) || !number_take(&line, 0, INT64_MAX, &h.rows))
        return false;
    snprintf(seal, sizeof(seal), "%s", line);
    h.tenant = (uint32_t)tenant;
    if (strcspn(line, "\n") != sizeof(seal) - 1 || !hex_decode(seal, h.seal.b, sizeof(h.seal.b)))
        return false;
    *ret = h;
    return true;
}
