/* bare_argon THREADS SECONDS: argon2id (19 MiB, 2 passes, 1 lane) as fast as it goes on so many threads; prints hashes a second. */
#include <argon2.h>
#include <pthread.h>

#include "bare.h"

static double until;

static void *
hash(void *count)
{
    unsigned char sum[32], salt[16] = "0123456789abcde";

    for (unsigned long *n = count; now_s() < until; ++*n)
        if (argon2id_hash_raw(2, 19456, 1, "password", 8, salt, sizeof salt, sum, sizeof sum) != ARGON2_OK)
            die("argon2");
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t threads[64];
    unsigned long counts[64] = { 0 }, sum = 0;
    int n = argc == 3 ? number(argv[1]) : 0;

    if (n < 1 || n > 64)
        die("bare_argon THREADS SECONDS");
    double start = now_s();

    until = start + strtod(argv[2], NULL);
    for (int i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, hash, &counts[i]) != 0)
            die("no thread");
    for (int i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        sum += counts[i];
    }
    printf("%.2f\n", (double)sum / (now_s() - start));
    return 0;
}
