import LedgerFile
import LineParsing
import Rating
import Rules
import Vocabulary

/// Changes to the table `roll_up` that are not written yet. They are written in the transaction of the calls that they
/// count.
///
/// Calls are distinguished by app, by kind, and by the classes into which the rules of their period put days,
/// destinations and provider codes. Amounts and costs count only if those rules charge each call by itself. So a month
/// of millions of calls has some ten thousand rows, however many networks and codes it has.
struct RollUp {
    /// A range of days of a period that the rules treat alike.
    private struct Part {
        let period: Int
        let day: CivilDate
    }

    private let calendar: LocalCalendar
    /// Gives the classes of a period when its first call comes.
    private let classes: (Period) throws(LedgerError) -> PeriodClasses
    private var periods: [PeriodClasses] = []
    /// For each period: whether every row in the table can be a sum of calls; see `RollUpTable.add`.
    private var areSound: [Bool] = []
    /// For each period: how many calls were added, and their lowest and highest id.
    private var spans: [PeriodSpan] = []
    private var placeOfPeriod: [Period: Int] = [:]
    private var parts: [Part] = []
    private var placeOfPart: [CivilDate: Int32] = [:]
    private(set) var cells = RollUpCells()
    /// A range of time within one local day, and the part of that day.
    private var stretch: Range<Int64> = 0..<0
    private var lastPart: Int32 = 0

    /// With this many cells or more, they are written before others are gathered, which bounds memory.
    private let mostCells: Int

    init(
        calendar: LocalCalendar, mostCells: Int = 1 << 18,
        classes: @escaping (Period) throws(LedgerError) -> PeriodClasses
    ) {
        self.calendar = calendar
        self.mostCells = mostCells
        self.classes = classes
    }

    /// Counts a call, or takes it out again.
    ///
    /// - Parameters:
    ///   - call: the id of the call.
    ///   - sign: 1 to count it, -1 to take it out.
    @inline(__always)
    mutating func add(
        _ call: Int64, timeNanoseconds: Int64, app: Int64, kind: Int64, destination: UInt32,
        code: UnsafeRawBufferPointer, segments: Int32, amountMinor: Int64, costMinor: Int64, sign: Int64, _ names: Names
    ) throws(LedgerError) {
        let key = try key(
            of: call, timeNanoseconds: timeNanoseconds, app: app, kind: kind, destination: destination, code: code,
            amountMinor: amountMinor, costMinor: costMinor, sign: sign, names)
        cells.add(key, segments: segments, amountMinor: amountMinor, costMinor: costMinor, sign: sign)
    }

    /// The key under which a call is counted, so that many calls can be added at once. This already adds the call to
    /// its period, or takes it out.
    @inline(__always)
    mutating func key(
        of call: Int64, timeNanoseconds: Int64, app: Int64, kind: Int64, destination: UInt32,
        code: UnsafeRawBufferPointer, amountMinor: Int64, costMinor: Int64, sign: Int64, _ names: Names
    ) throws(LedgerError) -> CellKey {
        let part = stretch.contains(timeNanoseconds) ? lastPart : try findPart(timeNanoseconds)
        let period = parts[Int(part)].period
        spans[period].add(call, sign)
        var key = CellKey(
            part: part, app: Int32(truncatingIfNeeded: app), kind: Int32(truncatingIfNeeded: kind),
            destination: periods[period].destinationClass(destination), providerCode: periods[period].codeClass(code),
            amountMinor: UsageRow.mixed, costMinor: UsageRow.mixed)
        if periods[period].mayChargeEach {
            let facts = try periods[period].facts(key, on: parts[Int(part)].day, names)
            if facts.tellsAmount { key.amountMinor = amountMinor }
            if facts.tellsCost { key.costMinor = costMinor }
        }
        return key
    }

    /// Adds new calls under their keys. It first reads the cells of all keys, so that many reads wait for memory at the
    /// same time.
    mutating func add(_ keys: [CellKey], _ figures: (Int) -> (segments: Int32, amountMinor: Int64, costMinor: Int64)) {
        cells.touch(keys)
        for index in keys.indices {
            let (segments, amountMinor, costMinor) = figures(index)
            cells.add(keys[index], segments: segments, amountMinor: amountMinor, costMinor: costMinor, sign: 1)
        }
    }

    @inline(never)
    private mutating func findPart(_ nanoseconds: Int64) throws(LedgerError) -> Int32 {
        let (day, stretch) = calendar.dayWithStretch(ofNanoseconds: nanoseconds)
        let part = try self.part(of: day)
        self.stretch = stretch
        lastPart = part
        return part
    }

    private mutating func part(of day: CivilDate) throws(LedgerError) -> Int32 {
        let period = calendar.period(of: day)
        let place: Int
        if let known = placeOfPeriod[period] {
            place = known
        } else {
            periods.append(try classes(period))
            spans.append(PeriodSpan())
            areSound.append(true)
            place = periods.count - 1
            placeOfPeriod[period] = place
        }
        let first = periods[place].firstDay(alike: day)
        if let known = placeOfPart[first] { return known }
        parts.append(Part(period: place, day: first))
        placeOfPart[first] = Int32(parts.count - 1)
        return Int32(parts.count - 1)
    }

    /// Ends a chunk: writes the cells if there are too many to keep.
    mutating func endChunk(_ database: Database) throws(LedgerError) {
        guard cells.count >= mostCells else { return }
        // Changes to past periods wait for the end of the log: they are late knowledge only if they don't cancel out
        // by then.
        let taken = cells.remove { [parts, periods] in !periods[parts[Int($0.part)].period].isPast }
        try write(taken, to: database)
    }

    /// Ends a log: writes its changes to past periods. Only now is it known which of them cancel out.
    mutating func endLog(_ database: Database) throws(LedgerError) {
        guard periods.contains(where: \.isPast) else { return }
        let taken = cells.remove { [parts, periods] in periods[parts[Int($0.part)].period].isPast }
        try write(taken, to: database)
    }

    /// An empty roll-up for the next log of the same transaction and rules. Add it to this one once the log is
    /// complete.
    func forNextLog() -> RollUp {
        var next = self
        next.cells = RollUpCells()
        next.spans = spans.map { _ in PeriodSpan() }
        next.areSound = areSound.map { _ in true }
        return next
    }

    /// Adds the changes of a log. `log` must come from `forNextLog`.
    mutating func add(_ log: RollUp) {
        var gathered = log
        swap(&gathered.cells, &cells)
        gathered.cells.add(cells)
        for place in spans.indices {
            gathered.spans[place].add(spans[place])
            gathered.areSound[place] = gathered.areSound[place] && areSound[place]
        }
        self = gathered
    }

    /// Whether the cells should be written before more are gathered.
    var isFull: Bool { cells.count >= mostCells }

    /// Writes all that is left. Nothing may be added after this; see `Ingester.takeMerger`.
    mutating func flush(to database: Database) throws(LedgerError) {
        try write(cells.removeAll(), to: database)
        let upsert = try database.prepare(
            """
            INSERT INTO roll_up_period (period, calls, first_call, last_call, distinctions) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, first_call = min(first_call, excluded.first_call),
              last_call = max(last_call, excluded.last_call),
              distinctions = iif(excluded.distinctions = '\(Distinctions.noneText)', excluded.distinctions, distinctions)
            """)
        for place in periods.indices where spans[place].isTouched {
            upsert.bind(1, periods[place].period.number)
            upsert.bind(2, spans[place].calls)
            upsert.bind(3, spans[place].first)
            upsert.bind(4, spans[place].last)
            upsert.bind(5, areSound[place] ? periods[place].distinctions.text : Distinctions.noneText)
            try upsert.run()
        }
        // A period that has lost all its calls may keep rows that come to nothing only together; see `RollUpTable.add`.
        // With the period, the mark goes that it must be made again.
        try database.execute(
            "DELETE FROM roll_up WHERE period IN (SELECT period FROM roll_up_period WHERE calls = 0)")
        try database.execute("DELETE FROM roll_up_period WHERE calls = 0")
    }

    private mutating func write(_ cells: [RollUpCells.Cell], to database: Database) throws(LedgerError) {
        var rest = order(of: cells)[...]
        while let first = rest.first {
            let place = Int(first.period)
            let own = rest.prefix { $0.period == first.period }
            rest = rest.dropFirst(own.count)
            let rows = own.lazy.map { [self] in row(cells[$0.index]) }
            if try !RollUpTable(database).add(rows, to: periods[place].period) { areSound[place] = false }
            guard periods[place].isPast else { continue }
            let mark = try database.prepare("INSERT OR IGNORE INTO late (period) VALUES (?)")
            mark.bind(1, periods[place].period.description)
            try mark.run()
        }
    }

    private func row(_ cell: RollUpCells.Cell) -> RollUpTable.Row {
        let part = parts[Int(cell.key.part)]
        return RollUpTable.Row(
            key: RollUpTable.Key(
                app: cell.key.app, kind: cell.key.kind, day: part.day.daysSinceEpoch,
                destination: periods[part.period].destination(standingFor: cell.key.destination),
                providerCode: periods[part.period].code(standingFor: cell.key.providerCode),
                amountMinor: cell.key.amountMinor, costMinor: cell.key.costMinor),
            sums: cell.sums)
    }

    /// The gathered changes as rows of the table, in its order.
    var rows: [RollUpTable.Row] { order(of: cells.cells).map { row(cells.cells[$0.index]) } }

    /// The cells that are not zero, by period and then in the order of the table's rows. It compares numbers and no
    /// texts, because there may be a million cells.
    private func order(of cells: [RollUpCells.Cell]) -> [Order] {
        var ranks: [(destinations: [Int32], codes: [Int32])] = []
        for classes in periods { ranks.append((classes.destinationRanks, classes.codeRanks)) }
        var keys: [Order] = []
        keys.reserveCapacity(cells.count)
        for (index, cell) in cells.enumerated() where !cell.sums.isNothing {
            let (key, part) = (cell.key, parts[Int(cell.key.part)])
            keys.append(
                Order(
                    period: Int32(part.period), code: ranks[part.period].codes[Int(key.providerCode)],
                    first: Order.pair(key.app, key.kind),
                    second: Order.pair(
                        part.day.daysSinceEpoch, ranks[part.period].destinations[Int(key.destination)]),
                    amountMinor: key.amountMinor, costMinor: key.costMinor, index: index))
        }
        keys.sort(by: Order.isBefore)
        return keys
    }

    /// The sort key of a row.
    private struct Order {
        var period: Int32
        var code: Int32
        var first: Int64
        var second: Int64
        var amountMinor: Int64
        var costMinor: Int64
        var index: Int

        /// A number that sorts by `a` and then by `b`, which must not be negative.
        static func pair(_ a: Int32, _ b: Int32) -> Int64 { Int64(a) &<< 32 | Int64(b) }

        static func isBefore(_ a: Order, _ b: Order) -> Bool {
            if a.period != b.period { return a.period < b.period }
            if a.first != b.first { return a.first < b.first }
            if a.second != b.second { return a.second < b.second }
            if a.code != b.code { return a.code < b.code }
            if a.amountMinor != b.amountMinor { return a.amountMinor < b.amountMinor }
            return a.costMinor < b.costMinor
        }
    }
}

/// How many calls of a period were counted, and their lowest and highest id.
private struct PeriodSpan {
    var calls: Int64 = 0
    var first = Int64.max
    var last = Int64.min

    var isTouched: Bool { first <= last }

    @inline(__always)
    mutating func add(_ call: Int64, _ sign: Int64) {
        calls &+= sign
        if call < first { first = call }
        if call > last { last = call }
    }

    mutating func add(_ other: PeriodSpan) {
        calls &+= other.calls
        first = min(first, other.first)
        last = max(last, other.last)
    }
}
