"""chdb, the embedded ClickHouse: load, keep the first of duplicates, persist, group.

    chdb_table.py LOG FOLDER

With `input_format_allow_errors_num` it loses good lines next to malformed ones, so it gets the cleaned log.
"""

import csv
import io
import sys

import groups
from chdb import session

FIELDS = """time String, app String, endpoint String,
  request Tuple(request_ref String, request_type String,
    auth Tuple(type Nullable(String), auth_provider Nullable(String), route_mode Nullable(String)),
    transaction Tuple(mock_mode Nullable(String), transaction_ref Nullable(String), amount String,
      customer Tuple(mobile_no Nullable(String)), details Tuple(type String, message Nullable(String)))),
  response Tuple(status Nullable(String), data Tuple(provider_response_code Nullable(String),
    provider Nullable(String), provider_response Tuple(delivery_status Nullable(String), cost Nullable(String),
      reference Nullable(String))))"""

LOAD = """
CREATE TABLE bench.call ENGINE = MergeTree ORDER BY tuple() AS
SELECT parseDateTime64BestEffort(time, 3, 'UTC') AS time, app, request.request_ref AS ref,
  request.transaction.transaction_ref AS transaction_ref, request.auth.type AS auth_type,
  coalesce(nullIf(response.data.provider, ''), request.auth.auth_provider, '') AS provider,
  request.transaction.mock_mode AS mode, toInt64(toFloat64(request.transaction.amount)) AS amount,
  left(request.transaction.customer.mobile_no, 6) AS destination, request.transaction.details.type AS channel,
  multiIf(lower(response.status) = 'successful', 'Successful', lower(response.status) = 'failed', 'Failed', 'Pending')
    AS status,
  coalesce(response.data.provider_response.delivery_status, 'none') AS delivery,
  toInt64(toFloat64(coalesce(response.data.provider_response.cost, '0'))) AS cost,
  response.data.provider_response.reference AS reference
FROM file('{log}', 'JSONEachRow', $${fields}$$)
WHERE trimRight(endpoint, '/') IN ('/transact', '/v2/transact') AND request.request_type = 'send_otp'
ORDER BY time, status, delivery, toString(cost)
LIMIT 1 BY app, ref
SETTINGS input_format_skip_unknown_fields = 1, input_format_null_as_default = 1,
  input_format_json_read_numbers_as_strings = 1, input_format_json_ignore_unknown_keys_in_named_tuple = 1
"""

GROUPS = """
SELECT app, provider, channel, status, delivery, count(), sum(amount), sum(cost)
FROM bench.call GROUP BY ALL FORMAT CSV
"""

if __name__ == "__main__":
    log, folder = sys.argv[1:]
    connection = session.Session(folder)
    connection.query("CREATE DATABASE bench ENGINE = Atomic")
    connection.query(LOAD.format(log=log, fields=FIELDS))
    groups.write(csv.reader(io.StringIO(str(connection.query(GROUPS)))))
    connection.close()
