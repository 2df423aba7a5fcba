/*
 * letters.h: from rows of `mails` to letters. Others write the rows (include/mail.h); one process of the job runner
 * sends them.
 *
 * A row is claimed by moving its next_at beyond the time that sending may take, in a committed statement of its own; whoever dies between
 * sending and marking lets it be sent once more then, with the same Message-ID. Failures wait 2 s, 4 s and so on up to an
 * hour; what the server refuses for good, or 20 times, is dead and stays visible. With the end of a mail its parameters go:
 * they hold tokens.
 */
#ifndef HF_CGI_CHAT_LETTERS_H
#define HF_CGI_CHAT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "err.h"
#include "json.h"
#include "uuid.h"

struct req;

struct template
{
    const char *name, *subject, *body;
};

/* The template of that name, or NULL. */
const struct template *mail_template(const char *name);

struct letter {
    struct uuid id;
    const char *to, *template, *site; /* site: who writes, as people know it */
    const json *params;
};

/* The whole message (RFC 5322, CRLF, 7 bits), from the arena. NULL: no such template, or no memory. now_us: its date. */
const char *letter_text(struct arena *a, const struct letter *l, long long now_us);

/* A header's text as RFC 2047 has it: as it is when it is plain ASCII, else in encoded words, folded. Control characters become spaces. */
const char *letter_header(struct arena *a, const char *text);

/* What became of a letter. why: static or from the arena, fit for an admin's eyes. */
enum sent { SENT, NOT_NOW, SERVER_AWAY, NEVER };
enum sent letter_send(struct req *r, const struct letter *l, const char *text, const char **ret_why);

/* Helper of the job runner: sends what is due. */
enum err mails_deliver(struct req *r);

#endif
