"""Inserts a ledger's rows into the same tables in a new file, in one transaction, and does nothing else.

    inserts.py LEDGER NEW

The tables are read from the ledger, whatever they are. It looks up no keys, counts nothing and formats no text.
"""

import sqlite3
import sys

source, target = sys.argv[1:]
database = sqlite3.connect(target, isolation_level=None)
database.execute("ATTACH ? AS ledger", (source,))
page_size = database.execute("PRAGMA ledger.page_size").fetchone()[0]
database.execute(f"PRAGMA main.page_size = {page_size}")
database.execute("PRAGMA main.journal_mode = DELETE")
database.execute("PRAGMA main.synchronous = FULL")
database.execute("BEGIN")
made = database.execute(
    "SELECT type, name, sql FROM ledger.sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
for kind, name, sql in made:
    if kind in ("table", "index") and not name.startswith("sqlite_"):
        database.execute(sql)
for kind, name, _ in made:
    if kind == "table" and not name.startswith("sqlite_"):
        # The WHERE keeps SQLite from copying whole pages: every row is taken apart and built again, as an insert would
        # do.
        database.execute(f'INSERT INTO main."{name}" SELECT * FROM ledger."{name}" WHERE true')
database.execute("COMMIT")
database.close()
