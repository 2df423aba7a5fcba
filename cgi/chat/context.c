/*
 * context.c: what was read out of a conversation, with what each value stands on.
 */
#include "context.h"

#include "conversation.h"
#include "out.h"
#include "shape.h"

static const char *const states[] = { "none", "waiting", "done", "failed", NULL };
static const char *const value_states[] = { "proposed", "accepted", "corrected", "rejected", NULL };
static const char *const decisions[] = { "accept", "correct", "reject", "reopen", NULL };

static const struct shape value_shape[] = {
    { .name = "path", .type = S_STR, .doc = "Where it stands in the context" },
    { .name = "ord", .type = S_INT, .doc = "Which one of a list" },
    { .name = "title", .type = S_STR },
    { .name = "value", .type = S_STR },
    { .name = "quote", .type = S_STR, .doc = "What was said; empty for a judgement about the whole" },
    { .name = "message_no", .type = S_INT, .nullable = true },
    { .name = "confidence", .type = S_NUM },
    { .name = "state", .type = S_STR, .choices = value_states },
    { .name = "corrected", .type = S_STR, .nullable = true },
    { .name = "decided_by", .type = S_STR, .nullable = true },
    { .name = "decided_at", .type = S_TIME, .nullable = true },
    SHAPE_END,
};
static const struct shape context_shape[] = {
    { .name = "session_id", .type = S_UUID },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "error",
      .type = S_STR,
      .nullable = true,
      .doc = "What went wrong; waiting with an error: it is tried again" },
    { .name = "engine", .type = S_STR, .nullable = true },
    { .name = "schema", .type = S_STR, .nullable = true },
    { .name = "extracted_at", .type = S_TIME, .nullable = true },
    { .name = "upto", .type = S_INT, .doc = "The no of the last message that was read" },
    { .name = "context",
      .type = S_ANY,
      .doc = "The values in the form that the tenant declared, without those rejected" },
    { .name = "values", .type = S_ARRAY, .of = value_shape },
    SHAPE_END,
};

struct known {
    const char *path, *value; /* value NULL: rejected */
    int64_t ord;
};
struct known_list {
    struct known v[X_VALUES];
    size_t n;
};

static const char *
title_of(const struct x_schema *s, const char *path)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->fields[i].path, path) == 0)
            return s->fields[i].title;
    return path;
}

static void
out_value(struct req *r, const struct x_schema *s, const struct rows *rows)
{
    out_object(r, NULL);
    out_str(r, "path", col_str(rows, 0));
    out_int(r, "ord", col_int(rows, 1));
    out_str(r, "title", title_of(s, col_str(rows, 0)));
    out_str(r, "value", col_str(rows, 2));
    out_str(r, "quote", col_str(rows, 3));
    if (col_null(rows, 4))
        out_null(r, "message_no");
    else
        out_int(r, "message_no", col_int(rows, 4));
    out_num(r, "confidence", col_num(rows, 5));
    out_str(r, "state", col_str(rows, 6));
    out_str(r, "corrected", col_null(rows, 7) ? NULL : col_str(rows, 7));
    out_str(r, "decided_by", col_null(rows, 8) ? NULL : col_str(rows, 8));
    out_time(r, "decided_at", col_time(rows, 9));
    out_end(r);
}

static void
out_field(struct req *r, const struct x_field *f, const char *key, const struct known_list *known)
{
    const char *value = NULL;

    if (f->type == X_LIST_OF)
        out_array(r, key);
    for (size_t i = 0; i < known->n; i++) {
        if (strcmp(known->v[i].path, f->path) != 0 || known->v[i].value == NULL)
            continue;
        value = known->v[i].value;
        if (f->type == X_LIST_OF)
            out_str(r, NULL, value);
    }
    if (f->type == X_LIST_OF)
        out_end(r);
    else
        out_str(r, key, value);
}

/* Fields of one group stand in its object, at the place of the first. */
static void
out_context(struct req *r, const struct x_schema *s, const struct known_list *known)
{
    bool done[X_FIELDS] = { false };

    out_object(r, "context");
    for (size_t i = 0; i < s->n; i++) {
        const char *dot = strchr(s->fields[i].path, '.');
        size_t n = dot == NULL ? 0 : (size_t)(dot - s->fields[i].path) + 1;

        if (done[i])
            continue;
        if (dot == NULL) {
            out_field(r, &s->fields[i], s->fields[i].path, known);
            continue;
        }
        out_object(r, arena_copy(r->arena, s->fields[i].path, n - 1));
        for (size_t k = i; k < s->n; k++)
            if (strncmp(s->fields[k].path, s->fields[i].path, n) == 0) {
                out_field(r, &s->fields[k], s->fields[k].path + n, known);
                done[k] = true;
            }
        out_end(r);
    }
    out_end(r);
}

static enum err
out_values(struct req *r, struct uuid session, const struct x_schema *s, struct known_list *known)
{
    struct rows *rows;
    enum err e = db_rows(r, Q_VALUES, ARGS(a_uuid(session)), &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "values");
    while (known->n < X_VALUES && rows_next(rows)) {
        const char *state = col_str(rows, 6);

        out_value(r, s, rows);
        known->v[known->n++] = (struct known){
            .path = arena_str(r->arena, col_str(rows, 0)),
            .ord = col_int(rows, 1),
            .value = strcmp(state, "rejected") == 0
                         ? NULL
                         : arena_str(r->arena, col_str(rows, strcmp(state, "corrected") == 0 ? 7 : 2)),
        };
    }
    out_end(r);
    e = rows_error(rows);
    return e == ERR_NONE && arena_full(r->arena) ? ERR_TOO_LARGE : e;
}

/* The conversation's row and the declaration that it was read by. */
static enum err
read_context(struct req *r, struct uuid session, struct rows **ret_row, struct x_schema **ret_schema)
{
    struct x_schema *s = arena_alloc(r->arena, sizeof(*s));
    const char *why = NULL;
    struct chat_settings settings;
    enum err e = s == NULL ? ERR_UNAVAILABLE : db_one(r, Q_CONTEXT, ARGS(a_uuid(session)), ret_row);

    if (e == ERR_NONE)
        e = chat_settings_read(r, &settings);
    if (e == ERR_NONE)
        e = extraction_schema(r, col_null(*ret_row, 4) ? settings.schema : col_str(*ret_row, 4), s, &why);
    if (e == ERR_INVALID) /* it was declared anew meanwhile */
        e = extraction_schema(r, "mortgage", s, &why);
    *ret_schema = s;
    return e;
}

static enum err
context_out(struct req *r, struct uuid session)
{
    struct known_list *known = arena_alloc(r->arena, sizeof(*known));
    struct x_schema *s;
    struct rows *row;
    enum err e = known == NULL ? ERR_UNAVAILABLE : read_context(r, session, &row, &s);

    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    e = out_values(r, session, s, known);
    if (e == ERR_NONE) /* else what is known may lack its paths */
        out_context(r, s, known);
    return e;
}

struct context_in {
    struct uuid id;
    const char *path, *decision, *value;
    int64_t ord;
};

static const struct field context_fields[] = {
    FIELD_UUID(struct context_in, id, .in = IN_PATH, .need = true),
    FIELD_END,
};

static enum err
context(struct req *r, const void *input)
{
    const struct context_in *in = input;
    enum err e = context_out(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint context_endpoint = { "What was read out of a conversation", context_fields, context_shape,
                                           sizeof(struct context_in), context };

static const struct shape again_shape[] = { { .name = "state", .type = S_STR }, SHAPE_END };

static enum err
again(struct req *r, const void *input)
{
    const struct context_in *in = input;
    int64_t there = 0;
    enum err e = db_int(r, Q_SESSION_EXISTS, ARGS(a_uuid(in->id)), 0, &there);

    if (e == ERR_NONE && there == 0)
        return ERR_NOT_FOUND;
    if (e == ERR_NONE)
        e = extraction_queue(r, in->id);
    out_str(r, "state", "waiting");
    return e != ERR_NONE ? e : reply(r, 202);
}

const struct endpoint context_again_endpoint = { "Read a conversation again", context_fields, again_shape,
                                                 sizeof(struct context_in),   again,          .status = 202 };

static const struct field review_fields[] = {
    FIELD_UUID(struct context_in, id, .in = IN_PATH, .need = true),
    FIELD_STR(struct context_in, path, .need = true, .min_len = 1, .max = X_PATH, .doc = "Which value"),
    FIELD_INT(struct context_in, ord, .low = 0, .high = 100, .doc = "Which one of a list"),
    FIELD_ENUM(struct context_in, decision, .need = true, .choices = decisions, .doc = "What a person says to it"),
    FIELD_STR(struct context_in, value, .min_len = 1, .max = X_VALUE, .doc = "What it should be, for correct"),
    FIELD_END,
};

/* What a person says instead is one of the choices, where there are some. */
static enum err
check_value(struct req *r, const struct context_in *in)
{
    struct x_schema *s;
    struct rows *row;

    if (in->value == NULL)
        return fail_as(r, ERR_INVALID, "required", "value", "Say what it should be.");
    enum err e = read_context(r, in->id, &row, &s);

    for (size_t i = 0; e == ERR_NONE && i < s->n; i++)
        if (strcmp(s->fields[i].path, in->path) == 0 && !x_is_choice(&s->fields[i], in->value))
            return fail(r, ERR_INVALID, "value", "This is none of the choices.");
    return e;
}

static enum err
review(struct req *r, const void *input)
{
    static const char *const becomes[] = { "accepted", "corrected", "rejected", "proposed" };
    const struct context_in *in = input;
    size_t at = 0;
    char id[UUID_TEXT];
    enum err e = ERR_NONE;

    while (strcmp(decisions[at], in->decision) != 0)
        at++;
    if (at == 1)
        e = check_value(r, in);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_VALUE_DECIDE,
                        ARGS(a_str(becomes[at]), a_str(at == 1 ? in->value : NULL), a_int(at == 3), a_int(at == 3),
                             a_uuid(in->id), a_str(in->path), a_int(in->ord)));
    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = audit_add(r, arena_printf(r->arena, "context.%s", becomes[at]), "chat_session", id, NULL);
    if (e == ERR_NONE)
        e = event_add(r, NULL, "context", id);
    if (e == ERR_NONE)
        e = context_out(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint context_review_endpoint = { "Accept, correct or reject a value", review_fields, context_shape,
                                                  sizeof(struct context_in), review };
