/*
 * extract_rules.h: the rules of cgi/chat/extract, compiled once in a process.
 */
#ifndef HF_CGI_CHAT_EXTRACT_RULES_H
#define HF_CGI_CHAT_EXTRACT_RULES_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "extract.h"

struct rule {
    const char *kind, *name;
    double confidence;
    pcre2_code *code;
};

extern const char rules_text[];

/* All rules, at the first call; 0 and NULL when one of them cannot be read (the log says which). */
const struct rule *rules_all(size_t *ret_n);

#endif
