/*
 * auth_forged.c: tokens that somebody made up.
 */
#include "auth_private.h"

#include <arpa/inet.h>

#include "clock.h"
#include "crypt.h"
#include "db.h"
#include "db_open.h"
#include "limit.h"
#include "limits_private.h"
#include "queries.h"

#define HOUR_US UINT64_C(3600000000)
#define NOTED   64

/* What this process has noted already, so that a flood of tokens is not one of statements. */
static struct sha256 noted[NOTED];

/* "203.0.113.0/24", "2001:db8:0:1::/64" of what limit_network() says. */
static const char *
network_text(struct req *r, const char *network)
{
    uint8_t bytes[16] = { 0 };
    char text[INET6_ADDRSTRLEN];
    bool four = network[0] == '4';

    if (network[0] == 'u' || !hex_decode(network + 2, bytes, four ? 3 : 8) ||
        inet_ntop(four ? AF_INET : AF_INET6, bytes, text, sizeof(text)) == NULL)
        return "unknown";
    return arena_printf(r->arena, "%s/%d", text, four ? 24 : 64);
}

/* Of the hour and one of FORGED_HOURLY places that the network has: a second row of the same id is none. */
static struct uuid
row_id(const char *network, uint64_t hour_us)
{
    uint8_t subject[LIMIT_SUBJECT];
    struct uuid id = { { 0 } };
    uint64_t ms = hour_us / 1000;

    limit_subject(network, subject);
    for (int i = 5; i >= 0; i--, ms >>= 8)
        id.b[i] = (uint8_t)ms;
    id.b[6] = 0x70;
    id.b[8] = 0x80;
    id.b[15] = subject[0] % FORGED_HOURLY;
    return id;
}

static bool
noted_before(struct uuid id, struct uuid claimed)
{
    uint8_t both[32];

    memcpy(both, id.b, 16);
    memcpy(both + 16, claimed.b, 16);
    struct sha256 h = sha256_of(both, sizeof(both)), *slot = &noted[h.b[0] % NOTED];

    if (same_bytes(slot->b, h.b, sizeof(h.b)))
        return true;
    *slot = h;
    return false;
}

void
auth_note_forged(struct req *r, struct uuid claimed)
{
    const char *network = limit_network(r), *detail = r->log_detail;

    if (network == NULL || !db_takes_writes())
        return;
    struct uuid id = row_id(network, (uint64_t)clock_now_us() / HOUR_US * HOUR_US);

    if (noted_before(id, claimed))
        return;
    if (auth_write_alone(r, LQ_TOKEN_INVALID,
                         ARGS(a_uuid(id), a_str(network_text(r, network)), a_str(r->id), a_uuid(claimed))) != ERR_NONE)
        r->log_detail = detail;
}
