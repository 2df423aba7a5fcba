/* The scanner and the reader of JSON. Cases by what each byte could do wrong; numbers near their limits. */
#include "json.h"
#include "unit/unit.h"

#include <stdlib.h>

static const struct {
    const char *text;
    enum err want;
} cases[] = {
    /* values */
    { "null", ERR_NONE },
    { "true", ERR_NONE },
    { " false\n", ERR_NONE },
    { "0", ERR_NONE },
    { "-0", ERR_NONE },
    { "-12.50e+2", ERR_NONE },
    { "1E2", ERR_NONE },
    { "\"\"", ERR_NONE },
    { "[]", ERR_NONE },
    { "{}", ERR_NONE },
    { "[ ]", ERR_NONE },
    { "{ }", ERR_NONE },
    { "\t{\r\n\"a\" : [ 1 , {\"b\":null} ] }\n ", ERR_NONE },
    { "[[],{},[[]],{\"\":{}}]", ERR_NONE },
    { "", ERR_MALFORMED },
    { " ", ERR_MALFORMED },
    { "nul", ERR_MALFORMED },
    { "nulls", ERR_MALFORMED },
    { "True", ERR_MALFORMED },
    { "NaN", ERR_MALFORMED },
    { "Infinity", ERR_MALFORMED },
    { "-Infinity", ERR_MALFORMED },
    { "undefined", ERR_MALFORMED },
    { "'a'", ERR_MALFORMED },
    { "a", ERR_MALFORMED },
    { "1 2", ERR_MALFORMED },
    { "{}{}", ERR_MALFORMED },
    { "{}x", ERR_MALFORMED },
    { "[]]", ERR_MALFORMED },
    { "\xef\xbb\xbf{}", ERR_MALFORMED },
    { "\f1", ERR_MALFORMED },
    { "\xc2\xa0"
      "1",
      ERR_MALFORMED },
    { "/* x */ 1", ERR_MALFORMED },
    { "1 // x", ERR_MALFORMED },
    /* numbers */
    { "-", ERR_MALFORMED },
    { "+1", ERR_MALFORMED },
    { "01", ERR_MALFORMED },
    { "-01", ERR_MALFORMED },
    { "00", ERR_MALFORMED },
    { "1.", ERR_MALFORMED },
    { ".5", ERR_MALFORMED },
    { "-.5", ERR_MALFORMED },
    { "1.e1", ERR_MALFORMED },
    { "1e", ERR_MALFORMED },
    { "1e+", ERR_MALFORMED },
    { "1e1.5", ERR_MALFORMED },
    { "0x10", ERR_MALFORMED },
    { "1_000", ERR_MALFORMED },
    { "--1", ERR_MALFORMED },
    { "1-1", ERR_MALFORMED },
    { "-NaN", ERR_MALFORMED },
    { "\xef\xbc\x91", ERR_MALFORMED },
    { "1e999", ERR_INVALID },
    { "-1e309", ERR_INVALID },
    { "1.7976931348623157e308", ERR_NONE },
    { "1.7976931348623159e308", ERR_INVALID },
    { "0.0001e312", ERR_NONE },
    { "1e-999", ERR_NONE },
    { "0e99999999999999999999", ERR_NONE },
    { "1e99999999999999999999", ERR_INVALID },
    { "1e-99999999999999999999", ERR_NONE },
    { "123456789012345678901234567890", ERR_NONE },
    /* strings */
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", ERR_NONE },
    { "\"\\ud83d\\ude00\"", ERR_NONE },
    { "\"\xf0\x9f\x98\x80\"", ERR_NONE },
    { "\"\x7f\"", ERR_NONE },
    { "\"\xef\xbf\xbf\"", ERR_NONE },
    { "\"a", ERR_MALFORMED },
    { "\"\\", ERR_MALFORMED },
    { "\"\\\"", ERR_MALFORMED },
    { "\"\\x41\"", ERR_MALFORMED },
    { "\"\\a\"", ERR_MALFORMED },
    { "\"\\U0041\"", ERR_MALFORMED },
    { "\"\\u12\"", ERR_MALFORMED },
    { "\"\\u12g4\"", ERR_MALFORMED },
    { "\"\\u", ERR_MALFORMED },
    { "\"\n\"", ERR_MALFORMED },
    { "\"\t\"", ERR_MALFORMED },
    { "\"\x1f\"", ERR_MALFORMED },
    { "\"\\ud83d\"", ERR_MALFORMED },
    { "\"\\ud83d\\", ERR_MALFORMED },
    { "\"\\ud83dx\"", ERR_MALFORMED },
    { "\"\\ud83d\\n\"", ERR_MALFORMED },
    { "\"\\ud83d\\u0041\"", ERR_MALFORMED },
    { "\"\\ud83d\\ud83d\"", ERR_MALFORMED },
    { "\"\\ude00\"", ERR_MALFORMED },
    { "\"\\ude00\\ud83d\"", ERR_MALFORMED },
    { "\"\xff\"", ERR_MALFORMED },
    { "\"\x80\"", ERR_MALFORMED },
    { "\"\xc0\xaf\"", ERR_MALFORMED },
    { "\"\xe0\x80\xaf\"", ERR_MALFORMED },
    { "\"\xf0\x80\x80\xaf\"", ERR_MALFORMED },
    { "\"\xed\xa0\x80\"", ERR_MALFORMED },
    { "\"\xf4\x90\x80\x80\"", ERR_MALFORMED },
    { "\"\xe2\x82\"", ERR_MALFORMED },
    { "\"\xe2", ERR_MALFORMED },
    { "\"\\u0000\"", ERR_INVALID },
    { "{\"ro\\u0000le\":1}", ERR_INVALID },
    /* arrays and objects */
    { "[", ERR_MALFORMED },
    { "[1", ERR_MALFORMED },
    { "[1,", ERR_MALFORMED },
    { "[1,]", ERR_MALFORMED },
    { "[,1]", ERR_MALFORMED },
    { "[,]", ERR_MALFORMED },
    { "[1,,2]", ERR_MALFORMED },
    { "[1 2]", ERR_MALFORMED },
    { "[1}", ERR_MALFORMED },
    { "]", ERR_MALFORMED },
    { "}", ERR_MALFORMED },
    { ",", ERR_MALFORMED },
    { ":", ERR_MALFORMED },
    { "{", ERR_MALFORMED },
    { "{]", ERR_MALFORMED },
    { "{\"a\"", ERR_MALFORMED },
    { "{\"a\":", ERR_MALFORMED },
    { "{\"a\":}", ERR_MALFORMED },
    { "{\"a\":1", ERR_MALFORMED },
    { "{\"a\":1,", ERR_MALFORMED },
    { "{\"a\":1,}", ERR_MALFORMED },
    { "{,}", ERR_MALFORMED },
    { "{\"a\" 1}", ERR_MALFORMED },
    { "{\"a\"::1}", ERR_MALFORMED },
    { "{\"a\":1:2}", ERR_MALFORMED },
    { "{a:1}", ERR_MALFORMED },
    { "{'a':1}", ERR_MALFORMED },
    { "{1:1}", ERR_MALFORMED },
    { "{null:1}", ERR_MALFORMED },
    { "{[]:1}", ERR_MALFORMED },
    { "{\"a\":1 \"b\":2}", ERR_MALFORMED },
    { "{\"a\",\"b\"}", ERR_MALFORMED },
    { "{\"a\"}", ERR_MALFORMED },
    { "[\"a\":1]", ERR_MALFORMED },
    { "{\"a\":1]", ERR_MALFORMED },
    /* the same key twice */
    { "{\"a\":1,\"a\":1}", ERR_MALFORMED },
    { "{\"a\":1,\"b\":2,\"a\":3}", ERR_MALFORMED },
    { "{\"a\":1,\"\\u0061\":2}", ERR_MALFORMED },
    { "{\"\\/\":1,\"/\":2}", ERR_MALFORMED },
    { "{\"\\n\":1,\"\\u000A\":2}", ERR_MALFORMED },
    { "{\"\xf0\x9f\x98\x80\":1,\"\\uD83D\\uDE00\":2}", ERR_MALFORMED },
    { "{\"\":1,\"\":2}", ERR_MALFORMED },
    { "{\"x\":{\"a\":1},\"y\":{\"a\":2}}", ERR_NONE },
    { "{\"a\":{\"a\":{\"a\":1}}}", ERR_NONE },
    { "{\"x\":{\"b\":1,\"a\":{\"a\":1},\"b\":2}}", ERR_MALFORMED },
    { "[{\"a\":1},{\"a\":2}]", ERR_NONE },
    { "{\"a\":1,\"A\":1,\"a \":1,\"aa\":1,\"\\u0061a1\":1}", ERR_NONE },
};

/* A copy without a NUL after it, so that a read past the end is seen by the sanitizer. */
static char *
exact(const char *text, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);

    memcpy(copy, text, len);
    return copy;
}

UNIT(only_rfc_8259_without_the_dangerous_parts_passes)
{
    struct arena *a = arena_new(0);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len = strlen(cases[i].text);
        char *text = exact(cases[i].text, len);
        struct json_fault fault = { SIZE_MAX, NULL };
        json *v;
        enum err checked = json_check(text, len, &fault), parsed = json_parse(a, text, len, &v, NULL);

        free(text);
        if (checked != cases[i].want || parsed != cases[i].want)
            fprintf(stderr, "  case %s: check %d parse %d\n", cases[i].text, (int)checked, (int)parsed);
        CHECK_INT(checked, cases[i].want);
        CHECK_INT(parsed, cases[i].want);
        CHECK(checked == ERR_NONE || (fault.reason != NULL && fault.at <= len));
    }
    arena_free(a);
}

UNIT(every_cut_of_a_document_is_refused)
{
    static const char text[] = "{\"a\":[1,-2.5e+3,true,null,\"x\\u00e9\\ud83d\\ude00\xc3\xa9\"],\"b\":{\"c\":{}}}";

    for (size_t n = 0; n < sizeof text - 1; n++) {
        char *cut = exact(text, n);

        CHECK_INT(json_check(cut, n, NULL), ERR_MALFORMED);
        free(cut);
    }
    CHECK_INT(json_check(text, sizeof text - 1, NULL), ERR_NONE);
    CHECK_INT(json_check(text, sizeof text, NULL), ERR_MALFORMED); /* with its NUL */
}

UNIT(depth_ends_at_32)
{
    static char text[200001];
    struct arena *a = arena_new(0);
    json *v;

    for (size_t depth = 31; depth <= 34; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        CHECK_INT(json_check(text, 2 * depth, NULL), depth <= 32 ? ERR_NONE : ERR_MALFORMED);
    }
    memset(text, '[', 32);
    text[32] = '7';
    memset(text + 33, ']', 32);
    CHECK_INT(json_parse(a, text, 65, &v, NULL), ERR_NONE);
    for (int i = 0; i < 32; i++)
        v = json_at(v, 0);
    CHECK_INT(json_int(v, 0), 7);
    memset(text, '[', 200000);
    CHECK_INT(json_check(text, 200000, NULL), ERR_MALFORMED);
    arena_free(a);
}

static size_t
many_keys(char *text, size_t size, size_t count, const char *last)
{
    size_t n = 1;

    text[0] = '{';
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(text + n, size - n, "%s\"k%zu\":{\"x\":1}", i > 0 ? "," : "", i * 7919 % 100003);
    return n + (size_t)snprintf(text + n, size - n, "%s}", last);
}

UNIT(keys_are_counted_and_compared_in_large_objects)
{
    static char text[400000];
    struct json_fault fault;
    size_t n;

    n = many_keys(text, sizeof text, JSON_MAX_KEYS, "");
    CHECK_INT(json_check(text, n, NULL), ERR_NONE);
    n = many_keys(text, sizeof text, JSON_MAX_KEYS + 1, "");
    CHECK_INT(json_check(text, n, &fault), ERR_INVALID);
    CHECK_STR(fault.reason, "too many keys");
    n = many_keys(text, sizeof text, 1000, ",\"\\u006b7919\":0");
    CHECK_INT(json_check(text, n, &fault), ERR_MALFORMED);
    CHECK_STR(fault.reason, "duplicate key");
    CHECK(memcmp(text + fault.at, "\\u006b7919", 10) == 0);
}

UNIT(long_numbers_of_many_digits)
{
    static char text[5000];

    memset(text, '9', sizeof text);
    CHECK_INT(json_check(text, 308, NULL), ERR_NONE);
    CHECK_INT(json_check(text, 309, NULL), ERR_INVALID);
    memset(text, '0', sizeof text);
    text[1] = '.';
    text[sizeof text - 1] = '1';
    CHECK_INT(json_check(text, sizeof text, NULL), ERR_NONE);
}

UNIT(reads_never_convert)
{
    static const char text[] = "{\"s\":\"12abc\",\"i\":42,\"n\":4.0,\"b\":true,\"z\":null,\"a\":[1,2],"
                               "\"max\":9223372036854775807,\"min\":-9223372036854775808,"
                               "\"over\":9223372036854775808,\"under\":-9223372036854775809,"
                               "\"u\":18446744073709551616,\"quoted\":\"99999999999999999999\\\"1\"}";
    struct arena *a = arena_new(0);
    json *v;

    CHECK_INT(json_parse(a, text, sizeof text - 1, &v, NULL), ERR_NONE);
    CHECK_INT(json_kind(v), JSON_OBJECT);
    CHECK_STR(json_str(json_get(v, "s"), NULL), "12abc");
    CHECK_INT(json_int(json_get(v, "s"), -1), -1);
    CHECK(json_num(json_get(v, "s"), -1) == -1);
    CHECK_INT(json_int(json_get(v, "i"), -1), 42);
    CHECK(json_num(json_get(v, "i"), -1) == 42);
    CHECK(json_str(json_get(v, "i"), NULL) == NULL);
    CHECK_INT(json_kind(json_get(v, "n")), JSON_NUM);
    CHECK_INT(json_int(json_get(v, "n"), -1), -1);
    CHECK(json_bool(json_get(v, "b"), false));
    CHECK(!json_bool(json_get(v, "i"), false));
    CHECK(json_has(v, "z") && json_get(v, "z") == NULL && json_kind(json_get(v, "z")) == JSON_NULL);
    CHECK(!json_has(v, "nothing"));
    CHECK_INT(json_len(json_get(v, "a")), 2);
    CHECK_INT(json_int(json_at(json_get(v, "a"), 1), 0), 2);
    CHECK(json_at(json_get(v, "a"), 2) == NULL);
    CHECK(json_at(v, 0) == NULL && json_get(json_get(v, "a"), "x") == NULL);
    CHECK_INT(json_int(json_get(v, "max"), 0), INT64_MAX);
    CHECK_INT(json_int(json_get(v, "min"), 0), INT64_MIN);
    CHECK_INT(json_kind(json_get(v, "over")), JSON_NUM);
    CHECK_INT(json_kind(json_get(v, "under")), JSON_NUM);
    CHECK_INT(json_int(json_get(v, "over"), -7), -7);
    CHECK(json_num(json_get(v, "u"), 0) == 18446744073709551616.0);
    CHECK_STR(json_str(json_get(v, "quoted"), NULL), "99999999999999999999\"1");
    arena_free(a);
}

UNIT(members_come_in_file_order_and_text_comes_back)
{
    static const char text[] = "{\"b\":1,\"a\":{\"x\":[1.50,\"/\xc3\xa9\"]},\"c\":null}";
    struct arena *a = arena_new(0);
    char order[8] = "";
    size_t n = 0;
    json *v;

    CHECK_INT(json_parse(a, text, sizeof text - 1, &v, NULL), ERR_NONE);
    for (struct json_member m = json_first(v); m.key != NULL; m = json_next(m))
        order[n++] = m.key[0];
    CHECK_STR(order, "bac");
    CHECK_STR(json_text(a, v), text);
    CHECK_STR(json_text(a, NULL), "null");
    CHECK(json_first(json_get(v, "b")).key == NULL);
    CHECK_INT(json_parse(a, "null", 4, &v, NULL), ERR_NONE);
    CHECK(v == NULL);
    arena_free(a);
}

UNIT(a_full_arena_ends_the_request)
{
    struct arena *a = arena_new(256);
    json *v;

    while (!arena_full(a))
        (void)arena_alloc(a, 16);
    CHECK_INT(json_parse(a, "{}", 2, &v, NULL), ERR_TOO_LARGE);
    arena_free(a);
}

UNIT_MAIN
