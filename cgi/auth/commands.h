/*
 * commands.h: what an operator does on the command line of holdfast-auth.
 */
#ifndef HF_CGI_AUTH_COMMANDS_H
#define HF_CGI_AUTH_COMMANDS_H

#include "app.h"

/* --create-superuser [--username NAME] [--email ADDRESS]: asks for what is missing and twice for the password; without a terminal
   the password is the first line of standard input. Gives the exit status. */
int create_superuser(const struct app *app, int argc, char **argv);

/* --import-users FILE --tenant SLUG: see commands_help. Gives the exit status. */
int import_users(const struct app *app, int argc, char **argv);

/* The value behind an option, or NULL. */
const char *option_of(int argc, char **argv, const char *name);

/* Every fault that the request holds, on standard error, each with that in front. */
void print_faults(const struct req *r, const char *before);

extern const char commands_help[];

#endif
