"""Reads the calls of a raw log with orjson, for the peers that are Python programs."""

from datetime import datetime

import orjson

COLUMNS = ("app", "ref", "time", "transaction_ref", "auth_type", "provider", "mode", "amount", "destination",
           "channel", "status", "delivery", "cost", "reference")
STATUSES = {"successful": "Successful", "failed": "Failed"}
DELIVERIES = {"delivered", "failed", "pending", "logged", "none"}


def of(path):
    """Yields every valid OnePipe call as a tuple of `COLUMNS`, without malformed lines.

    orjson accepts repeated keys and 65 levels, which settle rejects (S1.48), so lines that look so are dropped too.
    """
    with open(path, "rb") as log:
        for line in log:
            try:
                call = _call(orjson.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            if call and line.count(b'"app":') == 1 and b"[[[[[[[[" not in line:
                yield call


def _call(exchange):
    if exchange["endpoint"].rstrip("/") not in ("/transact", "/v2/transact"):
        return None
    request, response = exchange["request"], exchange.get("response") or {}
    if isinstance(request, str):
        request = orjson.loads(request)
    if isinstance(response, str):
        response = orjson.loads(response)
    if request["request_type"] != "send_otp":
        return None
    auth, transaction = request["auth"], request["transaction"]
    data = response.get("data") or {}
    answer = data.get("provider_response") or {}
    delivery = answer.get("delivery_status") or "none"
    amount, cost = transaction["amount"], answer.get("cost") or 0
    amount, cost = int(amount), int(cost)
    if amount < 0 or cost < 0 or amount >= 1 << 63 or delivery not in DELIVERIES:
        return None
    return (
        exchange["app"], request["request_ref"], datetime.fromisoformat(exchange["time"]).timestamp(),
        transaction["transaction_ref"], auth["type"], data.get("provider") or auth["auth_provider"],
        transaction["mock_mode"], amount, transaction["customer"]["mobile_no"][:6], transaction["details"]["type"],
        STATUSES.get((response.get("status") or "").lower(), "Pending"), delivery, cost, answer.get("reference"))


def is_before(call, other):
    """Whether a record comes before another: by time, then field by field as text (S2.5, S2.6)."""
    if call[2] != other[2]:
        return call[2] < other[2]
    return (call[10], call[11], str(call[12])) < (other[10], other[11], str(other[12]))
