/* Forms in pieces of every size; headers as strangers bend them. */
#include "multipart.h"
#include "unit/unit.h"

#include <stdlib.h>

#define TYPE "multipart/form-data; boundary=xYz"

static char seen[20000];
static size_t seen_len;

static void
see(const char *s, size_t len)
{
    if (seen_len + len < sizeof seen) {
        memcpy(seen + seen_len, s, len);
        seen_len += len;
    }
    seen[seen_len] = '\0';
}

static enum err
on_begin(void *ctx, const char *name, const char *file_name, const char *content_type)
{
    char text[1000];
    int n = snprintf(text, sizeof text, "<%s|%s|%s>", name, file_name, content_type);

    (void)ctx;
    see(text, (size_t)n);
    return ERR_NONE;
}

static enum err
on_data(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    see(bytes, len);
    return ERR_NONE;
}

static enum err
on_end(void *ctx)
{
    (void)ctx;
    see("#", 1);
    return ERR_NONE;
}

static const struct multipart_sink sink = { on_begin, on_data, on_end };

/* Feeds the text in pieces of `step` bytes, each at the end of a block of its own. */
static enum err
run_in(const char *type, const char *text, size_t len, size_t step)
{
    struct multipart *m = multipart_new(type, &sink, NULL);
    enum err e = m != NULL ? ERR_NONE : ERR_MEDIA_TYPE;

    seen_len = 0;
    seen[0] = '\0';
    for (size_t i = 0; i < len && e == ERR_NONE; i += step) {
        size_t n = len - i < step ? len - i : step;
        char *piece = malloc(n);

        memcpy(piece, text + i, n);
        e = multipart_feed(m, piece, n);
        free(piece);
    }
    if (e == ERR_NONE)
        e = multipart_end(m);
    multipart_free(m);
    return e;
}

static enum err
run(const char *text)
{
    return run_in(TYPE, text, strlen(text), 7);
}

UNIT(a_form_reads_the_same_in_pieces_of_every_size)
{
    static const char form[] = "preamble\r\n--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n"
                               "--xYz\r\ncontent-type: text/csv\r\nX-Other: \xff\r\n"
                               "content-disposition:form-data;name=file ; filename=\"data.csv\"\r\n\r\n"
                               "a,b\r\n\r\n--xY\r\r\n-\r\n--xYw\r\n\r\n--xYz\r\n"
                               "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--xYz--\r\nepilogue\r\n--xYz";
    static const char want[] =
        "<a||text/plain>one#<file|data.csv|text/csv>a,b\r\n\r\n--xY\r\r\n-\r\n--xYw\r\n#<empty||text/plain>#";

    for (size_t step = 1; step < sizeof form; step++) {
        CHECK_INT(run_in(TYPE, form, sizeof form - 1, step), ERR_NONE);
        CHECK_STR(seen, want);
    }
}

UNIT(every_cut_before_the_closing_mark_is_malformed)
{
    static const char form[] =
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\none\r\n--xYz--";

    for (size_t n = 0; n < sizeof form - 1; n++)
        CHECK_INT(run_in(TYPE, form, n, 5), ERR_MALFORMED);
    CHECK_INT(run_in(TYPE, form, sizeof form - 1, 5), ERR_NONE);
    CHECK_INT(run("--xYz--"), ERR_NONE);
}

static enum err
file_named(const char *parameter)
{
    char form[3000];

    snprintf(form, sizeof form, "--xYz\r\nContent-Disposition: form-data; name=\"f\"; filename=%s\r\n\r\nx\r\n--xYz--",
             parameter);
    return run(form);
}

UNIT(a_file_name_is_for_showing_only)
{
    static const struct {
        const char *sent, *shown;
    } names[] = {
        { "\"data.csv\"", "<f|data.csv|text/plain>x#" },
        { "data.csv", "<f|data.csv|text/plain>x#" },
        { "\"../../etc/passwd\"", "<f|passwd|text/plain>x#" },
        { "\"C:\\fakepath\\my data.csv\"", "<f|my data.csv|text/plain>x#" },
        { "\"C:\\\\x\\\\y.csv\"", "<f|y.csv|text/plain>x#" },
        { "\"a\\\"b.csv\"", "<f|a\"b.csv|text/plain>x#" },
        { "\"a\t\x01\x7f.csv\"", "<f|a.csv|text/plain>x#" },
        { "\"\xe2\x80\xaegpj.exe\"", "<f|gpj.exe|text/plain>x#" },
        { "\"gr\xc3\xb6\xc3\x9f"
          "e.csv\"",
          "<f|gr\xc3\xb6\xc3\x9f"
          "e.csv|text/plain>x#" },
        { "\"b\xff.csv\"", "<f|b.csv|text/plain>x#" },
        { "\"..\"", "<f||text/plain>x#" },
        { "\"dir/\"", "<f||text/plain>x#" },
        { "\"\"", "<f||text/plain>x#" },
        { "\"a.csv\"; filename*=UTF-8''evil.csv", "<f|a.csv|text/plain>x#" },
    };
    char longest[600];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_INT(file_named(names[i].sent), ERR_NONE);
        CHECK_STR(seen, names[i].shown);
    }
    memset(longest, 'a', sizeof longest);
    longest[0] = longest[sizeof longest - 2] = '"';
    longest[sizeof longest - 1] = '\0';
    CHECK_INT(file_named(longest), ERR_NONE);
    CHECK_INT(seen_len, 255 + strlen("<f||text/plain>x#"));
    CHECK_INT(file_named("\"a\"; filename=\"b\""), ERR_MALFORMED);
}

UNIT(bent_headers_are_malformed)
{
    static const char *const heads[] = {
        "",
        "\r\n",
        "Content-Type: text/plain\r\n",
        "Content-Disposition: form-data\r\n",
        "Content-Disposition: form-data; name=\r\n",
        "Content-Disposition: form-data; name=\"\"\r\n",
        "Content-Disposition: form-data; name=\"a\r\n",
        "Content-Disposition: form-data; name=\"a\"x\r\n",
        "Content-Disposition: form-data; name=\"a\";\r\n",
        "Content-Disposition: form-data; =\"a\"\r\n",
        "Content-Disposition: form-data name=\"a\"\r\n",
        "Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n",
        "Content-Disposition: form-data; name=\"a\xff\"\r\n",
        "Content-Disposition: form-data; name=\"a\x01\"\r\n",
        "Content-Disposition: attachment; name=\"a\"\r\n",
        "Content-Disposition : form-data; name=\"a\"\r\n",
        " Content-Disposition: form-data; name=\"a\"\r\n",
        "Content-Disposition: form-data;\r\n name=\"a\"\r\n",
        "Content-Disposition: form-data; name=\"a\"\n",
        "Content-Disposition: form-data; name=\"a\"\nX: y\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nno colon\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\n: x\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: a\r\nContent-Type: b\r\n",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: \x01\r\n",
    };
    char form[8000];

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        snprintf(form, sizeof form, "--xYz\r\n%s\r\nx\r\n--xYz--", heads[i]);
        if (run(form) != ERR_MALFORMED)
            fprintf(stderr, "  case %s\n", heads[i]);
        CHECK_INT(run(form), ERR_MALFORMED);
    }
    memset(form, 'a', sizeof form);
    memcpy(form, "--xYz\r\nX: ", 10);
    CHECK_INT(run_in(TYPE, form, sizeof form, 100), ERR_MALFORMED);
    CHECK_INT(run("--xYzz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--xYz--"), ERR_MALFORMED);
    CHECK_INT(run("--xYz \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--xYz--"), ERR_MALFORMED);
}

UNIT(parts_are_counted)
{
    char form[MULTIPART_MAX_PARTS * 80 + 200];
    size_t n = 0;

    for (int i = 0; i <= MULTIPART_MAX_PARTS; i++) {
        CHECK_INT(run_in(TYPE, form, n + (size_t)snprintf(form + n, sizeof form - n, "--xYz--"), 64), ERR_NONE);
        n += (size_t)snprintf(form + n, sizeof form - n, "--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n");
    }
    snprintf(form + n, sizeof form - n, "--xYz--");
    CHECK_INT(run_in(TYPE, form, strlen(form), 64), ERR_MALFORMED);
}

UNIT(the_content_type_must_be_a_form_with_a_sane_boundary)
{
    static const char *const bad[] = {
        "",
        "text/csv",
        "multipart/mixed; boundary=a",
        "multipart/form-data",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\r\nb\"",
        "multipart/form-data; boundary=\"a\xc3\xa4\"",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a b",
        "multipart/form-databoundary=a",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };
    static const char *const good[] = {
        "multipart/form-data; boundary=a",
        "Multipart/Form-Data;charset=utf-8;Boundary=\"a'()+_,-./:=? b\"",
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (run_in(bad[i], "", 0, 1) != ERR_MEDIA_TYPE)
            fprintf(stderr, "  case %s\n", bad[i]);
        CHECK_INT(run_in(bad[i], "", 0, 1), ERR_MEDIA_TYPE);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK_INT(run_in(good[i], "", 0, 1), ERR_MALFORMED); /* read, but nothing came */
    multipart_free(NULL);
}

UNIT_MAIN
