#include "check_private.h"

#include <strings.h>

#define LIST_BYTES 400 /* of a list of names in a sentence */

/* Adds a name to a list in a sentence; false when it no longer fits. */
static bool
list_add(struct checker *c, const char **list, const char *name)
{
    const char *before = *list;
    size_t used = before != NULL ? strlen(before) : 0;

    if (used + strlen(name) + 2 > LIST_BYTES) {
        c->result.cut_names = true;
        return false;
    }
    *list = before != NULL ? arena_printf(c->set.arena, "%s, %s", before, name) : arena_str(c->set.arena, name);
    return true;
}

static const char *
trimmed(struct checker *c, struct csv_cell cell)
{
    while (cell.len > 0 && (*cell.s == ' ' || *cell.s == '\t'))
        cell.s++, cell.len--;
    while (cell.len > 0 && (cell.s[cell.len - 1] == ' ' || cell.s[cell.len - 1] == '\t'))
        cell.len--;
    const char *copy = arena_copy(c->set.arena, cell.s, cell.len);
    return copy != NULL ? copy : "";
}

/* A column that the schema does not name is ignored, but not twice under one name. */
static enum err
unknown_column(struct checker *c, const char *const *names, unsigned at)
{
    const char *name = names[at];

    if (*name == '\0')
        return ERR_NONE;
    for (unsigned i = 0; i < at; i++)
        if (strcasecmp(names[i], name) == 0)
            return check_tell(c, name, name, "Two columns have this header.");
    list_add(c, &c->result.ignored, name);
    return ERR_NONE;
}

static enum err
place_columns(struct checker *c, const char *const *names)
{
    bool strict = c->set.rules == CHECK_STRICT;
    enum err e = ERR_NONE;

    for (unsigned i = 0; e == ERR_NONE && i < c->columns; i++) {
        size_t k = schema_find_column(c->set.schema, names[i]);
        if (k == SCHEMA_NONE)
            e = strict ? unknown_column(c, names, i) : ERR_NONE;
        else if (c->plan[k].at == ABSENT)
            c->plan[k].at = i;
        else if (strict)
            e = check_tell(c, c->plan[k].column->header, names[i], "Two columns have this header.");
    }
    return e;
}

static enum err
find_missing(struct checker *c)
{
    const struct schema *s = c->set.schema;
    size_t features = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; e == ERR_NONE && i < s->column_count; i++) {
        const struct schema_column *column = s->columns + i;
        bool there = c->plan[i].at != ABSENT;
        features += there && column->feature != SCHEMA_NONE;
        if (there || column->role == SCHEMA_IGNORE)
            continue;
        if (!column->required && column->role != SCHEMA_ID) {
            if (column->role != SCHEMA_LABEL && column->role != SCHEMA_NAME)
                list_add(c, &c->result.left_out, column->header);
            continue;
        }
        list_add(c, &c->result.missing, column->header);
        e = check_tell(c, column->header, "", "The column is missing.");
    }
    if (e == ERR_NONE && features == 0 && c->result.missing == NULL)
        e = check_tell(c, "", "", "None of the columns that the schema learns from is in the file.");
    return e;
}

enum err
check_header(struct checker *c, const struct csv_cell *cells, unsigned count)
{
    const char **names = ARENA_NEW(c->set.arena, const char *, count + 1);
    bool any = false;

    if (names == NULL)
        return ERR_UNAVAILABLE;
    for (unsigned i = 0; i < count; i++) {
        names[i] = trimmed(c, cells[i]);
        any = any || *names[i] != '\0';
    }
    if (!any)
        return ERR_NONE; /* an empty line before the header */
    c->result.header = true;
    c->columns = count;
    enum err e = place_columns(c, names);
    if (e == ERR_NONE)
        e = find_missing(c);
    if (e == ERR_NONE && c->result.faults > 0) {
        c->stopped = true;
        e = ERR_INVALID;
    }
    return e;
}
