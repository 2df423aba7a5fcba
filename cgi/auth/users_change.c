/*
 * users_change.c: what administrators do to people.
 *
 * Every change takes the tenant's row of the role admin first. So changes of people go one after the other, and two of them
 * cannot take away the last two administrators at once.
 */
#include "admin.h"

#include "out.h"

struct change_in {
    struct uuid id;
    const char *state, *first_name, *last_name;
    json *roles;
};

static const char *const states[] = { "active", "inactive", NULL };
static const struct field change_fields[] = {
    FIELD_UUID(struct change_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
    FIELD_ENUM(struct change_in, state, .choices = states, .doc = "inactive ends all sessions, and needs a step-up"),
    FIELD_STR(struct change_in, first_name, .max = 150, .check = is_plain_text, .doc = "First name"),
    FIELD_STR(struct change_in, last_name, .max = 150, .check = is_plain_text, .doc = "Last name"),
    FIELD_JSON(struct change_in, roles, .doc = "Names of all roles from now on"),
    FIELD_END,
};

/* The person as they are, and as they are to be. */
struct change {
    struct uuid id;
    bool was_active, active, customer;
    struct names had, roles;
};

static enum err
read_user(struct req *r, const struct change_in *in, struct change *c)
{
    struct rows *row;
    enum err e = db_one(r, Q_ADMIN_LOCK, NO_ARGS, &row);

    if (e == ERR_NONE)
        e = db_one(r, Q_USER_LOCK, ARGS(a_uuid(in->id)), &row);
    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such person.");
    if (e == ERR_NONE)
        e = req_if_match(r, col_int(row, 0));
    if (e != ERR_NONE)
        return e;
    c->id = in->id;
    c->was_active = strcmp(col_str(row, 1), "active") == 0;
    c->active = in->state == NULL ? c->was_active : strcmp(in->state, "active") == 0;
    c->customer = col_int(row, 2) != 0;
    e = names_stored(r, col_str(row, 3), &c->had);
    c->roles = c->had;
    return e == ERR_NONE && in->roles != NULL ? names_read(r, "roles", in->roles, &c->roles) : e;
}

static enum err
check_roles(struct req *r, const struct change *c)
{
    enum err e = ERR_NONE;

    for (size_t i = 0; i < c->roles.n && e == ERR_NONE; i++) {
        const char *role = c->roles.v[i];

        if (names_have(&c->had, role))
            continue;
        if ((strcmp(role, "customer") == 0) != c->customer)
            return fail_as(r, ERR_INVALID, "wrong_kind", "roles",
                           c->customer ? "A customer has the role customer and no other."
                                       : "The role customer is for customers.");
        e = may_give_role(r, "roles", role);
    }
    return e;
}

/* An administrator may go only when there is another one who can sign in. */
static enum err
check_last_admin(struct req *r, const struct change *c)
{
    int64_t others = 0;

    if (!c->was_active || !names_have(&c->had, "admin") || (c->active && names_have(&c->roles, "admin")))
        return ERR_NONE;
    enum err e = db_int(r, Q_ADMINS_BESIDES, ARGS(a_uuid(c->id)), 0, &others);

    if (e != ERR_NONE || others > 0)
        return e;
    return fail_as(r, ERR_CONFLICT, "last_admin", NULL,
                   "This is the last administrator. Make somebody else one first.");
}

static enum err
check(struct req *r, const struct change *c)
{
    enum err e = may_rule_user(r, c->id);

    if (e == ERR_NONE && !c->active && c->was_active && uuid_equal(c->id, r->actor.user_id))
        return fail_as(r, ERR_CONFLICT, "own_account", NULL, "You cannot deactivate your own account.");
    if (e == ERR_NONE)
        e = check_roles(r, c);
    if (e == ERR_NONE)
        e = check_last_admin(r, c);
    return e == ERR_NONE && c->was_active && !c->active ? auth_stepped_up(r) : e;
}

static enum err
write_roles(struct req *r, const struct change *c)
{
    enum err e = db_exec(r, Q_USER_ROLES_CLEAR, ARGS(a_uuid(c->id)), NULL);

    for (size_t i = 0; i < c->roles.n && e == ERR_NONE; i++)
        e = db_insert(r, Q_USER_ROLE_ADD, ARGS(a_uuid(c->id), a_str(c->roles.v[i])));
    return e;
}

/* Ends the person's sessions, and closes what is open of them. */
static enum err
end_sessions(struct req *r, struct uuid user, const char *why, uint64_t *ret_ended)
{
    enum err e = db_exec(r, Q_USER_SESSIONS_END, ARGS(a_str(why), a_uuid(user)), ret_ended);

    return e != ERR_NONE ? e : event_add(r, &user, "session", "");
}

static enum err
record(struct req *r, const struct change *c, const char *had, const char *roles)
{
    static const char *const words[] = { "inactive", "active" };

    if (had == NULL || roles == NULL)
        return ERR_TOO_LARGE;
    return audit_of(r, "user.changed", "user", c->id,
                    arena_printf(r->arena,
                                 "{\"state\":{\"from\":\"%s\",\"to\":\"%s\"},\"roles\":{\"from\":%s,\"to\":%s}}",
                                 words[c->was_active], words[c->active], had, roles));
}

static enum err
carry_out(struct req *r, const struct change_in *in, const struct change *c)
{
    const char *had = names_json(r, &c->had), *roles = names_json(r, &c->roles);
    bool named = in->first_name != NULL || in->last_name != NULL;
    enum err e =
        db_exec_one(r, Q_USER_CHANGE,
                    ARGS(a_str(in->state), a_str(in->first_name), a_str(in->last_name), a_int(named), a_uuid(c->id)));

    if (e != ERR_NONE)
        return e;
    bool differ = had == NULL || roles == NULL || strcmp(had, roles) != 0;

    if (differ)
        e = write_roles(r, c);
    if (e == ERR_NONE && c->was_active && !c->active)
        e = end_sessions(r, c->id, "deactivated", NULL);
    else if (e == ERR_NONE && differ)
        e = event_add(r, &c->id, "session", ""); /* who may listen is looked at again */
    return e != ERR_NONE ? e : record(r, c, had, roles);
}

static enum err
change(struct req *r, const void *input)
{
    const struct change_in *in = input;
    struct change c;
    enum err e = read_user(r, in, &c);

    if (e == ERR_NONE)
        e = check(r, &c);
    if (e == ERR_NONE)
        e = carry_out(r, in, &c);
    if (e == ERR_NONE)
        e = user_tell(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint user_change_endpoint = {
    "Change a person's roles, name or state",
    change_fields,
    user_shape,
    sizeof(struct change_in),
    change,
    .if_match = true,
};

static const struct shape ended_shape[] = { { .name = "ended", .type = S_INT, .doc = "How many were open" },
                                            SHAPE_END };

static enum err
sessions_end(struct req *r, const void *input)
{
    const struct id_in *in = input;
    uint64_t ended = 0;
    struct rows *row;
    enum err e = db_one(r, Q_USER_LOCK, ARGS(a_uuid(in->id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such person.");
    if (e == ERR_NONE)
        e = may_rule_user(r, in->id);
    if (e == ERR_NONE)
        e = end_sessions(r, in->id, "by_admin", &ended);
    if (e == ERR_NONE)
        e = audit_of(r, "user.sessions_ended", "user", in->id,
                     arena_printf(r->arena, "{\"ended\":%llu}", (unsigned long long)ended));
    out_int(r, "ended", (int64_t)ended);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint user_sessions_end_endpoint = { "End all sessions of a person", id_fields, ended_shape,
                                                     sizeof(struct id_in), sessions_end };
