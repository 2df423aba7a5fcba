/*
 * notify.h: lib-private: a word to the service manager, if there is one (Type=notify, WatchdogSec).
 */
#ifndef HF_NOTIFY_H
#define HF_NOTIFY_H

/* Serves and lives; said each second. Sends one datagram and never waits. */
void notify_alive(void);

#endif
