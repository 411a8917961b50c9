/// A second opinion on lines of a log: simdjson's DOM mode, which checks all of a text.
#ifndef SETTLE_SIMDJSON_ORACLE_H
#define SETTLE_SIMDJSON_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    oracle_object = 0,
    /// Well-formed, and something else than an object.
    oracle_no_object = 1,
    oracle_not_utf8 = 2,
    oracle_not_json = 3,
    oracle_too_deep = 4,
    /// One of the two: enough brackets open for too many levels, and which fault comes first is not known.
    oracle_not_json_or_too_deep = 5,
} oracle_verdict;

typedef enum {
    oracle_absent = 0,
    oracle_null = 1,
    oracle_boolean = 2,
    oracle_number = 3,
    oracle_string = 4,
    oracle_array = 5,
    oracle_map = 6,
} oracle_kind;

typedef struct {
    oracle_kind kind;
    /// How often the last key of the path occurs in its object.
    size_t occurrences;
    /// A string's bytes, its escapes resolved; a number's own text. Valid until the next text is read.
    const uint8_t *bytes;
    size_t count;
} oracle_value;

typedef struct oracle oracle;

/// `levels`: how many objects and arrays may be open at once.
oracle *oracle_make(size_t levels);
void oracle_free(oracle *);

/// Reads a text whole.
oracle_verdict oracle_read(oracle *, const uint8_t *bytes, size_t count);

/// The value at a path of keys, `count` of them, from the outermost object of the text that was read last. Of a key
/// that occurs more than once, the first is followed.
oracle_value oracle_find(oracle *, const char *const *keys, size_t count);

#ifdef __cplusplus
}
#endif
#endif
