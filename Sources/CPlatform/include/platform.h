#ifndef SETTLE_PLATFORM_H
#define SETTLE_PLATFORM_H

#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Swaps two paths of one file system in one step (Linux `renameat2` with `RENAME_EXCHANGE`), which `import Glibc` does
/// not offer. Returns 0, or -1 with `errno` set.
int settle_exchange(const char *a, const char *b);

/// Takes an exclusive advisory lock on an open file, without waiting. The kernel releases the lock when the process
/// ends, however it ends. Returns 0, or -1 with `errno` set (`EWOULDBLOCK`: another process holds the lock).
int settle_lock(int fd);

/// Waits until everything written to the file system of an open file is on its disk (Linux `syncfs`). Returns 0, or -1
/// with `errno` set.
int settle_sync_file_system(int fd);

/// The type of the file system that an open file is on: `f_type` of `fstatfs`, or -1 with `errno` set.
int64_t settle_file_system_kind(int fd);

/// Opens `/dev/null` for each of stdin, stdout and stderr that is closed, in the wrong mode. Using one then fails with
/// `EBADF`, as before, and the next file that is opened can't get its number.
void settle_keep_standard_files(void);

/// Makes SIGINT and SIGTERM ask the program to stop at its next safe point. A second signal kills it as usual.
void settle_catch_interrupts(void);

/// Gives memory that was freed back to the system (glibc `malloc_trim`), as far as it is in whole pages.
void settle_give_back_memory(void);

/// The number of the signal that asked for a stop, or 0.
int settle_interrupt_requested(void);

/// Waits until an open file has input or is at its end. Returns 0 if a stop was requested instead, and otherwise 1.
int settle_wait_for_input(int fd);

/// Which of the 32 bytes at `place` end or interrupt a JSON string, or are outside ASCII: `"`, `\`, below 0x20, 0x80
/// and above. Bit 0 stands for the first byte. (Swift's SIMD types would compile to loops over their lanes here.)
static inline uint32_t settle_string_stops(const uint8_t *place) {
    uint32_t stops = 0;
#if defined(__SSE2__)
    for (int half = 0; half < 2; half++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(place + 16 * half));
        const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        // The comparison is signed: bytes outside ASCII are below zero.
        const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
        const __m128i all = _mm_or_si128(_mm_or_si128(quotes, backslashes), others);
        stops |= (uint32_t)_mm_movemask_epi8(all) << (16 * half);
    }
#else
    for (int index = 0; index < 32; index++) {
        const uint8_t byte = place[index];
        stops |= (uint32_t)(byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80) << index;
    }
#endif
    return stops;
}

/// Which of the 32 bytes at `a` equal the byte at the same position of `b`. Bit 0 stands for the first byte.
static inline uint32_t settle_equal_bytes(const uint8_t *a, const uint8_t *b) {
    uint32_t equal = 0;
#if defined(__SSE2__)
    for (int half = 0; half < 2; half++) {
        const __m128i first = _mm_loadu_si128((const __m128i *)(a + 16 * half));
        const __m128i second = _mm_loadu_si128((const __m128i *)(b + 16 * half));
        equal |= (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(first, second)) << (16 * half);
    }
#else
    for (int index = 0; index < 32; index++) equal |= (uint32_t)(a[index] == b[index]) << index;
#endif
    return equal;
}

#endif
