import LedgerFile
import Store
package import Vocabulary

/// The periods whose exceptions and pending calls are listed together: a period and the past ones before it.
struct ListedPeriods {
    private let period: Period
    /// Those that were billed, and those that were passed over.
    private let past: Set<Period>

    private let calendar: LocalCalendar

    init(with period: Period, _ ledger: Ledger, _ calendar: LocalCalendar) throws(LedgerError) {
        self.period = period
        self.calendar = calendar
        past = try ledger.pastAndPassedOver()
    }

    /// Whether what happened at an instant, in nanoseconds since 1970 UTC, is among them.
    func lists(_ nanoseconds: Int64) -> Bool {
        let own = calendar.period(of: calendar.day(ofNanoseconds: nanoseconds))
        return own == period || (own < period && past.contains(own))
    }
}

/// The pending calls of a period in the order of `pending.csv`. There may be many, so only numbers are kept for each,
/// and the texts are read from the ledger when the calls are visited.
private struct PendingList {
    private struct Entry {
        var call: Int64
        var timeNanoseconds: Int64
        var line: Int64
        /// The ranks of the app's name and of the file's among the names. At first, the app's id.
        var app: Int32
        var file: Int32

        static func isBefore(_ a: Entry, _ b: Entry) -> Bool {
            if a.app != b.app { return a.app < b.app }
            if a.timeNanoseconds != b.timeNanoseconds { return a.timeNanoseconds < b.timeNanoseconds }
            if a.file != b.file { return a.file < b.file }
            return a.line != b.line ? a.line < b.line : a.call < b.call
        }
    }

    private let database: Database
    private let names: Names
    private let files: LogNames
    private var entries: [Entry] = []

    init(_ ledger: Ledger, with period: Period, calendar: LocalCalendar) throws(LedgerError) {
        database = ledger.database
        names = try ledger.names
        files = try LogNames(database)
        let periods = try ListedPeriods(with: period, ledger, calendar)
        let rows = try database.prepare(
            """
            SELECT call.id, call.time, call.line, call.app, call.log
            FROM pending JOIN call ON call.id = pending.call
            """)
        while try rows.step() {
            guard periods.lists(rows.int(1)) else { continue }
            guard let app = Int32(exactly: rows.int(3)) else { throw .damaged("there is no app \(rows.int(3))") }
            entries.append(
                Entry(
                    call: rows.int(0), timeNanoseconds: rows.int(1), line: rows.int(2), app: app,
                    file: try files.rank(of: rows.int(4))))
        }
        try rankApps()
        entries.sort(by: Entry.isBefore)
    }

    /// Replaces the ids of apps by their ranks.
    private mutating func rankApps() throws(LedgerError) {
        var apps: [(id: Int32, name: Identifier)] = []
        for id in Set(entries.map(\.app)) { apps.append((id, try names.app(Int64(id)))) }
        apps.sort { $0.name < $1.name }
        let ranks = Dictionary(uniqueKeysWithValues: zip(apps.map(\.id), Int32(0)...))
        for place in entries.indices { entries[place].app = ranks[entries[place].app] ?? 0 }
    }

    func forEach(_ body: (PendingCall) throws -> Void) throws {
        // No answer holds for a pending call, so it is as logged.
        let select = try database.prepare("SELECT ref, app, kind, cost FROM call WHERE id = ?")
        for entry in entries {
            select.bind(1, entry.call)
            let found = try select.first { (row) throws(LedgerError) in
                (row.identifier(0), try names.app(row.int(1)), try names.kind(row.int(2)), row.int(3))
            }
            guard let (ref, app, kind, costMinor) = found else {
                throw LedgerError.damaged("there is no call \(entry.call)")
            }
            try body(
                PendingCall(
                    app: app, reference: ref, timeNanoseconds: entry.timeNanoseconds, source: kind.source,
                    provider: kind.provider, costMinor: costMinor, file: files.names[Int(entry.file)],
                    line: entry.line))
        }
    }
}

extension Ledger {
    /// Calls `body` with each live call without a final status of a period and of the closed periods before it.
    ///
    /// - Complexity: O(pending calls of the ledger), and 32 bytes for each call listed.
    package func forEachPending(
        with period: Period, calendar: LocalCalendar, _ body: (PendingCall) throws -> Void
    ) throws {
        try PendingList(self, with: period, calendar: calendar).forEach(body)
    }
}
