/*
 * person.c: see person.h.
 */
#include "person.h"

#include "clock.h"

#define REPEATS 4

static void
person_read(const struct rows *row, struct person *ret)
{
    *ret = (struct person){
        .customer = col_uuid(row, 0),
        .user = col_uuid(row, 1),
        .name = col_str(row, 2),
        .segment = col_str(row, 3),
        .points = col_int(row, 4),
        .purchases = col_int(row, 5),
        .since = col_str(row, 6),
        .email = col_int(row, 7) != 0,
        .sms = col_int(row, 8) != 0,
        .push = col_int(row, 9) != 0,
    };
}

static enum err
read_me(struct req *r, struct person *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_ME, NO_ARGS, &row);

    if (e == ERR_NONE)
        person_read(row, ret);
    return e;
}

/* A record that staff or data brought, with the same address and nobody's yet: only an address that was proved, and only the one. */
static enum err
link_by_email(struct req *r, struct uuid user, struct uuid *ret_customer)
{
    struct uuid found;
    struct rows *rows;
    enum err e = db_rows(r, Q_PERSON_BY_EMAIL, ARGS(a_uuid(user)), &rows);

    if (e != ERR_NONE)
        return e;
    if (!rows_next(rows))
        return rows_error(rows) != ERR_NONE ? rows_error(rows) : ERR_NOT_FOUND;
    found = col_uuid(rows, 0);
    if (rows_next(rows))
        return ERR_NOT_FOUND;
    e = db_exec_one(r, Q_PERSON_LINK, ARGS(a_uuid(user), a_uuid(found)));
    if (e == ERR_NONE)
        *ret_customer = found;
    return e;
}

static enum err
make_record(struct req *r, struct uuid user, struct uuid *ret_customer)
{
    struct uuid id = uuid_v7();
    char text[UUID_TEXT];
    int64_t no = 0;
    enum err e = number_next(r, "customer", &no);

    uuid_text(id, text);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_PERSON_MAKE,
                        ARGS(a_uuid(id), a_int(no), a_str(arena_printf(r->arena, "hf-%s", text)), a_uuid(user)));
    if (e == ERR_NONE) /* so that search finds the name */
        e = job_add(r, "customers", "search-index", arena_printf(r->arena, "{\"customer\":\"%s\"}", text));
    if (e == ERR_NONE)
        *ret_customer = id;
    return e;
}

static enum err
make_profile(struct req *r, struct uuid user, struct uuid customer)
{
    struct score_in in = score_starter(user);
    struct score s = score_of(in);

    return db_exec(r, Q_PROFILE_MAKE,
                   ARGS(a_uuid(customer), a_num(in.loyalty), a_num(in.activity), a_num(in.balance), a_int(s.credit),
                        a_num(s.probability)),
                   NULL);
}

enum err
person_of_user(struct req *r, struct uuid user, struct uuid *ret_customer)
{
    struct uuid customer = { { 0 } };
    struct rows *row;
    enum err e = db_one(r, Q_PERSON_OF_USER, ARGS(a_uuid(user)), &row);

    if (e == ERR_NONE) {
        *ret_customer = col_uuid(row, 0);
        return ERR_NONE;
    }
    if (e == ERR_NOT_FOUND)
        e = link_by_email(r, user, &customer);
    if (e == ERR_NOT_FOUND)
        e = make_record(r, user, &customer);
    if (e == ERR_NONE)
        e = make_profile(r, user, customer);
    if (e == ERR_NONE)
        e = timeline_add(r, customer, "profile", NULL, "{\"account\":true}");
    if (e == ERR_NONE)
        *ret_customer = customer;
    return e;
}

enum err
person_me_changing(struct req *r, struct person *ret)
{
    struct uuid customer;
    enum err e = read_me(r, ret);

    if (e != ERR_NOT_FOUND)
        return e;
    e = person_of_user(r, r->actor.user_id, &customer);
    return e != ERR_NONE ? e : read_me(r, ret);
}

static enum err
make_once(struct req *r)
{
    struct uuid customer;
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = person_of_user(r, r->actor.user_id, &customer);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e == ERR_CONFLICT ? ERR_REPEAT : e; /* somebody else was quicker */
}

enum err
person_me(struct req *r, struct person *ret)
{
    enum err e = read_me(r, ret);

    if (e != ERR_NOT_FOUND)
        return e;
    e = make_once(r);
    for (int i = 1; e == ERR_REPEAT && i < REPEATS; i++)
        e = make_once(r);
    return e != ERR_NONE ? e : read_me(r, ret);
}

enum err
person_actor(struct req *r, bool changing, struct person *ret)
{
    if (r->actor.customer)
        return changing ? person_me_changing(r, ret) : person_me(r, ret);
    *ret = (struct person){ .user = r->actor.user_id, .name = "", .segment = "", .since = "" };
    return ERR_NONE;
}

struct uuid
person_owner(const struct person *p)
{
    return uuid_is_nil(p->customer) ? p->user : p->customer;
}

enum err
standing_read(struct req *r, struct uuid customer, struct standing *ret)
{
    /* Of whom nothing is known, the rules of the older system assume one product and an active member. */
    struct score_in in = { .activity = 0.2 };
    struct standing s = { .computed_at = clock_now_us() };
    struct rows *row;
    enum err e = db_one(r, Q_PROFILE, ARGS(a_uuid(customer)), &row);

    if (e != ERR_NONE)
        return e;
    s.known = !col_null(row, 0);
    if (s.known) {
        in = (struct score_in){ .loyalty = col_num(row, 0), .activity = col_num(row, 1), .balance = col_num(row, 2) };
        s.starter = col_int(row, 3) != 0;
    }
    if (!col_null(row, 4)) { /* what the present dataset says */
        in.balance = col_num(row, 4);
        s.starter = false;
    }
    in.complaint = col_int(row, 5) != 0;
    s.score = score_of(in);
    *ret = s;
    return ERR_NONE;
}

enum err
standing_renew(struct req *r, struct uuid customer, struct standing *ret)
{
    enum err e = standing_read(r, customer, ret);

    if (e != ERR_NONE || !ret->known)
        return e;
    e = db_begin(r);
    if (e != ERR_NONE)
        return e;
    e = db_exec(r, Q_PROFILE_STORE,
                ARGS(a_int(ret->score.credit), a_num(ret->score.probability), a_uuid(customer),
                     a_int(ret->score.credit), a_num(ret->score.probability)),
                NULL);
    if (e == ERR_NONE)
        return db_commit(r);
    db_rollback(r);
    return e;
}
