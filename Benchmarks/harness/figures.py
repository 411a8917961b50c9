"""The figures to reach, each with its last measurement. `figures.json` beside README.md keeps the measurements between
runs, because scenarios can be run one at a time."""

import json
import os
from dataclasses import dataclass

import page

PATH = os.path.join(page.FOLDER, "figures.json")

# Each with its work, its target, and a value that would exceed the target.
ALL = {
    "month": ("1 M at (200, 300), new ledger to published draft", "≥ 1.5 × as fast as DuckDB", "2 ×"),
    "month-memory": ("its peak memory", "≤ 0.34 of DuckDB's", "120 MiB"),
    "few": ("1 M at (8, 8)", "≥ 1.6 × DuckDB", "2 ×"),
    "few-memory": ("its peak memory", "≤ 0.4 of DuckDB's", ""),
    "many": ("1 M at (20,000, 900, 40)", "≥ 1.3 × DuckDB", "2 ×"),
    "many-memory": ("its peak memory", "≤ 0.4 of DuckDB's", ""),
    "large": ("10 M at (200, 300)", "≤ 11 × the time of 1 M", "10.2 ×"),
    "large-memory": ("its peak memory", "≤ 600 MiB", ""),
    "again": ("`run` again with nothing new, 1 M at (200, 300)", "≤ 0.15 s", "0.1 s"),
    "again-large": ("`run` again with nothing new, 10 M at (200, 300)", "≤ 0.5 s", "0.25 s"),
    "day": ("a day of 30,000 into 10 M at (200, 300)", "≤ 1.2 s", "0.7 s"),
    "day-memory": ("its peak memory", "≤ 500 MiB", "250 MiB"),
    "bad": ("twenty million bad lines: peak memory of `run`", "≤ 300 MiB", ""),
    "crowd": ("100,000 apps with ten calls each: `run`", "≤ 15 s", "5 s"),
    "crowd-memory": ("its peak memory", "≤ 500 MiB", ""),
    "crowd-verify": ("100,000 apps with ten calls each: `verify`", "≤ 20 s", "5 s"),
    "crowd-verify-memory": ("its peak memory", "≤ 500 MiB", ""),
    "unrated": ("a third of the calls unrated, at (200, 300)", "≤ 1.3 × the time with whole rules", "1.1 ×"),
    "unrated-memory": ("its peak memory", "≤ 1.2 × that with whole rules", ""),
    "unrated-few": ("a third of the calls unrated, at (8, 8)", "≤ 1.3 × the time with whole rules", "1.1 ×"),
    "unrated-few-memory": ("its peak memory", "≤ 1.2 × that with whole rules", ""),
    "price": ("a price edited, `run` again at 10 M", "≤ 0.6 s", ""),
    "prefix": ("a prefix edited, `run` again at 10 M", "≤ 6 s", ""),
    "daily": ("31 daily files of a month of 1 M", "≤ 1.15 × one file", "< 1 ×"),
    "closing": ("`close` of 1 M", "≤ 1.3 × `run` again", ""),
}


@dataclass(frozen=True)
class Figure:
    """The measurement for one line of `ALL`, or for a scenario's own line."""

    measured: str
    is_met: bool | None  # None: it has no target
    work: str | None = None
    target: str | None = None

    @property
    def verdict(self):
        return {True: "met", False: "**not met**", None: "—"}[self.is_met]


def at_most(value, limit, text):
    return Figure(text, value <= limit)


def at_least(value, limit, text):
    return Figure(text, value >= limit)


def seconds(sample, limit):
    return at_most(sample.wall, limit, f"{sample.wall:.2f} s")


def mebibytes(sample, limit):
    return at_most(sample.peak, limit * 2**20, f"{sample.peak / 2**20:,.0f} MiB")


def table(figures):
    """The lines of one scenario's table."""
    if not figures:
        return []
    lines = ["| work | target | measured | |", "|---|---|---|---|"]
    for name, figure in figures.items():
        work, target = ALL[name][:2] if name in ALL else (figure.work, figure.target)
        lines.append(f"| {work} | {target} | {figure.measured} | {figure.verdict} |")
    return lines


def publish(figures):
    """Keeps the measurements of a scenario, and writes the table of all figures again."""
    kept = {}
    if os.path.exists(PATH):
        with open(PATH) as file:
            kept = json.load(file)
    where = f"{page.TODAY}, {page.COMMIT}"
    for name, figure in figures.items():
        if name in ALL:
            kept[name] = {"measured": figure.measured, "is_met": figure.is_met, "where": where}
    with open(PATH, "w") as file:
        json.dump({name: kept[name] for name in ALL if name in kept}, file, indent=2, ensure_ascii=False)
        file.write("\n")
    page.publish("figures", page.section("figures", summary(kept)))


def summary(kept):
    """A line for each figure to reach: whether it was measured, and whether it was met."""
    lines = ["| work | target | more than that | measured | | when, at |", "|---|---|---|---|---|---|"]
    for name, (work, target, moonshot) in ALL.items():
        found = kept.get(name)
        if found:
            figure = Figure(found["measured"], found["is_met"])
            lines.append(
                f"| {work} | {target} | {moonshot} | {figure.measured} | {figure.verdict} | {found['where']} |")
        else:
            lines.append(f"| {work} | {target} | {moonshot} | not measured yet | | |")
    missed = [name for name in kept if kept[name]["is_met"] is False]
    said = f"{sum(1 for name in kept if kept[name]['is_met'])} of {len(ALL)} met"
    return [f"{said}, {len(missed)} not met, {len(ALL) - len(kept)} not measured.", "", *lines]
