#include "input_fill.h"

#include "utf8.h"

static size_t
leading_space(const char *s, size_t n)
{
    size_t i = 0, len;

    while (i < n && utf8_is_space(utf8_at(s + i, n - i, &len)))
        i += len;
    return i;
}

/* Length without the white space at the end; the text is valid UTF-8. */
static size_t
without_trailing(const char *s, size_t n)
{
    while (n > 0) {
        size_t at = n - 1, len;

        while (at > 0 && ((unsigned char)s[at] & 0xc0) == 0x80)
            at--;
        if (!utf8_is_space(utf8_at(s + at, n - at, &len)))
            break;
        n = at;
    }
    return n;
}

static bool
has_control(const char *s, size_t n)
{
    for (size_t i = 0, len; i < n; i += len) {
        uint32_t c = utf8_at(s + i, n - i, &len);

        if (utf8_is_control(c) && c != '\n' && c != '\t')
            return true;
    }
    return false;
}

/* Line ends of other systems become ours, so that they do not count as control characters. */
static size_t
drop_carriage_returns(char *s, size_t n)
{
    size_t to = 0;

    for (size_t i = 0; i < n; i++)
        if (s[i] != '\r' || i + 1 == n || s[i + 1] != '\n')
            s[to++] = s[i];
    s[to] = '\0';
    return to;
}

bool
input_clean(struct arena *a, const char *s, bool keep_space, const char **ret_text)
{
    size_t n = strlen(s), skip;
    char *text;

    *ret_text = NULL;
    if (!utf8_valid(s, n))
        return false;
    if (!keep_space) {
        n = without_trailing(s, n);
        skip = leading_space(s, n);
        s += skip;
        n -= skip;
    }
    text = arena_copy(a, s, n);
    if (text == NULL)
        return true;
    if (!keep_space)
        n = drop_carriage_returns(text, n);
    *ret_text = text;
    return !has_control(text, n);
}

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Parts of letters, digits and the extra characters, between single dots. */
static bool
is_dotted(const char *s, size_t n, const char *extra, size_t part_max, size_t *ret_dots)
{
    size_t part = 0;

    *ret_dots = 0;
    for (size_t i = 0; i <= n; i++) {
        if (i == n || s[i] == '.') {
            if (part == 0 || part > part_max)
                return false;
            *ret_dots += i < n;
            part = 0;
        } else if (is_alnum(s[i]) || strchr(extra, s[i]) != NULL) {
            part++;
        } else {
            return false;
        }
    }
    return true;
}

/* No label of a domain begins or ends with a hyphen. */
static bool
hyphens_inside(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] == '-' && (i == 0 || i == n - 1 || s[i - 1] == '.' || s[i + 1] == '.'))
            return false;
    return true;
}

const char *
is_email(const char *value)
{
    static const char wrong[] = "This is not an e-mail address.";
    const char *at = strchr(value, '@');
    size_t local = at != NULL ? (size_t)(at - value) : 0, domain = at != NULL ? strlen(at + 1) : 0, dots;

    if (at == NULL || local > 64 || local + 1 + domain > 254)
        return wrong;
    if (!is_dotted(value, local, "!#$%&'*+/=?^_`{|}~-", 64, &dots))
        return wrong;
    if (!is_dotted(at + 1, domain, "-", 63, &dots) || dots == 0 || !hyphens_inside(at + 1, domain))
        return wrong;
    return NULL;
}

const char *
is_plain_text(const char *value)
{
    size_t n = strlen(value);

    for (size_t i = 0, len; i < n; i += len) {
        uint32_t c = utf8_at(value + i, n - i, &len);

        if (c == UTF8_BAD || (utf8_is_control(c) && c != '\n' && c != '\r' && c != '\t'))
            return "Control characters are not allowed here.";
    }
    return NULL;
}
