"""Logs that are compressed, irregular, or of the other interface; and the speed of writing logs."""

import os

import measuring
import settle
from bench import ONEPIPE
from figures import Figure
from measuring import note


def formats(bench):
    """Compressed logs against plain decompression."""
    log = bench.month()
    plain = log.path
    figures = {}
    for suffix, packer in (("gz", "gzip"), ("zst", "zstd")):
        packed = f"{plain}.{suffix}"
        if not os.path.exists(packed):
            note(f"making {os.path.basename(packed)}")
            measuring.run([packer, "-q", "-k", "-f", plain] if packer == "zstd" else [packer, "-k", "-f", plain],
                          directory=bench.folder)
        measuring.warm(packed)
        taken = measuring.in_turn({
            "plain": bench.run_of(bench.ledger(log), log),
            suffix: lambda: bench.ledger(log).fresh().run(packed),
            packer: lambda: measuring.run([packer, "-dc", packed], directory=bench.folder)}, bench.runs)
        # Decompressing and reading run side by side, so the longer of the two is the bound.
        ratio = taken.of_rounds(lambda turn: turn[suffix].wall / max(turn[packer].wall, turn["plain"].wall))
        figures[suffix] = Figure(
            f"{ratio:.2f} × ({taken[suffix].wall:.2f} s; `{packer} -dc` {taken[packer].wall:.2f} s, plain "
            f"{taken['plain'].wall:.2f} s)", ratio <= 1.1,
            f"the month as `.{suffix}`", f"≤ 1.1 × `{packer} -dc` alone or the plain log, the longer")
        os.unlink(packed)
    return [], figures


def shapes(bench):
    """Logs whose shapes the reader can't learn."""
    logs = {"regular": bench.month(), "shuffled keys": bench.log(*bench.reference, *ONEPIPE, "--shuffled-keys"),
            "random `meta`": bench.log(*bench.reference, *ONEPIPE, "--random-meta")}
    taken = measuring.in_turn({name: bench.run_of(bench.ledger(log), log) for name, log in logs.items()}, bench.runs)
    figures = {}
    for name, log in logs.items():
        if name != "regular":
            speed = log.bytes / logs["regular"].bytes / taken.walls(name, "regular")
            figures[name] = Figure(f"{speed:.0%}: {log.bytes / 1e6 / taken[name].wall:,.0f} MB/s", speed >= 0.4,
                                   f"a log with {name}", "≥ 40 % of the regular one's speed")
    return [], figures


def simulate(bench):
    """Writing a log."""
    path = bench.path("simulated.ndjson")

    def write(*options):
        return lambda: settle.simulate(path, "--onepipe-only", "--calls", str(bench.calls), *options)

    figures = {}
    for name, options in (("defaults", ()), ("100,000 apps", ("--apps", "100000"))):
        taken = measuring.in_turn({name: write(*options)}, bench.runs)[name]
        speed = os.path.getsize(path) / 1e6 / taken.wall
        figures[name] = Figure(f"{speed:,.0f} MB/s, {taken.peak_text}", speed >= 400,
                               f"`settle simulate`, {name}", "≥ 400 MB/s")
        os.unlink(path)
    return [], figures


def paylink(bench):
    """Logs where every call has its own amount, under a percentage tariff."""
    logs = {"OnePipe": bench.month(), "STC Pay": bench.log(*bench.reference, "--paylink-only", "--unique-totals")}
    taken = measuring.in_turn({name: bench.run_of(bench.ledger(log), log) for name, log in logs.items()}, bench.runs)
    share, sample = taken.walls("OnePipe", "STC Pay"), taken["STC Pay"]
    return [], {"paylink": Figure(
        f"{share:.0%}: {bench.calls / sample.wall:,.0f} calls a second, {sample.peak_text}", share >= 0.5,
        "STC Pay, a different `total` on each call, percentage tariff", "≥ half the calls a second of OnePipe")}
