/* A table of each kind of field a filter may name, for the tests of filters. */
#ifndef TEST_FILTER_FIELDS_H
#define TEST_FILTER_FIELDS_H

#include "filter.h"

static const char *const bands[] = { "low", "medium", "high", NULL };
static const struct filter_field fields[] = {
    { "name", FILTER_TEXT, "c.name", "", NULL },
    { "value", FILTER_NUMBER, "c.value", "", NULL },
    { "since", FILTER_DATE, "c.since", "", NULL },
    { "hold", FILTER_YES_NO, "c.hold", "", NULL },
    { "band", FILTER_CHOICE, "c.band", "", bands },
    { "assigned", FILTER_PERSON, "c.person", "", NULL },
    { "custom.color", FILTER_TEXT, "CELL(?)", .arg = "color" },
    { "custom.size", FILTER_NUMBER, "NUMBER(?)", .arg = "size" },
    FILTER_FIELD_END,
};

#endif
