import LineParsing
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// A store that keeps its calls as plain values and recomputes everything as S2.1 to S2.17 say.
final class MemoryStore {
    let folder: String
    let calendar: LocalCalendar
    private(set) var plainLogs: [PlainLog] = []
    /// All identities in the order in which they were first met, with the places of their records.
    private(set) var records: [[Place]] = []
    private var placeOfIdentity: [[Identifier]: Int] = [:]
    private var closed: [ClosingEntry] = []
    private var versions: [RulesVersion] = []
    private var published: Set<Period> = []
    /// The sums of each closed period when a closing last looked at it.
    private var seen: [Period: [CallProfile: [Int128]]] = [:]
    /// The exceptions that closings have allowed or shown so far.
    private(set) var listed = (calls: Set<Int64>(), duplicates: Set<Int64>(), queries: Set<Int64>())
    private(set) var logsAllowed = 0

    struct Place: Hashable {
        var log: Int
        var index: Int

        /// This store's number for a record or a query.
        var number: Int64 { Int64(log << 32 | index) }
    }

    /// A transaction with its answer applied.
    struct Standing {
        var number: Int64
        var file: Identifier
        var call: PlainLog.Call
        var profile: CallProfile
        var costMinor: Int64
        var day: CivilDate
    }

    init(folder: String, calendar: LocalCalendar) {
        self.folder = folder
        self.calendar = calendar
    }

    func read(_ log: PlainLog) {
        plainLogs.append(log)
        for (index, call) in log.calls.enumerated() {
            let identity = [Identifier(call.kind.source.rawValue), call.app, call.ref]
            if placeOfIdentity[identity] == nil {
                placeOfIdentity[identity] = records.count
                records.append([])
            }
            records[placeOfIdentity[identity] ?? 0].append(Place(log: plainLogs.count - 1, index: index))
        }
    }

    func call(_ place: Place) -> PlainLog.Call { plainLogs[place.log].calls[place.index] }

    /// The earliest record; of records at the same time, the one whose billing fields come first.
    func transaction(_ places: [Place]) -> Place { places.min(by: comes) ?? places[0] }

    private func comes(_ a: Place, before b: Place) -> Bool {
        let (a, b) = (call(a), call(b))
        if a.row.timeNanoseconds != b.row.timeNanoseconds { return a.row.timeNanoseconds < b.row.timeNanoseconds }
        let (left, right) = (a.billingFields.map(\.value), b.billingFields.map(\.value))
        if left != right { return left.lexicographicallyPrecedes(right) }
        return a.kind.response == .absent && b.kind.response != .absent
    }

    /// The record that answers a call without a response: the first of the others that has a final status.
    func recordThatAnswers(_ places: [Place]) -> Place? {
        let first = transaction(places)
        guard call(first).kind.response == .absent else { return nil }
        return places.filter { $0 != first && call($0).kind.status.isFinal }.min(by: comes)
    }

    var standing: [Standing] {
        var answers: [[Identifier]: [PlainLog.Answer]] = [:]
        for query in plainLogs.flatMap(\.queries) where query.row.status.isFinal {
            answers[[query.row.app, query.row.transactionRef], default: []].append(PlainLog.Answer(query.row))
        }
        return records.enumerated().map { number, places in
            let place = transaction(places)
            let call = call(place)
            var standing = Standing(
                number: Int64(number), file: Identifier(plainLogs[place.log].path), call: call,
                profile: CallProfile(
                    call.kind, app: call.app, providerCode: call.providerCode, destination: call.destination),
                costMinor: call.row.costMinor, day: calendar.day(ofNanoseconds: call.row.timeNanoseconds))
            let isAsked = call.kind.source == .onepipe && !call.transactionRef.isEmpty
            let held = isAsked ? answers[[call.app, call.transactionRef]]?.min() : nil
            let other = recordThatAnswers(places).map { self.call($0) }
            if let other, held.map({ $0.timeNanoseconds <= other.row.timeNanoseconds }) ?? true {
                standing.profile.kind.status = other.kind.status
                standing.profile.kind.delivery = other.kind.delivery
                if !other.kind.provider.isEmpty { standing.profile.kind.provider = other.kind.provider }
                standing.profile.providerCode = other.providerCode
                standing.costMinor = other.row.costMinor
            } else {
                held?.apply(to: &standing.profile, &standing.costMinor)
            }
            return standing
        }
    }

    /// The usage of a period with all fields of each call: no store can tell calls apart more finely.
    private func usage(of period: Period) -> Usage {
        var usage = Usage()
        var rows: [UsageRow: Int] = [:]
        var places:
            (
                apps: [Identifier: Int32], kinds: [CallKind: Int32], codes: [Identifier: Int32],
                destinations: [Identifier: Int32]
            ) = ([:], [:], [:], [:])
        func place<Name>(_ name: Name, _ known: inout [Name: Int32], _ names: inout [Name]) -> Int32 {
            if let found = known[name] { return found }
            known[name] = Int32(names.count)
            names.append(name)
            return Int32(names.count - 1)
        }
        for call in standing where period.contains(call.day) {
            rows[
                UsageRow(
                    day: call.day, app: place(call.profile.app, &places.apps, &usage.apps),
                    kind: place(call.profile.kind, &places.kinds, &usage.kinds),
                    providerCode: place(call.profile.providerCode, &places.codes, &usage.providerCodes),
                    destination: place(call.profile.destination, &places.destinations, &usage.destinations),
                    amountMinor: call.call.row.amountMinor, costMinor: call.costMinor, calls: 1,
                    segments: Int64(call.call.row.segments), amountSumMinor: Int128(call.call.row.amountMinor),
                    costSumMinor: Int128(call.costMinor)), default: 0] += 1
        }
        usage.rows = rows.map { row, count in
            var row = row
            row.calls *= Int64(count)
            row.segments *= Int64(count)
            row.amountSumMinor *= Int128(count)
            row.costSumMinor *= Int128(count)
            return row
        }
        return usage
    }
}

extension PlainLog {
    /// A final answer; the one that counts sorts first.
    fileprivate struct Answer: Comparable {
        private let row: QueryRow

        init(_ row: QueryRow) { self.row = row }

        var timeNanoseconds: Int64 { row.timeNanoseconds }

        private var fields: [Identifier] {
            [
                Identifier(row.status.rawValue), row.providerCode, row.provider, Identifier(row.delivery.rawValue),
                Identifier(row.costMinor.map { "\($0)" } ?? ""), row.reference,
            ]
        }

        static func < (a: Answer, b: Answer) -> Bool {
            if a.row.timeNanoseconds != b.row.timeNanoseconds { return a.row.timeNanoseconds > b.row.timeNanoseconds }
            return a.fields.lexicographicallyPrecedes(b.fields)
        }

        func apply(to profile: inout CallProfile, _ costMinor: inout Int64) {
            profile.status = row.status
            if !row.provider.isEmpty { profile.provider = row.provider }
            if !row.providerCode.isEmpty { profile.providerCode = row.providerCode }
            if row.delivery != .none { profile.delivery = row.delivery }
            costMinor = row.costMinor ?? costMinor
        }
    }
}

extension MemoryStore: PeriodCalls {
    func logs() -> [LogSummary] {
        plainLogs.enumerated().map { number, log in
            var counts = LineCounts()
            counts.lines = Int64(log.lines)
            counts.blank = Int64(log.blank)
            counts.transactions = Int64(records.count { transaction($0).log == number })
            counts.duplicates = Int64(log.calls.count) - counts.transactions
            counts.queries = Int64(log.queries.count)
            counts.other = Int64(log.other)
            counts.rejected = Int64(log.rejects.count)
            return LogSummary(sha256: log.sha256, bytes: log.bytes, path: log.path, counts: counts)
        }
    }

    func transactionsByPeriod() -> [(period: Period, transactions: Int64)] {
        Dictionary(grouping: standing, by: { calendar.period(of: $0.day) }).map { ($0.key, Int64($0.value.count)) }
            .sorted { $0.0 < $1.0 }
    }

    func usage(of period: Period, under rules: Rules) -> Usage { usage(of: period) }
    func rebuiltUsage(of period: Period, under rules: Rules) -> Usage { usage(of: period) }

    func latePeriods() -> [Period] {
        seen.keys.filter { fingerprint($0) != seen[$0] }.sorted()
    }

    /// The sums of a period's calls, which do not depend on the order of reading.
    private func fingerprint(_ period: Period) -> [CallProfile: [Int128]] {
        var sums: [CallProfile: [Int128]] = [:]
        for call in standing where period.contains(call.day) {
            let figures: [Int128] = [
                1, Int128(call.call.row.segments), Int128(call.call.row.amountMinor), Int128(call.costMinor),
            ]
            sums[call.profile] = zip(sums[call.profile] ?? [0, 0, 0, 0], figures).map(+)
        }
        return sums
    }

    func forEachPending(
        with period: Period, calendar: LocalCalendar, _ body: (PendingCall) throws -> Void
    ) throws {
        let pending = standing.filter {
            $0.profile.mode == .live && $0.profile.status == .pending && lists($0.day, with: period)
        }.map {
            PendingCall(
                app: $0.profile.app, reference: $0.call.ref, timeNanoseconds: $0.call.row.timeNanoseconds,
                source: $0.profile.source, provider: $0.profile.provider, costMinor: $0.costMinor, file: $0.file,
                line: $0.call.line)
        }
        try pending.sorted {
            ($0.app, $0.timeNanoseconds, $0.file, $0.line) < ($1.app, $1.timeNanoseconds, $1.file, $1.line)
        }.forEach(body)
    }

    func exceptions(of period: Period, calendar: LocalCalendar) -> any PeriodExceptions {
        MemoryExceptions(self, of: period)
    }

    func mayHaveWaiting(in period: Period) -> Bool { !listed.calls.isEmpty }

    func waiting(of period: Period, under rules: Rules) -> any PeriodExceptions {
        MemoryExceptions(self, waitingIn: period, under: rules)
    }

    /// Whether the exceptions of a period also list those of a day: its own days, and those of earlier past periods.
    func lists(_ day: CivilDate, with period: Period) -> Bool {
        let own = calendar.period(of: day)
        let isPassedOver = transactionsByPeriod().contains { $0.period == own } && closed.contains { own < $0.period }
        return own == period || (own < period && (closed.contains { $0.period == own } || isPassedOver))
    }
}

extension MemoryStore: Books {
    func closings() -> [Closing] {
        zip(1..., closed).map {
            Closing(
                id: $0, period: $1.period, rules: $1.rules, edition: $1.edition, manifestSHA256: $1.manifestSHA256)
        }
    }

    func furtherRules() -> [RulesVersion] { versions.sorted { ($0.period, $0.number) < ($1.period, $1.number) } }

    func correct(_ version: RulesVersion) { versions.append(version) }

    // This store takes no entries by hand.
    func openEntries() -> [HandEntry] { [] }
    func book(_ entries: [StoredEntry]) {}
    func entry(_ id: Identifier) -> StoredEntry? { nil }
    func documents(numbered numbers: Set<String>) -> [String: ConcernedDocument] { [:] }

    func billed(_ period: Period, fees: Bool) throws -> [BilledCharge] {
        var billed: [BilledCharge.Key: BilledCharge] = [:]
        let charges = closed.flatMap { $0.charges.map(\.unpacked) }
        for charge in charges where charge.period == period && (fees || charge.lines.first?.kind != .fee) {
            let key = BilledCharge.Key(charge.key, charge.currency)
            var sum =
                billed[key]
                ?? BilledCharge(
                    key: charge.key, currency: charge.currency, order: charge.order, description: charge.description,
                    amountMinor: 0, shares: [])
            sum.amountMinor += charge.amountMinor
            sum.shares = try Share.addedUp(sum.shares + charge.shares, "shares")
            for line in charge.lines where charge.isAdjustment {
                if let tax = line.tax { try sum.addTaxed(line.amountMinor, tax) }
            }
            billed[key] = sum
        }
        return Array(billed.values)
    }

    func documents(
        carrying charges: [SettledCharge], before last: Closing?
    ) -> [SettledCharge: [CarryingDocument]] {
        var found: [SettledCharge: [CarryingDocument]] = [:]
        for charge in charges where !charge.lines.isEmpty {
            found[charge] = closed.enumerated().flatMap { place, entry in
                entry.invoices.filter { invoice in
                    invoice.app.id == charge.key.app && invoice.currency == charge.currency
                        && invoice.lines.contains { $0.tariff == charge.key.tariff && $0.period == charge.period }
                }.map { CarryingDocument(closing: Int64(place + 1), number: $0.number) }
            }
        }
        return found
    }

    func lastSequence(issuer: Identifier, year: Int, type: InvoiceType) -> Int {
        closed.filter { $0.period.numberYear == year }.flatMap { zip($0.invoices.heads, $0.sequences) }
            .filter { $0.0.issuer == issuer && $0.0.type == type }.map(\.1).max() ?? 0
    }

    func isIssued(_ number: String) -> Bool { closed.contains { $0.invoices.contains { $0.number == number } } }

    func close(_ entry: ClosingEntry) {
        closed.append(entry)
        let closing = Int64(closed.count)
        versions += entry.firstBilled.map {
            RulesVersion(period: $0, number: 1, bytes: entry.rules, edition: entry.edition, closing: closing)
        }
        for index in versions.indices where versions[index].closing == nil { versions[index].closing = closing }
        for period in closed.map(\.period) + versions.map(\.period) { seen[period] = fingerprint(period) }
        listed.calls.formUnion(entry.listed.unratedCalls)
        listed.duplicates.formUnion(entry.listed.conflictingDuplicates)
        listed.queries.formUnion(entry.listed.unmatchedQueries)
        if entry.allowsRejected { logsAllowed = plainLogs.count }
    }

    func unpublished() -> [(period: Period, files: [(name: String, bytes: [UInt8])])] {
        closed.filter { !published.contains($0.period) }.map { ($0.period, $0.files) }
    }

    func markPublished(_ period: Period) { published.insert(period) }
}
