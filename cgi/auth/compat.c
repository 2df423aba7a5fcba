/*
 * compat.c: sign-in of the older systems, as data: a table each.
 */
#include "compat_entry.h"

const struct compat auth_compat[] = {
    { .more = vigilpay_compat },
    { .more = churnguard_compat },
    { .more = posightful_compat },
    { .more = afro_compat },
    COMPAT_END,
};
