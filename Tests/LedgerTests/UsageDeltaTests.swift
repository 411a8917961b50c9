import SeededRandom
import Testing

@testable import Ledger

/// The roll-up as it is gathered and written: in pieces while a log is read, and the rest at its end.
extension LedgerTests {
    @Suite struct UsageDeltaTests {
        private let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// A month in the order of time, with answers that come late and take counts from days that are written already; then
        /// everything at once in any order. What is stored is what a dictionary has counted.
        @Test(arguments: [1 as UInt64, 2, 3], [50, 400_000])
        func whatIsStoredIsTheSumHoweverItIsWritten(seed: UInt64, mostGroups: Int) throws {
            let database = try Ledger(path: scratch.path).database
            try database.execute("PRAGMA foreign_keys = OFF; BEGIN")
            var random = Seeded(seed: seed)
            var counted: [[Int64]: Int64] = [:]
            var usage = UsageDelta(mostGroups: mostGroups)
            func add(_ day: Int32, _ calls: Int64) {
                let key = UsageKey(
                    day: day, segments: .random(in: 1...2, using: &random),
                    profile: .random(in: 1...30, using: &random),
                    amountMinor: .random(in: 0...3, using: &random), costMinor: 0)
                usage.add(key, calls)
                counted[[Int64(day), key.profile, Int64(key.segments), key.amountMinor], default: 0] += calls
            }

            for chunk in 0..<600 {
                let day = Int32(20_000 + chunk / 60)
                for _ in 0..<40 { add(day, 1) }
                if chunk % 7 == 0 { add(max(20_000, day - Int32.random(in: 1...6, using: &random)), -1) }
                try usage.endChunk(database)
            }
            let early = try #require(try database.integer("SELECT count(DISTINCT day) FROM usage"))
            #expect(early >= 5, "days that were left behind are not written before the end")
            try usage.flush(to: database)
            #expect(try stored(database) == counted.filter { $0.value != 0 })

            for _ in 0..<200 {
                for _ in 0..<40 { add(Int32.random(in: 19_990...20_020, using: &random), 1) }
                try usage.endChunk(database)
            }
            try usage.flush(to: database)
            #expect(try stored(database) == counted.filter { $0.value != 0 })
            try database.execute("ROLLBACK")
        }

        /// A call of a closed month that the same log takes back later has changed nothing, however far apart the lines
        /// are: that month has no late knowledge then.
        @Test(arguments: [1, 200], [0, 1] as [Int64])
        func aClosedMonthIsLateWhereItHasChanged(chunksBetween: Int, left: Int64) throws {
            let database = try Ledger(path: scratch.path).database
            try database.execute(
                """
                INSERT INTO closing (period, rules, manifest_sha256, last_content) VALUES ('2025-09', x'', '', 0);
                PRAGMA foreign_keys = OFF; BEGIN
                """)
            func key(_ day: Int32) -> UsageKey {
                UsageKey(day: day, segments: 1, profile: 1, amountMinor: 5, costMinor: 0)
            }
            let september = Int32(20_346)  // 2025-09-15
            var usage = UsageDelta()
            usage.add(key(september), 1)
            for chunk in 0..<chunksBetween {
                usage.add(key(september + 30 + Int32(chunk / 50)), 1)
                try usage.endChunk(database)
            }
            usage.add(key(september), left - 1)
            try usage.flush(to: database)
            #expect(try database.integer("SELECT count(*) FROM late") == left)
            #expect(try database.integer("SELECT total(calls) FROM usage WHERE day = 20346") == left)
            try database.execute("ROLLBACK")
        }

        private func stored(_ database: Database) throws -> [[Int64]: Int64] {
            let rows = try database.prepare("SELECT day, profile, segments, amount, cost, calls FROM usage")
            var counts: [[Int64]: Int64] = [:]
            while try rows.step() {
                #expect(rows.int(4) == 0)
                counts[(0..<4).map { rows.int($0) }] = rows.int(5)
            }
            return counts
        }
    }
}
