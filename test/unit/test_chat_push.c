// Which addresses a push service may have.
#include "unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "chat/push.h"

static bool
is_public(const char *text)
{
    struct sockaddr_in in = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return push_address_public((const struct sockaddr *)&in);
    return inet_pton(AF_INET6, text, &in6.sin6_addr) == 1 && push_address_public((const struct sockaddr *)&in6);
}

UNIT(addresses)
{
    static const char *const good[] = { "8.8.8.8",        "1.1.1.1",         "172.15.255.255", "172.32.0.1",
                                        "100.63.255.255", "100.128.0.1",     "192.167.1.1",    "169.253.1.1",
                                        "223.255.255.1",  "2606:4700::1111", "2a00:1450::1",   "2001:4860::1" };
    static const char *const bad[] = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "127.0.0.1",
        "127.1.2.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "100::1",
    };
    struct sockaddr_un local = { .sun_family = AF_UNIX };

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!is_public(good[i]))
            printf("# %s\n", good[i]);
        CHECK(is_public(good[i]));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (is_public(bad[i]))
            printf("# %s\n", bad[i]);
        CHECK(!is_public(bad[i]));
    }
    CHECK(!push_address_public((const struct sockaddr *)&local));
}

UNIT(keys_of_browsers)
{
    struct push_browser browser;
    char key[88], auth[23];

    memset(key, 'A', sizeof(key) - 1);
    key[87] = '\0';
    memset(auth, 'A', sizeof(auth) - 1);
    auth[22] = '\0';
    CHECK(!push_browser_read(key, auth, &browser));
    key[0] = 'B';
    CHECK(push_browser_read(key, auth, &browser));
    CHECK(!push_browser_read(key, "AAAA", &browser));
    CHECK(!push_browser_read("BAAA", auth, &browser));
    key[86] = 'B'; /* bits that belong to nothing */
    CHECK(!push_browser_read(key, auth, &browser));
}

UNIT_MAIN
