/*
 * turns.h: lib-private: computations that need much memory take turns: of all processes that share a run folder as many at once as there
 * are processors. More would not be done sooner, they would push each other's memory out of the caches.
 */
#ifndef HF_TURNS_H
#define HF_TURNS_H

/* Waits for a turn and returns it, for turn_end; a process has one at most, and names the same folder each time. Where no turn can be
   had (the folder is NULL or none, a signal came), -1: then go on without. */
int turn_begin(const char *run_dir);
void turn_end(int turn);

#endif
