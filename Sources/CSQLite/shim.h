#include <sqlite3.h>

/// Takes SQLite's own mutexes and its memory statistics out of the way, before its first use: the ledger has one connection,
/// and whoever works on it has made sure to be the only one. (`sqlite3_config` takes variable arguments, which Swift can't
/// call.)
static inline int settle_sqlite_configure(void) {
    int code = sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : code;
}
