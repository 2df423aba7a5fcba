#include "unit/unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "uuid.h"

UNIT(version_variant_and_time)
{
    int64_t before = clock_now_us() / 1000;
    struct uuid id = uuid_v7();
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id.b[i];
    CHECK(ms >= before && ms <= clock_now_us() / 1000);
    CHECK_INT(id.b[6] >> 4, 7);
    CHECK_INT(id.b[8] >> 6, 2);
}

UNIT(ids_of_one_process_ascend)
{
    struct uuid last = uuid_v7();

    for (int i = 0; i < 100000; i++) {
        struct uuid id = uuid_v7();

        CHECK(memcmp(last.b, id.b, 16) < 0);
        last = id;
    }
}

UNIT(a_fork_gets_other_random_bytes)
{
    struct uuid mine = uuid_v7(), theirs = { { 0 } };
    int ends[2], status;
    pid_t child;

    CHECK(pipe(ends) == 0);
    child = fork();
    if (child == 0) {
        struct uuid id = uuid_v7();

        _exit(write(ends[1], &id, sizeof(id)) == (ssize_t)sizeof(id) ? 0 : 1);
    }
    mine = uuid_v7();
    CHECK(read(ends[0], &theirs, sizeof(theirs)) == (ssize_t)sizeof(theirs));
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    close(ends[0]);
    close(ends[1]);
    CHECK(memcmp(mine.b + 8, theirs.b + 8, 8) != 0);
}

UNIT(text_round_trip)
{
    char text[UUID_TEXT];
    struct uuid id = uuid_v7(), back;

    uuid_text(id, text);
    CHECK_INT(strlen(text), 36);
    CHECK(uuid_parse(text, &back));
    CHECK(uuid_equal(id, back));
    CHECK(uuid_parse("01922C9E-94F0-7B1A-8000-ABCDEF012345", &back));
    uuid_text(back, text);
    CHECK_STR(text, "01922c9e-94f0-7b1a-8000-abcdef012345");
}

UNIT(anything_else_is_refused)
{
    static const char *const bad[] = {
        "",
        "0",
        "01922c9e94f07b1a8000abcdef012345",
        "{01922c9e-94f0-7b1a-8000-abcdef01234}",
        "01922c9e-94f0-7b1a-8000-abcdef01234",
        "01922c9e-94f0-7b1a-8000-abcdef0123456",
        "01922c9e-94f0-7b1a-8000_abcdef012345",
        "01922c9g-94f0-7b1a-8000-abcdef012345",
        " 1922c9e-94f0-7b1a-8000-abcdef012345",
        "01922c9e-94f0-7b1a-8000-abcdef01234\n",
    };
    struct uuid id = { { 1 } };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!uuid_parse(bad[i], &id));
    CHECK(id.b[0] == 1);
}

UNIT(nil)
{
    struct uuid id = { { 0 } };

    CHECK(uuid_is_nil(id));
    id.b[15] = 1;
    CHECK(!uuid_is_nil(id));
    CHECK(!uuid_is_nil(uuid_v7()));
}

UNIT_MAIN
