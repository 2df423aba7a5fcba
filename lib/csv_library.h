/*
 * csv_library.h: libcsv's header, which has our header's name and a csv_free of its own (it frees one buffer; we free
 * that ourselves).
 */
#ifndef HF_CSV_LIBRARY_H
#define HF_CSV_LIBRARY_H

#define csv_free csv_free_of_libcsv
#include <linux/../csv.h>
#undef csv_free

#endif
