extension Schema {
    /// The step that replaces the roll-up by day and profile by one of what the rules tell apart.
    static let callsAsSmallNumbers =
        """
        -- Calls as small numbers: what was one profile is an app, a kind, a provider code and a destination.
        DROP VIEW transactions;

        CREATE TABLE app (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL                -- as logged
        ) STRICT;
        INSERT INTO app (name) SELECT DISTINCT app FROM profile ORDER BY app;

        -- What very many calls have in common, once.
        CREATE TABLE kind (
          id INTEGER PRIMARY KEY,
          source TEXT NOT NULL,             -- onepipe, paylink
          service TEXT NOT NULL,
          provider TEXT NOT NULL,           -- as logged
          channel TEXT NOT NULL,
          auth_type TEXT NOT NULL,
          route_mode TEXT NOT NULL,
          mode TEXT NOT NULL,               -- live, test
          status TEXT NOT NULL,             -- Successful, Failed, Pending
          delivery TEXT NOT NULL
        ) STRICT;
        INSERT INTO kind (source, service, provider, channel, auth_type, route_mode, mode, status, delivery)
          SELECT DISTINCT source, service, provider, channel, auth_type, route_mode, mode, status, delivery
          FROM profile ORDER BY source, service, provider, channel, auth_type, route_mode, mode, status, delivery;
        CREATE TABLE profile_now AS
          SELECT p.id AS profile, a.id AS app, k.id AS kind, p.provider_code, CAST('1' || p.destination AS INTEGER) AS destination
          FROM profile p JOIN app a ON a.name = p.app
          JOIN kind k ON (k.source, k.service, k.provider, k.channel, k.auth_type, k.route_mode, k.mode, k.status, k.delivery)
            = (p.source, p.service, p.provider, p.channel, p.auth_type, p.route_mode, p.mode, p.status, p.delivery);
        CREATE UNIQUE INDEX profile_now_profile ON profile_now(profile);

        -- One row for each transaction, as logged; what a query changed is in answer. Appended, never searched by text.
        CREATE TABLE call_now (
          id INTEGER PRIMARY KEY,
          content INTEGER NOT NULL REFERENCES content(id),
          line INTEGER NOT NULL,
          time INTEGER NOT NULL,            -- nanoseconds since 1970 UTC
          app INTEGER NOT NULL REFERENCES app(id),
          kind INTEGER NOT NULL REFERENCES kind(id),
          destination INTEGER NOT NULL,     -- a 1, then the first 6 digits of the number, no more: 1234803; 1 where there is none
          segments INTEGER NOT NULL,
          amount INTEGER NOT NULL,          -- minor units
          cost INTEGER NOT NULL,            -- minor units
          ref TEXT NOT NULL,                -- request_ref; of Paylink the gateway's id or the line's SHA-256
          transaction_ref TEXT NOT NULL,
          reference TEXT NOT NULL,          -- the provider's
          provider_code TEXT NOT NULL
        ) STRICT;
        INSERT INTO call_now SELECT c.id, c.content, c.line, c.time, p.app, p.kind, p.destination, c.segments, c.amount,
            c.cost, c.ref, c.transaction_ref, c.reference, p.provider_code
          FROM call c JOIN profile_now p ON p.profile = c.profile ORDER BY c.id;
        DROP TABLE call;
        ALTER TABLE call_now RENAME TO call;

        -- The other records of a transaction.
        CREATE TABLE duplicate_now (
          id INTEGER PRIMARY KEY,
          call INTEGER NOT NULL REFERENCES call(id),
          content INTEGER NOT NULL REFERENCES content(id),
          line INTEGER NOT NULL,
          time INTEGER NOT NULL,
          kind INTEGER NOT NULL REFERENCES kind(id),
          destination INTEGER NOT NULL,
          segments INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          cost INTEGER NOT NULL,
          transaction_ref TEXT NOT NULL,
          reference TEXT NOT NULL,
          provider_code TEXT NOT NULL,
          conflict INTEGER NOT NULL DEFAULT 0, -- 1: a billing field differs from the transaction's
          listed INTEGER REFERENCES closing(id) -- the closing whose exceptions have shown the conflict
        ) STRICT;
        INSERT INTO duplicate_now SELECT d.id, d.call, d.content, d.line, d.time, p.kind, p.destination, d.segments,
            d.amount, d.cost, d.transaction_ref, d.reference, p.provider_code, d.conflict, d.listed
          FROM duplicate d JOIN profile_now p ON p.profile = d.profile ORDER BY d.id;
        DROP TABLE duplicate;
        ALTER TABLE duplicate_now RENAME TO duplicate;
        CREATE INDEX duplicate_call ON duplicate(call);
        CREATE INDEX duplicate_conflict ON duplicate(call) WHERE conflict = 1;

        -- The answer that holds for a call: the latest final one.
        CREATE TABLE answer_now (
          call INTEGER PRIMARY KEY REFERENCES call(id),
          query INTEGER NOT NULL REFERENCES query(id),
          kind INTEGER NOT NULL REFERENCES kind(id),
          cost INTEGER NOT NULL,
          reference TEXT NOT NULL,
          provider_code TEXT NOT NULL
        ) STRICT;
        INSERT INTO answer_now SELECT a.call, a.query, p.kind, a.cost, a.reference, p.provider_code
          FROM answer a JOIN profile_now p ON p.profile = a.profile ORDER BY a.call;
        DROP TABLE answer;
        ALTER TABLE answer_now RENAME TO answer;

        -- The periods that have calls, and what their roll-up tells apart.
        CREATE TABLE roll_up_period (
          period INTEGER PRIMARY KEY,       -- year and month: 202610
          calls INTEGER NOT NULL,
          first_call INTEGER NOT NULL,      -- no call of the period has a smaller id
          last_call INTEGER NOT NULL,       -- or a larger one
          distinctions TEXT                 -- of which days, destinations and provider codes; null or none: it is to be made anew
        ) STRICT;
        INSERT INTO roll_up_period SELECT CAST(strftime('%Y%m', day * 86400, 'unixepoch') AS INTEGER), sum(calls), 1,
            (SELECT max(id) FROM call), NULL
          FROM usage GROUP BY 1;

        -- Calls as they are now (answers applied), counted by all that the rules tell apart: a period is rated from here and
        -- does not go through the calls. Written in the transaction of the calls it counts.
        CREATE TABLE roll_up (
          period INTEGER NOT NULL,
          app INTEGER NOT NULL REFERENCES app(id),
          kind INTEGER NOT NULL REFERENCES kind(id),
          day INTEGER NOT NULL,             -- the first day (since 1970-01-01) of those that the rules treat alike
          destination TEXT NOT NULL,        -- one that stands for all that the rules treat like it; empty: for all others
          provider_code TEXT NOT NULL,      -- likewise
          amount INTEGER NOT NULL,          -- of each call, where the rules charge calls one by one; else -1
          cost INTEGER NOT NULL,            -- likewise
          calls INTEGER NOT NULL,
          segments INTEGER NOT NULL,        -- of all these calls
          amounts INTEGER NOT NULL,         -- the sum of their amounts is amounts_high * 1000000000000000000 + amounts
          amounts_high INTEGER NOT NULL,
          costs INTEGER NOT NULL,           -- likewise
          costs_high INTEGER NOT NULL,
          PRIMARY KEY (period, app, kind, day, destination, provider_code, amount, cost)
        ) STRICT, WITHOUT ROWID;

        DROP TABLE usage;
        DROP TABLE profile_now;
        DROP TABLE profile;

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
               content.path AS file, call.line, answer.query
        FROM call
        LEFT JOIN answer ON answer.call = call.id
        JOIN app ON app.id = call.app
        JOIN kind k ON k.id = coalesce(answer.kind, call.kind)
        JOIN content ON content.id = call.content;
        """
}
