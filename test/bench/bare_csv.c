/* bare_csv FILE: libcsv over the file's bytes in memory with callbacks that only count; prints seconds and processor seconds. */
#include "../../lib/csv_library.h"

#include "bare.h"

static void
on_field(void *bytes, size_t len, void *count)
{
    (void)bytes;
    *(size_t *)count += len;
}

static void
on_row(int end, void *count)
{
    (void)end;
    ++*(size_t *)count;
}

int
main(int argc, char **argv)
{
    struct csv_parser csv;
    size_t len, count = 0;

    if (argc != 2)
        die("bare_csv FILE");
    char *text = read_file(argv[1], &len);
    double start = now_s(), cpu = cpu_s();

    if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0 ||
        csv_parse(&csv, text, len, on_field, on_row, &count) != len || csv_fini(&csv, on_field, on_row, &count) != 0)
        die("libcsv");
    printf("%.6f %.6f\n", now_s() - start, cpu_s() - cpu);
    return count > 0 ? 0 : 1;
}
