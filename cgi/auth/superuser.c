/*
 * superuser.c: an operator of the system, who belongs to no tenant. Made on the machine itself, never over the network.
 */
#include "commands.h"
#include "registration.h"

#include <errno.h>
#include <termios.h>
#include <unistd.h>

const char *
option_of(int argc, char **argv, const char *name)
{
    for (int i = 2; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return argv[i + 1];
    return NULL;
}

void
print_faults(const struct req *r, const char *before)
{
    for (unsigned i = 0; i < r->fault_count; i++) {
        const char *where = r->faults[i].pointer;

        fprintf(stderr, "%s%s: %s\n", before, *where == '/' ? where + 1 : where, r->faults[i].message);
    }
    if (r->fault_count == 0 && r->detail != NULL)
        fprintf(stderr, "%s%s\n", before, r->detail);
}

/* One line of standard input without its end. False at the end, or when it is too long. */
static bool
read_line(char *to, size_t size)
{
    if (fgets(to, (int)size, stdin) == NULL)
        return false;
    size_t n = strcspn(to, "\r\n");
    bool whole = to[n] != '\0' || feof(stdin);

    to[n] = '\0';
    return whole && n > 0;
}

static bool
ask(const char *question, bool hidden, char *to, size_t size)
{
    struct termios old, quiet;
    bool terminal = isatty(STDIN_FILENO) != 0, silent = hidden && terminal && tcgetattr(STDIN_FILENO, &old) == 0;

    if (silent) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet); /* before the question: whoever sees it may type */
    }
    if (terminal)
        fprintf(stderr, "%s: ", question);
    bool got = read_line(to, size);

    if (silent) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
        fputc('\n', stderr);
    }
    return got;
}

bool
ask_person(struct asked *s)
{
    char again[sizeof(s->password)];
    bool terminal = isatty(STDIN_FILENO) != 0, same;

    if (s->email == NULL && terminal && ask("E-mail address", false, s->email_text, sizeof(s->email_text)))
        s->email = s->email_text;
    if (s->username == NULL && terminal && ask("User name (empty: the address)", false, s->username_text, 160))
        s->username = s->username_text;
    if (!ask("Password", true, s->password, sizeof(s->password))) {
        fprintf(stderr, "A password of at most %d bytes is needed.\n", PASSWORD_MAX_BYTES);
        return false;
    }
    if (!terminal)
        return true;
    same = ask("The same again", true, again, sizeof(again)) && strcmp(s->password, again) == 0;
    explicit_bzero(again, sizeof(again));
    if (!same)
        fprintf(stderr, "These are not the same.\n");
    return same;
}

static enum err
write_superuser(struct req *r, void *ctx)
{
    struct newcomer *n = ctx;
    char id[UUID_TEXT];
    enum err e = newcomer_write(r, n);

    uuid_text(n->account.id, id);
    return e != ERR_NONE ? e : audit_event(r, &n->account, "superuser.created", "user", id, NULL);
}

static enum err
create_step(struct req *r, void *ctx)
{
    const struct asked *s = ctx;
    struct home none = { .id = 0 };
    struct registration new = {
        .home = &none,
        .username = s->username,
        .email = s->email,
        .password = s->password,
        .need_email = true,
        .verified = true,
        .superuser = true,
    };
    struct newcomer n;
    enum err e = newcomer_check(r, &new, &n);

    if (e == ERR_NONE)
        e = newcomer_hash(r, &n);
    if (e == ERR_NONE)
        e = transact(r, write_superuser, &n);
    if (e == ERR_NONE)
        printf("%s may now sign in and name a tenant by the header X-Tenant.\n", n.account.username);
    else
        print_faults(r, "");
    r->detail = NULL;
    return e;
}

int
create_superuser(const struct app *app, int argc, char **argv)
{
    struct asked s = { .username = option_of(argc, argv, "--username"), .email = option_of(argc, argv, "--email") };

    if (!ask_person(&s))
        return EXIT_OF_USAGE;
    int rc = app_once(app, create_step, &s);

    explicit_bzero(&s, sizeof(s));
    return rc;
}
