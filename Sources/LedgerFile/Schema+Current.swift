extension Schema {
    /// The SQL that makes a ledger of the current version at once.
    ///
    /// It makes what all steps together make, to the character: a test compares the two. So where steps have changed a
    /// table, it stands here as SQLite has written it then, with the names in quotes. The steps take fifteen times as
    /// long, because SQLite reads the whole schema anew whenever a name is changed.
    static let current = """
        -- The reading rules that the ledger was filled under.
        CREATE TABLE setting (
          name TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- A log that was read, known by its bytes. lines = blank + transactions + duplicates + queries + other + rejected.
        CREATE TABLE "log" (
          id INTEGER PRIMARY KEY,
          sha256 TEXT NOT NULL UNIQUE,
          bytes INTEGER NOT NULL,
          path TEXT NOT NULL,               -- as given when it was read
          services TEXT NOT NULL,           -- the services it was read for, one a line
          lines INTEGER NOT NULL,
          blank INTEGER NOT NULL,
          transactions INTEGER NOT NULL,    -- records that are a transaction now; an earlier record can displace one
          duplicates INTEGER NOT NULL,
          queries INTEGER NOT NULL,
          other INTEGER NOT NULL,
          rejected INTEGER NOT NULL
        , sources TEXT NOT NULL DEFAULT '') STRICT;

        -- Which log a path held when it was last read. A reject counts while its log is some path's latest.
        CREATE TABLE path (
          path TEXT PRIMARY KEY,
          log INTEGER NOT NULL REFERENCES "log"(id),
          size INTEGER,                     -- of the file then, with time and inode: unchanged, it need not be read again
          modified INTEGER,                 -- nanoseconds since 1970
          inode INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX path_log ON path(log);

        -- The apps that have called.
        CREATE TABLE app (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL                -- as logged
        ) STRICT;

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
        , response TEXT NOT NULL DEFAULT 'present') STRICT;

        -- One row for each transaction, as logged; what a query changed is in answer. Appended, never searched by text.
        CREATE TABLE "call" (
          id INTEGER PRIMARY KEY,
          log INTEGER NOT NULL REFERENCES "log"(id),
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

        -- The 64-bit keys of calls first … first + count - 1 (8 bytes each, little endian), for finding duplicates and the
        -- calls of a query without an index on the bulk path. A hit is always checked against the call's own text.
        CREATE TABLE call_key (
          first INTEGER PRIMARY KEY,
          identities BLOB NOT NULL,
          transaction_refs BLOB NOT NULL
        ) STRICT;

        -- The other records of a transaction.
        CREATE TABLE "duplicate" (
          id INTEGER PRIMARY KEY,
          call INTEGER NOT NULL REFERENCES call(id),
          log INTEGER NOT NULL REFERENCES "log"(id),
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
        , answers INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX duplicate_answers ON duplicate(call) WHERE answers = 1;
        CREATE INDEX duplicate_call ON duplicate(call);
        CREATE INDEX duplicate_conflict ON duplicate(call) WHERE conflict = 1;

        -- What /transact/query was answered. status, … are as answered; empty or null: not said.
        CREATE TABLE query (
          id INTEGER PRIMARY KEY,
          log INTEGER NOT NULL REFERENCES "log"(id),
          line INTEGER NOT NULL,
          time INTEGER NOT NULL,
          app TEXT NOT NULL,
          ref TEXT NOT NULL,
          transaction_ref TEXT NOT NULL,
          transaction_key INTEGER NOT NULL,
          status TEXT NOT NULL,
          delivery TEXT NOT NULL,
          provider_code TEXT NOT NULL,
          provider TEXT NOT NULL,
          reference TEXT NOT NULL,
          cost INTEGER,
          matched INTEGER NOT NULL DEFAULT 0, -- 1: some call carries its transaction_ref
          listed INTEGER REFERENCES closing(id) -- the closing whose exceptions have shown that it finds no call
        ) STRICT;
        CREATE INDEX query_transaction ON query(transaction_key);
        CREATE INDEX query_unmatched ON query(time) WHERE matched = 0;

        -- The answer that holds for a call: the latest final one.
        CREATE TABLE "answer" (
          call INTEGER PRIMARY KEY REFERENCES call(id),
          query INTEGER REFERENCES query(id),  -- null: the answer of the record that answers
          kind INTEGER NOT NULL REFERENCES kind(id),
          cost INTEGER NOT NULL,
          reference TEXT NOT NULL,
          provider_code TEXT NOT NULL
        ) STRICT;

        -- Rejected lines.
        CREATE TABLE reject (
          log INTEGER NOT NULL REFERENCES "log"(id),
          line INTEGER NOT NULL,
          code TEXT NOT NULL,
          detail TEXT NOT NULL,
          allowed INTEGER REFERENCES closing(id),  -- the closing that let it pass (--allow-rejected)
          PRIMARY KEY (log, line)
        ) STRICT, WITHOUT ROWID;

        -- Logs that were read again because services had grown, in the order of reading. What such a reading brought is known
        -- by it: the log's records of these services, and the queries of these ids; all else came with the first reading.
        CREATE TABLE reading_again (
          id INTEGER PRIMARY KEY,           -- the number of the reading
          log INTEGER NOT NULL REFERENCES "log"(id),
          services TEXT NOT NULL,           -- those that it was read for now and not before, one a line
          first_query INTEGER NOT NULL,     -- ids of queries from here …
          end_query INTEGER NOT NULL        -- … and below this
        , sources TEXT NOT NULL DEFAULT '') STRICT;

        -- The periods that have calls, and what their roll-up tells apart.
        CREATE TABLE roll_up_period (
          period INTEGER PRIMARY KEY,       -- year and month: 202610
          calls INTEGER NOT NULL,
          first_call INTEGER NOT NULL,      -- no call of the period has a smaller id
          last_call INTEGER NOT NULL,       -- or a larger one
          distinctions TEXT                 -- of which days, destinations and provider codes; null or none: it is to be made anew
        ) STRICT;

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

        -- Months that were closed, in the order of closing: with the edition of the specification by which their amounts were
        -- worked out, and the last log and the last reading again that were known.
        CREATE TABLE closing (
          id INTEGER PRIMARY KEY,
          period TEXT NOT NULL UNIQUE,      -- YYYY-MM
          rules BLOB NOT NULL,              -- the rules in force, byte for byte: late knowledge is rated under them
          manifest_sha256 TEXT NOT NULL,
          last_log INTEGER NOT NULL     -- logs up to this one were known
        , last_reading_again INTEGER NOT NULL DEFAULT 0, edition INTEGER NOT NULL DEFAULT 1) STRICT;

        -- Numbers given, gapless for each issuer, year and type.
        CREATE TABLE issued (
          number TEXT PRIMARY KEY,
          closing INTEGER NOT NULL REFERENCES closing(id),
          issuer TEXT NOT NULL,
          year INTEGER NOT NULL,
          type TEXT NOT NULL,               -- invoice, credit_note
          sequence INTEGER NOT NULL,
          app TEXT NOT NULL,
          currency TEXT NOT NULL,
          subtotal INTEGER NOT NULL,        -- minor units
          tax INTEGER NOT NULL,
          total INTEGER NOT NULL, part INTEGER NOT NULL DEFAULT 1,
          UNIQUE (issuer, year, type, sequence)
        ) STRICT, WITHOUT ROWID;

        -- Charges as they were billed or adjusted; what a charge stands at is the sum over all closings.
        CREATE TABLE billed (
          id INTEGER PRIMARY KEY,
          closing INTEGER NOT NULL REFERENCES closing(id),
          period TEXT NOT NULL,             -- the charge's own; of an adjustment, the closed one
          kind TEXT NOT NULL,               -- usage, fee, adjustment
          stream TEXT NOT NULL,             -- invoice, income
          app TEXT NOT NULL,
          tariff TEXT NOT NULL,
          provider TEXT,                    -- of income alone
          currency TEXT NOT NULL,
          position INTEGER NOT NULL,        -- in the rules that rated it
          description TEXT NOT NULL,
          amount INTEGER NOT NULL           -- minor units
        ) STRICT;
        CREATE INDEX billed_period ON billed(period);

        CREATE TABLE billed_share (
          billed INTEGER NOT NULL REFERENCES billed(id),
          party TEXT NOT NULL,
          amount INTEGER NOT NULL,
          numerator TEXT NOT NULL,          -- the exact share before rounding, in minor units
          denominator TEXT NOT NULL,
          PRIMARY KEY (billed, party)
        ) STRICT, WITHOUT ROWID;

        -- Unrated calls that a closing let pass (--allow-unrated).
        CREATE TABLE allowed_call (
          call INTEGER PRIMARY KEY REFERENCES call(id),
          closing INTEGER NOT NULL REFERENCES closing(id)
        ) STRICT;

        -- Closed periods of which something became known later, and which no closing has looked at since.
        CREATE TABLE late (
          period TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        -- The folder of a closed period until it is published: a crash in between is made good from here.
        CREATE TABLE unpublished (
          closing INTEGER NOT NULL REFERENCES closing(id),
          name TEXT NOT NULL,
          bytes BLOB NOT NULL,
          PRIMARY KEY (closing, name)
        ) STRICT, WITHOUT ROWID;

        -- The rules of past periods that no closing has: those that first billed a period which was passed over, and every
        -- correction of a closed one. What becomes known of a period is worked out by its newest version.
        CREATE TABLE period_rules (
          period TEXT NOT NULL,
          version INTEGER NOT NULL,         -- from 1; of a closed period, 1 is its closing's
          rules BLOB NOT NULL,              -- byte for byte
          edition INTEGER NOT NULL,
          reason TEXT,                      -- of a correction: price_error, split_error, …; null for version 1
          note TEXT NOT NULL,
          closing INTEGER REFERENCES closing(id), -- the first that billed by it; null: the next one will
          PRIMARY KEY (period, version)
        ) STRICT, WITHOUT ROWID;

        -- The lines of adjustments and the tax that each bears. An adjustment of an earlier ledger has none here: it is one
        -- line, under the tax of its period's first rules.
        CREATE TABLE billed_line (
          billed INTEGER NOT NULL REFERENCES billed(id),
          line INTEGER NOT NULL,            -- from 1 within the charge
          amount INTEGER NOT NULL,          -- minor units
          tax TEXT NOT NULL,
          rate TEXT NOT NULL,               -- as the rules write it
          PRIMARY KEY (billed, line)
        ) STRICT, WITHOUT ROWID;

        -- The charges that stand on another document than that of the supplies.
        CREATE TABLE billed_document (
          billed INTEGER PRIMARY KEY REFERENCES billed(id),
          number TEXT NOT NULL REFERENCES issued(number)
        ) STRICT;

        -- The live calls without a final status, answers applied. Written in the transaction of the calls.
        CREATE TABLE pending (
          call INTEGER PRIMARY KEY REFERENCES call(id)
        ) STRICT;

        -- Entries by hand, as they were read.
        CREATE TABLE entry (
          id TEXT PRIMARY KEY,
          app TEXT NOT NULL,
          currency TEXT NOT NULL,
          amount INTEGER NOT NULL,          -- minor units; not 0
          number TEXT,                      -- of the document that it concerns
          reason TEXT NOT NULL,
          note TEXT NOT NULL,
          split TEXT NOT NULL,              -- as_billed, or a split of the rules
          date TEXT,                        -- YYYY-MM-DD
          file TEXT NOT NULL,
          line INTEGER NOT NULL,
          closing INTEGER REFERENCES closing(id) -- the one that booked it; null while it is open
        ) STRICT, WITHOUT ROWID;

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
