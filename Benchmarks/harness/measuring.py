"""Runs whole processes and measures their time and memory."""

import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """The measurement of one process from start to end, or the medians of several."""

    wall: float  # seconds
    cpu: float  # seconds of all threads, including system time
    peak: int  # bytes of resident memory

    @property
    def peak_text(self):
        """The system counts the parent's memory towards a process's peak, so a peak below ours can't be measured."""
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return f"{'at most ' if self.peak <= ours else ''}{self.peak / 2**20:,.0f} MiB"


class Failed(Exception):
    """A process failed."""


def run(command, stdin=os.devnull, stdout=os.devnull, directory=None):
    """Runs a command with files as its standard input and output; shows its errors only if it fails.

    Syncs first, so that this process does not pay for what earlier ones wrote.
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
    """The measurements of contenders that took turns: the median of each, and for two the median of their ratio.

    The ratio is taken in each round, because a ratio of medians might compare a quiet round with a busy one.
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
        """The median over all rounds of a value that `value` works out for one round."""
        return statistics.median(value(turn) for turn in self.rounds)

    def walls(self, above, below):
        """The ratio of the wall times of `above` and `below`; each is a name, or several names to add up."""
        return self.of_rounds(lambda turn: _wall(turn, above) / _wall(turn, below))

    def peaks(self, above, below):
        """The ratio of the peak memory of `above` and `below`."""
        return self.of_rounds(lambda turn: turn[above].peak / turn[below].peak)


def _wall(turn, names):
    return sum(turn[name].wall for name in ([names] if isinstance(names, str) else names))


def in_turn(contenders, runs):
    """Runs contenders A B C A B C …, so that a disturbance of the machine affects all; returns `Taken`.

    `contenders` maps names to functions that run once and return a `Measured`.
    """
    rounds = []
    for turn in range(runs):
        rounds.append({})
        for name, contender in contenders.items():
            sample = rounds[-1][name] = contender()
            note(f"  {turn + 1}/{runs} {name}: {sample.wall:.2f} s, CPU {sample.cpu:.2f} s, {sample.peak_text}")
    return Taken(rounds)


def warm(path):
    """Reads a file, to bring it into the page cache."""
    with open(path, "rb", buffering=0) as file:
        block = bytearray(1 << 20)
        while file.readinto(block):
            pass


def note(text):
    print(text, file=sys.stderr, flush=True)
