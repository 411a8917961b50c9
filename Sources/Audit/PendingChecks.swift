import Money
import Rules
import Vocabulary

/// The totals of `pending.csv`. It may have millions of rows, so each is checked as it is read and none is kept.
struct PendingTotals: Sendable {
    /// The calls of the period itself.
    private(set) var own: [PendingKey: PendingSum] = [:]
    /// The faults in rows, at most ten thousand: with more, the table is clearly not settle's.
    private(set) var faults: [Fault] = []
    private var before: (row: PendingLine, instant: Int64)?
    /// The number of lines of each input, by its name in the table.
    private let lines: [Identifier: Int64]
    private let period: Period
    private let rules: Rules
    /// Whether a period was closed before this one.
    private let hasEarlier: Bool

    struct Fault: Sendable {
        let line: Int
        let what, found, expected: String
    }

    init(of period: Period, under rules: Rules, linesOfInputs lines: [Identifier: Int64], hasEarlier: Bool) {
        self.period = period
        self.rules = rules
        self.lines = lines
        self.hasEarlier = hasEarlier
    }

    mutating func take(_ row: PendingLine) {
        if let instant = PendingTotals.instant(row.time) {
            checkTime(row, instant)
            if let before, !PendingTotals.stands(before, before: (row, instant)) {
                wrong(row, "order", "not after the row before", "by app, time, file, line, each call once")
            }
            before = (row, instant)
        } else {
            wrong(row, "time", row.time, "a time in UTC, such as 2026-10-03T11:22:33.123Z")
        }
        if row.period > period || (row.period < period && !hasEarlier) {
            wrong(row, "period", row.period.description, "\(period), or a month closed before it")
        }
        if let currency = rules.sources[row.source]?.currency, currency != row.currency {
            wrong(row, "currency", row.currency.code, currency.code)
        }
        if let party = rules.provider(named: row.provider), party.id != row.provider {
            wrong(row, "provider", row.provider.text, party.id.text)
        }
        if row.cost < 0 || (row.cost != 0 && !row.source.reportsCost) {
            let wanted = row.source.reportsCost ? "0 or more" : "none of \(row.source.rawValue)"
            wrong(row, "cost", Arithmetic.text(Int128(row.cost), row.currency), wanted)
        }
        checkPlace(row)
        guard row.period == period else { return }
        let key = PendingKey(app: row.app, source: row.source, provider: row.provider, currency: row.currency)
        own[key] = (own[key] ?? PendingSum()) + PendingSum(transactions: 1, cost: Int128(row.cost))
    }

    private mutating func checkTime(_ row: PendingLine, _ instant: Int64) {
        let day = rules.calendar.day(ofNanoseconds: instant)
        let own = rules.calendar.period(of: day)
        if own != row.period { wrong(row, "period", row.period.description, own.description) }
        let age = Int64(period.dayAfter.daysSinceEpoch) - Int64(day.daysSinceEpoch)
        if age != row.age { wrong(row, "age", String(row.age), String(age)) }
    }

    private mutating func checkPlace(_ row: PendingLine) {
        guard let most = lines[Identifier(row.file)] else {
            return wrong(row, "file", row.file, "a file of the manifest's inputs")
        }
        if row.number < 1 || row.number > most {
            wrong(row, "line", String(row.number), "from 1 to \(most), what \(row.file) has")
        }
    }

    private static func stands(
        _ a: (row: PendingLine, instant: Int64), before b: (row: PendingLine, instant: Int64)
    ) -> Bool {
        if a.row.app != b.row.app { return a.row.app < b.row.app }
        if a.instant != b.instant { return a.instant < b.instant }
        let (left, right) = (Identifier(CSVFile.unguarded(a.row.file) { _ in false }), b.row.file)
        let other = Identifier(CSVFile.unguarded(right) { _ in false })
        if left != other { return left < other }
        if a.row.number != b.row.number { return a.row.number < b.row.number }
        // A path can have been read with one content and then with another.
        return !same(a.row.reference, b.row.reference)
    }

    /// Reads a time as settle writes it, in nanoseconds since 1970.
    private static func instant(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 24, bytes.count <= 30, let day = CivilDate(text.prefix(10)),
            bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."),
            bytes.last == UInt8(ascii: "Z")
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        let digits = bytes.count - 21
        guard let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<20 + digits), hour < 24, minute < 60, second < 60,
            digits == 3 || bytes[19 + digits] != UInt8(ascii: "0")
        else { return nil }
        let scale = (digits..<9).reduce(Int64(1)) { scale, _ in scale * 10 }
        let seconds = Int64(day.daysSinceEpoch) * 86_400 + hour * 3_600 + minute * 60 + second
        return LocalCalendar.instant(second: seconds, nanosecond: fraction * scale)
    }

    private mutating func wrong(_ row: PendingLine, _ what: String, _ found: String, _ expected: String) {
        guard faults.count < 10_000 else { return }
        faults.append(Fault(line: row.line, what: what, found: found, expected: expected))
    }
}

/// Checks `pending.csv` by itself and against `usage.csv`.
extension Folder {
    mutating func readPending() {
        guard edition.listsWaitingAndPending, let rules, let period else { return }
        var totals = PendingTotals(
            of: period, under: rules, linesOfInputs: linesOfInputs(),
            hasEarlier: manifest?["previous"]?["period"] != nil)
        let isWhole = forEachRow("pending.csv", Columns.pending, PendingLine.init, { totals.take($0) })
        pending = isWhole ? totals : nil
    }

    mutating func checkPending() {
        guard let pending else { return }
        for fault in pending.faults {
            fail(.pending, "pending.csv", line: fault.line, fault.what, found: fault.found, expected: fault.expected)
        }
        guard let counted = totals.usage?.pending else { return }
        for key in Set(pending.own.keys).union(counted.keys).sorted() {
            let (listed, wanted) = (pending.own[key] ?? PendingSum(), counted[key] ?? PendingSum())
            let whose = "of \(key.app) with \(key.provider)"
            if listed.transactions != wanted.transactions {
                fail(
                    .pending, "pending.csv", "", "pending calls \(whose)", found: String(listed.transactions),
                    expected: String(wanted.transactions) + ", as in usage.csv")
            }
            if listed.cost != wanted.cost {
                fail(
                    .pending, "pending.csv", "", "cost \(whose)", found: Arithmetic.text(listed.cost, key.currency),
                    expected: Arithmetic.text(wanted.cost, key.currency) + ", as in usage.csv")
            }
        }
    }
}

extension PendingLine {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        app = cell.id()
        period = cell.period()
        reference = cell.text()
        time = cell.text()
        age = cell.whole()
        source = cell.word(Source.self)
        provider = cell.id()
        currency = cell.currency()
        cost = cell.amount(currency)
        file = cell.text()
        number = cell.whole()
    }
}
