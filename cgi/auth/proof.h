/*
 * proof.h: proofs that an address is somebody's: a link (24 h) and a code of six digits (10 minutes, 5 tries), either good once.
 */
#ifndef HF_CGI_AUTH_PROOF_H
#define HF_CGI_AUTH_PROOF_H

#include "account.h"

enum purpose { PROOF_REGISTER, PROOF_RESET };

/* Writes a proof and its mail in the current transaction; the mail's template is "verify" or "reset". */
enum err proof_send(struct req *r, const struct account *a, enum purpose purpose) HF_CHECK;

/* proof_send for somebody who asked: nothing happens when one was sent within the minute, or five within the hour. */
enum err proof_send_again(struct req *r, const struct account *a, enum purpose purpose) HF_CHECK;

/* A proof that was found good and not yet used. */
struct proof {
    struct uuid id;
    struct account account;
};

/* By the token of a link. ERR_INVALID (token_invalid) at field "token". */
enum err proof_by_token(struct req *r, const char *token, enum purpose purpose, struct proof *ret) HF_CHECK;

/* By address and code; each call is a try, counted per address whether or not anybody has it. ERR_INVALID (wrong_code) at
   field "code", ERR_RATE_LIMITED. Outside a transaction. */
enum err
proof_by_code(struct req *r, const char *email, const char *code, enum purpose purpose, struct proof *ret) HF_CHECK;

/* Uses it up in the current transaction: the address is verified. ERR_INVALID (token_invalid) when another was quicker. */
enum err proof_use(struct req *r, const struct proof *p, enum purpose purpose) HF_CHECK;

/* Exchanges a code for a token of ten minutes. ret_token holds 44 bytes. */
#define PROOF_TOKEN 44
enum err proof_exchange(struct req *r, const struct proof *p, char ret_token[PROOF_TOKEN]) HF_CHECK;

#endif
