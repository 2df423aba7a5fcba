/*
 * verdict.h: what a check found in a file, as it is told and kept.
 */
#ifndef HF_UPLOADS_VERDICT_H
#define HF_UPLOADS_VERDICT_H

#include "uploads.h"

/* One sentence for a file that is refused. From the arena, as below. */
const char *verdict_sentence(struct arena *a, const struct check_result *found);

/* What is worth knowing about a good file: a JSON list, NULL for nothing. */
const char *verdict_warnings(struct arena *a, const struct check_result *found);

/* Faults as rows: a batch of them, and one more at the end of the version's; ord from 1. Texts are cut to what the columns hold. */
enum err fault_open(struct req *r, struct bulk **ret_bulk) HF_CHECK;
enum err fault_put(struct bulk *b, int64_t no, uint32_t ord, const struct check_fault *f) HF_CHECK;

/* A fault that outlives its call, its texts cut likewise. */
struct check_fault fault_copy(struct arena *a, const struct check_fault *f);

/* Ends a version as failed, with an event, in the caller's transaction. found NULL: it was not looked at. */
enum err verdict_failed(struct req *r, int64_t no, struct uuid id, const char *sentence,
                        const struct check_result *found) HF_CHECK;

#endif
