/*
 * trainer.h: training in a process of its own, so that a long computation, its memory and its faults never touch the
 * job runner or its database connection. The child (`holdfast-scores --train`) reads rows on descriptor 0, tells
 * progress as lines "done total" on 1, and leaves the results as named sections in the file on 3. It has no database,
 * no other descriptor, a lower priority, and dies with its parent.
 */
#ifndef HF_SCORES_TRAINER_H
#define HF_SCORES_TRAINER_H

#include <stdio.h>

#include "arena.h"
#include "err.h"

#define TRAINER_NOTHING 3 /* exit status: the rows teach nothing; section "why" says why */

/* The child's main: exit status. */
int trainer_main(void);

/* The parent's side of descriptor 0: the header, then rows. False when the disk is full. */
bool trainer_put_header(FILE *f, const char *schema, size_t len, size_t rows);
bool trainer_put_row(FILE *f, const char *external_id, int label, const char *cells, size_t cells_len);

/* Starts the child. *ret_progress: read end of its descriptor 1. */
enum err trainer_start(int rows_fd, int result_fd, int *ret_pid, int *ret_progress) HF_CHECK;

/* A section of the results: NUL-terminated copy in the arena; NULL when it is missing or memory ran out. */
const char *trainer_section(struct arena *a, FILE *results, const char *name, size_t *ret_len);

/* How the sections hold out-of-fold margins: 12 bytes a row, key and float32, little-endian, ascending by key. */
#define OOF_BYTES 12

#endif
