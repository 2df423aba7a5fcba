/*
 * erase_again.h: commands for the operator who restores a backup in which people are whose erasure it does not know.
 */
#ifndef HF_CUSTOMERS_ERASE_AGAIN_H
#define HF_CUSTOMERS_ERASE_AGAIN_H

struct app;

/* --list-erased: a line for each record that was erased: when, tenant, keyed hash of who it was, record. Gives the exit status. */
int list_erased(const struct app *app, int argc);

/* --erase-again FILE: erases who is in such a list and is there again. Fails, with a line for each, when somebody had to be left.
   Gives the exit status. */
int erase_again(const struct app *app, int argc, char **argv);

#endif
