"""What is measured. Each scenario gives sections of Markdown; targets are those of issue 4."""

import os
import shutil
from dataclasses import dataclass

import chart
import cleaning
import measuring
import peers
import settle
from measuring import note


@dataclass(frozen=True)
class Target:
    """One row of the table of targets."""

    work: str
    target: str
    measured: str
    is_met: bool | None  # None: there is no target


@dataclass
class Bench:
    """What all scenarios share: sizes, a folder to work in, and the logs made so far."""

    calls: int
    runs: int
    folder: str
    contenders: list  # names of peers; `settle` alone: no peer

    def forget(self):
        """Removes logs and databases; the results stay."""
        for name in os.listdir(self.folder):
            if name in ("results.md", "chart.svg"):
                continue
            path = self.path(name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    def path(self, name):
        return os.path.join(self.folder, name)

    def ledger(self, name="ledger"):
        return settle.Ledger(self.path(name))

    def log(self, name, *options, calls=None):
        """A simulated log that is in the page cache; made where it is not there yet."""
        count = self.calls if calls is None else calls
        path = self.path(f"{name}-{count}.ndjson")
        if not os.path.exists(path):
            note(f"making {os.path.basename(path)}")
            settle.simulate(path + ".part", "--calls", str(count), *options)
            os.rename(path + ".part", path)
        measuring.warm(path)
        return path

    def month(self):
        return self.log("month", "--onepipe-only")

    def run_of(self, ledger, log, *options):
        """A function that runs settle on a log into a new ledger."""
        return lambda: ledger.fresh().run(log, *options)


def month(bench):
    """settle and the peers on the same month."""
    raw = bench.month()
    cleaned = bench.path(f"cleaned-{bench.calls}.ndjson")
    if not os.path.exists(cleaned):
        note("making the cleaned log")
        kept, dropped = cleaning.clean(raw, cleaned + ".part")
        os.rename(cleaned + ".part", cleaned)
        note(f"  {kept:,} lines kept, {dropped:,} dropped")
    measuring.warm(cleaned)
    logs = {"raw": raw, "cleaned": cleaned}

    ours = {kind: bench.ledger(f"ledger-{kind}") for kind in logs}
    expected, rejected = {}, {}
    for kind, log in logs.items():
        ours[kind].fresh().run(log)
        expected[kind], rejected[kind] = ours[kind].groups()
    if rejected["cleaned"]:
        raise measuring.Failed(f"settle rejects {rejected['cleaned']} lines of the cleaned log")

    chosen = [peer for peer in peers.ALL if peer.name in bench.contenders]
    if chosen:
        peers.install()
    fastest, forms = _fastest_form(bench, chosen, logs, expected)
    chosen = [fastest if fastest and peer.name == fastest.name else peer for peer in chosen]
    contenders = {f"settle, {kind} log": bench.run_of(ours[kind], logs[kind]) for kind in logs}
    for peer in chosen:
        contenders[peer.name] = lambda peer=peer: peer.run(logs[peer.reads], bench.path(f"peer-{peer.program}"))
    note("the month, in turn")
    taken = measuring.in_turn(contenders, bench.runs)
    starts = measuring.in_turn({peer.name: lambda peer=peer: peer.start(bench.folder) for peer in chosen}, bench.runs)

    rows = []
    for kind in logs:
        rows.append((f"**settle**, to the published draft ({kind} log)", taken[f"settle, {kind} log"], ours[kind].size,
                     "strict JSON, SHA-256, rating, invoices and controls included"))
    for peer in chosen:
        folder = bench.path(f"peer-{peer.program}")
        _check(peer.name, peers.groups(folder), expected[peer.reads])
        remark = f"{peer.remark}; {peer.reads} log; its bare start takes {starts[peer.name].wall:.2f} s"
        stored = peers.size(folder) if peer.persists else None
        rows.append((f"{peer.name}{forms if peer is fastest else ''}", taken[peer.name], stored, remark))
    text = ["| | wall | CPU | peak memory | stored | times settle's wall | remark |", "|---|---|---|---|---|---|---|"]
    raw_wall = taken["settle, raw log"].wall
    for name, sample, stored, remark in sorted(rows, key=lambda row: row[1].wall):
        store = f"{stored / 2**20:,.0f} MiB" if stored is not None else "—"
        text.append(f"| {name} | {sample.wall:.2f} s | {sample.cpu:.2f} s | {sample.peak_text} | {store} | "
                    f"{sample.wall / raw_wall:.1f} | {remark} |")
    text += ["", f"All found the same {len(expected['cleaned']):,} groups in the cleaned log"
             f" and {len(expected['raw']):,} in the raw one, with the same counts and sums."]
    if chosen:
        _draw(bench, rows)
    return text, _against_duckdb(taken) + [_memory_of("1", taken["settle, raw log"].peak, 150)]


def _fastest_form(bench, chosen, logs, expected):
    """DuckDB in its fastest correct form, and in words what the others took."""
    duckdb = next((peer for peer in chosen if peer.name == "DuckDB"), None)
    if duckdb is None:
        return None, ""
    note("the forms of DuckDB, in turn")
    forms = {form: peers.Peer(**{**vars(duckdb), "form": form}) for form in peers.DUCKDB_FORMS}
    folder = bench.path("peer-forms")

    def once(peer):
        sample = peer.run(logs[peer.reads], folder)
        _check(f"DuckDB, {peer.form}", peers.groups(folder), expected[peer.reads])
        return sample

    taken = measuring.in_turn({form: lambda peer=peer: once(peer) for form, peer in forms.items()}, bench.runs)
    order = sorted(taken, key=lambda form: taken[form].wall)
    others = ", ".join(f"`{form}` {taken[form].wall:.2f} s" for form in order[1:])
    return forms[order[0]], f", the fastest strict form: `{order[0]}` ({others})"


def _check(name, found, expected):
    if found != expected:
        raise measuring.Failed(f"{name} found {len(found)} groups that are not the {len(expected)} of settle")


def _draw(bench, rows):
    label = {name: name.split(",")[0] if name.startswith("DuckDB") else name for name, *_ in rows}
    bars = []
    for name, sample, _, _ in rows:
        is_ours = name.startswith("**")
        short = "settle, raw log" if "(raw" in name else "settle, cleaned log" if is_ours else label[name]
        bars.append((short, sample.wall, f"{sample.wall:.2f} s, {sample.peak_text}", is_ours))
    with open(bench.path("chart.svg"), "w") as file:
        file.write(chart.bars(
            f"A month of {bench.calls:,} calls: seconds, and peak memory",
            "Peers load, keep the first of duplicates and group; settle also rates, invoices and checks.", bars))


def _against_duckdb(taken):
    duckdb, ours = taken.get("DuckDB"), taken["settle, raw log"]
    if duckdb is None:
        return []
    speed, memory = duckdb.wall / ours.wall, ours.peak / duckdb.peak
    return [
        Target("a month of OnePipe calls, raw log to published draft",
               "at least 2.5 times as fast as DuckDB (aim: 3.5)", f"{speed:.1f} times", speed >= 2.5),
        Target("its peak memory", "at most a third of DuckDB's", f"{memory:.0%} of it", memory <= 1 / 3),
    ]


def _memory_of(size, peak, aim):
    return Target(f"its peak memory ({size} ×)", f"aim: {aim} MiB", f"{peak / 2**20:,.0f} MiB", peak <= aim * 2**20)


def large(bench):
    """Ten times the month, a day's log on top of it, and a run with nothing new."""
    small, big = bench.month(), bench.log("large", "--onepipe-only", calls=10 * bench.calls)
    ledger = bench.ledger("ledger-large")
    taken = measuring.in_turn({
        "1 ×": bench.run_of(bench.ledger(), small), "10 ×": bench.run_of(ledger, big)}, bench.runs)
    again = measuring.in_turn({
        "again": lambda: ledger.run(big), "again, --rehash": lambda: ledger.run(big, "--rehash")}, bench.runs)
    days = [bench.log(f"day-{seed}", "--onepipe-only", "--seed", str(seed), calls=bench.calls * 3 // 100)
            for seed in range(101, 101 + bench.runs)]
    day = measuring.in_turn({"day": lambda: ledger.run(days.pop())}, bench.runs)["day"]
    ratio, peak = taken["10 ×"].wall / taken["1 ×"].wall, taken["10 ×"].peak
    name = f"{10 * bench.calls:,} calls ({os.path.getsize(big) / 1e9:.1f} GB)"
    targets = [
        Target(name, "at most 11 times the time of a tenth",
               f"{taken['10 ×'].wall:.2f} s, {ratio:.1f} times", ratio <= 11),
        Target("its peak memory", "at most 700 MiB", f"{peak / 2**20:,.0f} MiB", peak <= 700 * 2**20),
        Target(f"a day's log of {bench.calls * 3 // 100:,} calls into that ledger", "at most 1.5 s",
               f"{day.wall:.2f} s, {day.peak_text}", day.wall <= 1.5),
        Target("`settle run` again with nothing new", "at most 0.5 s",
               f"{again['again'].wall:.2f} s, {again['again'].peak_text}", again["again"].wall <= 0.5),
        Target("the same with `--rehash`", "the log is read", f"{again['again, --rehash'].wall:.2f} s", None),
    ]
    return [f"The ledger of {10 * bench.calls:,} calls takes {ledger.size / 2**20:,.0f} MiB."], targets


def formats(bench):
    """Compressed logs against the bare decompressor."""
    plain = bench.month()
    targets = []
    for suffix, packer in (("gz", "gzip"), ("zst", "zstd")):
        packed = f"{plain}.{suffix}"
        if not os.path.exists(packed):
            note(f"making {os.path.basename(packed)}")
            measuring.run([packer, "-q", "-k", "-f", plain] if packer == "zstd" else [packer, "-k", "-f", plain],
                          directory=bench.folder)
        measuring.warm(packed)
        taken = measuring.in_turn({
            "plain": bench.run_of(bench.ledger(), plain), suffix: bench.run_of(bench.ledger(), packed),
            packer: lambda: measuring.run([packer, "-dc", packed], directory=bench.folder)}, bench.runs)
        # Where decompressing is the shorter of the two that run side by side, the reader is what bounds.
        bound = max(taken[packer].wall, taken["plain"].wall)
        targets.append(Target(
            f"the month as `.{suffix}`", f"`{packer} -dc` alone or the plain log, the longer, and 10 %",
            f"{taken[suffix].wall:.2f} s; `{packer} -dc` {taken[packer].wall:.2f} s, plain {taken['plain'].wall:.2f} s",
            taken[suffix].wall <= 1.1 * bound))
        os.unlink(packed)
    return [], targets


def shapes(bench):
    """Logs that the reader can't learn."""
    logs = {"regular": bench.month(), "shuffled keys": bench.log("shuffled", "--onepipe-only", "--shuffled-keys"),
            "random `meta`": bench.log("meta", "--onepipe-only", "--random-meta")}
    taken = measuring.in_turn({name: bench.run_of(bench.ledger(), log) for name, log in logs.items()}, bench.runs)
    speed = {name: os.path.getsize(log) / 1e6 / taken[name].wall for name, log in logs.items()}
    return [], [
        Target(f"a log with {name}", "at least 40 % of the regular one's speed",
               f"{speed[name] / speed['regular']:.0%}: {speed[name]:,.0f} of {speed['regular']:,.0f} MB/s",
               speed[name] >= 0.4 * speed["regular"])
        for name in logs if name != "regular"]


def simulate(bench):
    """Writing a log."""
    path = bench.path("simulated.ndjson")
    taken = measuring.in_turn({
        "simulate": lambda: settle.simulate(path, "--onepipe-only", "--calls", str(bench.calls))}, bench.runs)
    speed = os.path.getsize(path) / 1e6 / taken["simulate"].wall
    os.unlink(path)
    return [], [Target("`settle simulate`", "at least 400 MB/s", f"{speed:,.0f} MB/s", speed >= 400)]


def paylink(bench):
    """Every call with an amount of its own, under a percentage tariff."""
    logs = {"OnePipe": bench.month(), "STC Pay": bench.log("paylink", "--paylink-only", "--unique-totals")}
    taken = measuring.in_turn({name: bench.run_of(bench.ledger(), log) for name, log in logs.items()}, bench.runs)
    speed = {name: bench.calls / taken[name].wall for name in logs}
    return [], [
        Target("STC Pay, a different `total` on each call, percentage tariff",
               "at least half the calls a second of OnePipe",
               f"{speed['STC Pay'] / speed['OnePipe']:.0%}: {speed['STC Pay']:,.0f} of {speed['OnePipe']:,.0f}, "
               f"{taken['STC Pay'].peak_text}", speed["STC Pay"] >= 0.5 * speed["OnePipe"])]


ALL = {scenario.__name__: scenario for scenario in (month, large, formats, shapes, simulate, paylink)}


def target_table(targets):
    verdicts = {True: "met", False: "**not met**", None: "—"}
    return ["| work | target | measured | |", "|---|---|---|---|"] + [
        f"| {row.work} | {row.target} | {row.measured} | {verdicts[row.is_met]} |" for row in targets]
