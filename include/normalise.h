/*
 * normalise.h: one form for what people type in many: names, addresses, phone numbers. Unicode by libunistring: NFKC
 * (annex 15) and full case folding (Unicode 3.13), so that Admin, admin and the full-width ａｄｍｉｎ are one name.
 *
 * Results live in the arena. NULL: no memory, not UTF-8, or (phone) not acceptable.
 */
#ifndef HF_NORMALISE_H
#define HF_NORMALISE_H

#include "arena.h"
#include "err.h"

/* As shown: NFKC, white space at both ends cut. Case stays. */
const char *normalise_text(struct arena *a, const char *text);

/* As compared and unique (username_key, email_key): as shown, then case folded. "" for nothing but white space. */
const char *normalise_key(struct arena *a, const char *text);

/* An address as shown and written to: as normalise_text, its domain in lower case; the local part stays as typed. */
const char *normalise_email(struct arena *a, const char *email);

enum phone_rule {
    PHONE_E164, /* "+" and 8 to 15 digits, the first not 0; "00" for "+" */
    PHONE_UZ    /* 998 and 9 digits, with or without "+": ^(\+998|998)\d{9}$ */
};

/* The rule of tenant_settings.phone_rule: "uz" or anything else for E.164. */
enum phone_rule phone_rule_of(const char *name);

/* A phone number as "+998901234567" (ITU-T E.164). For E.164 blanks, hyphens, dots, slashes and brackets between digits are
   left out; for the Uzbek rule nothing is. */
const char *normalise_phone(struct arena *a, const char *phone, enum phone_rule rule);

/* What to tell the user when normalise_phone says NULL. Static. */
const char *phone_fault(enum phone_rule rule);

#endif
