#include <sqlite3.h>

/// Takes SQLite's own mutexes and its memory statistics out of the way, before its first use: the ledger has one connection,
/// and whoever works on it has made sure to be the only one. (`sqlite3_config` takes variable arguments, which Swift can't
/// call.)
static inline int settle_sqlite_configure(void) {
    int code = sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) : code;
}

/// Lets nothing in the file run of itself: no triggers, no functions that its schema names, no writing past SQL; and, once its
/// views are made (`views` is 0), no views. (`sqlite3_db_config` takes variable arguments, too.)
static inline int settle_sqlite_harden(sqlite3 *db, int views) {
    int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
    return code == SQLITE_OK ? sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, views, (int *)0) : code;
}
