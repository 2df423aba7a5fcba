/*
 * levels.h: how expected incidents are graded, for statements of every binary that tells of them.
 */
#ifndef HF_LEVELS_H
#define HF_LEVELS_H

/* Of a prediction (alias t): what its quarters fear on average, percent. */
#define PREDICTION_LEVEL(t)                                                                                            \
    "CASE WHEN " t ".average >= 60 THEN 'high' WHEN " t ".average >= 30 THEN 'medium' ELSE 'low' END"

#endif
