"""Compares settle with its peers on the same month, and with the limit."""


import chart
import limit
import measuring
import peers
import same_groups
from bench import FEW
from figures import at_least, at_most
from measuring import note

CHECKS = "strict JSON, SHA-256, rating, invoices and controls included"


def month(bench):
    """settle and all peers on the month of 200 apps and 300 networks."""
    return _compare(bench, bench.month(), "month", peers.ALL, speed=1.5, memory=0.34)


def few(bench):
    """settle and DuckDB on the month of 8 apps and 8 networks."""
    return _compare(bench, bench.month(FEW), "few", peers.ALL[:1], speed=1.6, memory=0.4)


def many(bench):
    """settle and DuckDB on the month of 20,000 apps, 900 networks and 40 providers."""
    return _compare(bench, bench.month(bench.many), "many", peers.ALL[:1], speed=1.3, memory=0.4)


def _compare(bench, raw, name, candidates, speed, memory):
    cleaned = bench.cleaned(raw)
    logs = {"raw": raw, "cleaned": cleaned}
    ours = {kind: bench.ledger(log, f"ledger-{kind}") for kind, log in logs.items()}
    expected = {kind: bench.path(f"groups-{kind}.csv") for kind in logs}
    for kind, log in logs.items():
        ours[kind].fresh().run(log.path)
        ours[kind].write_groups(expected[kind])
    if ours["cleaned"].rejected:
        raise measuring.Failed(f"settle rejects {ours['cleaned'].rejected} lines of the cleaned log")

    chosen = [peer for peer in candidates if peer.name in bench.contenders]
    if chosen:
        peers.install()
    best, forms = _best_form(bench, chosen, logs, expected)
    chosen = [best if best and peer.name == best.name else peer for peer in chosen]
    contenders = {"settle": bench.run_of(ours["raw"], raw)}
    if len(candidates) > 1:
        contenders["settle, cleaned log"] = bench.run_of(ours["cleaned"], cleaned)
    for peer in chosen:
        contenders[peer.name] = lambda peer=peer: peer.run(logs[peer.reads].path, bench.path(f"peer-{peer.program}"))
    if best:
        contenders["sha256sum"] = lambda: measuring.run(["sha256sum", raw.path], directory=bench.folder)
    contenders |= limit.contenders(bench, raw, ours["raw"])
    note("in turn")
    taken = measuring.in_turn(contenders, bench.runs)
    starts = measuring.in_turn({peer.name: lambda peer=peer: peer.start(bench.folder) for peer in chosen}, bench.runs)
    for peer in chosen:
        _check(peer.name, peers.groups(bench.path(f"peer-{peer.program}")), expected[peer.reads])

    rows = [("**settle**, to the published draft", "settle", ours["raw"].size, CHECKS)]
    if "settle, cleaned log" in taken:
        rows.append(("**settle**, the cleaned log", "settle, cleaned log", ours["cleaned"].size, "the same"))
    for peer in chosen:
        remark = f"{peer.remark}; {peer.reads} log; its bare start takes {starts[peer.name].wall:.2f} s"
        stored = peers.size(bench.path(f"peer-{peer.program}")) if peer.persists else None
        rows.append((f"{peer.name}{forms if peer is best else ''}", peer.name, stored, remark))
    text = [f"The log: {raw.bytes / 1e9:.2f} GB, {_count(ours['raw'])}.", "", *_table(taken, rows, best)]
    found = same_groups.in_own_process("compare", expected["raw"], expected["raw"])
    text += ["", f"All found the same groups, {int(found):,} in the raw log, with the same counts and sums.", "",
             *_limit_table(taken)]
    if len(candidates) > 1 and chosen:
        _draw(bench, taken, rows)
    return text, _figures(taken, name, best, speed, memory)


def _count(ledger):
    calls = ledger.summary["calls"]
    return f"{calls['transactions']:,} transactions, {ledger.rejected:,} lines rejected"


def _best_form(bench, chosen, logs, expected):
    """DuckDB in its fastest correct form on this log, with a remark on the times of the other forms."""
    duckdb = next((peer for peer in chosen if peer.name == "DuckDB"), None)
    if duckdb is None:
        return None, ""
    note("the forms of DuckDB, in turn")
    forms = {form: peers.Peer(**{**vars(duckdb), "form": form}) for form in peers.DUCKDB_FORMS}
    folder = bench.path("peer-forms")

    def once(peer):
        sample = peer.run(logs[peer.reads].path, folder)
        _check(f"DuckDB, {peer.form}", peers.groups(folder), expected[peer.reads])
        return sample

    taken = measuring.in_turn({form: lambda peer=peer: once(peer) for form, peer in forms.items()}, bench.runs)
    order = sorted(forms, key=lambda form: taken[form].wall)
    others = ", ".join(f"`{form}` {taken[form].wall:.2f} s" for form in order[1:])
    return forms[order[0]], f", its best strict form for this log: `{order[0]}` ({others})"


def _check(name, found, expected):
    if same_groups.in_own_process("compare", expected, found) is None:
        raise measuring.Failed(f"{name} found groups that are not those of settle: {found} is not {expected}")


def _table(taken, rows, best):
    lines = ["| | wall | CPU | peak memory | stored | times settle's wall | remark |", "|---|---|---|---|---|---|---|"]
    for name, key, stored, remark in sorted(rows, key=lambda row: taken[row[1]].wall):
        sample = taken[key]
        store = f"{stored / 2**20:,.0f} MiB" if stored is not None else "—"
        lines.append(f"| {name} | {sample.wall:.2f} s | {sample.cpu:.2f} s | {sample.peak_text} | {store} | "
                     f"{taken.walls(key, 'settle'):.2f} | {remark} |")
    if best:
        for tool, part in (("`openssl dgst -sha256`", "SHA-256"), ("`sha256sum`", "sha256sum")):
            wall = taken.of_rounds(lambda turn: turn["DuckDB"].wall + turn[part].wall)
            lines.append(f"| DuckDB, and {tool} of the log | {wall:.2f} s | | | | "
                         f"{taken.walls(('DuckDB', part), 'settle'):.2f} | what an audit trail asks for besides |")
    return lines


def _limit_table(taken):
    lines = ["| the limit, two cores | wall | CPU |", "|---|---|---|"]
    for part, words in limit.PARTS.items():
        lines.append(f"| {words} | {taken[part].wall:.2f} s | {taken[part].cpu:.2f} s |")
    bound = taken.of_rounds(limit.of)
    times = taken.of_rounds(lambda turn: turn["settle"].wall / limit.of(turn))
    lines.append(f"| **the limit**: the longest of what can't be divided, or half of all CPU time | {bound:.2f} s | |")
    return [*lines, "", f"settle takes **{times:.1f} × the limit**."]


def _figures(taken, name, best, speed, memory):
    if not best:
        return {}
    ours = taken["settle"]
    times, share = taken.walls("DuckDB", "settle"), taken.peaks("settle", "DuckDB")
    times_with_digest = taken.walls(("DuckDB", "SHA-256"), "settle")
    return {
        name: at_least(
            times, speed, f"{times:.2f} × ({ours.wall:.2f} s; {times_with_digest:.2f} × DuckDB and a SHA-256)"),
        f"{name}-memory": at_most(share, memory, f"{share:.2f} of it ({ours.peak / 2**20:,.0f} MiB)"),
    }


def _draw(bench, taken, rows):
    bars = []
    for name, key, _, _ in rows:
        sample, is_ours = taken[key], key.startswith("settle")
        bars.append((key, sample.wall, f"{sample.wall:.2f} s, {sample.peak_text}", is_ours))
    bars.append(("the limit", taken.of_rounds(limit.of), f"{taken.of_rounds(limit.of):.2f} s", False))
    with open(bench.path("chart.svg"), "w") as file:
        file.write(chart.bars(
            f"A month of {bench.calls:,} calls, 200 apps, 300 networks: seconds, and peak memory",
            "Peers load, keep the first of duplicates and group; settle also rates, invoices and checks.", bars))
