#define _GNU_SOURCE
#include "platform.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

void settle_give_back_memory(void) {
    malloc_trim(0);
}

int settle_exchange(const char *a, const char *b) {
    return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

int settle_lock(int fd) {
    return flock(fd, LOCK_EX | LOCK_NB);
}

int settle_sync_file_system(int fd) {
    return syncfs(fd);
}

int64_t settle_file_system_kind(int fd) {
    struct statfs status;
    if (fstatfs(fd, &status) != 0) return -1;
    // The kernel's value has 32 bits. Some platforms store it in a signed type.
    return (int64_t)(uint32_t)status.f_type;
}

void settle_keep_standard_files(void) {
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
    }
}

static volatile sig_atomic_t requested = 0;
// Becomes readable when a stop is requested, and so wakes a thread that waits for input. (`poll` ignores -1.)
static int stop_event = -1;

static void remember(int number) {
    const int before = errno;
    const uint64_t one = 1;
    requested = number;
    if (write(stop_event, &one, sizeof one) < 0) errno = before;
}

void settle_catch_interrupts(void) {
    stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = remember;
    // The handler is reset when the first signal arrives. A second Ctrl-C then ends a program that reaches no safe
    // point.
    action.sa_flags = SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int settle_interrupt_requested(void) {
    return requested;
}

int settle_wait_for_input(int fd) {
    for (;;) {
        if (requested) return 0;
        struct pollfd events[] = {{.fd = fd, .events = POLLIN}, {.fd = stop_event, .events = POLLIN}};
        if (poll(events, 2, -1) < 0 && errno == EINTR) continue;
        // If `poll` failed, or the file is closed or at its end, the next read reports it.
        return !requested;
    }
}
