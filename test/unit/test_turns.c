/* Turns: as many processes at once as there are processors, the next when one gives its turn back or dies. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

#include "../../lib/turns.h"

#define MOST 64

static char folder[64];

/* A run folder for this process and its children. */
static bool
ready(void)
{
    snprintf(folder, sizeof folder, "/tmp/holdfast-turns.XXXXXX");
    return mkdtemp(folder) != NULL;
}

static void
leave(void)
{
    char path[96];

    snprintf(path, sizeof path, "%s/turns", folder);
    unlink(path);
    rmdir(folder);
}

/* A child that takes a turn, says so in one byte, and keeps it until it is told to give it back, by a byte too, or killed. */
struct holder {
    pid_t pid;
    int says, told;
};

static struct holder
hold(void)
{
    int says[2], told[2];
    struct holder h = { .pid = -1 };

    if (pipe(says) != 0 || pipe(told) != 0)
        return h;
    h = (struct holder){ fork(), says[0], told[1] };
    if (h.pid == 0) {
        char byte = 0;
        const int turn = turn_begin(folder);
        bool fine = write(says[1], "t", 1) == 1 && read(told[0], &byte, 1) == 1;

        turn_end(turn);
        fine = fine && write(says[1], "e", 1) == 1 && read(told[0], &byte, 1) == 1;
        _exit(fine && turn >= 0 ? 0 : 1);
    }
    close(says[1]);
    close(told[0]);
    return h;
}

static bool
says(const struct holder *h, char what, int wait_ms)
{
    struct pollfd one = { .fd = h->says, .events = POLLIN };
    char byte = 0;

    return poll(&one, 1, wait_ms) == 1 && read(h->says, &byte, 1) == 1 && byte == what;
}

static void
end(const struct holder *h)
{
    kill(h->pid, SIGKILL);
    waitpid(h->pid, NULL, 0);
    close(h->says);
    close(h->told);
}

UNIT(without_a_run_folder_there_is_no_turn_and_no_wait)
{
    CHECK_INT(turn_begin(NULL), -1);
    CHECK_INT(turn_begin("/nowhere"), -1);
    turn_end(-1);
}

UNIT(as_many_as_processors_have_a_turn_and_the_next_one_has_it_from_who_ends_or_dies)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const int turns = processors > MOST ? MOST : (int)processors;
    struct holder first[MOST], next[2];

    CHECK(ready());
    for (int i = 0; i < turns; i++) {
        first[i] = hold();
        CHECK(says(&first[i], 't', 5000));
    }
    for (int i = 0; i < 2; i++)
        next[i] = hold();
    CHECK(!says(&next[0], 't', 50));
    CHECK(!says(&next[1], 't', 1));
    /* All give theirs back: whatever turn the next ones wait for, it comes. */
    for (int i = 0; i < turns; i += 2)
        end(&first[i]); /* killed while it has its turn */
    for (int i = 1; i < turns; i += 2) {
        CHECK(write(first[i].told, "x", 1) == 1);
        CHECK(says(&first[i], 'e', 5000));
    }
    for (int i = 0; i < 2; i++) {
        CHECK(says(&next[i], 't', 5000));
        CHECK(write(next[i].told, "x", 1) == 1); /* where there is one processor, the other waits for this */
        CHECK(says(&next[i], 'e', 5000));
        end(&next[i]);
    }
    for (int i = 1; i < turns; i += 2)
        end(&first[i]);
    leave();
}

UNIT_MAIN
