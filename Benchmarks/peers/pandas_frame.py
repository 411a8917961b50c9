"""pandas: load, drop malformed lines, keep the first of duplicates, group.

    pandas_frame.py LOG

orjson reads the lines, because `pandas.read_json` aborts at a malformed line and turns amounts into floats. It has no
database, so nothing is persisted.
"""

import sys

import groups
import pandas
import records

if __name__ == "__main__":
    calls = pandas.DataFrame(records.of(sys.argv[1]), columns=records.COLUMNS)
    calls["cost_text"] = calls["cost"].astype(str)
    calls = calls.sort_values(["time", "status", "delivery", "cost_text"], kind="stable")
    calls = calls.drop_duplicates(["app", "ref"], keep="first")
    by = ["app", "provider", "channel", "status", "delivery"]
    totals = calls.groupby(by, sort=False).agg(calls=("ref", "size"), amount=("amount", "sum"), cost=("cost", "sum"))
    groups.write(totals.reset_index().itertuples(index=False))
