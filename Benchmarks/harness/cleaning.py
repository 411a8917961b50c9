"""Makes the cleaned log, for peers that lose or refuse more lines than a strict reader rejects, and the daily files."""

import json
import os
import re
from datetime import datetime

DELIVERIES = {"delivered", "failed", "pending", "logged", None}
LEVELS_MAX = 64


def clean(raw, cleaned):
    """Copies the lines of `raw` that every peer can read to `cleaned`; returns how many were kept and dropped.

    Drops malformed lines, and lines with a body that is a JSON string, because a reader with a fixed schema can't take
    both forms. Works line by line to use little memory: see `measuring.run`.
    """
    kept = dropped = 0
    with open(raw, "rb") as lines, open(cleaned, "wb") as out:
        for line in lines:
            if is_readable(line):
                out.write(line)
                kept += 1
            else:
                dropped += 1
    return kept, dropped


def divide(raw, folder):
    """Copies a log to a file for each day in Lagos, an hour ahead of UTC. A line without a time goes where the line
    before it went."""
    time = re.compile(rb'"time":"(\d{4})-(\d\d)-(\d\d)T(\d\d)[^"Z+]*(Z|\+01:00)"')
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of 2026
    files, day = {}, None
    with open(raw, "rb") as lines:
        for line in lines:
            if found := time.search(line):
                month, of_month, hour = int(found[2]), int(found[3]), int(found[4])
                if found[5] == b"Z" and hour == 23:
                    month, of_month = (month, of_month + 1) if of_month < lengths[month - 1] else (month + 1, 1)
                # Lines from a few minutes after the month's end stay in its last file, as a gateway would log them.
                if day is None or f"{month:02}" == day[:2]:
                    day = f"{month:02}-{of_month:02}"
            if day not in files:
                files[day] = open(os.path.join(folder, f"2026-{day}.ndjson"), "wb")
            files[day].write(line)
    for file in files.values():
        file.close()


def is_readable(line):
    try:
        exchange = json.loads(line.decode(), object_pairs_hook=_object, parse_constant=_refuse)
        if line.count(b"[") + line.count(b"{") > LEVELS_MAX and _levels(exchange) > LEVELS_MAX:
            return False
        request, response = exchange["request"], exchange.get("response")
        if not isinstance(request, dict) or not isinstance(response, dict | None):
            return False
        if not exchange["endpoint"].rstrip("/").endswith("/transact") or request.get("request_type") != "send_otp":
            return True
        datetime.fromisoformat(exchange["time"])
        delivery = (((response or {}).get("data") or {}).get("provider_response") or {}).get("delivery_status")
        amount = request["transaction"]["amount"]
        return (bool(exchange["app"] and request["request_ref"]) and delivery in DELIVERIES
                and 0 <= int(amount) < 2**63 and float(amount) == int(amount))
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _object(members):
    """An object without repeated keys, or `ValueError`."""
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a key occurs twice")
    return found


def _levels(value):
    """How deep a value is nested; 0 for a scalar."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return 0
    return 1 + max(map(_levels, value), default=0)


def _refuse(word):
    raise ValueError(f"{word} is no JSON")
