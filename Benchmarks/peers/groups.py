"""Prints a peer's groups, so that results can be compared."""

import csv
import sys


def write(rows):
    """Prints groups in byte order: app, provider, channel, status, delivery, calls, amount, cost (minor units)."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerows(sorted([str(cell) for cell in row] for row in rows))
