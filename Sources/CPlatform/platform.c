#define _GNU_SOURCE
#include "platform.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

int settle_exchange(const char *a, const char *b) {
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

int settle_lock(int fd) {
    return flock(fd, LOCK_EX | LOCK_NB);
}
