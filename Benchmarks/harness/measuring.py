"""Runs whole processes and says what they took."""

import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One process from its start to its end, or the medians of several."""

    wall: float  # seconds
    cpu: float  # seconds of all threads, the system's included
    peak: int  # bytes of resident memory

    @property
    def peak_text(self):
        """The system counts the memory of who started a process towards its peak, so less than ours can't be told."""
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return f"{'at most ' if self.peak <= ours else ''}{self.peak / 2**20:,.0f} MiB"


class Failed(Exception):
    """A process that did not end well."""


def run(command, stdin=os.devnull, stdout=os.devnull, directory=None):
    """Runs a command, with its standard input and output from and to files; its errors are shown only if it fails.

    Whatever earlier processes wrote is first brought to disk, so that this one does not pay for it.
    """
    os.sync()
    errors = f"{stdout}.errors" if stdout != os.devnull else os.path.join(directory or ".", ".errors")
    files = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
    ]
    begin = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    with open(errors, errors="replace") as file:
        said = file.read()
    os.unlink(errors)
    if os.waitstatus_to_exitcode(status) != 0:
        raise Failed(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}:\n{said.strip()}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


class Taken:
    """What contenders took in turn: of each the medians, of two the median of the ratios of each round.

    A ratio of medians would compare a quiet round of one with a busy round of the other.
    """

    def __init__(self, rounds):
        self.rounds = rounds  # a list of dictionaries, from name to `Measured`

    def __contains__(self, name):
        return name in self.rounds[0]

    def __getitem__(self, name):
        samples = [turn[name] for turn in self.rounds]
        return Measured(
            statistics.median(sample.wall for sample in samples), statistics.median(sample.cpu for sample in samples),
            int(statistics.median(sample.peak for sample in samples)))

    def of_rounds(self, value):
        """The median of a value that is worked out for each round."""
        return statistics.median(value(turn) for turn in self.rounds)

    def walls(self, above, below):
        """How many times the wall time of `below` that of `above` is; of each the name, or several to add up."""
        return self.of_rounds(lambda turn: _wall(turn, above) / _wall(turn, below))

    def peaks(self, above, below):
        """How many times the peak memory of `below` that of `above` is."""
        return self.of_rounds(lambda turn: turn[above].peak / turn[below].peak)


def _wall(turn, names):
    return sum(turn[name].wall for name in ([names] if isinstance(names, str) else names))


def in_turn(contenders, runs):
    """Runs contenders A B C A B C …, so that what disturbs the machine disturbs all; what each took, as `Taken`.

    `contenders` maps names to functions that run once and return what was `Measured`.
    """
    rounds = []
    for turn in range(runs):
        rounds.append({})
        for name, contender in contenders.items():
            sample = rounds[-1][name] = contender()
            note(f"  {turn + 1}/{runs} {name}: {sample.wall:.2f} s, CPU {sample.cpu:.2f} s, {sample.peak_text}")
    return Taken(rounds)


def warm(path):
    """Reads a file, so that it is in the page cache."""
    with open(path, "rb", buffering=0) as file:
        block = bytearray(1 << 20)
        while file.readinto(block):
            pass


def note(text):
    print(text, file=sys.stderr, flush=True)
