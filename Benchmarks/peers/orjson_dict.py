"""Python with orjson: load, drop malformed lines, keep the first of duplicates in a dict, group.

    orjson_dict.py LOG

It has no database, so nothing is persisted. It reads the raw log.
"""

import sys
from collections import defaultdict

import groups
import records

if __name__ == "__main__":
    calls = {}
    for call in records.of(sys.argv[1]):
        identity = call[:2]
        known = calls.get(identity)
        if known is None or records.is_before(call, known):
            calls[identity] = call
    totals = defaultdict(lambda: [0, 0, 0])
    for call in calls.values():
        total = totals[call[0], call[5], call[9], call[10], call[11]]
        total[0] += 1
        total[1] += call[7]
        total[2] += call[12]
    groups.write((*group, *total) for group, total in totals.items())
