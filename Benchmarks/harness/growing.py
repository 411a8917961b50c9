"""Compares settle with itself: larger logs, later runs, repeated runs, and faulty input."""

import csv
import itertools
import os

import measuring
from bench import FEW, ONEPIPE
from figures import Figure, at_most, mebibytes, seconds
from measuring import note


def large(bench):
    """Ten times the month against the month."""
    small, big = bench.month(), bench.month(calls=10 * bench.calls)
    ledger = bench.ledger(big, "ledger-large")
    taken = measuring.in_turn({
        "1 ×": bench.run_of(bench.ledger(small), small), "10 ×": bench.run_of(ledger, big)}, bench.runs)
    ratio, stored = taken.walls("10 ×", "1 ×"), ledger.size / 2**20
    ledger.remove()
    ten = taken["10 ×"]
    return [f"The log of {10 * bench.calls:,} calls has {big.bytes / 1e9:.1f} GB, its ledger {stored:,.0f} MiB."], {
        "large": at_most(ratio, 11, f"{ratio:.1f} × ({taken['1 ×'].wall:.2f} s and {ten.wall:.2f} s)"),
        "large-memory": mebibytes(ten, 600),
    }


def again(bench):
    """`run` again with nothing new, at the month and at ten times the month."""
    logs = {"again": bench.month(), "again-large": bench.month(calls=10 * bench.calls)}
    limits = {"again": 0.15, "again-large": 0.5}
    ledgers = {name: bench.filled(log) for name, log in logs.items()}
    contenders = {name: lambda name=name: ledgers[name].run(logs[name].path) for name in logs}
    rehash = {"rehash": lambda: ledgers["again"].run("--rehash", logs["again"].path)}
    taken = measuring.in_turn(contenders | rehash, bench.runs)
    figures = {
        name: at_most(taken[name].wall, limits[name], f"{taken[name].wall:.2f} s, {taken[name].peak_text}")
        for name in logs}
    figures["rehash"] = Figure(
        f"{taken['rehash'].wall:.2f} s", None, "the same at 1 M with `--rehash`", "the log is read")
    return [], figures


def day(bench):
    """A day's log into the ledger of ten times the month."""
    big = bench.month(calls=10 * bench.calls)
    ledger = bench.filled(big)
    logs = [bench.log("--seed", str(seed), *bench.reference, *ONEPIPE, calls=bench.calls * 3 // 100)
            for seed in range(101, 101 + bench.runs)]
    taken = measuring.in_turn({"day": lambda: ledger.run(logs.pop().path)}, bench.runs)
    # The ledger now holds more than its log, so it can't be used again.
    ledger.remove()
    return [], {"day": seconds(taken["day"], 1.2), "day-memory": mebibytes(taken["day"], 500)}


def edits(bench):
    """`run` again at ten times the month, after an edit of a price and after one of a prefix."""
    big = bench.month(calls=10 * bench.calls)
    ledger = bench.filled(big)
    price, prefix = "{per_unit: 14.25}", '"234802"]'
    new = {
        "price": bench.edited(big, "price", price, "{per_unit: 14.50}"),
        "prefix": bench.edited(big, "prefix", prefix, '"234802", "234703"]'),
    }
    turns = {name: 0 for name in new}

    def edit(name):
        # Switch to the edit and back, so that each run meets other rules than the run before it.
        turns[name] += 1
        ledger.rules = new[name] if turns[name] % 2 else big.rules
        return ledger.run(big.path)

    # Measure one kind of edit after the other: if they took turns, each run would meet both edits.
    taken = {}
    for name in new:
        ledger.rules = big.rules
        ledger.run(big.path)
        taken[name] = measuring.in_turn({name: lambda name=name: edit(name)}, bench.runs)[name]
    ledger.rules = big.rules
    ledger.run(big.path)
    return [], {
        "price": at_most(taken["price"].wall, 0.6, f"{taken['price'].wall:.2f} s, {taken['price'].peak_text}"),
        "prefix": at_most(taken["prefix"].wall, 6, f"{taken['prefix'].wall:.2f} s, {taken['prefix'].peak_text}"),
    }


def daily(bench):
    """The month as 31 daily files against the same in one file."""
    log = bench.month()
    days = bench.days(log)
    taken = measuring.in_turn({
        "one file": bench.run_of(bench.ledger(log), log),
        "daily files": bench.run_of(bench.ledger(days, "ledger-days"), days)}, bench.runs)
    ratio, wall = taken.walls("daily files", "one file"), taken["daily files"].wall
    return [f"{len(os.listdir(days.path))} files."], {
        "daily": at_most(ratio, 1.15, f"{ratio:.2f} × ({wall:.2f} s, {taken['daily files'].peak_text})")}


def unrated(bench):
    """Rules that lack a provider with a third of the calls, against complete rules."""
    text, figures = [], {}
    for name, cast in (("unrated", bench.reference), ("unrated-few", FEW)):
        log = bench.month(cast)
        whole, lacking = bench.ledger(log), bench.ledger(log, "ledger-lacking")
        whole.fresh().run(log.path)
        providers = _providers_of_a_third(bench, whole)
        for provider in providers:
            lacking.rules = bench.without(lacking.rules, f"  {provider.lower()}: {{role: provider")
        taken = measuring.in_turn({
            "whole rules": bench.run_of(whole, log), "a provider missing": bench.run_of(lacking, log)}, bench.runs)
        calls = lacking.summary["calls"]
        share = calls["unrated"] / calls["transactions"]
        text.append(f"Without {' and '.join(providers)} {share:.0%} of the calls are unrated at "
                    f"{'(200, 300)' if name == 'unrated' else '(8, 8)'}.")
        times = taken.walls("a provider missing", "whole rules")
        memory = taken.peaks("a provider missing", "whole rules")
        missing = taken["a provider missing"]
        figures[name] = at_most(times, 1.3, f"{times:.2f} × ({missing.wall:.2f} s)")
        figures[f"{name}-memory"] = at_most(memory, 1.2, f"{memory:.2f} × ({missing.peak / 2**20:,.0f} MiB)")
    return [" ".join(text)], figures


def _providers_of_a_third(bench, ledger):
    """The provider whose share of the calls is nearest to a third; two providers if none is near."""
    path = bench.path("groups-providers.csv")
    ledger.write_groups(path)
    counts = {}
    with open(path, newline="") as file:
        for row in csv.reader(file):
            name = "Beeceptor" if row[1] == "BCPTR" else row[1]
            counts[name] = counts.get(name, 0) + int(row[5])

    def distance(names):
        return abs(sum(counts[name] for name in names) / sum(counts.values()) - 1 / 3)

    one = min(itertools.combinations(counts, 1), key=distance)
    return one if distance(one) < 0.05 else min((one, *itertools.combinations(counts, 2)), key=distance)


def bad(bench):
    """A log of bad lines: twenty for each call of the month, and a few good ones."""
    count = 20 * bench.calls
    month, path = bench.month(), bench.path(f"bad-{count}.ndjson")
    if not os.path.exists(path):
        note("making the log of bad lines")
        with open(month.path, "rb") as lines, open(path, "wb") as out:
            # A file without any record is refused as a whole: it is not a gateway's log.
            for _ in range(1000):
                out.write(next(lines))
            for first in range(0, count, 100_000):
                out.write(b"x\n" * min(100_000, count - first))
    measuring.warm(path)
    ledger = bench.ledger(month, "ledger-bad")
    taken = measuring.in_turn({"bad lines": lambda: ledger.fresh().run(path)}, bench.runs)["bad lines"]
    listed = os.path.getsize(os.path.join(ledger.report, "exceptions.csv")) / 2**20
    text = (f"{ledger.rejected:,} lines rejected; `exceptions.csv` has {listed:,.0f} MiB, "
            f"the ledger {ledger.size / 2**20:,.0f}.")
    ledger.remove()
    return [text], {"bad": at_most(taken.peak, 300 * 2**20, f"{taken.peak / 2**20:,.0f} MiB, {taken.wall:.2f} s")}


def crowd(bench):
    """An app for every ten calls: `run` and `verify`."""
    log = bench.log("--apps", str(bench.calls // 10), "--even", *ONEPIPE)
    ledger = bench.ledger(log, "ledger-crowd")
    taken = measuring.in_turn({"run": bench.run_of(ledger, log), "verify": ledger.verify}, bench.runs)
    return [], {
        "crowd": seconds(taken["run"], 15), "crowd-memory": mebibytes(taken["run"], 500),
        "crowd-verify": seconds(taken["verify"], 20), "crowd-verify-memory": mebibytes(taken["verify"], 500),
    }


def closing(bench):
    """`close` of the month against `run` again."""
    log = bench.month()
    filled = bench.filled(log)
    closed = bench.ledger(log, "ledger-closing")
    taken = measuring.in_turn({
        "run again": lambda: filled.run(log.path),
        "close": lambda: closed.copy_of(filled).close(log.path)}, bench.runs)
    ratio, wall = taken.walls("close", "run again"), taken["close"].wall
    return [], {"closing": at_most(ratio, 1.3, f"{ratio:.2f} × ({wall:.2f} s and {taken['run again'].wall:.2f} s)")}
