#!/usr/bin/env python3
"""Writes the logs of the quarter. Run in this folder after a change, then look through the transcripts anew."""
import json

files = {}


def write(file, exchange):
    files.setdefault(file, []).append(json.dumps(exchange, separators=(",", ":")))


def call(file, ref, time, app="app-a", channel="sms", status="Successful", cost=None, provider="Alpha",
         alias=None, mobile="08030000001", auth="msisdn", message="Your code is {otp}", txn=None, delivery=None,
         amount=0, mode="live"):
    data = {"provider_response_code": "00" if status == "Successful" else "06", "provider": alias or provider}
    data["provider_response"] = {"delivery_status": delivery, "cost": cost, "reference": "r-" + ref}
    response = None if status is None else {"status": status, "data": data}
    write(file, {
        "id": "gw-" + ref, "time": time, "app": app, "endpoint": "/transact", "http_status": 200,
        "request": {
            "request_ref": ref, "request_type": "send_otp",
            "auth": {"type": auth, "auth_provider": provider, "route_mode": None},
            "transaction": {
                "mock_mode": mode, "transaction_ref": txn or "t-" + ref, "amount": amount,
                "customer": {"mobile_no": mobile}, "details": {"type": channel, "message": message}}},
        "response": response})


def query(file, ref, time, txn, app="app-a", status="Successful", cost=None, provider="Alpha",
          delivery="delivered", code="00"):
    write(file, {
        "time": time, "app": app, "endpoint": "/transact/query", "http_status": 200,
        "request": {"request_ref": ref, "request_type": "send_otp", "transaction": {"transaction_ref": txn}},
        "response": {"status": status, "data": {
            "provider_response_code": code, "provider": provider,
            "provider_response": {"delivery_status": delivery, "cost": cost, "reference": "r-" + ref}}}})


def stc(file, id, time, total, app="app-a", status=200):
    write(file, {
        "id": id, "time": time, "app": app, "endpoint": "/rest/pay/stcpay/sendOtp", "http_status": status,
        "environment": "live",
        "request": {"stcpayMobileCountryCode": "966", "stcpayMobile": "505550001", "orderNumber": "o-" + id,
                    "total": total},
        "response": {"paymentSessionId": "s-" + id} if status == 200 else {"status": status, "error": "x", "path": "/"}})


july, august, september = "1-july.ndjson", "2-august.ndjson", "3-september.ndjson"
# July, app-a: three at the launch price, then the graduated tariff.
for n in range(1, 4):
    call(july, f"launch-{n}", f"2025-07-02T09:0{n}:00Z", cost=100)
call(july, "sms-1", "2025-07-05T00:00:00+01:00", cost=120, auth="card")
call(july, "sms-2", "2025-07-06T10:00:00Z", cost=110, provider="Beta")
call(july, "sms-long", "2025-07-07T10:00:00Z", cost=250, message="a" * 200)
call(july, "sms-alias", "2025-07-08T10:00:00Z", cost=120, alias="ALF")
call(july, "sms-pending", "2025-07-09T10:00:00Z", status=None)
call(july, "sms-asked", "2025-07-10T10:00:00Z", status=None, delivery="pending")
query(july, "ask-1", "2025-07-10T10:05:00Z", "t-sms-asked", status="Pending")
query(july, "ask-2", "2025-07-10T10:10:00Z", "t-sms-asked", status="Failed", cost=90, code="06", delivery="failed")
query(july, "ask-3", "2025-07-10T10:20:00Z", "t-sms-asked", cost=130)
call(july, "sms-asked", "2025-07-10T10:00:03Z", status=None, delivery="pending")
call(july, "sms-asked", "2025-07-10T10:00:05Z", cost=95)
call(july, "sms-abroad", "2025-07-11T10:00:00Z", mobile="+233245000001", cost=400)
call(july, "sms-test", "2025-07-11T11:00:00Z", mode="inspect")
call(july, "sms-stranger", "2025-07-11T12:00:00Z", provider="Gamma")
call(july, "sms-app", "2025-07-11T13:00:00Z", app="app-z")
for id, total in [("stc-1", 2.3), ("stc-2", 49.99), ("stc-3", 300), ("stc-4", 49.99)]:
    stc(july, id, f"2025-07-1{id[-1]}T08:00:00Z", total)
# July, app-b: packages and USSD.
for n in range(1, 10):
    call(july, f"pack-{n}", f"2025-07-20T0{n}:00:00Z", app="app-b", cost=100 + n, provider=["Alpha", "Beta"][n % 2])
call(july, "ussd-1", "2025-07-21T10:00:00Z", app="app-b", channel="ussd", message=None)
call(july, "ussd-2", "2025-07-21T11:00:00Z", app="app-b", channel="ussd", message=None)
call(july, "ussd-free", "2025-07-21T12:00:00Z", app="app-b", channel="ussd", message=None, status="Failed")

# August: its own calls, and what July's log did not know.
call(august, "aug-1", "2025-08-03T10:00:00Z", cost=120)
call(august, "aug-b", "2025-08-04T10:00:00Z", app="app-b", cost=120)
call(august, "sms-late", "2025-07-30T10:00:00Z", cost=120)
query(august, "ask-late", "2025-08-01T10:00:00Z", "t-sms-pending", cost=140)
call(august, "sms-2", "2025-07-06T09:59:59Z", cost=115, provider="Beta")

# September: an earlier record of a USSD call says that it failed, so that it was free; a cost changes: shares move.
call(september, "sep-1", "2025-09-03T10:00:00Z", cost=120)
call(september, "ussd-2", "2025-07-21T10:59:58Z", app="app-b", channel="ussd", message=None, status="Failed")
call(september, "lost", "2025-09-05T10:00:00Z", mode="inspect", txn="t-lost")
query(september, "ask-cost", "2025-09-02T10:00:00Z", "t-sms-long", cost=275)
query(september, "ask-nobody", "2025-09-06T10:00:00Z", "t-nobody")

for name, lines in files.items():
    with open(name, "w") as out:
        out.write("\n".join(lines) + "\n")
