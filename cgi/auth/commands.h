/*
 * commands.h: what an operator does on the command line of holdfast-auth.
 */
#ifndef HF_CGI_AUTH_COMMANDS_H
#define HF_CGI_AUTH_COMMANDS_H

#include "app.h"
#include "password.h"

#define EXIT_OF_USAGE 64

/* --create-superuser [--username NAME] [--email ADDRESS]: asks for what is missing and twice for the password; without a terminal
   the password is the first line of standard input. Gives the exit status. */
int create_superuser(const struct app *app, int argc, char **argv);

/* --create-tenant NAME [--slug SLUG] [--username NAME] [--email ADDRESS]: a tenant and its first administrator, who is asked for in the
   same way. Gives the exit status. */
int create_tenant(const struct app *app, int argc, char **argv);

/* --import-users FILE --tenant SLUG: see commands_help. Gives the exit status. */
int import_users(const struct app *app, int argc, char **argv);

/* A person as given by options and typed. */
struct asked {
    const char *username, *email; /* NULL: to be asked for */
    char username_text[160], email_text[260];
    char password[PASSWORD_MAX_BYTES + 2];
};

/* Asks for what is missing, and for the password. False, with a sentence on standard error, when it does not get it. */
bool ask_person(struct asked *s);

/* The value behind an option, or NULL. */
const char *option_of(int argc, char **argv, const char *name);

/* Every fault that the request holds, on standard error, each with that in front. */
void print_faults(const struct req *r, const char *before);

extern const char commands_help[];

#endif
