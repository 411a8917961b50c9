public import Vocabulary

/// An exception of a row of the ledger: a call, a duplicate or a query, with its id there.
public struct FoundException: Sendable {
    public var id: Int64
    public var exception: ExceptionRow
}

/// Which exceptions a report of a period lists: its own, and those of closed periods before it; less what a closing has
/// listed.
private struct ExceptionScope {
    var period: Period
    var closed: Set<Period>

    func lists(_ day: CivilDate) -> Bool {
        let own = Period(of: day)
        return own == period || (own < period && closed.contains(own))
    }
}

extension Ledger {
    private func scope(of period: Period) throws(LedgerError) -> ExceptionScope {
        ExceptionScope(period: period, closed: Set(try closings().map(\.period)))
    }

    /// The roll-up of the calls whose local day is in the period.
    public func usage(of period: Period) throws(LedgerError) -> Usage {
        let profiles = try self.profiles
        var usage = Usage()
        var positions = [Int](repeating: -1, count: profiles.count + 1)
        let rows = try database.prepare(
            "SELECT day, profile, segments, amount, cost, calls FROM usage WHERE day >= ? AND day < ?")
        rows.bind(1, Int64(period.firstDay.daysSinceEpoch))
        rows.bind(2, Int64(period.dayAfter.daysSinceEpoch))
        while try rows.step() {
            let id = rows.int(1)
            guard id > 0, id < positions.count else { throw .damaged("there is no profile \(id)") }
            if positions[Int(id)] < 0 {
                positions[Int(id)] = usage.profiles.count
                usage.profiles.append(try profiles.profile(id))
            }
            let position = positions[Int(id)]
            usage.rows.append(
                UsageRow(
                    day: CivilDate(daysSinceEpoch: Int32(rows.int(0))), profile: position,
                    segments: Int32(rows.int(2)), amountMinor: rows.int(3), costMinor: rows.int(4),
                    calls: rows.int(5)))
        }
        return usage
    }

    /// Every log read so far, in the order of reading.
    public func contents() throws(LedgerError) -> [LogSummary] {
        let rows = try database.prepare(
            """
            SELECT sha256, bytes, path, lines, blank, transactions, duplicates, queries, other, rejected
            FROM content ORDER BY id
            """)
        var contents: [LogSummary] = []
        while try rows.step() {
            let counts = LineCounts(rows, from: 3)
            contents.append(
                LogSummary(sha256: rows.text(0), bytes: rows.int(1), path: rows.text(2), counts: counts))
        }
        return contents
    }

    /// The transactions of each period that has any, by period.
    ///
    /// - Parameter known: a period whose roll-up was read already; it is not gone through again.
    /// - Complexity: O(rows of the roll-up), less those of the known period.
    public func transactionsByPeriod(
        knowing known: (period: Period, transactions: Int64)? = nil
    ) throws(LedgerError) -> [(period: Period, transactions: Int64)] {
        let rows = try database.prepare(
            "SELECT day, sum(calls) FROM usage WHERE day < ?1 OR day >= ?2 GROUP BY day ORDER BY day")
        rows.bind(1, known.map { Int64($0.period.firstDay.daysSinceEpoch) } ?? .max)
        rows.bind(2, known.map { Int64($0.period.dayAfter.daysSinceEpoch) } ?? .max)
        var periods: [(period: Period, transactions: Int64)] = known.map { [$0] } ?? []
        while try rows.step() {
            let period = Period(of: CivilDate(daysSinceEpoch: Int32(rows.int(0))))
            if periods.last?.period == period {
                periods[periods.count - 1].transactions += rows.int(1)
            } else {
                periods.append((period, rows.int(1)))
            }
        }
        return periods.filter { $0.transactions != 0 }.sorted { $0.period < $1.period }
    }

    /// Rejected lines of what the paths held when last read, less those that a closing let pass; a mended file has cleared
    /// those it held before.
    public func rejects() throws(LedgerError) -> [ExceptionRow] {
        let rows = try database.prepare(
            """
            SELECT r.code, min(p.path), r.line, r.detail, max(p.path = c.path), c.path
            FROM reject r JOIN content c ON c.id = r.content JOIN path p ON p.content = c.id
            WHERE r.allowed IS NULL GROUP BY r.content, r.line
            """)
        var rejects: [ExceptionRow] = []
        while try rows.step() {
            // A content is listed once: under the path it was read from while that still holds it.
            let path = rows.int(4) == 1 ? rows.identifier(5) : rows.identifier(1)
            rejects.append(
                ExceptionRow(
                    code: rows.text(0), file: Ledger.shown(path), line: rows.int(2), app: .none, reference: .none,
                    detail: rows.text(3)))
        }
        return rejects.sorted(by: ExceptionRow.inFileOrder)
    }

    /// Duplicates of the period's transactions that differ from them in a billing field; and those of closed periods that
    /// no closing has seen.
    public func conflicts(in period: Period, calendar: LocalCalendar) throws(LedgerError) -> [FoundException] {
        let profiles = try self.profiles
        let scope = try scope(of: period)
        let rows = try database.prepare(
            """
            SELECT c.path, d.line, call.time, call.ref, call.profile, call.transaction_ref, call.reference,
              call.segments, call.amount, call.cost, d.profile, d.transaction_ref, d.reference, d.segments, d.amount,
              d.cost, d.id
            FROM duplicate d JOIN call ON call.id = d.call JOIN content c ON c.id = d.content WHERE d.conflict = 1 AND d.listed IS NULL
            """)
        var conflicts: [FoundException] = []
        while try rows.step() {
            let day = calendar.day(ofNanoseconds: rows.int(2))
            guard scope.lists(day) else { continue }
            func record(from column: Int32) throws(LedgerError) -> StoredRecord {
                StoredRecord(
                    content: 0, line: 0, timeNanoseconds: 0, profileID: rows.int(column),
                    profile: try profiles.profile(rows.int(column)), transactionRef: rows.identifier(column + 1),
                    reference: rows.identifier(column + 2), segments: Int32(rows.int(column + 3)),
                    amountMinor: rows.int(column + 4), costMinor: rows.int(column + 5))
            }
            let (transaction, duplicate) = (try record(from: 4), try record(from: 10))
            let differing = zip(StoredRecord.billingFieldNames, zip(transaction.billingFields, duplicate.billingFields))
                .filter { $0.1.0 != $0.1.1 }.map(\.0)
            let row = ExceptionRow(
                code: ExceptionCode.conflictingDuplicate.rawValue, file: Ledger.shown(rows.identifier(0)),
                line: rows.int(1), app: transaction.profile.app, reference: rows.identifier(3),
                detail: "differs in \(differing.joined(separator: ", "))")
            conflicts.append(FoundException(id: rows.int(16), exception: row))
        }
        return conflicts
    }

    /// Queries of the period that ask about no call; and those of closed periods that no closing has seen.
    public func unansweredQueries(in period: Period, calendar: LocalCalendar) throws(LedgerError) -> [FoundException] {
        let scope = try scope(of: period)
        let rows = try database.prepare(
            """
            SELECT c.path, q.line, q.time, q.app, q.transaction_ref, q.id
            FROM query q JOIN content c ON c.id = q.content WHERE q.matched = 0 AND q.listed IS NULL
            """)
        var queries: [FoundException] = []
        while try rows.step() {
            let day = calendar.day(ofNanoseconds: rows.int(2))
            guard scope.lists(day) else { continue }
            let row = ExceptionRow(
                code: ExceptionCode.queryWithoutCall.rawValue, file: Ledger.shown(rows.identifier(0)),
                line: rows.int(1), app: rows.identifier(3), reference: rows.identifier(4),
                detail: "no call of the app carries this transaction_ref")
            queries.append(FoundException(id: rows.int(5), exception: row))
        }
        return queries
    }

    /// The calls of the period that `code` gives an exception, each with its log line.
    ///
    /// - Parameter judge: for a profile, how a call of it is judged by its local day; asked once for each profile.
    /// - Complexity: O(calls of the ledger); asked for only where the roll-up says that there are some.
    public func calls(
        in period: Period, calendar: LocalCalendar, judge: (CallProfile) -> (CivilDate) -> ExceptionCode?
    ) throws(LedgerError) -> [FoundException] {
        let profiles = try self.profiles
        let rows = try database.prepare(
            """
            SELECT c.path, call.line, call.time, coalesce(a.profile, call.profile), call.ref, call.id
            FROM call JOIN content c ON c.id = call.content LEFT JOIN answer a ON a.call = call.id
            WHERE call.time >= ? AND call.time < ? AND call.id NOT IN (SELECT call FROM allowed_call)
            """)
        // A zone is never further than a day from UTC; the exact bound is the local day's.
        rows.bind(1, Int64(period.firstDay.daysSinceEpoch - 1) * 86_400_000_000_000)
        rows.bind(2, Int64(period.dayAfter.daysSinceEpoch + 1) * 86_400_000_000_000)
        var found: [FoundException] = []
        var judges: [Int64: (CivilDate) -> ExceptionCode?] = [:]
        while try rows.step() {
            let day = calendar.day(ofNanoseconds: rows.int(2))
            guard period.contains(day) else { continue }
            let id = rows.int(3)
            let profile = try profiles.profile(id)
            let judgeOfProfile = judges[id] ?? judge(profile)
            judges[id] = judgeOfProfile
            guard let code = judgeOfProfile(day) else { continue }
            let row = ExceptionRow(
                code: code.rawValue, file: Ledger.shown(rows.identifier(0)), line: rows.int(1), app: profile.app,
                reference: rows.identifier(4), detail: Ledger.detail(code, profile))
            found.append(FoundException(id: rows.int(5), exception: row))
        }
        return found
    }

    private static func detail(_ code: ExceptionCode, _ profile: CallProfile) -> String {
        switch code {
        case .noTariff:
            "no tariff matches a \(profile.status.rawValue) call of \(profile.service) by \(profile.channel)"
        case .unknownApp: "the rules name no app \(profile.app)"
        case .unknownProvider:
            profile.provider.isEmpty
                ? "the log names no provider" : "the rules name no provider \(profile.provider)"
        case .conflictingDuplicate, .queryWithoutCall: ""
        }
    }
}

extension StoredRecord {
    /// In the order of `billingFields`.
    static let billingFieldNames = [
        "service", "auth_type", "route_mode", "mode", "transaction_ref", "amount", "destination", "channel", "segments",
        "status", "provider_code", "delivery", "cost", "provider", "reference",
    ]
}
