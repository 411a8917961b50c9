#define _GNU_SOURCE
#include "platform.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

int settle_exchange(const char *a, const char *b) {
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

int settle_lock(int fd) {
    return flock(fd, LOCK_EX | LOCK_NB);
}

static volatile sig_atomic_t requested = 0;

static void remember(int number) {
    requested = number;
}

void settle_catch_interrupts(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = remember;
    // Reset on the first delivery, so that a second Ctrl-C ends a program that does not come to a safe point.
    action.sa_flags = SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int settle_interrupt_requested(void) {
    return requested;
}
