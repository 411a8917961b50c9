import LedgerFile
import Testing
import Vocabulary

/// Periods as the ledger stores them.
@Suite struct PeriodNumberTests {
    @Test func asTheyStandInTheLedger() {
        let expected: [(String, Int64)] = [
            ("2026-10", 202_610), ("2026-10-H1", 1_202_619), ("2026-10-H2", 1_202_620), ("2026-W41", 2_202_641),
            ("2026-W53", 2_202_653), ("2026-Q4", 3_202_604), ("0001-01", 101), ("9998-12", 999_812),
        ]
        for (text, number) in expected {
            #expect(Period(text)?.number == number, "\(text)")
            #expect(Period(number: number)?.description == text)
        }
    }

    @Test("back again, and in the order of time", arguments: Rhythm.allCases)
    func everyPeriodOfSomeYears(_ rhythm: Rhythm) throws {
        var period = Period(of: try #require(CivilDate("1999-01-01")), rhythm)
        while period.firstDay.year < 2033 {
            guard Period(number: period.number) == period, period.number < period.next.number else {
                Issue.record("\(period) is \(period.number)")
                return
            }
            period = period.next
        }
    }

    @Test(
        arguments: [
            0, -1, -202_610, 202_600, 202_613, 1_202_600, 1_202_625, 2_202_554, 2_202_553, 2_202_600, 3_202_605,
            3_202_600,
            4_202_601, 10, 999_901, Int64.max, Int64.min,
        ] as [Int64])
    func numbersOfNoPeriod(_ number: Int64) {
        #expect(Period(number: number) == nil)
    }
}
