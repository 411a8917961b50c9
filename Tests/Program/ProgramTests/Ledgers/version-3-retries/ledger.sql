PRAGMA application_id = 1398035532; PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES('services',replace('send_otp\nstcpay_send_otp','\n',char(10)));
INSERT INTO setting VALUES('sources',replace('onepipe: NGN 234 6\npaylink: SAR 966 ','\n',char(10)));
INSERT INTO setting VALUES('time_zone','Africa/Lagos');
INSERT INTO setting VALUES('unset_mode','live');
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
INSERT INTO content VALUES(1,'1cdaedd5ced3ec35d746e2e4bec331e35462fde6f7deebcdb3e2408bd1d93cd9',999,'august.ndjson',replace('send_otp\nstcpay_send_otp','\n',char(10)),4,0,3,1,0,0,0);
INSERT INTO content VALUES(2,'64c01c9c918122e2e4d9565777df8cb4be14b6306779c097aa449994e549d955',2004,'september.ndjson',replace('send_otp\nstcpay_send_otp','\n',char(10)),8,0,4,3,1,0,0);
CREATE TABLE path (
  path TEXT PRIMARY KEY,
  content INTEGER NOT NULL REFERENCES content(id),
  size INTEGER,                     -- of the file then, with time and inode: unchanged, it need not be read again
  modified INTEGER,                 -- nanoseconds since 1970
  inode INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO path VALUES('august.ndjson',1,999,1795877715309451793,16244803);
INSERT INTO path VALUES('september.ndjson',2,2004,1795877715309534025,16244826);
CREATE TABLE call_key (
  first INTEGER PRIMARY KEY,
  identities BLOB NOT NULL,
  transaction_refs BLOB NOT NULL
) STRICT;
INSERT INTO call_key VALUES(1,X'7bfc9d4d9531bcab685a38da64d942e6b3299615e05ae653',X'a97d007024363ca9a94eb09391ef0d3beb17d642bcdd6983');
INSERT INTO call_key VALUES(4,X'fdfc71462ad99fbe2f5573d0afcf333d887bbc5ba5c2cfd256f9efa297e65a24',X'c1c4532129b7bc972440082e829ba1f174c152c9dfb9594e474de0c6a4faac75');
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
INSERT INTO "query" VALUES(1,2,8,1789030920000000000,'shop','q-s4','t-s4',8479427784049970503,'Successful','none','','','',NULL,1,NULL);
CREATE TABLE reject (
  content INTEGER NOT NULL REFERENCES content(id),
  line INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  allowed INTEGER REFERENCES closing(id),  -- the closing that let it pass (--allow-rejected)
  PRIMARY KEY (content, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE closing (
  id INTEGER PRIMARY KEY,
  period TEXT NOT NULL UNIQUE,      -- YYYY-MM
  rules BLOB NOT NULL,              -- the rules in force, byte for byte: late knowledge is rated under them
  manifest_sha256 TEXT NOT NULL,
  last_content INTEGER NOT NULL     -- logs up to this one were known
, last_reading_again INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO closing VALUES(1,'2026-08',X'76657273696f6e3a20310a74696d655f7a6f6e653a204166726963612f4c61676f730a73657276696365733a205b73656e645f6f74702c207374637061795f73656e645f6f74705d0a756e7365745f6d6f64653a206c6976650a736f75726365733a0a20206f6e65706970653a207b63757272656e63793a204e474e2c20636f756e7472795f636f64653a2022323334227d0a20207061796c696e6b3a207b63757272656e63793a205341522c20636f756e7472795f636f64653a2022393636227d0a696e766f6963653a0a20206973737565723a20686f73740a20206e756d6265723a2022494e562d7b796561727d2d7b73657175656e63653a367d220a20206372656469745f6e6f74655f6e756d6265723a2022434e2d7b796561727d2d7b73657175656e63653a367d220a20206475655f646179733a2031340a20207461783a207b4e474e3a207661742c205341523a207661742d73617d0a74617865733a0a20207661743a207b6e616d653a205641542c20726174653a20372e35257d0a20207661742d73613a207b6e616d653a205641542c20726174653a203135257d0a706172746965733a0a2020686f73743a207b726f6c653a20686f73742c206e616d653a20486f73742042616e6b7d0a20206f6e65706970653a207b726f6c653a206f6e65706970652c206e616d653a204f6e65506970657d0a2020626565636570746f723a207b726f6c653a2070726f76696465722c206e616d653a20426565636570746f727d0a20206e61696a61746578743a207b726f6c653a2070726f76696465722c206e616d653a204e61696a61546578747d0a20207374637061793a207b726f6c653a2070726f76696465722c206e616d653a20535443205061797d0a617070733a0a202073686f703a207b6e616d653a2053686f707d0a746172696666733a0a20202d2069643a206661696c65640a202020206d617463683a207b7374617475733a204661696c65647d0a202020206368617267653a20667265650a20202d2069643a20736d730a2020202063757272656e63793a204e474e0a202020206d617463683a207b736f757263653a206f6e65706970657d0a202020206368617267653a207b7065725f756e69743a2031302e30307d0a2020202073706c69743a20636f73742d66697273740a20202d2069643a207374630a2020202063757272656e63793a205341520a202020206368617267653a207b7065725f756e69743a20322e30307d0a2020202073706c69743a2068616c660a73706c6974733a0a2020636f73742d66697273743a0a202020202d207b746f3a2070726f76696465722c20636f73743a20747275657d0a202020202d207b746f3a20686f73742c2072656d61696e696e673a20747275657d0a202068616c663a0a202020202d207b746f3a20686f73742c2073686172653a203530257d0a202020202d207b746f3a206f6e65706970652c2073686172653a203530257d0a','d95f45ec188e437d7bb1a71a678f323388cd1d62696a72b7f26d32f3dd4253bb',1,0);
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
INSERT INTO issued VALUES('INV-2026-000001',1,'host',2026,'invoice',1,'shop','NGN',1000,75,1075);
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
INSERT INTO billed VALUES(1,1,'2026-08','usage','invoice','shop','sms',NULL,'NGN',1,'sms',1000);
CREATE TABLE billed_share (
  billed INTEGER NOT NULL REFERENCES billed(id),
  party TEXT NOT NULL,
  amount INTEGER NOT NULL,
  numerator TEXT NOT NULL,          -- the exact share before rounding, in minor units
  denominator TEXT NOT NULL,
  PRIMARY KEY (billed, party)
) STRICT, WITHOUT ROWID;
INSERT INTO billed_share VALUES(1,'host',1000,'1000','1');
CREATE TABLE allowed_call (
  call INTEGER PRIMARY KEY REFERENCES call(id),
  closing INTEGER NOT NULL REFERENCES closing(id)
) STRICT;
CREATE TABLE late (
  period TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE unpublished (
  closing INTEGER NOT NULL REFERENCES closing(id),
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (closing, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE reading_again (
  id INTEGER PRIMARY KEY,           -- the number of the reading
  content INTEGER NOT NULL REFERENCES content(id),
  services TEXT NOT NULL,           -- those that it was read for now and not before, one a line
  first_query INTEGER NOT NULL,     -- ids of queries from here …
  end_query INTEGER NOT NULL        -- … and below this
) STRICT;
CREATE TABLE app (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL                -- as logged
) STRICT;
INSERT INTO app VALUES(1,'shop');
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
INSERT INTO kind VALUES(1,'onepipe','send_otp','Beeceptor','','','','live','Successful','none');
INSERT INTO kind VALUES(2,'onepipe','send_otp','Beeceptor','','','','live','Pending','none');
INSERT INTO kind VALUES(3,'onepipe','send_otp','Beeceptor','','','','live','Failed','none');
CREATE TABLE IF NOT EXISTS "call" (
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
INSERT INTO call VALUES(1,1,1,1786352400000000000,1,1,1,1,0,0,'a1','t-a1','','');
INSERT INTO call VALUES(2,1,2,1786352400000000000,1,2,1,1,0,0,'a2','t-a2','','');
INSERT INTO call VALUES(3,1,4,1786352400000000000,1,2,1,1,0,0,'a3','t-a3','','');
INSERT INTO call VALUES(4,2,1,1789030800000000000,1,2,1,1,0,0,'s1','t-s1','','');
INSERT INTO call VALUES(5,2,3,1789030800000000000,1,2,1,1,0,0,'s2','t-s2','','09');
INSERT INTO call VALUES(6,2,5,1789030800000000000,1,2,1,1,0,0,'s3','t-s3','','');
INSERT INTO call VALUES(7,2,6,1789030800000000000,1,2,1,1,0,0,'s4','t-s4','','');
CREATE TABLE IF NOT EXISTS "duplicate" (
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
INSERT INTO duplicate VALUES(1,2,1,3,1786352460000000000,1,1,1,0,400,'t-a2','','',1,1);
INSERT INTO duplicate VALUES(2,4,2,2,1789030860000000000,1,1,1,0,400,'t-s1','','',1,NULL);
INSERT INTO duplicate VALUES(3,5,2,4,1789030860000000000,1,1,1,0,400,'t-s2','','',1,NULL);
INSERT INTO duplicate VALUES(4,7,2,7,1789030860000000000,3,1,1,0,0,'t-s4','','',1,NULL);
CREATE TABLE IF NOT EXISTS "answer" (
  call INTEGER PRIMARY KEY REFERENCES call(id),
  query INTEGER NOT NULL REFERENCES query(id),
  kind INTEGER NOT NULL REFERENCES kind(id),
  cost INTEGER NOT NULL,
  reference TEXT NOT NULL,
  provider_code TEXT NOT NULL
) STRICT;
INSERT INTO answer VALUES(7,1,1,0,'','');
CREATE TABLE roll_up_period (
  period INTEGER PRIMARY KEY,       -- year and month: 202610
  calls INTEGER NOT NULL,
  first_call INTEGER NOT NULL,      -- no call of the period has a smaller id
  last_call INTEGER NOT NULL,       -- or a larger one
  distinctions TEXT                 -- of which days, destinations and provider codes; null or none: it is to be made anew
) STRICT;
INSERT INTO roll_up_period VALUES(202608,3,1,3,'');
INSERT INTO roll_up_period VALUES(202609,4,4,7,'');
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
INSERT INTO roll_up VALUES(202608,1,1,20666,'','',-1,-1,1,1,0,0,0,0);
INSERT INTO roll_up VALUES(202608,1,2,20666,'','',-1,-1,2,2,0,0,0,0);
INSERT INTO roll_up VALUES(202609,1,1,20697,'','',-1,-1,1,1,0,0,0,0);
INSERT INTO roll_up VALUES(202609,1,2,20697,'','',-1,-1,3,3,0,0,0,0);
CREATE INDEX path_content ON path(content);
CREATE INDEX query_transaction ON query(transaction_key);
CREATE INDEX query_unmatched ON query(time) WHERE matched = 0;
CREATE INDEX billed_period ON billed(period);
CREATE INDEX duplicate_call ON duplicate(call);
CREATE INDEX duplicate_conflict ON duplicate(call) WHERE conflict = 1;
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
COMMIT;
