/*
 * goals.h: what customers save for. A goal with a target is completed when it is reached, and is not again when it grows.
 */
#ifndef HF_ENGAGEMENT_GOALS_H
#define HF_ENGAGEMENT_GOALS_H

#include "person.h"

extern const struct shape goal_shape[];

/* target, current: decimal texts. Writes the row and its line of the timeline. */
enum err goal_add(struct req *r, const struct person *p, const char *title, const char *target, const char *current,
                  struct uuid *ret_id) HF_CHECK;

extern const struct endpoint goals_endpoint, goal_endpoint, goal_add_endpoint, goal_change_endpoint,
    goal_remove_endpoint;
extern const struct endpoint my_goals_endpoint, my_goal_add_endpoint, my_goal_change_endpoint, my_goal_remove_endpoint;

#endif
