/*
 * compat_afro.h: profiles of the Afro-Caribbean shop's customers (contract A-R6 to A-R9).
 */
#ifndef HF_CGI_AUTH_COMPAT_AFRO_H
#define HF_CGI_AUTH_COMPAT_AFRO_H

#include "compat_entry.h"

extern const struct endpoint afro_profile_endpoint, afro_profile_put_endpoint, afro_profile_patch_endpoint;
extern const struct compat_out afro_profile_out[], afro_dashboard_out[];

#endif
