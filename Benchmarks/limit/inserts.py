"""The bare inserts of a ledger: its tables and their rows, into a new file, in one transaction.

    inserts.py LEDGER NEW

Whatever the tables are: they are taken from the ledger. No key is looked up, nothing is counted, no text is made.
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
        # The WHERE keeps SQLite from copying whole pages: rows are taken apart and put together, as inserts are.
        database.execute(f'INSERT INTO main."{name}" SELECT * FROM ledger."{name}" WHERE true')
database.execute("COMMIT")
database.close()
