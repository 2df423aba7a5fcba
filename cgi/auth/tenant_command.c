/*
 * tenant_command.c: a tenant and its first administrator, made on the machine itself: how a new installation begins.
 */
#include "commands.h"
#include "registration.h"

struct new_tenant {
    const char *name, *slug;
    struct asked admin;
    struct home home;
    struct newcomer newcomer;
};

static enum err
write_tenant(struct req *r, void *ctx)
{
    struct new_tenant *t = ctx;
    char id[UUID_TEXT];
    enum err e = home_create(r, t->name, t->slug, &t->home);

    if (e != ERR_NONE)
        return e;
    t->newcomer.account.tenant = t->home.id;
    t->newcomer.account.tenant_id = t->home.public_id;
    t->newcomer.account.tenant_name = t->home.name;
    e = newcomer_write(r, &t->newcomer);
    uuid_text(t->home.public_id, id);
    return e != ERR_NONE ? e : audit_event(r, &t->newcomer.account, "tenant.created", "tenant", id, NULL);
}

/* As the API asks of those who open one there. */
static enum err
check_names(struct req *r, struct new_tenant *t)
{
    const char *slug = t->slug == NULL ? NULL : is_slug(t->slug);

    t->name = normalise_text(r->arena, t->name);
    if (t->name == NULL || *t->name == '\0' || strlen(t->name) > 255 || is_one_line(t->name) != NULL)
        return fail(r, ERR_INVALID, "name", "A name of one line is needed.");
    return slug == NULL ? ERR_NONE : fail(r, ERR_INVALID, "slug", slug);
}

static enum err
create_step(struct req *r, void *ctx)
{
    struct new_tenant *t = ctx;
    struct registration new = {
        .home = &t->home, /* not there yet: the rules are the general ones */
        .role = "admin",
        .username = t->admin.username,
        .email = t->admin.email,
        .password = t->admin.password,
        .need_email = true,
        .verified = true,
    };
    enum err e = check_names(r, t);

    if (e == ERR_NONE)
        e = newcomer_check(r, &new, &t->newcomer);
    if (e == ERR_NONE)
        e = newcomer_hash(r, &t->newcomer);
    if (e == ERR_NONE)
        e = transact(r, write_tenant, t);
    if (e == ERR_NONE)
        printf("%s (%s) is there; %s may sign in as its administrator.\n", t->home.name, t->home.slug,
               t->newcomer.account.username);
    else
        print_faults(r, "");
    r->detail = NULL;
    return e;
}

int
create_tenant(const struct app *app, int argc, char **argv)
{
    struct new_tenant t = {
        .name = argc > 2 ? argv[2] : NULL,
        .slug = option_of(argc, argv, "--slug"),
        .admin = { .username = option_of(argc, argv, "--username"), .email = option_of(argc, argv, "--email") },
    };

    if (t.name == NULL || t.name[0] == '-') {
        fprintf(stderr, "--create-tenant NAME: what is it called?\n");
        return EXIT_OF_USAGE;
    }
    if (!ask_person(&t.admin))
        return EXIT_OF_USAGE;
    int rc = app_once(app, create_step, &t);

    explicit_bzero(&t.admin, sizeof(t.admin));
    return rc;
}
