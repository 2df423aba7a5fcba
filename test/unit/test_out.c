#include "unit/unit.h"

#include "out.h"
#include "request_fixture.h"

UNIT(members_nest_and_commas_fall_where_they_belong)
{
    FIXTURE(r);
    out_str(&r, "a", "x");
    out_array(&r, "list");
    out_int(&r, NULL, -1);
    out_object(&r, NULL);
    out_bool(&r, "yes", true);
    out_end(&r);
    out_array(&r, NULL);
    out_end(&r);
    out_end(&r);
    out_null(&r, "none");
    CHECK_STR(fixture_body(&r), "{\"a\":\"x\",\"list\":[-1,{\"yes\":true},[]],\"none\":null}");
    DROP(r);
}

UNIT(an_untouched_reply_is_an_empty_object)
{
    FIXTURE(r);
    CHECK_STR(fixture_body(&r), "{}");
    DROP(r);
}

UNIT(strings_are_escaped_and_always_utf8)
{
    FIXTURE(r);
    out_strn(&r, "s", "\"\\\n\t\x01\x00z\x7f", 8);
    out_str(&r, "ok", "\xc3\xa9\xf0\x9f\x98\x80");
    out_str(&r, "bad", "a\xff\xc3(\xed\xa0\x80");
    CHECK_STR(fixture_body(&r), "{\"s\":\"\\\"\\\\\\n\\t\\u0001\\u0000z\x7f\",\"ok\":\"\xc3\xa9\xf0\x9f\x98\x80\","
                                "\"bad\":\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}");
    DROP(r);
}

UNIT(numbers_read_back_as_they_were)
{
    FIXTURE(r);
    out_num(&r, "tenth", 0.1);
    out_num(&r, "third", 1.0 / 3.0);
    out_num(&r, "nan", (double)NAN);
    out_int(&r, "low", INT64_MIN);
    CHECK_STR(fixture_body(&r),
              "{\"tenth\":0.1,\"third\":0.3333333333333333,\"nan\":null,\"low\":-9223372036854775808}");
    DROP(r);
}

UNIT(absent_values_are_null)
{
    FIXTURE(r);
    struct uuid nil = { { 0 } };

    out_str(&r, "s", NULL);
    out_uuid(&r, "id", nil);
    out_time(&r, "at", 0);
    CHECK_STR(fixture_body(&r), "{\"s\":null,\"id\":null,\"at\":null}");
    DROP(r);
}

UNIT(an_unclosed_level_and_one_too_deep_are_faults)
{
    FIXTURE(r);
    out_array(&r, "open");
    fixture_body(&r);
    CHECK(r.p->out_failed);
    reply_reset(&r);
    CHECK(!r.p->out_failed);
    out_end(&r);
    CHECK(r.p->out_failed);
    reply_reset(&r);
    for (int i = 0; i < OUT_MAX_DEPTH; i++)
        out_object(&r, i == 0 ? "o" : "p");
    CHECK(r.p->out_failed);
    DROP(r);
}

UNIT(a_reply_beyond_its_cap_is_a_fault_not_a_crash)
{
    FIXTURE(r);
    static char big[1 << 20];

    memset(big, 'x', sizeof(big));
    for (int i = 0; i < 9; i++)
        out_strn(&r, "k", big, sizeof(big));
    CHECK(r.p->out_failed);
    DROP(r);
}

UNIT(headers_with_line_breaks_are_refused)
{
    FIXTURE(r);
    reply_header(&r, "Location", "/a\r\nSet-Cookie: x=1");
    CHECK(r.p->out_failed);
    CHECK_INT(r.p->header_count, 0);
    reply_reset(&r);
    reply_header(&r, "Location", "/a");
    CHECK(!r.p->out_failed && r.p->header_count == 1);
    DROP(r);
}

UNIT(a_problem_names_every_field_and_hides_our_own_faults)
{
    FIXTURE(r);
    enum err e = fail(&r, ERR_INVALID, "email", "Not an address.");

    e = fail(&r, e, "/list/0", "Too long.");
    reply_problem(&r, e);
    CHECK_STR(
        fixture_body(&r),
        "{\"type\":\"urn:holdfast:problem:invalid\",\"title\":\"Some values are not acceptable\",\"status\":422,"
        "\"detail\":\"Not an address.\",\"instance\":\"/\",\"code\":\"invalid\",\"request_id\":\"t1\",\"errors\":["
        "{\"pointer\":\"/email\",\"code\":\"invalid\",\"message\":\"Not an address.\"},"
        "{\"pointer\":\"/list/0\",\"code\":\"invalid\",\"message\":\"Too long.\"}]}");
    reply_reset(&r);
    e = fault(&r, ERR_INTERNAL, "table %s is gone", "secret_table");
    reply_problem(&r, e);
    CHECK_INT(r.status, 500);
    CHECK(strstr(fixture_body(&r), "secret_table") == NULL);
    DROP(r);
}

UNIT_MAIN
