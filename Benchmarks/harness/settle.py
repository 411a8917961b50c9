"""The program under test: the release binary, run as a user would run it."""

import json
import os
import shutil
import subprocess

import measuring
import same_groups

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "samples", "settle.yaml")  # fits logs of the samples' profile
# The tests measure the binary that they have built; everything else measures the release binary.
GIVEN = os.environ.get("SETTLE_BINARY")
BINARY = GIVEN or os.path.join(ROOT, ".build", "release", "settle")
PERIOD = "2026-10"


def build():
    """Builds the release binary if it is missing or old; if that fails, `bin/settle` says why."""
    if not GIVEN:
        subprocess.run([os.path.join(ROOT, "bin", "settle"), "--version"], check=True, stdout=subprocess.DEVNULL)


def simulate(path, *options):
    """Writes a log; its bytes depend only on the options."""
    return measuring.run(
        [BINARY, "simulate", "--quiet", "--period", PERIOD, *options, path], directory=os.path.dirname(path))


class Ledger:
    """A ledger and its reports in their own folder, under one set of rules at a time."""

    # Folders of finished rounds. They are removed only between scenarios: after many files were removed, a file system
    # (ext4 without a journal) takes seconds longer to create many files for about a minute, and a run must not pay for
    # the one before it.
    spent = []

    def __init__(self, folder, rules):
        self.base = folder
        self.rules = rules
        self._move_to(folder)

    def _move_to(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "settle.db")
        self.reports = os.path.join(folder, "reports")
        self.report = os.path.join(self.reports, PERIOD)

    def _move_on(self):
        """Moves to a folder that does not exist yet, and marks the present one as spent."""
        if os.path.exists(self.folder):
            Ledger.spent.append(self.folder)
        number = 1
        while os.path.exists(self.folder):
            number += 1
            self._move_to(f"{self.base}-{number}")

    def fresh(self):
        self._move_on()
        os.makedirs(self.folder)
        return self

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def sweep(cls):
        """Removes the folders of finished rounds."""
        while cls.spent:
            shutil.rmtree(cls.spent.pop(), ignore_errors=True)

    def copy_of(self, other):
        self._move_on()
        shutil.copytree(other.folder, self.folder)
        return self

    def run(self, *arguments):
        """Runs `settle run`, from logs to the published draft."""
        return self._command("run", *arguments)

    def close(self, *arguments):
        """Runs `settle close`, and allows rejected lines and unrated calls."""
        return self._command("close", "--allow-rejected", "--allow-unrated", *arguments)

    def verify(self):
        return measuring.run([BINARY, "verify", self.report], directory=self.folder)

    def _command(self, word, *arguments):
        return measuring.run(
            [BINARY, word, "--quiet", "--period", PERIOD, "--rules", self.rules, "--database", self.path, "--output",
             self.reports, *arguments],
            directory=self.folder)

    @property
    def size(self):
        return os.path.getsize(self.path)

    @property
    def summary(self):
        with open(os.path.join(self.report, "summary.json")) as file:
            return json.load(file)

    @property
    def rejected(self):
        """The number of rejected lines."""
        with open(os.path.join(self.report, "controls.json")) as file:
            return json.load(file)["total"]["rejected"]

    def write_groups(self, path):
        """Writes the groups as the peers print them.

        Runs in its own process, because the memory of this process counts towards the peak of each one it starts.
        """
        same_groups.in_own_process("write", self.path, path)
