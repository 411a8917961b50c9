import LedgerFile
import LineParsing
import Vocabulary

/// The rows of the table `roll_up`.
struct RollUpTable {
    /// The key of a row, in the order of the primary key.
    struct Key {
        var app: Int32
        var kind: Int32
        /// The first of the days that the row stands for.
        var day: Int32
        var destination: Identifier
        var providerCode: Identifier
        var amountMinor: Int64
        var costMinor: Int64
    }

    struct Row {
        var key: Key
        var sums: CellSums
    }

    let database: Database

    init(_ database: Database) { self.database = database }

    /// Adds changes to the rows of a period and deletes the rows that become zero.
    ///
    /// When a call was counted, the rules may have distinguished it by its amount; when it is taken out again, they may
    /// not. Then the sum over both rows is right, but one row is negative.
    ///
    /// - Parameter rows: sorted by their keys.
    /// - Returns: `false` if a row is left that can't be a sum of calls. The roll-up must then be made again.
    func add(_ rows: some Sequence<Row>, to period: Period) throws(LedgerError) -> Bool {
        let known = try database.cached("SELECT 1 FROM roll_up WHERE period = ? LIMIT 1")
        known.bind(1, period.number)
        let isNew = try known.first { _ in false } ?? true
        // The sum of two numbers below 10^18 stays below 2^63. So the carry is made here without an overflow.
        let sum = """
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, segments = segments + excluded.segments,
              amounts_high = amounts_high + excluded.amounts_high + (amounts + excluded.amounts) / 1000000000000000000,
              amounts = (amounts + excluded.amounts) % 1000000000000000000,
              costs_high = costs_high + excluded.costs_high + (costs + excluded.costs) / 1000000000000000000,
              costs = (costs + excluded.costs) % 1000000000000000000
            """
        let upsert = try database.cached(
            """
            INSERT INTO roll_up (period, app, kind, day, destination, provider_code, amount, cost, calls, segments,
              amounts, amounts_high, costs, costs_high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            \(isNew ? "" : sum)
            """)
        upsert.bind(1, period.number)
        var hasLess = false
        for row in rows {
            if row.sums.takesOut { hasLess = true }
            upsert.bind(2, Int64(row.key.app))
            upsert.bind(3, Int64(row.key.kind))
            upsert.bind(4, Int64(row.key.day))
            upsert.bind(5, row.key.destination.text)
            upsert.bind(6, row.key.providerCode.text)
            upsert.bind(7, row.key.amountMinor)
            upsert.bind(8, row.key.costMinor)
            upsert.bind(9, row.sums.calls)
            upsert.bind(10, row.sums.segments)
            let (amounts, costs) = (Self.split(row.sums.amountMinor), Self.split(row.sums.costMinor))
            upsert.bind(11, amounts.low)
            upsert.bind(12, amounts.high)
            upsert.bind(13, costs.low)
            upsert.bind(14, costs.high)
            try upsert.run()
        }
        guard hasLess else { return true }
        let delete = try database.cached(
            """
            DELETE FROM roll_up WHERE period = ? AND calls = 0 AND segments = 0 AND amounts = 0 AND amounts_high = 0
              AND costs = 0 AND costs_high = 0
            """)
        delete.bind(1, period.number)
        try delete.run()
        let less = try database.cached(
            """
            SELECT 1 FROM roll_up WHERE period = ? AND (calls < 1 OR segments < 0 OR amounts_high < 0 OR costs_high < 0)
            LIMIT 1
            """)
        less.bind(1, period.number)
        return try less.first { _ in false } ?? true
    }

    private static let base = Int128(1_000_000_000_000_000_000)

    /// Splits a sum into `high` × 10^18 + `low`, with 0 <= `low` < 10^18.
    private static func split(_ sum: Int128) -> (low: Int64, high: Int64) {
        var (high, low) = sum.quotientAndRemainder(dividingBy: base)
        if low < 0 { (high, low) = (high - 1, low + base) }
        return (Int64(low), Int64(truncatingIfNeeded: high))
    }

    /// The rows of a period, in the form that rating takes.
    ///
    /// - Complexity: O(rows).
    func usage(of period: Period, _ names: Names) throws(LedgerError) -> Usage {
        var builder = UsageBuilder(names)
        // There is a row for each call at most. An array that grew as it fills would leave as much memory behind again.
        let calls = try database.prepare("SELECT calls FROM roll_up_period WHERE period = ?")
        calls.bind(1, period.number)
        builder.usage.rows.reserveCapacity(try calls.first { Int(min(max(0, $0.int(0)), 1 << 20)) } ?? 0)
        let rows = try database.prepare(
            """
            SELECT app, kind, day, destination, provider_code, amount, cost, calls, segments, amounts, amounts_high,
              costs, costs_high FROM roll_up WHERE period = ?
            """)
        rows.bind(1, period.number)
        let days = period.firstDay..<period.dayAfter
        while try rows.step() {
            guard let day = Int32(exactly: rows.int(2)), days.contains(CivilDate(daysSinceEpoch: day)),
                (0..<1_000_000_000_000_000_000).contains(rows.int(9)),
                (0..<1_000_000_000_000_000_000).contains(rows.int(11)),
                (1...1_000_000_000_000_000).contains(rows.int(7)), (0...1_000_000_000_000_000).contains(rows.int(8)),
                (0...rows.int(7) * 10).contains(rows.int(10)), (0...rows.int(7) * 10).contains(rows.int(12)),
                rows.int(5) >= UsageRow.mixed, rows.int(6) >= UsageRow.mixed
            else { throw .damaged("the roll-up of \(period) holds what no call can come to") }
            let row = UsageRow(
                day: CivilDate(daysSinceEpoch: day), app: try builder.app(rows.int(0)),
                kind: try builder.kind(rows.int(1)), providerCode: rows.withText(4) { builder.providerCode($0) },
                destination: rows.withText(3) { builder.destination($0) }, amountMinor: rows.int(5),
                costMinor: rows.int(6), calls: rows.int(7), segments: rows.int(8),
                amountSumMinor: Int128(rows.int(10)) * Self.base + Int128(rows.int(9)),
                costSumMinor: Int128(rows.int(12)) * Self.base + Int128(rows.int(11)))
            builder.usage.rows.append(row)
        }
        return builder.usage
    }

    /// Rows that are not in the table, in the form that rating takes.
    static func usage(of rows: [Row], _ names: Names) throws(LedgerError) -> Usage {
        var builder = UsageBuilder(names)
        for row in rows {
            var (destination, code) = (row.key.destination.text, row.key.providerCode.text)
            builder.usage.rows.append(
                UsageRow(
                    day: CivilDate(daysSinceEpoch: row.key.day), app: try builder.app(Int64(row.key.app)),
                    kind: try builder.kind(Int64(row.key.kind)),
                    providerCode: code.withUTF8 { builder.providerCode(UnsafeRawBufferPointer($0)) },
                    destination: destination.withUTF8 { builder.destination(UnsafeRawBufferPointer($0)) },
                    amountMinor: row.key.amountMinor, costMinor: row.key.costMinor, calls: row.sums.calls,
                    segments: row.sums.segments, amountSumMinor: row.sums.amountMinor,
                    costSumMinor: row.sums.costMinor))
        }
        return builder.usage
    }
}

/// Collects the names that the rows of a `Usage` share.
private struct UsageBuilder {
    let names: Names
    var usage = Usage()
    private var apps: [Int32]
    private var kinds: [Int32]
    private var codes = FormSet()
    private var destinations = FormSet()

    init(_ names: Names) {
        self.names = names
        apps = Array(repeating: -1, count: names.appCount + 1)
        kinds = Array(repeating: -1, count: names.kindCount + 1)
    }

    mutating func app(_ id: Int64) throws(LedgerError) -> Int32 {
        guard id > 0, id < apps.count else { throw .damaged("there is no app \(id)") }
        if apps[Int(id)] < 0 {
            apps[Int(id)] = Int32(usage.apps.count)
            usage.apps.append(try names.app(id))
        }
        return apps[Int(id)]
    }

    mutating func kind(_ id: Int64) throws(LedgerError) -> Int32 {
        guard id > 0, id < kinds.count else { throw .damaged("there is no kind \(id)") }
        if kinds[Int(id)] < 0 {
            kinds[Int(id)] = Int32(usage.kinds.count)
            usage.kinds.append(try names.kind(id))
        }
        return kinds[Int(id)]
    }

    mutating func providerCode(_ code: UnsafeRawBufferPointer) -> Int32 {
        let place = codes.number(of: code)
        if place == usage.providerCodes.count {
            usage.providerCodes.append(Identifier(String(decoding: code, as: UTF8.self)))
        }
        return Int32(place)
    }

    mutating func destination(_ digits: UnsafeRawBufferPointer) -> Int32 {
        let place = destinations.number(of: digits)
        if place == usage.destinations.count {
            usage.destinations.append(Identifier(String(decoding: digits, as: UTF8.self)))
        }
        return Int32(place)
    }
}
