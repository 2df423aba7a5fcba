/*
 * audit.h: the seal of the audit. A row is written in the transaction of what it tells about; within about a second of its commit
 * the sealer (holdfast-chat --jobs) gives it a number in its tenant's chain and a seal:
 *
 *     seal(n) = HMAC-SHA-256(audit.key, seal(n-1) | n | each column, as NULL or its length and bytes);  seal(0) = 32 zero bytes
 *
 * so that without the key a changed, removed, added or moved row does not go unseen. Chaining within the transactions themselves
 * would make all writers of a tenant wait for each other; until its seal a row is protected by rights alone: only the sealer may UPDATE, and
 * only seal and number; nobody may DELETE. Rows of no tenant form the chain of tenant 0.
 *
 * Heads (audit_heads) say where a chain ends. Whoever can write the database could put back an older head with the rows cut off
 * after it, so the sealer also notes the ends in HF_STATE/audit/heads: "<tenant> <rows> <seal>" a line.
 */
#ifndef HF_AUDIT_H
#define HF_AUDIT_H

#include <stdint.h>

#include "crypt.h"
#include "db.h"
#include "err.h"

/* The sealed columns, as bytes whatever their type, for a SELECT; the column before them is the caller's own. */
#define AUDIT_SEALED                                                                                                   \
    "CAST(tenant_id AS BINARY), CAST(CAST(id AS CHAR) AS BINARY), CAST(CAST(at AS CHAR) AS BINARY),"                   \
    " CAST(CAST(actor_id AS CHAR) AS BINARY), CAST(action AS BINARY), CAST(object AS BINARY),"                         \
    " CAST(object_id AS BINARY), CAST(detail AS BINARY), CAST(request_id AS BINARY)"
#define AUDIT_SEALED_COLUMNS 9

/* The seal of the current row, whose sealed columns begin at first. ERR_TOO_LARGE: no memory. */
enum err audit_seal_of(struct req *r, const struct rows *row, unsigned first, int64_t number,
                       const struct sha256 *before, struct sha256 *ret_seal) HF_CHECK;

/* Name of the file of heads. Static. */
const char *audit_heads_file(void);

/* A line of that file. False: it is none. */
struct audit_head {
    uint32_t tenant;
    int64_t rows;
    struct sha256 seal;
};
bool audit_head_read(const char *line, struct audit_head *ret);

#endif
