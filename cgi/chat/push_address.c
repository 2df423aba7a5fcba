/*
 * push_address.c: which addresses a stranger may have us speak to.
 */
#include "push.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct range {
    uint32_t from;
    unsigned bits;
};

/* What is not global in the register of special addresses (RFC 6890 and its successors), multicast and what is reserved. */
static const struct range special[] = {
    { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },  { 0xa9fe0000, 16 },
    { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 }, { 0xc0a80000, 16 },
    { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 3 },
};

static bool
public_4(uint32_t a)
{
    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
        if ((a ^ special[i].from) >> (32 - special[i].bits) == 0)
            return false;
    return true;
}

/* Of 2000::/3, which is all that is given out, not what carries other addresses or is for examples. */
static bool
public_6(const uint8_t a[16])
{
    if ((a[0] & 0xe0) != 0x20)
        return false;
    if (a[0] == 0x20 && a[1] == 0x02) /* 6to4 */
        return false;
    if (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe) == 0) /* Teredo and other protocols */
        return false;
    if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8)
        return false;
    return !(a[0] == 0x3f && a[1] == 0xff && (a[2] & 0xf0) == 0); /* 3fff::/20, for examples, too */
}

bool
push_address_public(const struct sockaddr *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof(in));
        return public_4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&in6, address, sizeof(in6));
    return public_6(in6.sin6_addr.s6_addr);
}
