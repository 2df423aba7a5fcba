/* Declared input: what is read, what is refused, and that every fault is told at once. */
#include "input.h"
#include "req.h"
#include "unit/unit.h"

struct thing {
    const char *name, *mail, *secret, *kind, *price, *search;
    int64_t count, limit, when;
    double share;
    bool yes;
    struct uuid id, owner;
    json *more;
    bool has_name, has_count;
};

static const char *const kinds[] = { "big", "small", NULL };

static const struct field fields[] = {
    FIELD_UUID(struct thing, id, .in = IN_PATH, .need = true),
    FIELD_STR(struct thing, name, .need = true, .max = 10, .has_offset = offsetof(struct thing, has_name)),
    FIELD_STR(struct thing, mail, .max = 254, .check = is_email),
    FIELD_STR(struct thing, secret, .min_len = 4, .max = 20, .keep_space = true, .secret = true),
    FIELD_ENUM(struct thing, kind, .choices = kinds),
    FIELD_DECIMAL(struct thing, price, .low = -10, .high = 1e15),
    FIELD_INT(struct thing, count, .low = 1, .high = 100, .fallback = 7,
              .has_offset = offsetof(struct thing, has_count)),
    FIELD_NUM(struct thing, share, .low = 0, .high = 1),
    FIELD_BOOL(struct thing, yes, .doc = "a flag"),
    FIELD_UUID(struct thing, owner, .doc = "an id"),
    FIELD_TIME(struct thing, when, .doc = "a time"),
    FIELD_JSON(struct thing, more, .doc = "anything"),
    FIELD_INT(struct thing, limit, .in = IN_QUERY, .low = 1, .high = 500, .fallback = 50),
    FIELD_STR(struct thing, search, .in = IN_QUERY, .max = 20),
    FIELD_END
};

static struct thing got;
static struct req request;
static char told[4000];

/* Fills `got`; told: "pointer code; ..." */
static enum err
fill_all(const char *body, const char *query, const char *id)
{
    size_t n = 0;
    enum err e;

    arena_free(request.arena);
    request = (struct req){ .arena = arena_new(0), .query = query, .body = body, .part_count = 1 };
    request.parts[0] = (struct part){ "id", id };
    request.body_len = body != NULL ? strlen(body) : 0;
    memset(&got, 0, sizeof got);
    e = input_fill(&request, fields, &got);
    told[0] = '\0';
    for (unsigned i = 0; i < request.fault_count; i++)
        n += (size_t)snprintf(told + n, sizeof told - n, "%s %s;", request.faults[i].pointer, request.faults[i].code);
    return e;
}

static enum err
fill(const char *body)
{
    return fill_all(body, "", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab");
}

/* The faults of a body that has one member besides a good name. */
static const char *
faults_of(const char *member)
{
    char body[2000];

    snprintf(body, sizeof body, "{\"name\":\"n\",%s}", member);
    return fill(body) == ERR_NONE ? "fine" : told;
}

UNIT(a_whole_request_is_read)
{
    CHECK_INT(fill_all("{\"name\":\" \\u00a0Ann\\u3000\\n\",\"mail\":\"a.b+c@x-y.example.test\",\"secret\":\" a b \","
                       "\"kind\":\"small\",\"price\":\"12.50\",\"count\":5,\"share\":0.25,\"yes\":true,"
                       "\"owner\":\"0190F3D2-7A1B-7C3D-8E4F-0123456789AC\",\"when\":\"2026-11-21T09:30:00Z\","
                       "\"more\":{\"x\":[1]}}",
                       "limit=20&search=%20x+y%20", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"),
              ERR_NONE);
    CHECK_STR(got.name, "Ann");
    CHECK_STR(got.mail, "a.b+c@x-y.example.test");
    CHECK_STR(got.secret, " a b ");
    CHECK_STR(got.kind, "small");
    CHECK_STR(got.price, "12.50");
    CHECK_STR(got.search, "x y");
    CHECK_INT(got.count, 5);
    CHECK_INT(got.limit, 20);
    CHECK(got.share == .25 && got.yes && got.has_name && got.has_count);
    CHECK_INT(got.when, 1795253400000000);
    CHECK_INT(got.owner.b[15], 0xac);
    CHECK_INT(got.id.b[15], 0xab);
    CHECK_INT(json_len(json_get(got.more, "x")), 1);
}

UNIT(what_is_absent_is_empty_or_its_fallback)
{
    CHECK_INT(fill("{\"name\":\"n\"}"), ERR_NONE);
    CHECK(got.mail == NULL && got.kind == NULL && got.price == NULL && got.more == NULL && uuid_is_nil(got.owner));
    CHECK(got.count == 7 && got.limit == 50 && !got.has_count && got.search == NULL);
    CHECK_INT(fill_all("{\"name\":\"n\",\"count\":null}", "limit=&search=", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"),
              ERR_NONE);
    CHECK(got.has_count && got.count == 7 && got.limit == 50 && got.search == NULL);
    CHECK_INT(fill_all(NULL, "", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"), ERR_INVALID);
    CHECK_STR(told, "/name required;");
    CHECK_STR(request.detail, "This is needed.");
}

UNIT(every_fault_is_told_at_once)
{
    CHECK_INT(fill_all("{\"name\":\"\",\"mail\":5,\"kind\":\"huge\",\"count\":0,\"role\":\"admin\",\"a/b~c\":1}",
                       "limit=501&tenant_id=7", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"),
              ERR_INVALID);
    CHECK_STR(told, "/name required;/mail wrong_type;/kind not_a_choice;/count too_small;limit too_large;"
                    "/role unknown_field;/a~1b~0c unknown_field;tenant_id unknown_field;");
    CHECK_STR(request.faults[2].message, "Choose one of: big, small.");
    CHECK(request.detail != NULL);
}

UNIT(a_strange_path_is_not_there)
{
    CHECK_INT(fill_all("{\"name\":\"n\"}", "", "1"), ERR_NOT_FOUND);
    CHECK_INT(fill_all("{}", "", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab' OR 1=1--"), ERR_NOT_FOUND);
    CHECK_INT(request.fault_count, 0);
}

UNIT(the_body_is_one_json_object)
{
    static const struct {
        const char *body;
        enum err want;
    } cases[] = {
        { "[]", ERR_MALFORMED },
        { "null", ERR_MALFORMED },
        { "\"name\"", ERR_MALFORMED },
        { "", ERR_MALFORMED },
        { "{\"name\":\"n\"", ERR_MALFORMED },
        { "{\"name\":\"n\",\"name\":\"m\"}", ERR_MALFORMED },
        { "{\"name\":\"n\",\"n\\u0061me\":\"m\"}", ERR_MALFORMED },
        { "{\"name\":\"\xff\"}", ERR_MALFORMED },
        { "{\"name\":\"\\u0000\"}", ERR_INVALID },
        { "{\"name\":\"n\",\"share\":1e999}", ERR_INVALID },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(fill(cases[i].body), cases[i].want);
        CHECK(request.detail != NULL && request.fault_count == 0);
    }
    CHECK_INT(fill_all("{\"name\":\"n\"}", "limit=%zz", "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"), ERR_MALFORMED);
}

UNIT(text)
{
    CHECK_STR(faults_of("\"mail\":null"), "fine");
    CHECK_STR(faults_of("\"secret\":\"abc\""), "/secret too_short;");
    CHECK_STR(request.faults[0].message, "At least 4 bytes of text; this has 3.");
    CHECK_STR(faults_of("\"secret\":\"   abc\""), "fine");
    CHECK_STR(faults_of("\"secret\":\"123456789012345678901\""), "/secret too_long;");
    CHECK_STR(faults_of("\"secret\":\"abcd\\u0007\""), "/secret malformed;");
    CHECK_STR(faults_of("\"secret\":\"abcd\\u0085\""), "/secret malformed;");
    CHECK_STR(faults_of("\"secret\":[\"abcd\"]"), "/secret wrong_type;");
    CHECK_STR(faults_of("\"secret\":\"a\\tb\\nc\""), "fine");
    CHECK_INT(fill("{\"name\":\"12345678901\"}"), ERR_INVALID);
    CHECK_STR(told, "/name too_long;");
    CHECK_INT(fill("{\"name\":\"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\"}"), ERR_NONE);
    CHECK_INT(fill("{\"name\":\"  \\t1234567890 \"}"), ERR_NONE);
    CHECK_INT(fill("{\"name\":\"a\\r\\nb\"}"), ERR_NONE);
    CHECK_STR(got.name, "a\nb");
    CHECK_INT(fill("{\"name\":\"a\\rb\"}"), ERR_INVALID);
    CHECK_INT(fill("{\"name\":\" \\u2003 \"}"), ERR_INVALID);
    CHECK_STR(told, "/name required;");
    CHECK_INT(fill("{\"name\":null}"), ERR_INVALID);
    CHECK_STR(told, "/name required;");
}

UNIT(numbers)
{
    CHECK_STR(faults_of("\"count\":1"), "fine");
    CHECK_STR(faults_of("\"count\":100"), "fine");
    CHECK_STR(faults_of("\"count\":101"), "/count too_large;");
    CHECK_STR(faults_of("\"count\":-1"), "/count too_small;");
    CHECK_STR(faults_of("\"count\":1.0"), "/count wrong_type;");
    CHECK_STR(faults_of("\"count\":1e1"), "/count wrong_type;");
    CHECK_STR(faults_of("\"count\":\"5\""), "/count wrong_type;");
    CHECK_STR(faults_of("\"count\":\"12abc\""), "/count wrong_type;");
    CHECK_STR(faults_of("\"count\":true"), "/count wrong_type;");
    CHECK_STR(faults_of("\"count\":9223372036854775808"), "/count too_large;");
    CHECK_STR(faults_of("\"count\":-9223372036854775809"), "/count too_small;");
    CHECK_STR(faults_of("\"count\":99999999999999999999999"), "/count too_large;");
    CHECK_STR(faults_of("\"share\":1"), "fine");
    CHECK_STR(faults_of("\"share\":5e-1"), "fine");
    CHECK_STR(faults_of("\"share\":\"0.5\""), "/share wrong_type;");
    CHECK_STR(faults_of("\"share\":1.01"), "/share too_large;");
    CHECK_STR(faults_of("\"share\":-0.01"), "/share too_small;");
    CHECK_STR(faults_of("\"yes\":1"), "/yes wrong_type;");
    CHECK_STR(faults_of("\"yes\":\"true\""), "/yes wrong_type;");
}

UNIT(numbers_in_the_query)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        { "limit=1", "" },
        { "limit=500", "" },
        { "limit=0", "limit too_small;" },
        { "limit=501", "limit too_large;" },
        { "limit=-1", "limit too_small;" },
        { "limit=01", "limit wrong_type;" },
        { "limit=+1", "limit wrong_type;" },
        { "limit=%2B1", "limit wrong_type;" },
        { "limit=1.0", "limit wrong_type;" },
        { "limit=0x10", "limit wrong_type;" },
        { "limit=1e2", "limit wrong_type;" },
        { "limit=-", "limit wrong_type;" },
        { "limit=12abc", "limit wrong_type;" },
        { "limit=3000000000", "limit too_large;" },
        { "limit=9223372036854775808", "limit too_large;" },
        { "limit=-99999999999999999999", "limit too_small;" },
        { "limit=1&limit=2", "limit repeated;" },
        { "Limit=1", "Limit unknown_field;" },
        { "search=123456789012345678901", "search too_long;" },
        { "search=%1b", "search malformed;" },
        { "name=x", "name unknown_field;" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fill_all("{\"name\":\"n\"}", cases[i].query, "0190f3d2-7a1b-7c3d-8e4f-0123456789ab");
        CHECK_STR(told, cases[i].want);
    }
}

UNIT(amounts)
{
    static const struct {
        const char *given, *want;
    } cases[] = {
        { "\"0\"", "0" },
        { "\"12.50\"", "12.50" },
        { "\"-9.99\"", "-9.99" },
        { "\"12.5\"", "12.5" },
        { "12.50", "12.50" },
        { "12", "12" },
        { "0.1", "0.1" },
        { "\"999999999999999.99\"", "999999999999999.99" },
        { "999999999999999.99", "999999999999999.99" },
        { "\"12.505\"", NULL },
        { "12.505", NULL },
        { "1e2", NULL },
        { "1.5E0", NULL },
        { "\"1e2\"", NULL },
        { "\"1000000000000000\"", NULL },
        { "123456789012345678901234567890", NULL },
        { "\"-10.01\"", NULL },
        { "\"\"", NULL },
        { "\".5\"", NULL },
        { "\"5.\"", NULL },
        { "\"+5\"", NULL },
        { "\"05\"", NULL },
        { "\"1,50\"", NULL },
        { "\"1 000\"", NULL },
        { "\"NaN\"", NULL },
        { "\"0x10\"", NULL },
        { "true", NULL },
        { "{}", NULL },
    };
    char member[200];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool fine;

        snprintf(member, sizeof member, "\"price\":%s", cases[i].given);
        fine = strcmp(faults_of(member), "fine") == 0;
        if (fine != (cases[i].want != NULL))
            fprintf(stderr, "  case %s\n", cases[i].given);
        CHECK(fine == (cases[i].want != NULL));
        if (fine)
            CHECK_STR(got.price, cases[i].want);
    }
}

UNIT(other_types)
{
    CHECK_STR(faults_of("\"owner\":\"1\""), "/owner malformed;");
    CHECK_STR(faults_of("\"owner\":1"), "/owner wrong_type;");
    CHECK_STR(faults_of("\"when\":\"yesterday\""), "/when malformed;");
    CHECK_STR(faults_of("\"when\":1795253400"), "/when wrong_type;");
    CHECK_STR(faults_of("\"kind\":\"Big\""), "/kind not_a_choice;");
    CHECK_STR(faults_of("\"kind\":1"), "/kind wrong_type;");
    CHECK_STR(faults_of("\"more\":[]"), "fine");
    CHECK_STR(faults_of("\"more\":\"{}\""), "/more wrong_type;");
}

UNIT(an_unknown_name_is_shown_short_and_whole)
{
    char body[2000] = "{\"name\":\"n\",\"";
    size_t n = strlen(body);

    memset(body + n, 'x', 63); /* the 64th byte is half of a character */
    snprintf(body + n + 63, sizeof body - n - 63, "\xc3\xa4%0500d\":1}", 0);
    CHECK_INT(fill(body), ERR_INVALID);
    CHECK_INT(request.fault_count, 1);
    CHECK_INT(strlen(request.faults[0].pointer), 64);
}

UNIT(more_faults_than_can_be_told_do_no_harm)
{
    char body[8000] = "{\"name\":\"n\"";
    size_t n = strlen(body);

    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(body + n, sizeof body - n, ",\"x%d\":1", i);
    snprintf(body + n, sizeof body - n, "}");
    CHECK_INT(fill(body), ERR_INVALID);
    CHECK_INT(request.fault_count, REQ_MAX_FAULTS);
}

UNIT(mail_addresses)
{
    static const char *const good[] = { "a@b.cd", "first.last@example.test", "o'neil+tag@sub.example.test",
                                        "x_y%z@1-2.example" };
    static const char *const bad[] = { "",
                                       "a",
                                       "@b.cd",
                                       "a@",
                                       "a@b",
                                       "a@b.",
                                       "a@.cd",
                                       "a@b..cd",
                                       "a@@b.cd",
                                       "a b@b.cd",
                                       "a@b c.cd",
                                       ".a@b.cd",
                                       "a.@b.cd",
                                       "a..b@b.cd",
                                       "a@-b.cd",
                                       "a@b-.cd",
                                       "a@b.cd\nBcc: x@y.zz",
                                       "a@b.cd>",
                                       "<a@b.cd>",
                                       "\"a\"@b.cd",
                                       "a@[127.0.0.1]",
                                       "a,b@c.de",
                                       "\xc3\xa4@b.cd",
                                       "a@b_c.de",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cd" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(is_email(good[i]) == NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (is_email(bad[i]) == NULL)
            fprintf(stderr, "  case %s\n", bad[i]);
        CHECK(is_email(bad[i]) != NULL);
    }
    CHECK(is_plain_text("a\r\n\tb\xc3\xa4") == NULL);
    CHECK(is_plain_text("a\x1b[31m") != NULL);
    CHECK(is_plain_text("a\xc2\x85") != NULL);
    CHECK(is_plain_text("a\xff") != NULL);
    arena_free(request.arena);
    request.arena = NULL;
}

UNIT_MAIN
