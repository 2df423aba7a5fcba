/* An encoder as JSON: what the registry keeps in models.encoding. */
#include "encoder.h"

#include <math.h>

#include "writer.h"

static const char *const type_names[] = { "number", "category", "yes_no" };

static void
write_numbers(struct writer *w, const char *key, const double *values, size_t n)
{
    writer_array(w, key);
    for (size_t i = 0; i < n; i++)
        writer_num(w, NULL, values[i]);
    writer_end_array(w);
}

static void
write_feature(struct writer *w, const struct encoder_feature *f)
{
    writer_object(w, NULL);
    writer_str(w, "name", f->name);
    writer_str(w, "title", f->title);
    writer_str(w, "type", type_names[f->type]);
    writer_bool(w, "excluded", f->excluded);
    writer_str(w, "typical", f->typical);
    if (f->type == SCHEMA_CATEGORY) {
        writer_array(w, "categories");
        for (size_t i = 0; i < f->category_count; i++)
            writer_str(w, NULL, f->categories[i]);
        writer_end_array(w);
        writer_int(w, "dropped", (int64_t)f->dropped);
    }
    write_numbers(w, "cuts", f->cuts, f->cut_count);
    write_numbers(w, "shares", f->shares, f->share_count);
    writer_end_object(w);
}

void
encoder_write(const struct encoder *e, struct writer *w)
{
    writer_object(w, NULL);
    writer_array(w, "features");
    for (size_t i = 0; i < e->feature_count; i++)
        write_feature(w, &e->features[i]);
    writer_end_array(w);
    writer_end_object(w);
}

static bool
read_numbers(const json *list, double *ret, size_t max, size_t *ret_count)
{
    size_t n = json_len(list);

    if (n > max)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(ret[i] = json_num(json_at(list, i), NAN)))
            return false;
    *ret_count = n;
    return true;
}

static bool
read_categories(struct arena *a, const json *v, struct encoder_feature *f)
{
    const json *list = json_get(v, "categories");
    int64_t dropped = json_int(json_get(v, "dropped"), 0);

    f->category_count = json_len(list);
    if (f->category_count > ENCODER_MAX_CATEGORIES || dropped < 0 || dropped > (f->category_count > 0 ? 1 : 0))
        return false;
    f->dropped = (size_t)dropped;
    f->width = f->category_count - f->dropped;
    f->categories = ARENA_NEW(a, const char *, f->category_count + 1);
    for (size_t i = 0; f->categories != NULL && i < f->category_count; i++)
        if ((f->categories[i] = json_str(json_at(list, i), NULL)) == NULL)
            return false;
    return f->categories != NULL && f->share_count == f->category_count + 2;
}

static bool
read_feature(struct arena *a, const json *v, const struct schema_column *column, struct encoder_feature *f)
{
    const char *name = json_str(json_get(v, "name"), "");

    f->type = column->type;
    f->name = column->header;
    f->title = column->title;
    if (strcmp(name, column->header) != 0 || strcmp(json_str(json_get(v, "type"), ""), type_names[f->type]) != 0)
        return false;
    f->excluded = json_bool(json_get(v, "excluded"), false);
    f->typical = json_str(json_get(v, "typical"), "");
    f->width = 1;
    if (!read_numbers(json_get(v, "cuts"), f->cuts, ENCODER_CELLS, &f->cut_count) ||
        !read_numbers(json_get(v, "shares"), f->shares, ENCODER_SHARES, &f->share_count))
        return false;
    if (f->type == SCHEMA_NUMBER)
        return f->share_count == f->cut_count + 2;
    return f->type == SCHEMA_YES_NO ? f->share_count == 3 : read_categories(a, v, f);
}

enum err
encoder_read(struct arena *a, const json *v, const struct schema *schema, struct encoder **ret)
{
    const json *list = json_get(v, "features");
    struct encoder *e = ARENA_NEW(a, struct encoder, 1);

    if (e == NULL || (e->features = ARENA_NEW(a, struct encoder_feature, schema->feature_count)) == NULL)
        return ERR_UNAVAILABLE;
    if (json_len(list) != schema->feature_count)
        return ERR_INVALID;
    e->feature_count = schema->feature_count;
    for (size_t i = 0; i < e->feature_count; i++) {
        struct encoder_feature *f = &e->features[i];
        if (!read_feature(a, json_at(list, i), schema_feature(schema, i), f))
            return ERR_INVALID;
        f->width = f->excluded ? 0 : f->width;
        f->first = e->columns;
        e->columns += f->width;
    }
    if (e->columns > ENCODER_MAX_COLUMNS)
        return ERR_INVALID;
    *ret = e;
    return ERR_NONE;
}
