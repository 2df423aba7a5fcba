/* Letters, with every allocation failing in turn. */
#include "unit/faults.h"

#include "chat/letters.h"
#include "config.h"
#include "unit/db_fixture.h"

static enum err
letter_is_written(void)
{
    static const char params[] = "{\"name\":\"Ada \\\"the\\\" first\",\"token\":\"t\",\"code\":\"123456\"}";
    struct arena *a = arena_new(0);
    json *v = NULL;
    enum err e = a == NULL ? ERR_UNAVAILABLE : json_parse(a, params, sizeof(params) - 1, &v, NULL);

    if (e == ERR_NONE) {
        struct letter l = { { { 1 } }, "ada@example.com", "verify", "Corner Shop", v };
        const char *text = letter_text(a, &l, 1234567890000000LL);

        if (text == NULL)
            e = ERR_UNAVAILABLE;
        else if (strstr(text, "123456") == NULL || strncmp(text + strlen(text) - 2, "\r\n", 2) != 0)
            e = ERR_CONFLICT; /* never: half a letter */
    }
    arena_free(a);
    return e;
}

UNIT(letters)
{
    CHECK(db_fixture_config());
    SWEEP_OURS(letter_is_written, ERR_NONE);
}

UNIT_MAIN
