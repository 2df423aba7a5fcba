#include "trainer.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "number_text.h"

extern char **environ;

struct row_head {
    uint32_t id_len, cells_len, label;
};

bool
trainer_put_header(FILE *f, const char *schema, size_t len, size_t rows)
{
    uint64_t head[2] = { len, rows };

    return fwrite(head, sizeof head, 1, f) == 1 && fwrite(schema, 1, len, f) == len;
}

bool
trainer_put_row(FILE *f, const char *external_id, int label, const char *cells, size_t cells_len)
{
    struct row_head head = { (uint32_t)strlen(external_id), (uint32_t)cells_len, label != 0 };

    return fwrite(&head, sizeof head, 1, f) == 1 && fwrite(external_id, 1, head.id_len, f) == head.id_len &&
           fwrite(cells, 1, cells_len, f) == cells_len;
}

static enum err
spawn(int rows_fd, int result_fd, int progress_fd, int *ret_pid)
{
    static const char *const argv[] = { "holdfast-scores", "--train", NULL };
    char *words[3];
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;
    pid_t pid;

    memcpy(words, argv, sizeof words);
    sigemptyset(&none);
    sigfillset(&all);
    if (posix_spawn_file_actions_init(&files) != 0)
        return ERR_UNAVAILABLE;
    if (posix_spawnattr_init(&how) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return ERR_UNAVAILABLE;
    }
    bool ok = posix_spawn_file_actions_adddup2(&files, rows_fd, 0) == 0 &&
              posix_spawn_file_actions_adddup2(&files, progress_fd, 1) == 0 &&
              posix_spawn_file_actions_adddup2(&files, result_fd, 3) == 0 &&
              posix_spawnattr_setsigmask(&how, &none) == 0 && posix_spawnattr_setsigdefault(&how, &all) == 0 &&
              posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0 &&
              posix_spawn(&pid, "/proc/self/exe", &files, &how, words, environ) == 0;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    if (ok)
        *ret_pid = pid;
    return ok ? ERR_NONE : ERR_UNAVAILABLE;
}

enum err
trainer_start(int rows_fd, int result_fd, int *ret_pid, int *ret_progress)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return ERR_UNAVAILABLE;
    enum err e = spawn(rows_fd, result_fd, ends[1], ret_pid);
    close(ends[1]);
    if (e != ERR_NONE) {
        close(ends[0]);
        return e;
    }
    *ret_progress = ends[0];
    return ERR_NONE;
}

const char *
trainer_section(struct arena *a, FILE *results, const char *name, size_t *ret_len)
{
    char line[64];

    rewind(results);
    while (fgets(line, sizeof(line), results) != NULL) {
        const size_t named = strcspn(line, " ");
        const char *at = line + named + (line[named] == ' ');
        int64_t bytes;

        if (!number_take(&at, 0, INT64_MAX / 2, &bytes) || *at != '\n')
            return NULL;
        if (strlen(name) != named || memcmp(line, name, named) != 0) {
            if (fseeko(results, bytes, SEEK_CUR) != 0)
                return NULL;
            continue;
        }
        const size_t len = (size_t)bytes;
        char *text = arena_alloc(a, len + 1);
        if (text == NULL || fread(text, 1, len, results) != len)
            return NULL;
        if (ret_len != NULL)
            *ret_len = len;
        return text;
    }
    return NULL;
}
