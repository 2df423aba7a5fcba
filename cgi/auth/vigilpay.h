/*
 * vigilpay.h: what VigilPay tells a mobile customer about themselves (contract V-B11, V-B21 to V-B28).
 */
#ifndef HF_CGI_AUTH_VIGILPAY_H
#define HF_CGI_AUTH_VIGILPAY_H

#include "account.h"

struct inputs {
    double activity; /* 0..1 */
    double loyalty;  /* 0..100 */
    double balance;
    bool complaint;
};

struct profile {
    struct inputs in;
    double loyalty_points, activity_points, balance_points;
    int bonus, penalty;
    int credit;
    double probability; /* percent */
};

/* The starter values of a customer, always the same; zeros for staff. */
struct inputs vigilpay_starter(const struct account *a);

struct profile vigilpay_profile(const struct inputs *in);
const char *vigilpay_driver(const struct profile *p);
const char *vigilpay_summary(int credit);

/* Half to even at 1/places: 100 for two decimals. */
double vigilpay_rounded(double v, double places);

#endif
