import Money
import Rating
import Reconciliation
import Testing
import Vocabulary

struct TotalsTests {
    @Test func sumsOfClassesAreThoseOfCallsAndRows() throws {
        var bench = Bench()
        let calls = (0..<40).map { bench.call("r\($0)", "q\($0)", Status.allCases[$0 % 3], Int64($0 % 5)) }
        let rows = (10..<60).map { bench.row($0, "r\($0 % 50)", "", .successful, Int64($0 % 7)) }
        let result = Reconciliation(calls: calls, rows: rows, pool: bench.pool)
        let totals = result.totals(in: try #require(Period("2026-10")))
        #expect(totals.count == ItemClass.allCases.count)
        #expect(totals.values.reduce(0) { $0 + $1.calls } == 40)
        #expect(totals.values.reduce(0) { $0 + $1.rows } == 50)
        #expect(totals.values.reduce(0) { $0 + $1.ledgerMinor } == calls.reduce(0) { $0 + Int128($1.costMinor) })
        #expect(totals.values.reduce(0) { $0 + $1.statementMinor } == rows.reduce(0) { $0 + Int128($1.costMinor) })
        #expect(totals.values.allSatisfy { $0.bands.values.reduce(0, +) == $0.items })
        #expect(result.absences().values.reduce(0, +) == totals[.notExpected]?.items)
    }

    @Test func ageCountsToTheDayAfterThePeriod() throws {
        let period = try #require(Period("2026-02"))
        #expect(Ageing.days(try #require(CivilDate("2026-02-28")), in: period) == 1)
        #expect(Ageing.days(try #require(CivilDate("2026-02-01")), in: period) == 28)
        let bands: [(Int?, Ageing.Band)] = [
            (nil, .unknown), (0, .outside), (-3, .outside), (1, .days1to7), (7, .days1to7), (8, .days8to14),
            (14, .days8to14), (15, .days15to21), (21, .days15to21), (22, .days22to31), (28, .days22to31),
            (29, .outside),
        ]
        for (days, band) in bands { #expect(Ageing.Band(days: days, in: period) == band, "\(days ?? -99)") }
    }

    @Test(
        "an item is in one of its period's bands",
        arguments: [
            ("2026-10", [7, 14, 21, 31]), ("2026-02", [7, 14, 21, 31]), ("2026-10-H2", [7, 14, 21]),
            ("2026-10-H1", [7, 14, 21]),
            ("2026-W41", [7]), ("2026-Q4", [7, 14, 21, 31, 92]),
        ])
    func bandsOfAPeriod(_ text: String, _ ends: [Int]) throws {
        let period = try #require(Period(text))
        let bands = Ageing.Band.all(in: period)
        let length = Int(period.dayAfter.daysSinceEpoch - period.firstDay.daysSinceEpoch)
        #expect((1...length).allSatisfy { bands.contains(Ageing.Band(days: $0, in: period)) })
        #expect(Ageing.Band(days: length + 1, in: period) == .outside)
        #expect(bands.suffix(2) == [.outside, .unknown])
        #expect(bands.dropLast(2).compactMap { $0.rawValue.split(separator: "-").last.flatMap { Int($0) } } == ends)
    }

    @Test func textsAreToldApartByTheirBytes() {
        var pool = TextPool()
        let composed = pool.intern("\u{E9}")
        let decomposed = pool.intern("e\u{301}")
        #expect(composed != decomposed)
        #expect(pool.intern("") == .none)
        #expect(pool.text(.none).isEmpty)
        #expect(pool.precedes(decomposed, composed))
        #expect(!pool.precedes(composed, composed))
    }

    @Test func aPoolFindsEachOfManyTexts() {
        var pool = TextPool()
        let ids = (0..<20_000).map { pool.intern(Identifier("text \($0 % 15_000)")) }
        #expect(Set(ids).count == 15_000)
        #expect(pool.count == 15_001)
        for number in stride(from: 0, to: 15_000, by: 7) {
            #expect(pool.text(ids[number]) == Identifier("text \(number)"))
            #expect(pool.intern(Identifier("text \(number)")) == ids[number])
        }
        let missing = Array("text 15000".utf8).withUnsafeBytes { pool.find($0) }
        #expect(missing == nil)
    }
}
