#ifndef SETTLE_PLATFORM_H
#define SETTLE_PLATFORM_H

/// Swaps two paths of one file system in one step (Linux `renameat2` with `RENAME_EXCHANGE`), which
/// `import Glibc` does not show. Returns 0, or -1 with `errno` set.
int settle_exchange(const char *a, const char *b);

/// Takes (`exclusive` without waiting) the advisory lock of an open file; the kernel drops it at any death.
/// Returns 0, or -1 with `errno` set (`EWOULDBLOCK`: another process holds it).
int settle_lock(int fd);

/// From now on SIGINT and SIGTERM ask the program to stop at the next safe point; a second one kills as usual.
void settle_catch_interrupts(void);

/// Whether a stop was asked for: the signal's number, or 0.
int settle_interrupt_requested(void);

#endif
