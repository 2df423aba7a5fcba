/*
 * visible.h: which customers somebody sees: all of the tenant's with permission customers:all, else those assigned to oneself. Others
 * are as if they did not exist.
 *
 * A statement has VISIBLE(alias of customers) among its conditions; its argument is a_all(r). The column customers.assigned_to
 * is the person of the active assignment.
 */
#ifndef HF_VISIBLE_H
#define HF_VISIBLE_H

#include <stdbool.h>

#include "db.h"

struct req;

#define VISIBLE(t) " AND (? OR " t ".assigned_to = :actor)"

bool sees_all(const struct req *r);
struct arg a_all(const struct req *r);

#endif
