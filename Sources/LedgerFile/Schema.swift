/// The schema of the ledger. A step never changes once it is released; a later version adds another step.
enum Schema {
    /// The `PRAGMA application_id` that marks the file as a ledger of this program: "STTL".
    static let applicationID: Int64 = 0x5354_544C

    static var version: Int { steps.count }

    /// The SQL that brings a ledger from each version to the next. A new ledger is made by `current` instead.
    static let steps: [String] = [
        """
        -- The reading rules that the ledger was filled under.
        CREATE TABLE setting (
          name TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- A log that was read, known by its bytes. lines = blank + transactions + duplicates + queries + other + rejected.
        CREATE TABLE content (
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
        ) STRICT;

        -- What a path held when it was last read. A reject counts while its content is some path's latest.
        CREATE TABLE path (
          path TEXT PRIMARY KEY,
          content INTEGER NOT NULL REFERENCES content(id),
          size INTEGER,                     -- of the file then, with time and inode: unchanged, it need not be read again
          modified INTEGER,                 -- nanoseconds since 1970
          inode INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX path_content ON path(content);

        -- What calls have in common, once.
        CREATE TABLE profile (
          id INTEGER PRIMARY KEY,
          source TEXT NOT NULL,             -- onepipe, paylink
          app TEXT NOT NULL,
          service TEXT NOT NULL,
          provider TEXT NOT NULL,           -- as logged
          channel TEXT NOT NULL,
          auth_type TEXT NOT NULL,
          route_mode TEXT NOT NULL,
          mode TEXT NOT NULL,               -- live, test
          status TEXT NOT NULL,             -- Successful, Failed, Pending
          delivery TEXT NOT NULL,
          provider_code TEXT NOT NULL,
          destination TEXT NOT NULL         -- the first 6 digits of the number, no more
        ) STRICT;

        -- One row for each transaction, as logged; what a query changed is in answer. Appended, never searched by text.
        CREATE TABLE call (
          id INTEGER PRIMARY KEY,
          content INTEGER NOT NULL REFERENCES content(id),
          line INTEGER NOT NULL,
          time INTEGER NOT NULL,            -- nanoseconds since 1970 UTC
          profile INTEGER NOT NULL REFERENCES profile(id),
          ref TEXT NOT NULL,                -- request_ref; of Paylink the gateway's id or the line's SHA-256
          transaction_ref TEXT NOT NULL,
          reference TEXT NOT NULL,          -- the provider's
          segments INTEGER NOT NULL,
          amount INTEGER NOT NULL,          -- minor units
          cost INTEGER NOT NULL             -- minor units
        ) STRICT;

        -- The 64-bit keys of calls first … first + count - 1 (8 bytes each, little endian), for finding duplicates and the
        -- calls of a query without an index on the bulk path. A hit is always checked against the call's own text.
        CREATE TABLE call_key (
          first INTEGER PRIMARY KEY,
          identities BLOB NOT NULL,
          transaction_refs BLOB NOT NULL
        ) STRICT;

        -- The other records of a transaction.
        CREATE TABLE duplicate (
          id INTEGER PRIMARY KEY,
          call INTEGER NOT NULL REFERENCES call(id),
          content INTEGER NOT NULL REFERENCES content(id),
          line INTEGER NOT NULL,
          time INTEGER NOT NULL,
          profile INTEGER NOT NULL REFERENCES profile(id),
          transaction_ref TEXT NOT NULL,
          reference TEXT NOT NULL,
          segments INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          cost INTEGER NOT NULL,
          conflict INTEGER NOT NULL DEFAULT 0, -- 1: a billing field differs from the transaction's
          listed INTEGER REFERENCES closing(id) -- the closing whose exceptions have shown the conflict
        ) STRICT;
        CREATE INDEX duplicate_call ON duplicate(call);
        CREATE INDEX duplicate_conflict ON duplicate(call) WHERE conflict = 1;

        -- What /transact/query was answered. status, … are as answered; empty or null: not said.
        CREATE TABLE query (
          id INTEGER PRIMARY KEY,
          content INTEGER NOT NULL REFERENCES content(id),
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
        CREATE TABLE answer (
          call INTEGER PRIMARY KEY REFERENCES call(id),
          query INTEGER NOT NULL REFERENCES query(id),
          profile INTEGER NOT NULL REFERENCES profile(id),
          reference TEXT NOT NULL,
          cost INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE reject (
          content INTEGER NOT NULL REFERENCES content(id),
          line INTEGER NOT NULL,
          code TEXT NOT NULL,
          detail TEXT NOT NULL,
          allowed INTEGER REFERENCES closing(id),  -- the closing that let it pass (--allow-rejected)
          PRIMARY KEY (content, line)
        ) STRICT, WITHOUT ROWID;

        -- Calls as they are now (answers applied), counted by local day and all that rating looks at: a period is rated
        -- from here and never scans the calls. Written in the transaction of the calls it counts.
        CREATE TABLE usage (
          day INTEGER NOT NULL,             -- days since 1970-01-01, in the rules' time zone
          profile INTEGER NOT NULL REFERENCES profile(id),
          segments INTEGER NOT NULL,
          amount INTEGER NOT NULL,
          cost INTEGER NOT NULL,
          calls INTEGER NOT NULL,
          PRIMARY KEY (day, profile, segments, amount, cost)
        ) STRICT, WITHOUT ROWID;

        -- Months that were closed, in the order of closing.
        CREATE TABLE closing (
          id INTEGER PRIMARY KEY,
          period TEXT NOT NULL UNIQUE,      -- YYYY-MM
          rules BLOB NOT NULL,              -- the rules in force, byte for byte: late knowledge is rated under them
          manifest_sha256 TEXT NOT NULL,
          last_content INTEGER NOT NULL     -- logs up to this one were known
        ) STRICT;

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
          total INTEGER NOT NULL,
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

        -- For people: every transaction as it stands, with the log line it came from.
        CREATE VIEW transactions AS
        SELECT call.id, p.source, p.app, call.ref, call.transaction_ref,
               strftime('%Y-%m-%dT%H:%M:%S', call.time / 1000000000, 'unixepoch')
                 || printf('.%09dZ', call.time % 1000000000) AS time,
               p.service, p.channel, p.auth_type, p.route_mode, p.mode, p.status, p.delivery, p.provider,
               p.provider_code, p.destination, call.segments, call.amount,
               coalesce(answer.cost, call.cost) AS cost,
               coalesce(answer.reference, call.reference) AS reference,
               content.path AS file, call.line, answer.query
        FROM call
        LEFT JOIN answer ON answer.call = call.id
        JOIN profile p ON p.id = coalesce(answer.profile, call.profile)
        JOIN content ON content.id = call.content;
        """,
        """
        -- Logs that were read again because services had grown, in the order of reading. What such a reading brought is known
        -- by it: the log's records of these services, and the queries of these ids; all else came with the first reading.
        CREATE TABLE reading_again (
          id INTEGER PRIMARY KEY,           -- the number of the reading
          content INTEGER NOT NULL REFERENCES content(id),
          services TEXT NOT NULL,           -- those that it was read for now and not before, one a line
          first_query INTEGER NOT NULL,     -- ids of queries from here …
          end_query INTEGER NOT NULL        -- … and below this
        ) STRICT;
        -- Readings again up to this one were known to a closing.
        ALTER TABLE closing ADD COLUMN last_reading_again INTEGER NOT NULL DEFAULT 0;
        """,
        callsAsSmallNumbers,
        """
        -- The edition of the specification by which the month's amounts were worked out, and what becomes known of it later is.
        ALTER TABLE closing ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;

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

        -- Of the documents of one closing, app and currency: 1 is that of the supplies, others carry adjustments alone.
        ALTER TABLE issued ADD COLUMN part INTEGER NOT NULL DEFAULT 1;

        -- The charges that stand on another document than that of the supplies.
        CREATE TABLE billed_document (
          billed INTEGER PRIMARY KEY REFERENCES billed(id),
          number TEXT NOT NULL REFERENCES issued(number)
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

        -- A log that was read is called log: it is known by its bytes. A path is a name that it was read under.
        ALTER TABLE content RENAME TO log;
        ALTER TABLE path RENAME COLUMN content TO log;
        ALTER TABLE call RENAME COLUMN content TO log;
        ALTER TABLE duplicate RENAME COLUMN content TO log;
        ALTER TABLE query RENAME COLUMN content TO log;
        ALTER TABLE reject RENAME COLUMN content TO log;
        ALTER TABLE reading_again RENAME COLUMN content TO log;
        ALTER TABLE closing RENAME COLUMN last_content TO last_log;
        DROP INDEX path_content;
        CREATE INDEX path_log ON path(log);

        -- How long the periods are is a reading rule. Until now all were months.
        INSERT INTO setting (name, value) SELECT 'invoice.every', 'month' WHERE EXISTS (SELECT 1 FROM setting);

        -- Sources may grow, too. Until now, all logs were read for the same ones.
        ALTER TABLE log ADD COLUMN sources TEXT NOT NULL DEFAULT ''; -- the sources it was read for, one a line
        UPDATE log SET sources = (SELECT coalesce(group_concat(source, char(10)), '')
          FROM (SELECT 'onepipe' AS source UNION ALL SELECT 'paylink'), setting
          WHERE name = 'sources' AND instr(char(10) || value, char(10) || source || ':') > 0);
        ALTER TABLE reading_again ADD COLUMN sources TEXT NOT NULL DEFAULT ''; -- as for services

        """ + recordsOfOneCall,
    ]
}
