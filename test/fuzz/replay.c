/* main() of a fuzz target that is not fuzzing: gives it the files named on the command line, one by one. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_MAX (16u << 20)

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        uint8_t *data = malloc(FILE_MAX);
        if (f == NULL || data == NULL) {
            fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 1;
        }
        size_t size = fread(data, 1, FILE_MAX, f);
        fclose(f);
        /* A block of the very size, so that the sanitizer sees a read past the end. */
        uint8_t *exact = realloc(data, size > 0 ? size : 1);
        fprintf(stderr, "%s\n", argv[i]);
        (void)LLVMFuzzerTestOneInput(exact != NULL ? exact : data, size);
        free(exact != NULL ? exact : data);
    }
    return 0;
}
