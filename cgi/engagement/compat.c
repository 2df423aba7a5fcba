/*
 * compat.c: documented routes of older systems that this binary serves.
 */
#include "old.h"

const struct compat engagement_compat[] = {
    { .more = vigilpay_compat },
    { .more = churnguard_compat },
    { .more = clients_compat },
    { .more = afro_compat },
    COMPAT_END,
};
