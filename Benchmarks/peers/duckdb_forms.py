"""DuckDB: load, drop malformed lines, keep the first of duplicates, persist, group.

    duckdb_forms.py FORM LOG DATABASE

FORM is one of several strict ways to keep the first of duplicates. A form that may keep another record than S2.5 and
S2.6 demand (`DISTINCT ON` without an order) is not included.
"""

import os
import sys

import duckdb
import groups

FIELDS = """{time: 'VARCHAR', app: 'VARCHAR', endpoint: 'VARCHAR',
  request: 'STRUCT(request_ref VARCHAR, request_type VARCHAR,
    auth STRUCT("type" VARCHAR, auth_provider VARCHAR, route_mode VARCHAR),
    "transaction" STRUCT(mock_mode VARCHAR, transaction_ref VARCHAR, amount VARCHAR,
      customer STRUCT(mobile_no VARCHAR), details STRUCT("type" VARCHAR, message VARCHAR)))',
  response: 'STRUCT(status VARCHAR, data STRUCT(provider_response_code VARCHAR, provider VARCHAR,
    provider_response STRUCT(delivery_status VARCHAR, cost VARCHAR, reference VARCHAR)))'}"""

# The fourteen columns of a call. They are text where the log may have an amount as a number or as a string.
CALLS = """
SELECT try_cast(time AS TIMESTAMPTZ) AS time, app, request.request_ref AS ref,
  request."transaction".transaction_ref AS transaction_ref, request.auth."type" AS auth_type,
  coalesce(nullif(response.data.provider, ''), request.auth.auth_provider) AS provider,
  coalesce(request."transaction".mock_mode, '') AS mode, try_cast(request."transaction".amount AS BIGINT) AS amount,
  left(request."transaction".customer.mobile_no, 6) AS destination, request."transaction".details."type" AS channel,
  CASE lower(response.status) WHEN 'successful' THEN 'Successful' WHEN 'failed' THEN 'Failed' ELSE 'Pending' END
    AS status,
  coalesce(response.data.provider_response.delivery_status, 'none') AS delivery,
  coalesce(try_cast(response.data.provider_response.cost AS BIGINT), 0) AS cost,
  response.data.provider_response.reference AS reference
FROM read_json('{log}', format = 'newline_delimited', ignore_errors = true, maximum_object_size = 2097152,
  columns = {fields})
WHERE try_cast(time AS TIMESTAMPTZ) IS NOT NULL AND app <> '' AND request.request_ref <> ''
  AND rtrim(endpoint, '/') IN ('/transact', '/v2/transact') AND request.request_type = 'send_otp'
"""

# The order that decides which of two records is first: by time, then field by field as text (S2.5, S2.6).
FIRST = "time, status, delivery, cost::VARCHAR"

GROUPS = """
SELECT app, provider, channel, status, delivery, count(*), sum(amount)::BIGINT, sum(cost)::BIGINT
FROM call GROUP BY ALL
"""


def window(database, calls):
    """Uses a window over every row."""
    database.execute(
        f"CREATE TABLE call AS {calls} QUALIFY row_number() OVER (PARTITION BY app, ref ORDER BY {FIRST}) = 1")


def distinct_on(database, calls):
    """Uses DISTINCT ON with an order."""
    database.execute(f"CREATE TABLE call AS SELECT DISTINCT ON (app, ref) * FROM ({calls}) ORDER BY app, ref, {FIRST}")


def least_struct(database, calls):
    """Takes the least of all records of an identity, as structs whose first members decide the order."""
    rest = "transaction_ref, auth_type, provider, mode, amount, destination, channel, reference"
    members = ", ".join(f"{name} := {name}" for name in f"time, status, delivery, costText, cost, {rest}".split(", "))
    database.execute(
        f"CREATE TABLE call AS SELECT app, ref, unnest(min(struct_pack({members}))) "
        f"FROM (SELECT *, cost::VARCHAR AS costText FROM ({calls})) GROUP BY app, ref")
    database.execute("ALTER TABLE call DROP COLUMN costText")


def load_then_delete(database, calls):
    """Loads everything, finds the identities that occur twice, and deletes their later records."""
    database.execute(f"CREATE TABLE call AS {calls}")
    database.execute(
        "CREATE TEMP TABLE repeated AS SELECT app, ref FROM call GROUP BY app, ref HAVING count(*) > 1")
    database.execute(
        f"""DELETE FROM call WHERE rowid IN (
          SELECT row FROM (
            SELECT call.rowid AS row, row_number() OVER (PARTITION BY app, ref ORDER BY {FIRST}) AS place
            FROM call SEMI JOIN repeated USING (app, ref)) WHERE place > 1)""")


FORMS = {form.__name__: form for form in (window, distinct_on, least_struct, load_then_delete)}

if __name__ == "__main__":
    form, log, path = sys.argv[1:]
    database = duckdb.connect(path)
    database.execute(f"SET threads = {os.cpu_count()}; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    FORMS[form](database, CALLS.format(log=log.replace("'", "''"), fields=FIELDS))
    groups.write(database.execute(GROUPS).fetchall())
    database.close()
