"""The program under test: the release binary, run as a person would."""

import os
import shutil
import sqlite3
import subprocess

import measuring

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "samples", "settle.yaml")
# The tests measure the binary that they have built; everybody else the release binary.
GIVEN = os.environ.get("SETTLE_BINARY")
BINARY = GIVEN or os.path.join(ROOT, ".build", "release", "settle")
PERIOD = "2026-10"

# What the ledger holds as it was logged; the answers of queries, which the peers do not know of, are elsewhere.
GROUPS = """
SELECT app, provider, channel, status, delivery, count(*), sum(amount), sum(cost)
FROM call JOIN profile ON profile.id = call.profile
GROUP BY app, provider, channel, status, delivery
"""


def build():
    """Builds the release binary where it is missing or old, and lets `settle` say what is wrong where it can't."""
    if not GIVEN:
        subprocess.run([os.path.join(ROOT, "bin", "settle"), "--version"], check=True, stdout=subprocess.DEVNULL)


def simulate(path, *options):
    """Writes a log; the bytes depend on the options alone."""
    return measuring.run(
        [BINARY, "simulate", "--quiet", "--period", PERIOD, "--apps", "8", *options, path],
        directory=os.path.dirname(path))


class Ledger:
    """A ledger and its reports, in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "settle.db")

    def fresh(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        return self

    def run(self, log, *options):
        """`settle run` from a log to the published draft."""
        reports = os.path.join(self.folder, "reports")
        return measuring.run(
            [BINARY, "run", "--quiet", "--period", PERIOD, "--rules", RULES, "--database", self.path, "--output",
             reports, *options, log],
            directory=self.folder)

    @property
    def size(self):
        return os.path.getsize(self.path)

    def groups(self):
        """The groups as the peers print them, and how many lines were rejected."""
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as database:
            rows = sorted([str(cell) for cell in row] for row in database.execute(GROUPS))
            return rows, database.execute("SELECT count(*) FROM reject").fetchone()[0]
