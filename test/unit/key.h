/* The first key pair of RFC 8032, section 7.1, as a file and as bytes: for tests only. */
#ifndef TEST_KEY_H
#define TEST_KEY_H

#include <stdlib.h>
#include <unistd.h>

#include "crypt.h"

#define TEST_KEY_PEM                                                                                                   \
    "-----BEGIN PRIVATE KEY-----\n"                                                                                    \
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"                                               \
    "-----END PRIVATE KEY-----\n"

#define TEST_KEY_PUBLIC "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

static inline enum err
load_pem(const char *pem, struct signing_key **ret_key)
{
    char path[] = "/tmp/hf-test-key-XXXXXX";
    int fd = mkstemp(path);
    size_t len = strlen(pem);
    enum err e = ERR_INTERNAL;

    if (fd < 0)
        return e;
    if (write(fd, pem, len) == (ssize_t)len)
        e = signing_key_load(path, ret_key);
    close(fd);
    unlink(path);
    return e;
}

#endif
