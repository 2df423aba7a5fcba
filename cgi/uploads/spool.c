#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "uploads.h"

#define WRITE_BEHIND (UINT64_C(1) << 20)

static bool
path_of(struct uuid id, char path[PATH_MAX])
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return snprintf(path, PATH_MAX, "%s/%s.csv", config()->spool_dir, text) < PATH_MAX;
}

static enum err
no_room(struct req *r, const char *what)
{
    int why = errno;

    (void)fail(r, ERR_UNAVAILABLE, NULL, "The file cannot be kept at the moment. Please try again later.");
    return fault(r, ERR_UNAVAILABLE, "spool %s: error %d", what, why);
}

static void
close_spool(void *spool)
{
    struct spool *s = spool;

    if (s->run != NULL) { /* never kept */
        (void)sha256_done(s->run);
        spool_remove(s->id);
    }
    if (s->fd >= 0)
        close(s->fd);
}

enum err
spool_create(struct req *r, struct spool *s)
{
    char path[PATH_MAX];
    struct stat st;

    *s = (struct spool){ .id = uuid_v7(), .fd = -1 };
    if (!path_of(s->id, path))
        return ERR_INTERNAL;
    s->fd = open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
    if (s->fd < 0)
        return no_room(r, "create");
    s->run = sha256_new();
    arena_defer(r->arena, close_spool, s);
    if (s->run == NULL || flock(s->fd, LOCK_EX) != 0 || fstat(s->fd, &st) != 0 || st.st_nlink == 0)
        return no_room(r, "lock");
    return ERR_NONE;
}

enum err
spool_write(struct req *r, struct spool *s, const char *data, size_t len)
{
    sha256_add(s->run, data, len);
    s->bytes += len;
    while (len > 0) {
        ssize_t n = write(s->fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return no_room(r, "write");
        data += n;
        len -= (size_t)n;
    }
    if (s->bytes - s->sent >= WRITE_BEHIND) { /* so that the sync at the end finds little left to do */
        (void)sync_file_range(s->fd, (off_t)s->sent, (off_t)(s->bytes - s->sent), SYNC_FILE_RANGE_WRITE);
        s->sent = s->bytes;
    }
    return ERR_NONE;
}

enum err
spool_keep(struct req *r, struct spool *s)
{
    if (fsync(s->fd) != 0)
        return no_room(r, "sync");
    int dir = open(config()->spool_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0 || fsync(dir) != 0) {
        if (dir >= 0)
            close(dir);
        return no_room(r, "sync of the folder");
    }
    close(dir);
    s->hash = sha256_done(s->run);
    s->run = NULL;
    return ERR_NONE;
}

void
spool_drop(struct spool *s)
{
    s->hash = sha256_done(s->run);
    s->run = NULL;
    spool_remove(s->id);
}

int
spool_open(struct uuid id)
{
    char path[PATH_MAX];

    return path_of(id, path) ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
}

void
spool_remove(struct uuid id)
{
    char path[PATH_MAX];

    if (path_of(id, path))
        unlink(path);
}

/* Removes the file if nobody writes it and no version waits for it. */
static enum err
sweep_file(struct req *r, struct uuid id)
{
    int fd = spool_open(id);
    int64_t known = 0;

    if (fd < 0)
        return ERR_NONE;
    bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
    enum err e = locked ? db_int(r, Q_DATASET_KNOWN, ARGS(a_uuid(id)), 0, &known) : ERR_NONE;
    if (e == ERR_NONE && locked && known == 0)
        spool_remove(id); /* under the lock */
    close(fd);
    return e;
}

enum err
spool_sweep(struct req *r)
{
    DIR *dir = opendir(config()->spool_dir);
    char text[UUID_TEXT];
    struct uuid id;
    enum err e = ERR_NONE;

    if (dir == NULL)
        return ERR_NONE;
    for (struct dirent *d = readdir(dir); e == ERR_NONE && d != NULL; d = readdir(dir)) {
        if (strlen(d->d_name) != UUID_TEXT - 1 + 4 || strcmp(d->d_name + UUID_TEXT - 1, ".csv") != 0)
            continue;
        memcpy(text, d->d_name, UUID_TEXT - 1);
        text[UUID_TEXT - 1] = '\0';
        if (uuid_parse(text, &id))
            e = sweep_file(r, id);
    }
    closedir(dir);
    return e;
}
