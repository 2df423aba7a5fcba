/*
 * bare_burn RATE SECONDS MS: computes for MS milliseconds, so many times a second, alone and in one process. Prints the median and the 99th
 * percentile of how long that took from when it was due, in ms: what a machine that is nearly idle adds to any answer.
 */
#include "bare.h"

static volatile unsigned long sum;

static void
turn(unsigned long times)
{
    for (unsigned long i = 0; i < times; i++)
        sum += i;
}

static int
by_length(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
    const unsigned long tried = 200000000;
    double rate, ms, start, *took;
    unsigned long times;
    size_t n;

    if (argc != 4)
        die("bare_burn RATE SECONDS MS");
    rate = strtod(argv[1], NULL);
    ms = strtod(argv[3], NULL);
    n = (size_t)(rate * strtod(argv[2], NULL));
    if (rate <= 0 || ms <= 0 || n < 1)
        die("a rate, a time and a length above 0, please");
    took = need(calloc(n, sizeof *took));
    start = cpu_s();
    turn(tried);
    times = (unsigned long)((double)tried * ms / 1e3 / (cpu_s() - start));
    start = now_s();
    for (size_t i = 0; i < n; i++) {
        const double due = start + (double)i / rate;

        wait_until(due);
        turn(times);
        took[i] = (now_s() - due) * 1e3;
    }
    qsort(took, n, sizeof *took, by_length);
    printf("%.3f %.3f\n", took[n / 2], took[n - 1 - n / 100]);
    free(took);
    return 0;
}
