"""Polars, streaming: load, keep the first of duplicates, group.

    polars_lazy.py LOG

It aborts at a malformed line despite `ignore_errors`, so it gets the cleaned log. Nothing is persisted.
"""

import sys

import groups
import polars as pl

TEXT = pl.String
SCHEMA = {
    "time": TEXT, "app": TEXT, "endpoint": TEXT,
    "request": pl.Struct({
        "request_ref": TEXT, "request_type": TEXT,
        "auth": pl.Struct({"type": TEXT, "auth_provider": TEXT, "route_mode": TEXT}),
        "transaction": pl.Struct({
            "mock_mode": TEXT, "transaction_ref": TEXT, "amount": TEXT, "customer": pl.Struct({"mobile_no": TEXT}),
            "details": pl.Struct({"type": TEXT, "message": TEXT})})}),
    "response": pl.Struct({
        "status": TEXT,
        "data": pl.Struct({
            "provider_response_code": TEXT, "provider": TEXT,
            "provider_response": pl.Struct({"delivery_status": TEXT, "cost": TEXT, "reference": TEXT})})}),
}


def calls(log):
    request, response = pl.col("request").struct, pl.col("response").struct
    auth, transaction = request.field("auth").struct, request.field("transaction").struct
    data = response.field("data").struct
    answer = data.field("provider_response").struct
    status = response.field("status").str.to_lowercase()
    endpoint = pl.col("endpoint").str.strip_chars_end("/")
    provider = data.field("provider")
    return (
        pl.scan_ndjson(log, schema=SCHEMA, ignore_errors=True)
        .filter(endpoint.is_in(["/transact", "/v2/transact"]) & (request.field("request_type") == "send_otp"))
        .select(
            pl.col("time").str.to_datetime(time_zone="UTC"), "app", request.field("request_ref").alias("ref"),
            transaction.field("transaction_ref"), auth.field("type").alias("auth_type"),
            pl.when(provider != "").then(provider).otherwise(auth.field("auth_provider")).alias("provider"),
            transaction.field("mock_mode").alias("mode"),
            transaction.field("amount").cast(pl.Float64).cast(pl.Int64),
            transaction.field("customer").struct.field("mobile_no").str.slice(0, 6).alias("destination"),
            transaction.field("details").struct.field("type").alias("channel"),
            pl.when(status == "successful").then(pl.lit("Successful")).when(status == "failed")
            .then(pl.lit("Failed")).otherwise(pl.lit("Pending")).alias("status"),
            answer.field("delivery_status").fill_null("none").alias("delivery"),
            answer.field("cost").cast(pl.Float64).cast(pl.Int64).fill_null(0), answer.field("reference"))
        .with_columns(pl.col("cost").cast(TEXT).alias("cost_text")))


if __name__ == "__main__":
    by = ["app", "provider", "channel", "status", "delivery"]
    first = ["time", "status", "delivery", "cost_text"]
    rest = [name for name in calls(sys.argv[1]).collect_schema().names() if name not in ("app", "ref")]
    totals = (
        calls(sys.argv[1])
        .group_by("app", "ref").agg(pl.col(rest).sort_by(first).first())
        .group_by(by).agg(pl.len(), pl.col("amount").sum(), pl.col("cost").sum())
        .collect(engine="streaming"))
    groups.write(totals.rows())
