/*
 * banned.h: functions that must not compile here. Included before everything else by the Makefile.
 */
#ifndef HF_BANNED_H
#define HF_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef sprintf /* a macro of glibc's under clang */
#undef vsprintf
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets atoi atol atoll atof strtok system popen
#pragma GCC poison gmtime localtime ctime asctime tmpnam mktemp srand

#endif
