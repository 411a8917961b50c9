"""Compares groups. A program of its own, because hundreds of thousands of groups take memory.

    same_groups.py write LEDGER GROUPS        writes the groups of a ledger
    same_groups.py compare EXPECTED FOUND     exits with 1 if they differ
"""

import csv
import os
import sqlite3
import subprocess
import sys

# The calls as they were logged: the peers know nothing of queries, and answers are stored elsewhere. This is the only
# place here that knows the ledger's tables.
GROUPS = """
SELECT app.name, provider, channel, status, delivery, count(*), sum(amount), sum(cost)
FROM call JOIN app ON app.id = call.app JOIN kind ON kind.id = call.kind
GROUP BY app.name, provider, channel, status, delivery
"""


def in_own_process(*arguments):
    """Runs this file; returns its output, or `None` if it exited with 1."""
    done = subprocess.run([sys.executable, os.path.abspath(__file__), *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}")
    return done.stdout.strip() if done.returncode == 0 else None


def _write(ledger, path):
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as database:
        rows = sorted([str(cell) for cell in row] for row in database.execute(GROUPS))
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _read(path):
    with open(path, newline="") as file:
        return sorted(csv.reader(file))


if __name__ == "__main__":
    what, first, second = sys.argv[1:]
    if what == "write":
        _write(first, second)
    else:
        expected = _read(first)
        print(len(expected))
        sys.exit(expected != _read(second))
