"""The common parts of all scenarios: sizes, a working folder, logs with their rules, and ledgers."""

import hashlib
import os
import shutil
from dataclasses import dataclass, field

import cleaning
import measuring
import settle
from measuring import note

# The sizes of a gateway: apps, providers and networks of a month.
_REFERENCE = ("--apps", "200", "--providers", "6", "--networks", "300")
FEW = ("--apps", "8", "--providers", "3", "--networks", "8")
_MANY = ("--apps", "20000", "--providers", "40", "--networks", "900")
# Bodies as objects, because a reader with a fixed schema can't take both forms; peers are measured on logs they can
# read.
ONEPIPE = ("--onepipe-only", "--string-bodies-per-mille", "0")


@dataclass(frozen=True)
class Log:
    """A log, and the rules that fit it."""

    path: str
    rules: str

    @property
    def bytes(self):
        return os.path.getsize(self.path)


@dataclass
class Bench:
    calls: int
    runs: int
    folder: str
    contenders: list  # names of peers; only `settle`: no peers
    made: dict = field(default_factory=dict)

    def path(self, name):
        return os.path.join(self.folder, name)

    def forget(self):
        """Removes logs and databases; keeps the results."""
        for name in os.listdir(self.folder):
            if name in ("results.md", "chart.svg"):
                continue
            path = self.path(name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    # Logs

    def log(self, *options, calls=None):
        """A simulated log and its rules, with the log in the page cache. Made if missing: its name lists the options
        it was made with."""
        options = ("--calls", str(self.calls if calls is None else calls), *options)
        name = "_".join(word.lstrip("-") for word in options)
        path, rules = self.path(f"{name}.ndjson"), self.path(f"{name}.yaml")
        if not os.path.exists(path):
            note(f"making {os.path.basename(path)}")
            for old in (rules, path + ".part"):
                if os.path.exists(old):
                    os.unlink(old)
            settle.simulate(path + ".part", *options, "--write-rules", rules)
            os.rename(path + ".part", path)
        measuring.warm(path)
        return Log(path, rules)

    @property
    def reference(self):
        """200 apps and 300 networks."""
        return self._cast(_REFERENCE, calls_of_app=100)

    @property
    def many(self):
        """20,000 apps and 900 networks."""
        return self._cast(_MANY, calls_of_app=40)

    def _cast(self, cast, calls_of_app):
        """Fewer apps for fewer calls; otherwise a small run would mostly write invoices, each a file and a sync."""
        return cast if self.calls >= 200_000 else ("--apps", str(self.calls // calls_of_app), *cast[2:])

    def month(self, cast=None, calls=None):
        return self.log(*(cast or self.reference), *ONEPIPE, calls=calls)

    def cleaned(self, log):
        """The same log without the lines that peers lose or refuse."""
        path = log.path.replace(".ndjson", "_cleaned.ndjson")
        if not os.path.exists(path):
            note("making the cleaned log")
            kept, dropped = cleaning.clean(log.path, path + ".part")
            os.rename(path + ".part", path)
            note(f"  {kept:,} lines kept, {dropped:,} dropped")
        measuring.warm(path)
        return Log(path, log.rules)

    def days(self, log):
        """The same log as a folder with one file for each local day."""
        folder = log.path.replace(".ndjson", "_days")
        if not os.path.exists(folder):
            note("making the daily files")
            shutil.rmtree(folder + ".part", ignore_errors=True)
            os.makedirs(folder + ".part")
            cleaning.divide(log.path, folder + ".part")
            os.rename(folder + ".part", folder)
        for name in os.listdir(folder):
            measuring.warm(os.path.join(folder, name))
        return Log(folder, log.rules)

    def edited(self, log, name, old, new):
        """A copy of a log's rules with one text replaced."""
        with open(log.rules) as file:
            text = file.read()
        if old not in text:
            raise measuring.Failed(f"the rules have no {old}")
        path = log.rules.replace(".yaml", f"_{name}.yaml")
        with open(path, "w") as file:
            file.write(text.replace(old, new, 1))
        return path

    def without(self, rules, beginning):
        """A copy of rules without the lines that start with `beginning`."""
        with open(rules) as file:
            lines = file.readlines()
        kept = [line for line in lines if not line.startswith(beginning)]
        if len(kept) == len(lines):
            raise measuring.Failed(f"the rules have no {beginning.strip()}")
        path = self.path("rules-without.yaml")
        with open(path, "w") as file:
            file.writelines(kept)
        return path

    # Ledgers

    def ledger(self, log, name="ledger"):
        return settle.Ledger(self.path(name), log.rules)

    def run_of(self, ledger, log):
        """A function that runs settle on a log with a new ledger."""
        return lambda: ledger.fresh().run(log.path)

    def filled(self, log):
        """A ledger filled with a log by this exact binary; kept for other scenarios."""
        with open(settle.BINARY, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        name = os.path.basename(log.path).replace(".ndjson", "")
        ledger = self.ledger(log, f"filled_{digest}_{name}")
        if not os.path.exists(os.path.join(ledger.folder, "complete")):
            note(f"filling a ledger with {os.path.basename(log.path)}")
            ledger.fresh().run(log.path)
            open(os.path.join(ledger.folder, "complete"), "w").close()
        return ledger
