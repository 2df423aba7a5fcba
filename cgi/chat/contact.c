/*
 * contact.c: from what a visitor says about themselves to a customer record. All of it under the lock of the session's row.
 */
#include "conversation.h"

#include <ctype.h>
#include <unicase.h>
#include <unictype.h>

#include "clock.h"
#include "jobs.h"
#include "normalise.h"
#include "timeline.h"
#include "utf8.h"

#define NAME_MIN   2
#define NAME_MAX_  100
#define PHONE_MIN  10
#define PHONE_MOST 20

static enum err
bad(struct req *r, const char *sentence)
{
    return fail(r, ERR_INVALID, "message", sentence);
}

/* "o'neil-smith" -> "O'Neil-Smith": a letter after none is a capital, the others are not. */
static enum err
read_name(struct req *r, const char *text, const char **ret_name)
{
    const char *s = normalise_text(r->arena, text);
    size_t n = s == NULL ? 0 : strlen(s), len = 0, chars = 0, used = 0;
    char *name = arena_alloc(r->arena, n * 2 + 8);
    bool letter_before = false, fine = true;

    if (s == NULL || name == NULL)
        return bad(r, "Name must be at least 2 characters");
    for (size_t i = 0; i < n; i += len, chars++) {
        uint32_t c = utf8_at(s + i, n - i, &len);
        bool letter = c != UTF8_BAD && (uc_is_property_alphabetic(c) || uc_is_general_category(c, UC_MARK));

        fine = fine && (letter || (c < 0x80 && strchr(" .-'", (int)c) != NULL));
        if (c == UTF8_BAD || used + 4 > n * 2 + 4)
            fine = false;
        else
            used += utf8_put(!letter ? c : letter_before ? uc_tolower(c) : uc_totitle(c), name + used);
        letter_before = letter;
    }
    if (chars < NAME_MIN)
        return bad(r, "Name must be at least 2 characters");
    if (chars > NAME_MAX_)
        return bad(r, "Name must be less than 100 characters");
    if (!fine)
        return bad(r, "Name can only contain letters, spaces, dots, hyphens, and apostrophes");
    *ret_name = name;
    return ERR_NONE;
}

static bool
of(const char *s, size_t n, const char *others)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && (s[i] == '\0' || strchr(others, s[i]) == NULL))
            return false;
    return n > 0;
}

static enum err
read_email(struct req *r, const char *text, const char **ret_email)
{
    char *s = arena_str(r->arena, text);
    const char *at = s == NULL ? NULL : strchr(s, '@'), *dot = s == NULL ? NULL : strrchr(s, '.');
    bool fine = at != NULL && dot != NULL && dot > at + 1 && strlen(s) <= 254;

    fine = fine && of(s, (size_t)(at - s), "._%+-") && of(at + 1, (size_t)(dot - at - 1), ".-");
    for (const char *p = fine ? dot + 1 : ""; *p != '\0'; p++)
        fine = fine && isalpha((unsigned char)*p);
    if (!fine || strlen(dot + 1) < 2)
        return bad(r, "Please provide a valid email address");
    for (char *p = s; *p != '\0'; p++)
        *p = (char)tolower((unsigned char)*p);
    *ret_email = s;
    return ERR_NONE;
}

static enum err
read_phone(struct req *r, const char *text, const char **ret_phone)
{
    char *digits = arena_alloc(r->arena, strlen(text) + 1);
    size_t n = 0;

    for (const char *p = text; digits != NULL && *p != '\0'; p++)
        if (isdigit((unsigned char)*p))
            digits[n++] = *p;
    if (n < PHONE_MIN)
        return bad(r, "Phone number must have at least 10 digits");
    if (n > PHONE_MOST)
        return bad(r, "Phone number must have at most 20 digits");
    *ret_phone = digits;
    return ERR_NONE;
}

enum err
contact_read(struct req *r, const char *data_type, const char *text, const char **ret_value)
{
    if (strcmp(data_type, "name") == 0)
        return read_name(r, text, ret_value);
    if (strcmp(data_type, "email") == 0)
        return read_email(r, text, ret_value);
    return read_phone(r, text, ret_value);
}

static enum err
add_customer(struct req *r, struct session *s)
{
    char session[UUID_TEXT];
    struct uuid id = uuid_v7();
    const char *key = s->email == NULL ? NULL : normalise_key(r->arena, s->email);
    int64_t no = 0;
    enum err e = number_next(r, "customer", &no);

    uuid_text(s->id, session);
    if (e == ERR_NONE)
        e = db_insert(r, Q_CUSTOMER_ADD,
                      ARGS(a_uuid(id), a_int(no), a_str(arena_printf(r->arena, "chat-%s", session)), a_str(s->name),
                           a_str(s->email), a_str(key), a_str(s->phone)));
    if (e == ERR_NONE)
        e = timeline_add(r, id, "message", session, "{\"event\":\"began\"}");
    if (e == ERR_NONE)
        s->customer = id;
    return e;
}

/* Of a record that was merged or erased meanwhile nothing is changed: the conversation keeps what was said. */
static enum err
change_customer(struct req *r, const struct session *s)
{
    const char *key = s->email == NULL ? NULL : normalise_key(r->arena, s->email);

    return db_exec(r, Q_CUSTOMER_CONTACT,
                   ARGS(a_str(s->name), a_str(s->email), a_str(key), a_str(s->phone), a_uuid(s->customer)), NULL);
}

/* A record without a history enters the first stage, assigned to nobody yet. */
static enum err
become_lead(struct req *r, const struct session *s)
{
    struct uuid change = uuid_v7(), assignment = uuid_v7();
    char change_text[UUID_TEXT], assignment_text[UUID_TEXT];
    uint64_t rows = 0;
    enum err e = db_exec(r, Q_CUSTOMER_LEAD, ARGS(a_uuid(s->customer)), &rows);

    if (e != ERR_NONE || rows == 0)
        return e;
    uuid_text(change, change_text);
    uuid_text(assignment, assignment_text);
    e = db_insert(r, Q_STAGE_FIRST, ARGS(a_uuid(change), a_uuid(s->customer)));
    if (e == ERR_NONE)
        e = timeline_add(
            r, s->customer, "stage", change_text,
            "{\"pipeline_id\":null,\"from\":\"\",\"from_title\":null,\"to\":\"lead\",\"to_title\":\"Lead\",\"remarks\":\"\"}");
    if (e == ERR_NONE)
        e = db_exec(r, Q_ASSIGNMENT_NOBODY, ARGS(a_uuid(assignment), a_uuid(s->customer)), &rows);
    if (e == ERR_NONE && rows != 0)
        e = timeline_add(r, s->customer, "assignment", assignment_text,
                         "{\"from\":null,\"to\":null,\"remarks\":\"\",\"batch_id\":null}");
    return e;
}

static enum err
complete(struct req *r, const struct session *s)
{
    enum err e = db_exec_one(r, Q_SESSION_COMPLETED, ARGS(a_uuid(s->id)));

    if (e == ERR_NONE)
        e = become_lead(r, s);
    return e != ERR_NONE ? e : extraction_queue(r, s->id);
}

/* The words that a customer is found by are made by the binary that searches them. */
static enum err
index_customer(struct req *r, struct uuid customer)
{
    char id[UUID_TEXT];

    uuid_text(customer, id);
    return job_add(r, "customers", "search-index", arena_printf(r->arena, "{\"customer\":\"%s\"}", id));
}

enum err
contact_take(struct req *r, struct session *s, const char *data_type, const char *value)
{
    if (strcmp(data_type, "name") == 0)
        s->name = value;
    else if (strcmp(data_type, "email") == 0)
        s->email = value;
    else
        s->phone = value;
    enum err e = uuid_is_nil(s->customer) ? add_customer(r, s) : change_customer(r, s);

    if (e == ERR_NONE)
        e = db_exec_one(r, Q_SESSION_CONTACT,
                        ARGS(a_uuid(s->customer), a_str(s->name), a_str(s->email), a_str(s->phone), a_uuid(s->id)));
    if (e == ERR_NONE && s->name != NULL)
        e = index_customer(r, s->customer);
    if (e != ERR_NONE || s->completed || s->name == NULL || s->email == NULL || s->phone == NULL)
        return e;
    return complete(r, s);
}

enum err
extraction_queue(struct req *r, struct uuid session)
{
    uint64_t rows = 0;
    char id[UUID_TEXT];
    enum err e = db_exec(r, Q_EXTRACTION_WAITS, ARGS(a_uuid(session)), &rows);

    uuid_text(session, id);
    if (e != ERR_NONE || rows == 0)
        return e;
    return job_add(r, "chat", "extract", arena_printf(r->arena, "{\"session\":\"%s\"}", id));
}
