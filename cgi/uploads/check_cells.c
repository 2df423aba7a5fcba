#include "check_private.h"

#include <math.h>

static bool
has_control(const char *s, size_t len)
{
    unsigned char bad = 0;

    for (size_t i = 0; i < len; i++)
        bad |= (unsigned char)s[i] < 0x20 || s[i] == 0x7f;
    return bad != 0;
}

/* A text that is stored must be printable and short. Sets *ret_fine. */
static enum err
check_text(struct checker *c, const struct plan *p, struct csv_cell cell, size_t max, bool *ret_fine)
{
    *ret_fine = false;
    if (has_control(cell.s, cell.len))
        return check_tell(c, p->column->header, cell.s,
                          "The text holds a control character, such as a line end or a tab.");
    if (cell.len > max) {
        snprintf(c->reason, sizeof c->reason, "The text is longer than %zu bytes.", max);
        return check_tell(c, p->column->header, cell.s, c->reason);
    }
    *ret_fine = true;
    return ERR_NONE;
}

/* Adds a cell's text to the row's cells; there is room for as much as a record may have, checked at its end. */
static void
add_cell(struct checker *c, const char *s, size_t len)
{
    if (!c->first_cell)
        c->cells[c->row.cells_len++] = '\t';
    c->first_cell = false;
    memcpy(c->cells + c->row.cells_len, s, len);
    c->row.cells_len += len;
}

static bool
in_range(const struct schema_column *column, double value)
{
    return (!column->has_min || value >= column->min) && (!column->has_max || value <= column->max);
}

static bool
only_digits(struct csv_cell cell)
{
    bool only = true;

    for (size_t i = 0; i < cell.len; i++)
        only = only && cell.s[i] >= '0' && cell.s[i] <= '9';
    return only;
}

/* Whole numbers are stored without sign, point and exponent where they need none ("42.0" is 42). */
static struct csv_cell
plain_number(const struct schema_column *column, struct csv_cell cell, double value, char *text, size_t size)
{
    if (*cell.s == '+') {
        cell.s++;
        cell.len--;
    }
    if (!column->integer || fabs(value) > WHOLE_MAX)
        return cell;
    return (struct csv_cell){ text, (size_t)snprintf(text, size, "%.0f", value + 0.0) };
}

/* A value that cannot be read; the older system does without those it need not have. */
static enum err
bad_value(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    if (c->set.rules == CHECK_STRICT || p->column->required)
        return check_tell(c, p->column->header, cell.s, p->why);
    if (p->column->feature != SCHEMA_NONE)
        add_cell(c, "", 0);
    return ERR_NONE;
}

static enum err
check_number(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    const struct schema_column *column = p->column;
    bool lenient = c->set.rules == CHECK_VIGILPAY;
    char text[32];
    double value = 0;
    enum number_form form = number_read(cell.s, cell.len, &value);

    if (form == NUMBER_NONE)
        return bad_value(c, p, cell);
    if (column->integer && lenient)
        value = trunc(value);
    if (!in_range(column, value))
        return check_tell(c, column->header, cell.s, p->why);
    if (column->integer && form == NUMBER_OTHER && !number_is_whole(value)) {
        snprintf(c->reason, sizeof c->reason, "%s must be a whole number", column->header);
        return check_tell(c, column->header, cell.s, c->reason);
    }
    struct csv_cell plain = form == NUMBER_DIGITS ? cell : plain_number(column, cell, value, text, sizeof text);
    if (column->role == SCHEMA_VALUE) {
        if (!number_money(plain.s, plain.len, c->value))
            return check_tell(c, column->header, cell.s, "The amount is too large.");
        c->row.value = c->value;
    }
    if (column->feature != SCHEMA_NONE)
        add_cell(c, plain.s, plain.len);
    return ERR_NONE;
}

/* 1, 0, or -1. The older system reads a number and cuts it. */
static int
yes_no(const struct checker *c, struct csv_cell cell)
{
    double value;

    if (cell.len == 1 && (*cell.s == '0' || *cell.s == '1'))
        return *cell.s - '0';
    if (c->set.rules == CHECK_STRICT)
        return schema_yes_no((struct schema_cell){ cell.s, cell.len });
    if (!number_read(cell.s, cell.len, &value))
        return -1;
    value = trunc(value);
    return value >= 0 && value <= 0 ? 0 : value >= 1 && value <= 1 ? 1 : -1;
}

static enum err
check_yes_no(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    int answer = yes_no(c, cell);

    if (answer < 0)
        return bad_value(c, p, cell);
    add_cell(c, answer == 1 ? "1" : "0", 1);
    return ERR_NONE;
}

/* The older system takes a score for a label; only an exact 0 or 1 is one. */
static enum err
check_label(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    double value;
    int label;

    if (c->set.rules == CHECK_STRICT) {
        label = yes_no(c, cell);
        if (label < 0)
            return check_tell(c, p->column->header, cell.s, p->why);
    } else {
        bool number = number_read(cell.s, cell.len, &value);
        label = !number ? -1 : value >= 0 && value <= 0 ? 0 : value >= 1 && value <= 1 ? 1 : -1;
    }
    c->row.label = label;
    return ERR_NONE;
}

static enum err
check_category(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    bool fine;
    enum err e = check_text(c, p, cell, CHECK_MAX_CATEGORY, &fine);

    if (e == ERR_NONE && fine)
        add_cell(c, cell.s, cell.len);
    return e;
}

/* A name that is blank or no id: the row's number stands in under the older rules. */
static void
stand_in_id(struct checker *c)
{
    c->row.id_len = (size_t)snprintf(c->id, sizeof c->id, "%u", (unsigned)c->row.no);
    c->row.id = c->id;
}

static enum err
check_id_number(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    bool lenient = c->set.rules == CHECK_VIGILPAY;
    double value;

    if (!number_read(cell.s, cell.len, &value) || fabs(value) > WHOLE_MAX || (!lenient && !number_is_whole(value))) {
        if (!lenient)
            return check_tell(c, p->column->header, cell.s, p->why);
        stand_in_id(c);
        return ERR_NONE;
    }
    c->row.id_len = (size_t)snprintf(c->id, sizeof c->id, "%.0f", trunc(value) + 0.0);
    c->row.id = c->id;
    return ERR_NONE;
}

static enum err
check_id(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    bool number = p->column->type == SCHEMA_NUMBER, fine = false;
    enum err e = ERR_NONE;

    if (cell.len == 0 && c->set.rules == CHECK_VIGILPAY) {
        stand_in_id(c);
        return ERR_NONE;
    }
    if (cell.len == 0)
        return check_tell(c, p->column->header, "", p->why);
    if (number && only_digits(cell) && *cell.s != '0' && cell.len <= 18)
        fine = true;
    else if (number)
        return check_id_number(c, p, cell);
    else
        e = check_text(c, p, cell, CHECK_MAX_ID, &fine);
    if (e != ERR_NONE || !fine)
        return e;
    memcpy(c->id, cell.s, cell.len);
    c->row.id = c->id;
    c->row.id_len = cell.len;
    return ERR_NONE;
}

/* Reads the id, and looks for its place among the ids early: it comes from memory while the other cells are read. */
static enum err
check_id_early(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    enum err e = check_id(c, p, cell);

    if (c->ids != NULL && c->row.id != NULL)
        c->key = idset_key(c->ids, c->row.id, c->row.id_len);
    return e;
}

static enum err
check_name(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    bool fine;
    enum err e = check_text(c, p, cell, CHECK_MAX_NAME, &fine);

    if (e != ERR_NONE || !fine)
        return e;
    memcpy(c->name, cell.s, cell.len);
    c->row.name_len = cell.len;
    if (cell.len == 0)
        c->row.name_len = (size_t)snprintf(c->name, sizeof c->name, "Customer %u", (unsigned)c->row.no);
    c->row.name = c->name;
    return ERR_NONE;
}

/* Nothing stands there. A category that the file has but leaves blank is a category of its own. */
static enum err
check_blank(struct checker *c, const struct plan *p)
{
    const struct schema_column *column = p->column;

    if (p->at != ABSENT && column->type == SCHEMA_CATEGORY && column->role != SCHEMA_LABEL)
        add_cell(c, "Unknown", 7);
    else if (column->required)
        return check_tell(c, column->header, "", p->why);
    else if (column->feature != SCHEMA_NONE)
        add_cell(c, "", 0);
    return ERR_NONE;
}

enum err
check_cell(struct checker *c, const struct plan *p, struct csv_cell cell)
{
    switch (p->column->role) {
    case SCHEMA_IGNORE:
        return ERR_NONE;
    case SCHEMA_ID:
        return check_id_early(c, p, cell);
    case SCHEMA_NAME:
        return p->at == ABSENT ? ERR_NONE : check_name(c, p, cell);
    case SCHEMA_LABEL:
        return cell.len == 0 ? check_blank(c, p) : check_label(c, p, cell);
    case SCHEMA_VALUE:
    case SCHEMA_FEATURE:
        break;
    }
    if (cell.len == 0)
        return check_blank(c, p);
    switch (p->column->type) {
    case SCHEMA_NUMBER:
        return check_number(c, p, cell);
    case SCHEMA_YES_NO:
        return check_yes_no(c, p, cell);
    case SCHEMA_CATEGORY:
        break;
    }
    return check_category(c, p, cell);
}
