/*
 * goals.c: see goals.h.
 */
#include "goals.h"

#include "mail.h"
#include "out.h"

#define TITLE_BYTES 150

static const char none[] = "There is no such goal.";

const struct shape goal_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "no", .type = S_INT },
    { .name = "customer_id", .type = S_UUID, .nullable = true },
    { .name = "customer", .type = S_STR, .doc = "The name" },
    { .name = "title", .type = S_STR },
    { .name = "target", .type = S_DECIMAL },
    { .name = "current", .type = S_DECIMAL },
    { .name = "progress", .type = S_NUM, .doc = "0 to 1" },
    { .name = "completed", .type = S_BOOL },
    { .name = "completed_at", .type = S_TIME, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};
static const struct shape list_out[] = { PAGE_OF(goal_shape), SHAPE_END };

struct goals_in {
    struct uuid customer_id;
    const char *cursor;
    int64_t limit;
    bool completed, has_completed;
};

static const struct field list_fields[] = {
    FIELD_UUID(struct goals_in, customer_id, .in = IN_QUERY, .doc = "Only of this customer"),
    FIELD_BOOL(struct goals_in, completed, .in = IN_QUERY, .has_offset = offsetof(struct goals_in, has_completed),
               .doc = "Only those that are, or are not"),
    PAGE_MEMBERS(struct goals_in),
    FIELD_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct goals_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_GOALS,
                     ARGS(a_uuid(p.below), a_uuid(in->customer_id), a_uuid(in->customer_id), a_int(!in->has_completed),
                          a_int(in->completed), a_all(r), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint goals_endpoint = { "Goals, newest first", list_fields, list_out, sizeof(struct goals_in), list };

static enum err
answer(struct req *r, struct uuid id, int status)
{
    enum err e = tell(r, Q_GOAL, ARGS(a_uuid(id), a_int(1)), none);

    return e != ERR_NONE ? e : reply(r, status);
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = tell(r, Q_GOAL, ARGS(a_uuid(in->id), a_all(r)), none);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint goal_endpoint = { "One goal", id_fields, goal_shape, sizeof(struct id_in), get };

enum err
goal_add(struct req *r, const struct person *p, const char *title, const char *target, const char *current,
         struct uuid *ret_id)
{
    struct uuid id = uuid_v7();
    int64_t no = 0;
    enum err e = number_next(r, "goal", &no);

    if (e == ERR_NONE)
        e = db_insert(r, Q_GOAL_ADD,
                      ARGS(a_uuid(id), a_int(no), a_uuid(p->customer), a_uuid(p->user), a_str(title), a_str(target),
                           a_str(current), a_str(target), a_str(current), a_str(target)));
    if (e == ERR_NONE)
        e = tell_timeline(r, p->customer, "goal", id, mail_params(r, "event", "set", "text", title, NULL));
    if (e == ERR_NONE)
        *ret_id = id;
    return e;
}

struct goal_in {
    struct uuid id, customer_id;
    const char *title, *target, *current;
};

#define AMOUNTS                                                                                                        \
    FIELD_DECIMAL(struct goal_in, target, .low = 0, .high = AMOUNT_MAX, .doc = "What is wanted; 0.00 for none"),       \
        FIELD_DECIMAL(struct goal_in, current, .low = 0, .high = AMOUNT_MAX, .doc = "What is there")
#define TITLE(needed)                                                                                                  \
    FIELD_STR(struct goal_in, title, .need = (needed), .min_len = 1, .max = TITLE_BYTES, .check = is_plain_text,       \
              .doc = "What for")
#define ID FIELD_UUID(struct goal_in, id, .in = IN_PATH, .need = true, .doc = "Id")

static const struct field add_fields[] = {
    FIELD_UUID(struct goal_in, customer_id, .need = true, .doc = "Whose goal it is"),
    TITLE(true),
    AMOUNTS,
    FIELD_END,
};

static const char *
or_zero(const char *amount)
{
    return amount != NULL ? amount : "0";
}

static enum err
add_for(struct req *r, const struct goal_in *in, const struct person *p)
{
    struct uuid id;
    enum err e = goal_add(r, p, in->title, or_zero(in->target), or_zero(in->current), &id);

    return e != ERR_NONE ? e : answer(r, id, 201);
}

static enum err
add(struct req *r, const void *input)
{
    const struct goal_in *in = input;
    const struct person p = { .customer = in->customer_id, .user = r->actor.user_id };
    enum err e = customer_seen(r, "customer_id", in->customer_id);

    return e != ERR_NONE ? e : add_for(r, in, &p);
}

const struct endpoint goal_add_endpoint = {
    "Set a goal for a customer", add_fields, goal_shape, sizeof(struct goal_in), add, .status = 201,
};

static const struct field change_fields[] = { ID, TITLE(false), AMOUNTS, FIELD_END };

/* The row, locked, if the actor may have it: owner nil for staff. */
static enum err
lock(struct req *r, struct uuid id, struct uuid owner, struct rows **ret_row)
{
    enum err e =
        db_one(r, Q_GOAL_LOCK, ARGS(a_uuid(id), a_uuid(owner), a_uuid(owner), uuid_is_nil(owner) ? a_all(r) : a_int(1)),
               ret_row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, none);
    return e != ERR_NONE ? e : match(r, col_int(*ret_row, 0), Q_GOAL, ARGS(a_uuid(id), a_int(1)));
}

static bool
reached(const char *target, const char *current)
{
    const double wanted = strtod(target, NULL);

    return wanted > 0 && strtod(current, NULL) >= wanted;
}

static enum err
change_of(struct req *r, const struct goal_in *in, struct uuid owner)
{
    struct rows *row;
    enum err e = lock(r, in->id, owner, &row);

    if (e != ERR_NONE)
        return e;
    struct uuid customer = col_uuid(row, 1);
    const char *title = in->title != NULL ? in->title : col_str(row, 2);
    const char *target = in->target != NULL ? in->target : col_str(row, 3);
    const char *current = in->current != NULL ? in->current : col_str(row, 4);
    const bool was = col_int(row, 5) != 0, is = reached(target, current);

    e = db_exec_one(r, Q_GOAL_CHANGE, ARGS(a_str(title), a_str(target), a_str(current), a_uuid(in->id)));
    if (e == ERR_NONE)
        e = tell_timeline(r, customer, "goal", in->id,
                          mail_params(r, "event", is && !was ? "completed" : "changed", "text", title, "current",
                                      current, "target", target, NULL));
    return e != ERR_NONE ? e : answer(r, in->id, 200);
}

static enum err
change(struct req *r, const void *input)
{
    return change_of(r, input, (struct uuid){ { 0 } });
}

const struct endpoint goal_change_endpoint = {
    "Change a goal", change_fields, goal_shape, sizeof(struct goal_in), change, .if_match = true,
};

static enum err
remove_of(struct req *r, struct uuid id, struct uuid owner)
{
    struct rows *row;
    enum err e = lock(r, id, owner, &row);

    if (e == ERR_NONE)
        e = tell_timeline(r, col_uuid(row, 1), "goal", id,
                          mail_params(r, "event", "removed", "text", col_str(row, 2), NULL));
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_GOAL_REMOVE, ARGS(a_uuid(id)));
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
drop(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return remove_of(r, in->id, (struct uuid){ { 0 } });
}

const struct endpoint goal_remove_endpoint = {
    "Remove a goal", id_fields, NULL, sizeof(struct id_in), drop, .if_match = true,
};

static enum err
my_list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct person me;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = person_me(r, &me);
    if (e == ERR_NONE)
        e = page_out(r, &p, Q_GOALS_OWN, ARGS(a_uuid(me.customer), a_uuid(p.below), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_goals_endpoint = { "My goals", page_fields, list_out, sizeof(struct list_in), my_list };

static const struct field my_add_fields[] = { TITLE(true), AMOUNTS, FIELD_END };

static enum err
my_add(struct req *r, const void *input)
{
    struct person me;
    enum err e = person_me_changing(r, &me);

    return e != ERR_NONE ? e : add_for(r, input, &me);
}

const struct endpoint my_goal_add_endpoint = {
    "Set a goal", my_add_fields, goal_shape, sizeof(struct goal_in), my_add, .status = 201,
};

static enum err
my_change(struct req *r, const void *input)
{
    struct person me;
    enum err e = person_me_changing(r, &me);

    return e != ERR_NONE ? e : change_of(r, input, me.customer);
}

const struct endpoint my_goal_change_endpoint = {
    "Change a goal of mine", change_fields, goal_shape, sizeof(struct goal_in), my_change, .if_match = true,
};

static enum err
my_remove(struct req *r, const void *input)
{
    const struct id_in *in = input;
    struct person me;
    enum err e = person_me_changing(r, &me);

    return e != ERR_NONE ? e : remove_of(r, in->id, me.customer);
}

const struct endpoint my_goal_remove_endpoint = {
    "Remove a goal of mine", id_fields, NULL, sizeof(struct id_in), my_remove, .if_match = true,
};
