/// The number of lines read, by kind.
public struct Count: Equatable, Sendable {
    public var lines = 0
    public var blank = 0
    public var transactions = 0
    public var duplicates = 0
    public var queries = 0
    public var other = 0
    public var rejected = 0
}

/// The reason why there is no report.
public enum RecomputationFault: Error, Equatable {
    case badPeriod(String)
    case alreadyClosed(String)
    case earlierPeriodOpen(String)
    case passedOver(String)
    case neverBilled(String)
}

/// The naive model of `settle`: it keeps all records, and works out each report again from all of them.
public struct Recomputation {
    /// A file that was read, with the first name it had.
    private struct File {
        var name: ByteString
        let content: String
        var services: Set<ByteString>
        var sources: Set<ByteString>
        var outcomes: [Outcome]
    }

    private var rules: Rules
    private var files: [File] = []
    /// The latest content of each path.
    private var latest: [ByteString: String] = [:]
    private var past: [PastPeriod] = []
    private var sequences = Sequences()
    /// All numbers given, in the order of closing.
    private var issued: [String] = []
    private var documents: [String: IssuedDocument] = [:]
    private var entries: [HandEntry] = []
    /// The exceptions that closed reports list.
    private var listed: Set<ExceptionKey> = []
    /// For each invoice of the last report, the documents that its adjustments concern.
    public private(set) var adjusts: [String: [String]] = [:]

    /// - Parameter rules: the bytes of a valid `settle.yaml`.
    public init(rules: [UInt8]) throws { self.rules = try Rules(yaml: rules) }

    /// Uses other rules for future reports; past periods keep theirs.
    public mutating func use(rules: [UInt8]) throws { self.rules = try Rules(yaml: rules) }

    /// Gives a past period corrected rules.
    public mutating func correct(period text: String, rules: [UInt8]) throws {
        guard let place = past.firstIndex(where: { $0.period.text == text }) else {
            throw RecomputationFault.neverBilled(text)
        }
        past[place].versions.append(try Rules(yaml: rules))
    }

    /// Books entries by hand: rows whose columns stand in the order of `entries.csv`, without quotes.
    public mutating func book(_ file: String) {
        for entry in HandEntry.read(file) where !entries.contains(where: { $0.id == entry.id }) {
            entries.append(entry)
        }
    }

    /// The places of the entries that stand on a period, by id.
    private func openEntries(on period: Period, isNext: Bool) -> [Int] {
        entries.indices.filter { index in
            guard !entries[index].isBooked else { return false }
            guard let day = Day(entries[index].date.text) else { return isNext }
            let own = Period(day, rules.every)
            return own == period || (isNext && own < period)
        }.sorted { entries[$0].id < entries[$1].id }
    }

    /// Reads a log file (decompressed). A file whose bytes were read before, for the same services and sources, is skipped.
    public mutating func read(name: String, bytes: [UInt8]) {
        let content = sha256(bytes)
        if name != "-" { latest[ByteString(name)] = content }
        let before = files.firstIndex { $0.content == content }
        let (services, sources) = (rules.reading.services, rules.reading.sources)
        if let before, files[before].services == services, files[before].sources == sources { return }
        let outcomes = lines(of: bytes).map { readLine($0, rules.reading) }
        if let before {
            (files[before].services, files[before].sources) = (services, sources)
            files[before].outcomes = outcomes
        } else {
            files.append(
                File(
                    name: ByteString(name), content: content, services: services, sources: sources,
                    outcomes: outcomes))
        }
    }

    /// The totals over all files read.
    public var count: Count {
        var count = Count()
        var calls: [Placed<Call>] = []
        for file in files {
            for (index, outcome) in file.outcomes.enumerated() {
                count.lines += 1
                switch outcome {
                case .blank: count.blank += 1
                case .call(let call):
                    calls.append(
                        Placed(place: Place(file: file.name, content: file.content, line: index + 1), record: call))
                case .query: count.queries += 1
                case .other: count.other += 1
                case .rejected: count.rejected += 1
                }
            }
        }
        count.transactions = known(calls: calls, queries: []).transactions.count
        count.duplicates = calls.count - count.transactions
        return count
    }

    /// The files of a period's report by name; `closing` numbers and freezes it.
    ///
    /// - Parameter skipped: earlier open periods that are let go.
    public mutating func report(
        period text: String, closing: Bool, skipped: Set<String> = []
    ) throws -> [String: [UInt8]] {
        guard let period = Period(text, rules.every) else { throw RecomputationFault.badPeriod(text) }
        if past.contains(where: { $0.isClosed && $0.period == period }) { throw RecomputationFault.alreadyClosed(text) }
        let last = past.filter(\.isClosed).map(\.period).max()
        if let last, period < last { throw RecomputationFault.passedOver(text) }
        let known = everythingKnown()
        let open = earlierOpen(period, after: last, known)
        if closing, let first = open.filter({ !skipped.contains($0.text) }).min() {
            throw RecomputationFault.earlierPeriodOpen(first.text)
        }

        let ofPeriod = judged(known.transactions, in: period, rules)
        // A draft of a period that is not the next to be closed has no adjustments.
        let isNext = closing || open.isDisjoint(with: periods(known))
        let gone = (past + passedOver(before: last, known)).sorted { $0.period < $1.period }
        let earlier = isNext ? gone : []
        let own = usageCharges(ofPeriod, period, rules) + feeCharges(period, rules)
        let booked = openEntries(on: period, isNext: isNext)
        let byHand = booked.enumerated().map { charge(entries[$1], $0, on: period, rules, documents) }
        let corrections = earlier.flatMap { adjustments($0, known.transactions) }
        // The rules of all past months, newest first.
        let former = past.sorted { $1.period < $0.period }.map(\.rules)
        var invoices = invoices(own + corrections + byHand, period, rules) { charge in
            let numbers = Set(past.filter { $0.period == charge.period }.flatMap { $0.documents[charge.key] ?? [] })
            return issued.enumerated().filter { numbers.contains($0.element) }.map { ($0.offset, $0.element) }
        }
        if closing { invoices = sequences.number(invoices, period, rules, former) }
        let report = Report(
            period: period, rules: rules, former: former, isFinal: closing, judged: ofPeriod,
            charges: own + corrections + byHand,
            invoices: invoices, exceptions: exceptions(period, known, ofPeriod, gone, unratedOf: earlier),
            waiting: past.sorted { $0.period < $1.period }.map { ($0.period, waiting($0, known)) },
            entries: booked.map { entries[$0] },
            pending: pendingFile(known.transactions, of: period, Set(gone.map(\.period) + [period]), rules))

        adjusts = Dictionary(uniqueKeysWithValues: invoices.map { ($0.number, adjusted(by: $0)) })
        if closing {
            past = earlier
            for charge in corrections {
                for index in past.indices where past[index].period == charge.period {
                    past[index].bill(charge)
                    past[index].carry(charge, on: invoices)
                }
            }
            var new = PastPeriod(period: period, isClosed: true, versions: [rules])
            for charge in own {
                new.bill(charge)
                new.carry(charge, on: invoices)
            }
            past.append(new)
            for index in booked { entries[index].isBooked = true }
            for (offset, invoice) in invoices.enumerated() {
                documents[invoice.number] = IssuedDocument(
                    invoice: invoice, period: period, rules: rules, place: issued.count + offset)
            }
            issued += invoices.map(\.number)
            listed.formUnion(report.exceptions.map(\.key))
        }
        return report.files
    }

    /// The periods with transactions before the last closed one that were never billed. They are billed under the rules
    /// in force.
    private func passedOver(before last: Period?, _ known: Known) -> [PastPeriod] {
        guard let last else { return [] }
        return periods(known).filter { period in period < last && !past.contains { $0.period == period } }
            .map { PastPeriod(period: $0, isClosed: false, versions: [rules]) }
    }

    /// Every document that has carried a charge which the invoice adjusts with a line, once each, in the order of
    /// issue.
    private func adjusted(by invoice: Invoice) -> [String] {
        var carriers: Set<String> = []
        for charge in invoice.charges where charge.isAdjustment {
            for past in past where past.period == charge.period {
                carriers.formUnion(past.documents[charge.key] ?? [])
            }
        }
        carriers.formUnion(invoice.charges.compactMap { $0.concerns?.number })
        return issued.filter { carriers.contains($0) }
    }

    private func everythingKnown() -> Known {
        var calls: [Placed<Call>] = []
        var queries: [Placed<Query>] = []
        for file in files {
            for (index, outcome) in file.outcomes.enumerated() {
                let place = Place(file: file.name, content: file.content, line: index + 1)
                if case .call(let call) = outcome { calls.append(Placed(place: place, record: call)) }
                if case .query(let query) = outcome { queries.append(Placed(place: place, record: query)) }
            }
        }
        return known(calls: calls, queries: queries)
    }

    /// The periods with calls.
    private func periods(_ known: Known) -> Set<Period> {
        Set(known.transactions.map { rules.period(of: $0.call.time) })
    }

    /// The open periods that keep a later one from being closed: they have calls or owe fees.
    private func earlierOpen(_ period: Period, after last: Period?, _ known: Known) -> Set<Period> {
        let withCalls = periods(known)
        guard let first = last.map({ Period($0.afterLast, rules.every) }) ?? withCalls.min() else { return [] }
        var open: Set<Period> = []
        var earlier = first
        while earlier < period {
            if withCalls.contains(earlier) || !feeCharges(earlier, rules).isEmpty { open.insert(earlier) }
            earlier = Period(earlier.afterLast, rules.every)
        }
        return open
    }

    /// The open periods that keep one from being closed, in order; see S7.4.
    public func earlierOpen(before text: String) throws -> [String] {
        guard let period = Period(text, rules.every) else { throw RecomputationFault.badPeriod(text) }
        let last = past.filter(\.isClosed).map(\.period).max()
        return earlierOpen(period, after: last, everythingKnown()).sorted().map(\.text)
    }

    /// The periods that were billed, in order: closed ones, and those that were passed over and billed later.
    public var pastPeriods: [String] { past.map(\.period).sorted().map(\.text) }

    /// The exceptions of the period and of the past ones, without those that a closed report lists.
    private func exceptions(
        _ period: Period, _ known: Known, _ ofPeriod: [Judged], _ gone: [PastPeriod], unratedOf earlier: [PastPeriod]
    ) -> [ExceptionRow] {
        var rows: [ExceptionRow] = []
        let concerned = Set(gone.map(\.period) + [period])
        let isConcerned = { (time: Int64) in concerned.contains(rules.period(of: time)) }

        for file in files where isLatest(file) {
            for (index, outcome) in file.outcomes.enumerated() {
                guard case .rejected(let rejection) = outcome else { continue }
                rows.append(
                    ExceptionRow(
                        rejected: rejection, at: Place(file: name(file), content: file.content, line: index + 1)))
            }
        }
        rows += known.conflicts.filter { isConcerned($0.transaction.call.time) }.map { ExceptionRow($0) }
        rows += known.queriesWithoutCall.filter { isConcerned($0.record.time) }.map { ExceptionRow(withoutCall: $0) }
        rows += ofPeriod.compactMap { ExceptionRow($0) }
        for past in earlier {
            let waiting = Set(self.waiting(past, known))
            rows += judged(known.transactions, in: past.period, past.rules).compactMap { ExceptionRow($0) }
                .filter { !waiting.contains($0) }
        }
        return rows.filter { !listed.contains($0.key) }.sorted(by: ExceptionRow.comes(_:before:))
    }

    /// The calls of a past period that a closed report lists as unrated, and that its rules still do not rate.
    private func waiting(_ past: PastPeriod, _ known: Known) -> [ExceptionRow] {
        judged(known.transactions, in: past.period, past.rules).compactMap { ExceptionRow($0) }
            .filter { listed.contains($0.key) }
            .sorted(by: ExceptionRow.comes(_:before:))
    }

    /// Whether some path (or standard input) still holds the file's content.
    private func isLatest(_ file: File) -> Bool { file.name == "-" || latest.values.contains(file.content) }

    /// The first name it had, if that still holds it; otherwise the first path in byte order that does.
    private func name(_ file: File) -> ByteString {
        if file.name == "-" || latest[file.name] == file.content { return file.name }
        return latest.filter { $0.value == file.content }.keys.min() ?? file.name
    }
}
