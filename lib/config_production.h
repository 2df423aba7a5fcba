/*
 * config_production.h: lib-private: what production refuses.
 */
#ifndef HF_CONFIG_PRODUCTION_H
#define HF_CONFIG_PRODUCTION_H

struct config;

/* Prints each setting that is unsafe outside demo mode, and what to do; returns how many. 0 in demo mode. */
unsigned config_check_production(const struct config *c);

#endif
