/*
 * bare.h: what the bare programs share. They show what the machine and the libraries can do when nothing else is done: no roles,
 * no checks, no audit, no limits. They are measured beside ours in the same run and are not part of the product.
 */
#ifndef HF_BENCH_BARE_H
#define HF_BENCH_BARE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline double
now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processor seconds of this process. */
static inline double
cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void
wait_until(double when)
{
    const double left = when - now_s();

    if (left > 0)
        nanosleep(&(struct timespec){ (time_t)left, (long)((left - (double)(time_t)left) * 1e9) }, NULL);
}

static inline _Noreturn void
die(const char *what)
{
    fprintf(stderr, "bare: %s\n", what);
    exit(1);
}

static inline void *
need(void *p)
{
    if (p == NULL)
        die("no memory");
    return p;
}

static inline int
number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

/* A whole file with a NUL behind it. */
static inline char *
read_file(const char *path, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    long len;
    char *text;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0)
        die(path);
    text = need(malloc((size_t)len + 1));
    if (fread(text, 1, (size_t)len, f) != (size_t)len)
        die(path);
    fclose(f);
    text[len] = '\0';
    if (ret_len != NULL)
        *ret_len = (size_t)len;
    return text;
}

#endif
