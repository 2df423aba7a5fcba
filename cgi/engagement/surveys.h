/*
 * surveys.h: what customers say when they are asked: 1 to 5 and a few words.
 */
#ifndef HF_ENGAGEMENT_SURVEYS_H
#define HF_ENGAGEMENT_SURVEYS_H

#include "person.h"

extern const struct shape survey_shape[];

enum err
survey_add(struct req *r, const struct person *p, int64_t rating, const char *feedback, struct uuid *ret_id) HF_CHECK;

extern const struct endpoint surveys_endpoint, survey_endpoint, survey_add_endpoint, survey_figures_endpoint;
extern const struct endpoint my_surveys_endpoint, my_survey_add_endpoint;

#endif
