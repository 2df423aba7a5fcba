/* The registry of models: loading, champions, history. */
#include "scores.h"

#include "crypt.h"

enum err
registry_champion(struct req *r, const char *schema_name, int64_t *ret_no)
{
    return db_int(r, Q_CHAMPION, ARGS(a_str(schema_name)), 0, ret_no);
}

static enum err
open_row(struct req *r, struct arena *a, const struct rows *row, const struct schema *schema, struct model *ret)
{
    struct sha256 sha = sha256_of(col_bytes(row, 4), col_len(row, 4));
    struct encoder *encoder;
    struct booster *booster;
    json *encoding;

    if (col_len(row, 5) != sizeof sha.b || !same_bytes(sha.b, col_bytes(row, 5), sizeof sha.b))
        return fault(r, ERR_INTERNAL, "the bytes of a model do not have the hash they were stored with");
    /* Parsed into the arena that the encoder lives in: its texts are the document's. */
    enum err e = json_parse(a, col_str(row, 1), col_len(row, 1), &encoding, NULL);
    if (e == ERR_NONE)
        e = encoder_read(a, encoding, schema, &encoder);
    if (e != ERR_NONE)
        return e == ERR_UNAVAILABLE ? e : ERR_CONFLICT;
    e = booster_load(col_bytes(row, 4), col_len(row, 4), &booster);
    if (e == ERR_NONE)
        e = model_open(encoder, booster, col_num(row, 2), col_num(row, 3), ret);
    if (e != ERR_NONE)
        return fault(r, e, "a model cannot be loaded: %s", booster_error());
    ret->id = col_uuid(row, 0);
    return ERR_NONE;
}

enum err
registry_load(struct req *r, struct arena *a, int64_t no, const struct schema *schema, struct model *ret)
{
    struct rows *row;
    enum err e = db_rows(r, Q_MODEL_LOAD, ARGS(a_int(no)), &row);

    if (e != ERR_NONE)
        return e;
    if (rows_next(row))
        e = open_row(r, a, row, schema, ret);
    else
        e = rows_error(row) != ERR_NONE ? rows_error(row) : ERR_NOT_FOUND;
    rows_close(row);
    if (e == ERR_NONE)
        ret->no = no;
    return e;
}

enum err
registry_note(struct req *r, const char *schema_name, int64_t no, const char *action, int64_t dataset_no,
              const char *reason)
{
    return db_exec(r, Q_HISTORY_ADD,
                   ARGS(a_uuid(uuid_v7()), a_str(schema_name), a_int(no), a_str(action),
                        dataset_no > 0 ? a_int(dataset_no) : a_null(), a_str(reason)),
                   NULL);
}

enum err
registry_promote(struct req *r, const char *schema_name, int64_t no, int64_t dataset_no, const char *reason)
{
    int64_t before;
    enum err e = registry_champion(r, schema_name, &before);

    if (e == ERR_NONE && before > 0 && before != no)
        e = db_exec(r, Q_MODEL_STATE, ARGS(a_str("retired"), a_int(before)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_MODEL_STATE, ARGS(a_str("champion"), a_int(no)), NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_CHAMPION_SET, ARGS(a_str(schema_name), a_int(no)), NULL);
    if (e == ERR_NONE)
        e = registry_note(r, schema_name, no, "promoted", dataset_no, reason);
    return e;
}
