extension Schema {
    /// The part of a step that lets a further record answer a call without a response, and lists pending calls.
    static let recordsOfOneCall =
        """
        -- Whether a response came with the records of a kind: present or absent; unknown if an earlier version read them.
        ALTER TABLE kind ADD COLUMN response TEXT NOT NULL DEFAULT 'present';
        UPDATE kind SET response = 'unknown' WHERE status = 'Pending';

        -- 1: the record that answers its call, which has no response. A later answer of a query may still hold instead.
        ALTER TABLE duplicate ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX duplicate_answers ON duplicate(call) WHERE answers = 1;

        -- The answer that holds for a call: of the queries' the latest final one, or that of the record that answers it.
        DROP VIEW transactions;
        CREATE TABLE answer_now (
          call INTEGER PRIMARY KEY REFERENCES call(id),
          query INTEGER REFERENCES query(id),  -- null: the answer of the record that answers
          kind INTEGER NOT NULL REFERENCES kind(id),
          cost INTEGER NOT NULL,
          reference TEXT NOT NULL,
          provider_code TEXT NOT NULL
        ) STRICT;
        INSERT INTO answer_now SELECT call, query, kind, cost, reference, provider_code FROM answer ORDER BY call;
        DROP TABLE answer;
        ALTER TABLE answer_now RENAME TO answer;

        -- The live calls without a final status, answers applied. Written in the transaction of the calls.
        CREATE TABLE pending (
          call INTEGER PRIMARY KEY REFERENCES call(id)
        ) STRICT;
        INSERT INTO pending SELECT call.id
          FROM call JOIN kind ON kind.id = call.kind LEFT JOIN answer ON answer.call = call.id
          WHERE kind.status = 'Pending' AND kind.mode = 'live' AND answer.call IS NULL ORDER BY call.id;

        -- For people: every transaction as it stands, with the log line it came from.
        CREATE VIEW transactions AS
        SELECT call.id, k.source, app.name AS app, call.ref, call.transaction_ref,
               strftime('%Y-%m-%dT%H:%M:%S', call.time / 1000000000, 'unixepoch')
                 || printf('.%09dZ', call.time % 1000000000) AS time,
               k.service, k.channel, k.auth_type, k.route_mode, k.mode, k.status, k.delivery, k.provider,
               coalesce(answer.provider_code, call.provider_code) AS provider_code,
               substr(call.destination, 2) AS destination, call.segments, call.amount,
               coalesce(answer.cost, call.cost) AS cost,
               coalesce(answer.reference, call.reference) AS reference,
               log.path AS file, call.line, answer.query
        FROM call
        LEFT JOIN answer ON answer.call = call.id
        JOIN app ON app.id = call.app
        JOIN kind k ON k.id = coalesce(answer.kind, call.kind)
        JOIN log ON log.id = call.log;
        """
}
