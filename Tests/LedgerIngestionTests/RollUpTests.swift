import Rating
import Rules
import SeededRandom
import TestSupport
import Testing
import Vocabulary

@testable import LedgerFile
@testable import LedgerIngestion

/// Gathering and writing the roll-up: in pieces while a log is read, and the rest at the end of the log.
@Suite(.usesSQLite) struct RollUpTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let nanosecondsOfDay: Int64 = 86_400_000_000_000

    /// Prefixes, so that destinations fall into classes, and a percentage, so that some calls are told apart by
    /// amount.
    private static let tariffs = """
        [{id: near, currency: NGN, match: {destination: ["234", "23480"]}, charge: {percentage: {rate: 1%}}, split: host},
         {id: far, currency: NGN, match: {destination: ["233"]}, charge: {per_unit: 1}, split: host},
         {id: rest, currency: NGN, charge: {per_unit: 2}, split: host}]
        """

    /// Calls come and go in any order and are written in many pieces or in one; the stored roll-up must equal a
    /// dictionary's counts.
    @Test(arguments: [1 as UInt64, 2, 3], [40, 1 << 19])
    func whatIsStoredIsTheSumHoweverItIsWritten(seed: UInt64, mostCells: Int) throws {
        let ingester = Ingester(try LedgerFile(path: folder.ledger, readOnly: false))
        let database = ingester.database
        let names = try Self.names(database)
        let rules = try Rules(faultless: OneApp.rules(Self.tariffs))
        var rollUp = RollUp(calendar: rules.calendar, mostCells: mostCells) { (period) throws(LedgerError) in
            try ingester.classes(of: period, rules)
        }
        try database.execute("PRAGMA foreign_keys = OFF; BEGIN")
        var random = Seeded(seed: seed)
        var counted: [[String]: [Int128]] = [:]
        let prefixes = ["234803", "234701", "233245", "447700", "23", ""]
        var present: [(day: Int32, prefix: String, segments: Int32, amount: Int64)] = []

        func add(_ call: (day: Int32, prefix: String, segments: Int32, amount: Int64), _ sign: Int64) throws {
            let number = try #require(DestinationNumber.number(Identifier(call.prefix)))
            try rollUp.add(
                1, timeNanoseconds: Int64(call.day) * Self.nanosecondsOfDay, app: 1, kind: 1,
                destination: UInt32(number), code: UnsafeRawBufferPointer(start: nil, count: 0),
                segments: call.segments, amountMinor: call.amount, costMinor: 7, sign: sign, names)
            let isNear = call.prefix.hasPrefix("234")
            let key = [
                Period(of: CivilDate(daysSinceEpoch: call.day), .month).description,
                isNear ? "234" : call.prefix.hasPrefix("233") ? "233" : "", isNear ? String(call.amount) : "-1",
            ]
            var sums = counted[key] ?? [0, 0, 0, 0]
            let figures: [Int128] = [1, Int128(call.segments), Int128(call.amount), 7]
            for place in sums.indices { sums[place] += figures[place] * Int128(sign) }
            counted[key] = sums
        }
        for _ in 0..<200 {
            for _ in 0..<30 {
                let call = (
                    day: Int32.random(in: 20_590...20_680, using: &random),
                    prefix: prefixes[Int.random(in: 0..<prefixes.count, using: &random)],
                    segments: Int32.random(in: 1...3, using: &random),
                    amount: Bool.random(using: &random) ? Int64.max - 3 : Int64.random(in: 0...5, using: &random)
                )
                present.append(call)
                try add(call, 1)
            }
            if !present.isEmpty {
                try add(present.remove(at: Int.random(in: 0..<present.count, using: &random)), -1)
            }
            try rollUp.endChunk(database)
        }
        try rollUp.flush(to: database)
        #expect(try stored(database) == counted.filter { $0.value[0] != 0 })
        let calls = try database.integer("SELECT sum(calls) FROM roll_up_period")
        #expect(calls == Int64(present.count))
        try database.execute("ROLLBACK")
    }

    /// If a log adds a call to a closed month and later takes it back, nothing has changed, however far apart the
    /// lines are. The month then has no late knowledge.
    @Test(arguments: [1, 200], [0, 1] as [Int64])
    func aClosedMonthIsLateWhereItHasChanged(chunksBetween: Int, left: Int64) throws {
        let database = try LedgerFile(path: folder.ledger, readOnly: false).database
        let names = try Self.names(database)
        let rules = try Rules(faultless: OneApp.rules())
        try database.execute("PRAGMA foreign_keys = OFF; BEGIN")
        var rollUp = RollUp(calendar: rules.calendar, mostCells: 2) { (period) throws(LedgerError) in
            PeriodClasses(
                period, isPast: period.place.number == 9, distinctions: Distinctions(rules, in: period), rules: rules)
        }
        func add(_ day: Int32, sign: Int64) throws {
            try rollUp.add(
                1, timeNanoseconds: Int64(day) * Self.nanosecondsOfDay, app: 1, kind: 1, destination: 1,
                code: UnsafeRawBufferPointer(start: nil, count: 0), segments: 1, amountMinor: 5, costMinor: 0,
                sign: sign, names)
        }
        let september = Int32(20_711)  // 2026-09-15
        try add(september, sign: 1)
        for chunk in 0..<chunksBetween {
            try add(september + 30 + Int32(chunk), sign: 1)
            try rollUp.endChunk(database)
        }
        try add(september, sign: -1)
        if left == 1 { try add(september, sign: 1) }
        try rollUp.flush(to: database)
        #expect(try database.integer("SELECT count(*) FROM late") == left)
        #expect(try database.integer("SELECT total(calls) FROM roll_up WHERE period = 202609") == left)
        try database.execute("ROLLBACK")
    }

    private static func names(_ database: Database) throws -> Names {
        try database.execute(
            """
            INSERT INTO app (name) VALUES ('shop');
            INSERT INTO kind (source, service, provider, channel, auth_type, route_mode, mode, status, delivery)
            VALUES ('onepipe', 'send_otp', 'beeceptor', 'sms', '', '', 'live', 'Successful', 'delivered')
            """)
        return try Names(database)
    }

    private func stored(_ database: Database) throws -> [[String]: [Int128]] {
        let rows = try database.prepare(
            """
            SELECT period, destination, amount, calls, segments, amounts, amounts_high, costs, costs_high, day
            FROM roll_up
            """)
        var found: [[String]: [Int128]] = [:]
        while try rows.step() {
            let period = try #require(Period(number: rows.int(0)))
            #expect(rows.int(9) == Int64(period.firstDay.daysSinceEpoch))
            let base: Int128 = 1_000_000_000_000_000_000
            found[[period.description, rows.text(1), String(rows.int(2))]] = [
                Int128(rows.int(3)), Int128(rows.int(4)), Int128(rows.int(6)) * base + Int128(rows.int(5)),
                Int128(rows.int(8)) * base + Int128(rows.int(7)),
            ]
        }
        return found
    }
}
