/*
 * widget.c: the chat as a page that a company's own site shows within one of its pages. Which sites may, the tenant says; so the page's
 * policy is made here and nginx sends the file.
 */
#include "context.h"
#include "conversation.h"

#include "out.h"
#include "shape.h"

#define POLICY                                                                                                            \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';" \
    " base-uri 'none'; form-action 'self'; object-src 'none'; require-trusted-types-for 'script';"                        \
    " trusted-types default dompurify; frame-ancestors 'self'"

struct widget_in {
    const char *tenant, *theme;
};

static const struct field widget_fields[] = {
    FIELD_STR(struct widget_in, tenant, .in = IN_QUERY, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_END,
};
static const struct shape widget_shape[] = {
    { .name = "tenant", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "greeting", .type = S_STR },
    { .name = "color", .type = S_STR, .doc = "#rrggbb or nothing" },
    SHAPE_END,
};

static enum err
widget(struct req *r, const void *input)
{
    const struct widget_in *in = input;
    struct chat_settings s;
    struct rows *row;
    enum err e = chat_home(r, in->tenant);

    if (e == ERR_NONE)
        e = chat_settings_read(r, &s);
    if (e == ERR_NONE)
        e = db_one(r, Q_TENANT_SHOWN, NO_ARGS, &row);
    if (e != ERR_NONE)
        return e;
    out_str(r, "tenant", col_str(row, 0));
    out_str(r, "name", col_str(row, 1));
    out_str(r, "title", s.title);
    out_str(r, "greeting", s.greeting);
    out_str(r, "color", col_str(row, 2));
    return reply(r, 200);
}

const struct endpoint widget_endpoint = { "What the chat of a company's site shows first", widget_fields, widget_shape,
                                          sizeof(struct widget_in), widget };

static const struct field page_fields[] = {
    FIELD_STR(struct widget_in, tenant, .in = IN_QUERY, .max = 63, .doc = "The workspace, by its short name"),
    FIELD_STR(struct widget_in, theme, .in = IN_QUERY, .max = 15, .doc = "light or dark; otherwise as the system"),
    FIELD_END,
};

/* Origins were checked when they were set: none of them can end the header or a directive. A workspace that is not there has the
   page, too, which then says so in words; no other site may show that. */
static enum err
page(struct req *r, const void *input)
{
    const struct widget_in *in = input;
    const char *policy = POLICY;
    struct chat_settings s = { .parents = "[]" };
    json *parents = NULL;
    enum err e = chat_home(r, in->tenant);

    if (e == ERR_NONE)
        e = chat_settings_read(r, &s);
    else if (e == ERR_INVALID)
        e = ERR_NONE;
    if (e == ERR_NONE)
        e = json_parse(r->arena, s.parents, strlen(s.parents), &parents, NULL);
    if (e != ERR_NONE)
        return e;
    for (size_t i = 0; i < json_len(parents); i++)
        policy = arena_printf(r->arena, "%s %s", policy, json_str(json_at(parents, i), ""));
    reply_header(r, "X-Holdfast-Policy", policy);
    reply_header(r, "X-Accel-Redirect", "/_chat/index.html");
    out_body(r, "text/html", "", 0);
    return reply(r, 200);
}

const struct endpoint chat_page_endpoint = {
    "The chat as a page within another", page_fields, NULL, sizeof(struct widget_in), page, .gives = "text/html"
};
