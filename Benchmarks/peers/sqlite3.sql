-- The sqlite3 shell with its JSON functions: load, keep the first of duplicates, persist, group.
-- Standard input is this file with {log} filled in; the argument is the database. The JSON functions accept bytes that
-- are not UTF-8, repeated keys and 65 levels, which settle rejects (S1.48), so it gets the cleaned log.
.output /dev/null
PRAGMA journal_mode = OFF;
.output stdout
PRAGMA synchronous = OFF;
CREATE TEMP TABLE line(text TEXT);
.mode ascii
.separator "\037" "\n"
.import '{log}' line
CREATE TABLE call AS
SELECT text ->> '$.app' AS app, text ->> '$.request.request_ref' AS ref, julianday(text ->> '$.time') AS time,
  text ->> '$.request.transaction.transaction_ref' AS transaction_ref, text ->> '$.request.auth.type' AS auth_type,
  coalesce(nullif(text ->> '$.response.data.provider', ''), text ->> '$.request.auth.auth_provider') AS provider,
  text ->> '$.request.transaction.mock_mode' AS mode,
  CAST(text ->> '$.request.transaction.amount' AS INTEGER) AS amount,
  substr(text ->> '$.request.transaction.customer.mobile_no', 1, 6) AS destination,
  text ->> '$.request.transaction.details.type' AS channel,
  CASE lower(text ->> '$.response.status') WHEN 'successful' THEN 'Successful' WHEN 'failed' THEN 'Failed'
    ELSE 'Pending' END AS status,
  coalesce(text ->> '$.response.data.provider_response.delivery_status', 'none') AS delivery,
  coalesce(CAST(text ->> '$.response.data.provider_response.cost' AS INTEGER), 0) AS cost,
  text ->> '$.response.data.provider_response.reference' AS reference
FROM line
WHERE json_valid(text) AND julianday(text ->> '$.time') IS NOT NULL
  AND rtrim(text ->> '$.endpoint', '/') IN ('/transact', '/v2/transact')
  AND text ->> '$.request.request_type' = 'send_otp';
CREATE TEMP TABLE repeated AS SELECT app, ref FROM call GROUP BY app, ref HAVING count(*) > 1;
DELETE FROM call WHERE rowid IN (
  SELECT row FROM (
    SELECT call.rowid AS row, row_number() OVER (
      PARTITION BY app, ref ORDER BY time, status, delivery, CAST(cost AS TEXT)) AS place
    FROM call JOIN repeated USING (app, ref)) WHERE place > 1);
.mode csv
.separator "," "\n"
SELECT app, provider, channel, status, delivery, count(*), sum(amount), sum(cost)
FROM call GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
