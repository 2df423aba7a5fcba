/* First line: the method; the rest: the path. Parts never hold a slash and never are empty. */
#include "route.h"

#include "fuzz.h"
#include "req.h"

static const struct endpoint nothing = { .title = "Nothing" };

static const struct route routes[] = { { GET, "/", PUBLIC, &nothing },
                                       { GET, "/api/v1/things", PUBLIC, &nothing },
                                       { POST, "/api/v1/things", PUBLIC, &nothing },
                                       { GET, "/api/v1/things/{id}", PUBLIC, &nothing },
                                       { GET, "/api/v1/things/recent", PUBLIC, &nothing },
                                       { DELETE, "/api/v1/things/{id}/notes/{note}", PUBLIC, &nothing },
                                       { GET, "/api/v1/{a}/{b}/{c}/{d}", PUBLIC, &nothing },
                                       ROUTE_END };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t head = end != NULL ? (size_t)(end - data) : 0;
    char *method = end != NULL ? fuzz_string(data, head) : fuzz_string((const uint8_t *)"GET", 3);
    char *path = end != NULL ? fuzz_string(end + 1, size - head - 1) : fuzz_string(data, size);
    struct arena *a = arena_new(0);
    const struct route *found = NULL;
    const char *allow = NULL;
    static struct req r;
    enum err e;

    r = (struct req){ .arena = a, .method = method, .path = path };
    e = route_find(&r, routes, &found, &allow);
    HOLDS(e == ERR_NONE || e == ERR_NOT_FOUND || (e == ERR_METHOD && allow != NULL));
    HOLDS((e == ERR_NONE) == (found != NULL));
    for (unsigned i = 0; e == ERR_NONE && i < r.part_count; i++)
        HOLDS(r.parts[i].name != NULL && r.parts[i].value[0] != '\0' && strchr(r.parts[i].value, '/') == NULL);
    arena_free(a);
    free(method);
    free(path);
    return 0;
}
