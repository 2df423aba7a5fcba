/*
 * decode.c: the program decode-picture, see decode.h.
 */
#include "decode.h"

#include <errno.h>
#include <gd.h>
#include <linux/close_range.h>
#include <seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "render.h"

#define MOST_MEMORY ((rlim_t)512 << 20)
#define MOST_CPU_S  5

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* What libgd has to say about a stranger's file is of no use to anybody. */
static void
say_nothing(int priority, const char *format, va_list args)
{
    (void)priority;
    (void)format;
    (void)args;
}

static bool
limit(__rlimit_resource_t what, rlim_t most)
{
    return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

/* The sanitizer reserves terabytes of addresses. */
static bool
set_limits(void)
{
    return limit(RLIMIT_CPU, MOST_CPU_S) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
           limit(RLIMIT_NOFILE, 3) && (SANITIZED || limit(RLIMIT_AS, MOST_MEMORY));
}

/* Memory that cannot be run as code, the two descriptors, and the end. */
static bool
lock_up(void)
{
    static const int plain[] = { SCMP_SYS(read),       SCMP_SYS(write),   SCMP_SYS(brk),
                                 SCMP_SYS(munmap),     SCMP_SYS(mremap),  SCMP_SYS(futex),
                                 SCMP_SYS(exit_group), SCMP_SYS(madvise), SCMP_SYS(rt_sigreturn) };
    static const int sanitizer[] = { SCMP_SYS(sched_yield), SCMP_SYS(gettid), SCMP_SYS(getpid),
                                     SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack) };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = filter != NULL;

    for (size_t i = 0; ok && i < sizeof(plain) / sizeof(plain[0]); i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0) == 0;
    for (size_t i = 0; ok && SANITIZED && i < sizeof(sanitizer) / sizeof(sanitizer[0]); i++)
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, sanitizer[i], 0) == 0;
    ok = ok &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) ==
             0 &&
         seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}

static size_t
read_all(uint8_t *to, size_t room)
{
    size_t len = 0;

    while (len < room) {
        ssize_t n = read(STDIN_FILENO, to + len, room - len);
        if (n == 0)
            break;
        if (n > 0)
            len += (size_t)n;
        else if (errno != EINTR)
            return 0;
    }
    return len;
}

static bool
write_all(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    while (len > 0) {
        ssize_t n = write(STDOUT_FILENO, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static enum decode_status
judge(const struct picture_head *h)
{
    if (h->kind == PICTURE_NONE)
        return DECODE_KIND;
    if (h->width == 0 || h->height == 0)
        return DECODE_BROKEN;
    if (h->width > PICTURE_MOST_SIDE || h->height > PICTURE_MOST_SIDE ||
        (uint64_t)h->width * h->height > PICTURE_MOST_PIXELS)
        return DECODE_PIXELS;
    return h->moving ? DECODE_MOVING : DECODE_DONE;
}

static enum decode_status
decode(uint8_t *bytes, size_t len)
{
    struct picture_head head = picture_head(bytes, len);
    enum decode_status s = judge(&head);
    struct decoded made = { 0 };
    const void *files[2];

    if (s != DECODE_DONE)
        return s;
    if (!render(&head, bytes, len, &made, files))
        return DECODE_BROKEN;
    return write_all(&made, sizeof(made)) && write_all(files[0], made.bytes[0]) && write_all(files[1], made.bytes[1])
               ? DECODE_DONE
               : DECODE_SETUP;
}

/* Without atexit: nothing is to be said at the end, and little would be allowed. */
int
main(void)
{
    gdSetErrorMethod(say_nothing);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 || close_range(3, ~0U, 0) != 0)
        _exit(DECODE_SETUP);
    uint8_t *bytes = malloc(PICTURE_MOST_BYTES);
    if (bytes == NULL || !set_limits() || !lock_up())
        _exit(DECODE_SETUP);
    _exit((int)decode(bytes, read_all(bytes, PICTURE_MOST_BYTES)));
}
