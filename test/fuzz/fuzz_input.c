/* First line: the query; second: the id in the path; the rest is the body. One field of each type. */
#include "input.h"

#include "fuzz.h"
#include "req.h"

struct thing {
    const char *name, *mail, *kind, *price, *search;
    int64_t count, limit, when;
    double share, ratio;
    bool yes, has_name, brief;
    struct uuid id, owner;
    json *more;
};

static const char *const kinds[] = { "big", "small", NULL };

static const struct field fields[] = { FIELD_UUID(struct thing, id, .in = IN_PATH),
                                       FIELD_STR(struct thing, name, .need = true, .max = 20,
                                                 .has_offset = offsetof(struct thing, has_name)),
                                       FIELD_STR(struct thing, mail, .max = 254, .check = is_email),
                                       FIELD_ENUM(struct thing, kind, .choices = kinds),
                                       FIELD_DECIMAL(struct thing, price, .low = 0, .high = 1e15),
                                       FIELD_INT(struct thing, count, .low = 1, .high = 100),
                                       FIELD_NUM(struct thing, share, .low = 0, .high = 1),
                                       FIELD_BOOL(struct thing, yes, .doc = "a flag"),
                                       FIELD_UUID(struct thing, owner, .doc = "an id"),
                                       FIELD_TIME(struct thing, when, .doc = "a time"),
                                       FIELD_JSON(struct thing, more, .doc = "anything"),
                                       FIELD_INT(struct thing, limit, .in = IN_QUERY, .low = 1, .high = 500),
                                       FIELD_STR(struct thing, search, .in = IN_QUERY, .max = 20),
                                       FIELD_NUM(struct thing, ratio, .in = IN_QUERY, .low = 0, .high = 9),
                                       FIELD_BOOL(struct thing, brief, .in = IN_QUERY),
                                       FIELD_END };

/* Cuts the first line off. */
static char *
line_of(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
    size_t len = end != NULL ? (size_t)(end - *data) : *size;
    char *line = fuzz_string(*data, len);

    len += end != NULL;
    *data += len;
    *size -= len;
    return line;
}

static void
check(const struct thing *t)
{
    HOLDS(t->has_name && t->name != NULL && t->name[0] != '\0' && strlen(t->name) <= 20);
    HOLDS(t->mail == NULL || t->mail[0] == '\0' || is_email(t->mail) == NULL);
    HOLDS(t->kind == NULL || t->kind == kinds[0] || t->kind == kinds[1]);
    HOLDS(t->price == NULL || strspn(t->price, "-0123456789.") == strlen(t->price));
    HOLDS(t->count >= 0 && t->count <= 100 && t->limit >= 0 && t->limit <= 500);
    HOLDS(t->share >= 0 && t->share <= 1 && t->ratio >= 0 && t->ratio <= 9);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *query = line_of(&data, &size), *id = line_of(&data, &size), *body = fuzz_string(data, size);
    static struct req r;
    struct thing t;
    enum err e;

    r = (struct req){ .arena = arena_new(0), .query = query, .part_count = 1 };
    memset(&t, 0, sizeof t);
    r.parts[0] = (struct part){ "id", id };
    r.body = body[0] != '\0' ? body : NULL;
    r.body_len = strlen(body);
    e = input_fill(&r, fields, &t);
    if (e == ERR_NONE)
        check(&t);
    for (unsigned i = 0; i < r.fault_count; i++)
        HOLDS(r.faults[i].pointer != NULL && r.faults[i].code != NULL && r.faults[i].message != NULL);
    HOLDS(e == ERR_NONE || e == ERR_INVALID || e == ERR_MALFORMED || e == ERR_NOT_FOUND || e == ERR_TOO_LARGE);
    arena_free(r.arena);
    free(query);
    free(id);
    free(body);
    return 0;
}
