import CPlatform
import GatewayLog
import Glibc
import LedgerFile
package import LineParsing
import Money
package import Rules
package import Vocabulary

/// The outcome of reading a log.
package struct IngestReport: Sendable {
    /// What became of a log.
    package enum Outcome: Sendable {
        /// Stored. A log that is read later can still displace some of its transactions.
        case read(LineCounts)
        /// Read again because `services` or `sources` grew. The counts are those of the whole log.
        case readAgain(LineCounts)
        /// Its bytes were already read.
        case skipped
    }

    package var path: String
    package var outcome: Outcome
}

extension Ingester {
    /// Reads logs into the ledger, one after the other. A log is stored completely or not at all.
    ///
    /// A file is not read again if its size, time and inode are unchanged or if its bytes are known. The outcome does
    /// not depend on the number of threads. Several small logs are committed together, because each commit waits for
    /// the disk and updates the rows of the roll-up.
    ///
    /// - Parameters:
    ///   - paths: files, or `-` for standard input.
    ///   - name: the ledger's name for the log if it is not its path, because the log was read elsewhere before.
    ///   - rehash: do not trust size, time and inode.
    ///   - progress: path, bytes read, size if it is known, and lines. Only one thread at a time calls it.
    ///   - stored: called for each log, in the order of reading, once it is committed.
    /// - Throws: the `LogReadError` or `LedgerError` of the first log that can't be read. The logs before it are
    ///   stored.
    /// - Complexity: O(bytes) in bounded memory, plus up to 43 bytes for each call of the ledger (`CallKeyTable`).
    package func ingest(
        _ paths: [String], as name: String? = nil, rules: Rules, threads: Int, rehash: Bool,
        progress: @escaping (_ path: String, _ bytes: Int64, _ size: Int64?, _ lines: Int64) -> Void,
        stored: (IngestReport) -> Void
    ) throws {
        var waiting: [IngestReport] = []
        defer {
            gathered = nil
            if database.isInTransaction {
                try? database.execute("ROLLBACK")
                merger = nil
            }
            try? database.execute("PRAGMA foreign_keys = ON")
        }
        func commit() throws(LedgerError) {
            if database.isInTransaction {
                try gathered?.flush(to: database)
                try database.execute("COMMIT")
                gathered = nil
            }
            waiting.forEach(stored)
            waiting = []
        }
        let reading = Reading(
            rules: rules, settings: ReadingSettings(rules), threads: threads, rehash: rehash, progress: progress)
        var bytesWaiting: Int64 = 0
        for (position, path) in paths.enumerated() {
            do {
                let next = try paths[(position + 1)...].first.flatMap { next throws(LedgerError) in
                    try isLikelyRead(next, reading) ? next : nil
                }
                let log = Log(path: path, name: name ?? path, identity: FileIdentity(path), next: next)
                waiting.append(try ingest(log, reading))
                bytesWaiting += log.identity?.size ?? Ingester.mostBytesWaiting
            } catch {
                // The logs read before this one stay stored.
                if database.isInTransaction { try commit() }
                throw error
            }
            let mayWait = position + 1 < paths.count && bytesWaiting < Ingester.mostBytesWaiting
            if mayWait, database.isInTransaction, gathered?.isFull != true { continue }
            try commit()
            bytesWaiting = 0
        }
    }

    /// The limit for bytes of logs that are read but not committed: a few seconds of work, lost if the run is killed.
    private static let mostBytesWaiting: Int64 = 1 << 30

    /// How all logs of a command are read.
    private struct Reading {
        let rules: Rules
        let settings: ReadingSettings
        let threads: Int
        let rehash: Bool
        let progress: (_ path: String, _ bytes: Int64, _ size: Int64?, _ lines: Int64) -> Void
        let ahead = ReadAhead()
    }

    /// A log to be read.
    private struct Log {
        let path: String
        /// The ledger's name for it.
        let name: String
        /// `nil` for standard input and other files that are not regular.
        let identity: FileIdentity?
        /// The path to read ahead once this log is at its end, if any.
        let next: String?
    }

    private func ingest(_ log: Log, _ reading: Reading) throws -> IngestReport {
        let settings = reading.settings
        if try isUnchanged(log.name, log.identity, reading) { return IngestReport(path: log.name, outcome: .skipped) }
        guard let size = log.identity?.size, try holdsLog(ofSize: size),
            let known = try knownLog(try LogReader.digest(ofFileAt: log.path))
        else { return try read(log, nil, reading) }
        guard known.readFor != settings.readFor else {
            try writing { () throws(LedgerError) in try remember(log.name, log.identity, logID: known.id) }
            return IngestReport(path: log.name, outcome: .skipped)
        }
        return try read(log, known, reading)
    }

    /// Whether a file probably has to be read, so that it is worth reading ahead.
    private func isLikelyRead(_ path: String, _ reading: Reading) throws(LedgerError) -> Bool {
        guard let identity = FileIdentity(path), try !holdsLog(ofSize: identity.size) else { return false }
        return try !isUnchanged(path, identity, reading)
    }

    /// Writes within the open transaction, or in a new one if none is open.
    private func writing(_ body: () throws(LedgerError) -> Void) throws(LedgerError) {
        if database.isInTransaction { try body() } else { try inTransaction(body) }
    }

    /// A log that was already read.
    private struct KnownLog {
        var id: Int64
        var sha256: String
        var readFor: ReadFor
    }

    /// Reads the file to its end, within the open transaction or a new one, which stays open. Its changes to the
    /// roll-up are gathered. If the log can't be read, the transaction is left as it was.
    ///
    /// - Parameter known: the log, if it was read before and `services` or `sources` has grown since.
    private func read(_ log: Log, _ known: KnownLog?, _ reading: Reading) throws -> IngestReport {
        let (rules, settings) = (reading.rules, reading.settings)
        // Ownership is transferred: copying the merger would copy every key in the ledger.
        let merger = try takeMerger(rules, threads: reading.threads)
        if !database.isInTransaction {
            // The bulk path has just looked up or written every row that it refers to. Checking foreign keys again
            // would cost a third of an insert. The tests check whole ledgers (`SameBytesTests.expectSound`).
            try database.execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
        }
        try database.execute("SAVEPOINT log")
        do {
            let logID = try known?.id ?? insertLog(log.name)
            let firstQuery = try nextQuery()
            let work = IngestWork(
                try reading.ahead.take(log.path) ?? LogReader(path: log.path),
                rules: ReadingRules(rules, alreadyRead: known?.readFor), threads: reading.threads,
                merger: consume merger,
                logID: logID, size: log.identity?.size, progress: { reading.progress(log.path, $0, $1, $2) },
                atEnd: { if let next = log.next { reading.ahead.begin(next) } })
            let (digest, bytes) = try work.run()
            if known == nil, let same = try knownLog(digest) {
                // The log is standard input, or a file that changed while its size was looked up. Only the hash shows
                // that it is known.
                guard same.readFor == settings.readFor else {
                    throw LedgerError.readAgainFromFile(path: log.name)
                }
                try undoLog()
                try remember(log.name, log.identity, logID: same.id)
                return IngestReport(path: log.name, outcome: .skipped)
            }
            // The ledger tells logs from standard input apart by their hash; see `LogNames.shown`.
            let place = log.name == LogFinder.standardInput ? "-\n\(digest)" : log.name
            if let known {
                guard known.sha256 == digest else {
                    throw LogReadError.torn(path: log.name, detail: "it changed while it was read")
                }
                try finishAgain(logID, work.counts, settings)
                try note(readingAgain: logID, settings.readFor.without(known.readFor), firstQuery)
            } else {
                try finish(logID, place, digest: digest, bytes: bytes, work.counts, settings)
            }
            try remember(place, log.identity, logID: logID)
            var finished = work.finish()
            try finished.rollUp.endLog(database)
            // An earlier record displaces a later one, so only now is it known which records are transactions.
            let counts = try counts(of: logID)
            // If the producer of a pipe was interrupted with us, its truncated output looks like a normal end of file.
            if settle_interrupt_requested() != 0 { throw LogReadError.interrupted(path: log.path) }
            try database.execute("RELEASE log")
            if gathered == nil { gathered = finished.rollUp } else { gathered?.add(finished.rollUp) }
            finished.rollUp = finished.rollUp.forNextLog()
            self.merger = finished
            return IngestReport(path: log.name, outcome: known == nil ? .read(counts) : .readAgain(counts))
        } catch {
            // After some failures (such as a full disk), SQLite has already rolled back the whole transaction. If the
            // log can't be undone alone, the same is done here: what is committed next must not hold a part of it.
            if database.isInTransaction, (try? undoLog()) == nil { try? database.execute("ROLLBACK") }
            if case LedgerError.tooManyApps(let most, _) = error {
                throw LedgerError.tooManyApps(most: most, path: log.name)
            }
            throw error
        }
    }

    /// Takes back what was stored of the log that is being read.
    private func undoLog() throws(LedgerError) { try database.execute("ROLLBACK TO log; RELEASE log") }

    // MARK: - Known logs

    /// Whether a file has not changed since it was read for the same services and sources.
    private func isUnchanged(
        _ path: String, _ identity: FileIdentity?, _ reading: Reading
    ) throws(LedgerError) -> Bool {
        guard !reading.rehash, let identity else { return false }
        let row = try database.prepare(
            """
            SELECT p.size, p.modified, p.inode, log.services, log.sources FROM path p JOIN log ON log.id = p.log
            WHERE p.path = ?
            """)
        row.bind(1, path)
        return try row.first {
            $0.int(0) == identity.size && $0.int(1) == identity.modified && $0.int(2) == identity.inode
                && ReadFor(servicesText: $0.text(3), sourcesText: $0.text(4)) == reading.settings.readFor
        } ?? false
    }

    private func holdsLog(ofSize size: Int64) throws(LedgerError) -> Bool {
        let row = try database.prepare("SELECT 1 FROM log WHERE bytes = ? LIMIT 1")
        row.bind(1, size)
        return try row.first { _ in true } ?? false
    }

    private func knownLog(_ digest: String) throws(LedgerError) -> KnownLog? {
        let row = try database.prepare("SELECT id, services, sources FROM log WHERE sha256 = ?")
        row.bind(1, digest)
        return try row.first {
            KnownLog(
                id: $0.int(0), sha256: digest, readFor: ReadFor(servicesText: $0.text(1), sourcesText: $0.text(2)))
        }
    }

    /// Stores which log a path holds now.
    private func remember(_ path: String, _ identity: FileIdentity?, logID: Int64) throws(LedgerError) {
        guard path != LogFinder.standardInput else { return }
        let upsert = try database.prepare(
            """
            INSERT INTO path (path, log, size, modified, inode) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET log = excluded.log, size = excluded.size, modified = excluded.modified,
              inode = excluded.inode
            """)
        upsert.bind(1, path)
        upsert.bind(2, logID)
        upsert.bind(3, identity?.size)
        upsert.bind(4, identity?.modified)
        upsert.bind(5, identity?.inode)
        try upsert.run()
    }
}

extension ReadingRules {
    /// The part of the rules that decides how lines are read.
    init(_ rules: Rules, alreadyRead known: ReadFor?) {
        self.init(rules)
        alreadyRead = known.map { AlreadyRead(services: $0.services, sources: Set($0.sources)) }
    }

    package init(_ rules: Rules) {
        self.init(
            services: rules.services,
            sources: rules.sources.mapValues {
                SourceRules(
                    countryCode: $0.countryCode, minorDigits: $0.currency.minorDigits, otpLength: $0.otpLength)
            },
            unsetMode: rules.unsetMode)
    }
}
