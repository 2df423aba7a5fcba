#include "multipart_head.h"

#include <strings.h>
#include <string.h>

#include "utf8.h"

#define PARAMETER_MAX 1024

struct parameter {
    const char *name;
    size_t name_len;
    char value[PARAMETER_MAX];
    size_t value_len;
};

static bool
is_token(char c)
{
    return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

static size_t
token_at(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && is_token(s[i]))
        i++;
    return i;
}

static size_t
space_at(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && (s[i] == ' ' || s[i] == '\t'))
        i++;
    return i;
}

/* A quoted string at its opening mark. Browsers leave backslashes as they are and write a mark as %22, others write
   \" for it; so only \" is an escape. Returns its length with marks, 0 when malformed. */
static size_t
quoted_at(const char *s, size_t n, struct parameter *p)
{
    p->value_len = 0;
    for (size_t i = 1; i < n; i++) {
        if (s[i] == '"')
            return i + 1;
        if (s[i] == '\\' && i + 1 < n && s[i + 1] == '"')
            i++;
        if (p->value_len == PARAMETER_MAX)
            return 0;
        p->value[p->value_len++] = s[i];
    }
    return 0;
}

/* Reads "; name=value" at s. Returns how many bytes it took, 0 when malformed. */
static size_t
parameter_at(const char *s, size_t n, struct parameter *ret)
{
    size_t i = space_at(s, n), len;

    if (i == n || s[i] != ';')
        return 0;
    i++;
    i += space_at(s + i, n - i);
    ret->name = s + i;
    ret->name_len = token_at(s + i, n - i);
    i += ret->name_len;
    if (ret->name_len == 0 || i == n || s[i] != '=')
        return 0;
    i++;
    if (i < n && s[i] == '"') {
        len = quoted_at(s + i, n - i, ret);
    } else {
        len = token_at(s + i, n - i);
        if (len > PARAMETER_MAX)
            return 0;
        memcpy(ret->value, s + i, len);
        ret->value_len = len;
    }
    return len > 0 ? i + len : 0;
}

static bool
is(const struct parameter *p, const char *name)
{
    return p->name_len == strlen(name) && strncasecmp(p->name, name, p->name_len) == 0;
}

/* A field's name is our own: anything odd in it is malformed. */
static bool
take_name(const struct parameter *p, char *to)
{
    if (to[0] != '\0' || p->value_len == 0 || p->value_len > MULTIPART_MAX_NAME)
        return false;
    for (size_t i = 0, len; i < p->value_len; i += len) {
        uint32_t c = utf8_at(p->value + i, p->value_len - i, &len);

        if (c == UTF8_BAD || utf8_is_control(c))
            return false;
    }
    memcpy(to, p->value, p->value_len);
    to[p->value_len] = '\0';
    return true;
}

/* A file's name is only shown: its last component, without what cannot be seen, as much as fits. */
static void
take_file_name(const struct parameter *p, char *to)
{
    size_t n = 0, from = 0;

    for (size_t i = 0; i < p->value_len; i++)
        if (p->value[i] == '/' || p->value[i] == '\\')
            from = i + 1;
    for (size_t i = from, len; i < p->value_len; i += len) {
        uint32_t c = utf8_at(p->value + i, p->value_len - i, &len);

        if (c == UTF8_BAD || utf8_is_control(c) || utf8_is_bidi(c))
            continue;
        if (n + len > MULTIPART_MAX_NAME)
            break;
        memcpy(to + n, p->value + i, len);
        n += len;
    }
    to[n] = '\0';
    if (strcmp(to, ".") == 0 || strcmp(to, "..") == 0)
        to[0] = '\0';
}

static bool
read_disposition(const char *s, size_t n, struct multipart_head *head)
{
    size_t i = token_at(s, n), len;
    bool has_file = false;
    struct parameter p;

    if (i != 9 || strncasecmp(s, "form-data", 9) != 0)
        return false;
    for (; i + space_at(s + i, n - i) < n; i += len) {
        len = parameter_at(s + i, n - i, &p);
        if (len == 0)
            return false;
        if (is(&p, "name") && !take_name(&p, head->name))
            return false;
        if (is(&p, "filename")) { /* filename* has no place in forms (RFC 7578, 4.2) */
            if (has_file)
                return false;
            has_file = true;
            take_file_name(&p, head->file_name);
        }
    }
    return head->name[0] != '\0';
}

static bool
read_type(const char *s, size_t n, char *to)
{
    if (n > MULTIPART_MAX_NAME)
        return false;
    for (size_t i = 0; i < n; i++)
        if (s[i] < ' ' || s[i] > '~')
            return false;
    memcpy(to, s, n);
    to[n] = '\0';
    return true;
}

bool
multipart_head_read(const char *s, size_t n, struct multipart_head *ret_head)
{
    bool disposed = false, typed = false;

    *ret_head = (struct multipart_head){ .type = "text/plain" };
    while (n > 0) {
        const char *end = memchr(s, '\r', n), *value;
        size_t name = token_at(s, n), len;

        if (end == NULL || (size_t)(end - s) + 1 >= n || end[1] != '\n' || name == 0 || s[name] != ':')
            return false;
        value = s + name + 1;
        value += space_at(value, (size_t)(end - value));
        len = (size_t)(end - value);
        if (memchr(value, '\0', len) != NULL || memchr(value, '\n', len) != NULL)
            return false;
        if (name == 19 && strncasecmp(s, "Content-Disposition", 19) == 0) {
            if (disposed || !read_disposition(value, len, ret_head))
                return false;
            disposed = true;
        } else if (name == 12 && strncasecmp(s, "Content-Type", 12) == 0) {
            if (typed || !read_type(value, len, ret_head->type))
                return false;
            typed = true;
        }
        n -= (size_t)(end + 2 - s);
        s = end + 2;
    }
    return disposed;
}

static bool
is_boundary(const struct parameter *p)
{
    if (p->value_len == 0 || p->value_len > MULTIPART_MAX_BOUNDARY || p->value[p->value_len - 1] == ' ')
        return false;
    for (size_t i = 0; i < p->value_len; i++) {
        char c = p->value[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!alnum && (c == '\0' || strchr("'()+_,-./:=? ", c) == NULL))
            return false;
    }
    return true;
}

bool
multipart_boundary(const char *content_type, char ret_boundary[MULTIPART_MAX_BOUNDARY + 1])
{
    static const char wanted[] = "multipart/form-data";
    size_t i = sizeof wanted - 1, n = strlen(content_type), len;
    bool found = false;
    struct parameter p;

    if (strncasecmp(content_type, wanted, i) != 0)
        return false;
    for (; i + space_at(content_type + i, n - i) < n; i += len) {
        len = parameter_at(content_type + i, n - i, &p);
        if (len == 0)
            return false;
        if (!is(&p, "boundary"))
            continue;
        if (found || !is_boundary(&p))
            return false;
        found = true;
        memcpy(ret_boundary, p.value, p.value_len);
        ret_boundary[p.value_len] = '\0';
    }
    return found;
}
