import Foundation
import Testing
import Vocabulary

/// Periods of all rhythms, over whole small spaces.
@Suite struct PeriodTests {
    /// The days of 1999 to 2032: they hold leap years, a year 2000, and each weekday as 1 January.
    private static let days = (10_592...23_010).map { CivilDate(daysSinceEpoch: $0) }

    @Test func theDaysAreThoseOf1999To2032() {
        #expect(Self.days.first?.description == "1999-01-01")
        #expect(Self.days.last?.description == "2032-12-31")
    }

    @Test("each day is in exactly one period of a rhythm, and periods follow each other", arguments: Rhythm.allCases)
    func everyDay(_ rhythm: Rhythm) {
        var period = Period(of: Self.days[0], rhythm)
        var wrong: [String] = []
        for day in Self.days {
            if day == period.dayAfter { period = period.next }
            let holders = [period.previous.previous, period.previous, period, period.next, period.next.next].filter {
                $0.contains(day)
            }
            if holders != [period] || Period(of: day, rhythm) != period { wrong.append("\(day): \(holders)") }
            if !(period.firstDay...period.lastDay).contains(day) { wrong.append("\(day) is not within \(period)") }
            if period.next.firstDay != period.dayAfter || period.next.previous != period || period.rhythm != rhythm
                || period.numberYear != period.lastDay.year
            {
                wrong.append("\(period)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test("a period is read as it is written, and texts have the order of time", arguments: Rhythm.allCases)
    func texts(_ rhythm: Rhythm) {
        var period = Period(of: Self.days[0], rhythm)
        var wrong: [String] = []
        while period.firstDay <= Self.days[Self.days.count - 1] {
            let text = period.description
            if Period(text) != period || Period(text, rhythm) != period { wrong.append(text) }
            for other in Rhythm.allCases where other != rhythm && Period(text, other) != nil { wrong.append(text) }
            let next = period.next.description
            if !(Array(text.utf8).lexicographicallyPrecedes(Array(next.utf8)) && period < period.next) {
                wrong.append("\(text) before \(next)")
            }
            if Period(rhythm, year: period.place.year, number: period.place.number) != period { wrong.append(text) }
            period = period.next
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    /// Foundation counts weeks by a way of its own.
    @Test func weeksAreISOWeeks() throws {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var wrong: [String] = []
        for day in Self.days {
            let noon = Date(timeIntervalSince1970: TimeInterval(day.daysSinceEpoch) * 86_400 + 43_200)
            let parts = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear, .weekday], from: noon)
            let week = Period(of: day, .week)
            if parts.yearForWeekOfYear != week.place.year || parts.weekOfYear != week.place.number {
                wrong.append("\(day) is in \(week)")
            }
            // Foundation's Monday is 2.
            if (parts.weekday == 2) != (week.firstDay == day) { wrong.append("\(week) begins on \(week.firstDay)") }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test func halfMonthsEndOnThe15thAndQuartersInThreeMonths() {
        for day in Self.days {
            let (half, quarter) = (Period(of: day, .halfMonth), Period(of: day, .quarter))
            let month = Period(of: day, .month)
            guard half.firstDay.day == (day.day <= 15 ? 1 : 16),
                half.lastDay == (day.day <= 15 ? month.firstDay.adding(days: 14) : month.lastDay),
                quarter.firstDay.day == 1, [1, 4, 7, 10].contains(quarter.firstDay.month),
                quarter.lastDay.month == quarter.firstDay.month + 2, quarter.dayAfter.day == 1
            else {
                Issue.record("\(day): \(half) and \(quarter)")
                return
            }
        }
    }

    @Test func whatIsWrittenSoIsThat() throws {
        let expected: [(String, String, String, Int)] = [
            ("2026-10", "2026-10-01", "2026-10-31", 2026), ("2024-02", "2024-02-01", "2024-02-29", 2024),
            ("2026-10-H1", "2026-10-01", "2026-10-15", 2026), ("2026-10-H2", "2026-10-16", "2026-10-31", 2026),
            ("2027-02-H2", "2027-02-16", "2027-02-28", 2027),
            ("2026-W41", "2026-10-05", "2026-10-11", 2026), ("2026-W53", "2026-12-28", "2027-01-03", 2027),
            ("2025-W01", "2024-12-30", "2025-01-05", 2025), ("2021-W52", "2021-12-27", "2022-01-02", 2022),
            ("2026-Q4", "2026-10-01", "2026-12-31", 2026), ("2024-Q1", "2024-01-01", "2024-03-31", 2024),
        ]
        for (text, first, last, year) in expected {
            let period = try #require(Period(text), "\(text)")
            #expect(period.firstDay.description == first && period.lastDay.description == last, "\(text)")
            #expect(period.numberYear == year, "\(text)")
        }
        #expect(Period("2026-12-H2")?.next.description == "2027-01-H1")
        #expect(Period("2026-W53")?.next.description == "2027-W01")
        #expect(Period("2027-W01")?.previous.description == "2026-W53")
        #expect(Period("2026-Q4")?.next.description == "2027-Q1")
    }

    /// Of all texts of a form, a year has as many periods as it should.
    @Test func aYearHasSoManyPeriods() {
        for year in 1999...2032 {
            let months = (0...99).count { Period("\(year)-\($0 < 10 ? "0" : "")\($0)") != nil }
            let halves = (0...99).flatMap { month in (0...9).map { "\(year)-\(month < 10 ? "0" : "")\(month)-H\($0)" } }
            let weeks = (0...99).count { Period("\(year)-W\($0 < 10 ? "0" : "")\($0)") != nil }
            let quarters = (0...9).count { Period("\(year)-Q\($0)") != nil }
            #expect(months == 12 && quarters == 4 && halves.count { Period($0) != nil } == 24, "\(year)")
            // A year has 53 weeks if it begins on a Thursday, or ends on one.
            let thursday = { (day: CivilDate?) in day.map { ($0.daysSinceEpoch + 4) % 7 == 4 } ?? false }
            let isLong =
                thursday(CivilDate(year: year, month: 1, day: 1)) || thursday(CivilDate(year: year, month: 12, day: 31))
            #expect(weeks == (isLong ? 53 : 52), "\(year)")
        }
    }

    @Test(arguments: [
        "2026-H1", "2026-10-H0", "2026-10-H3", "2026-13-H1", "2026-00-H2", "2026-10-h1", "2026-10H1", "2026-10-H11",
        "2026-W00", "2026-W54", "2025-W53", "2026-w41", "2026W41", "2026-W4", "2026-W411", "2026-W41-1", "2026-Q0",
        "2026-Q5", "2026-q4", "2026Q4", "2026-Q44", "2026-10-01", "0000-Q1", "0000-W01", "9999-01-H1", " 2026-Q4",
        "2026-Q٤", "last-period", "this-period", "",
    ])
    func whatIsNoPeriod(_ text: String) {
        #expect(Period(text) == nil)
    }

    /// Folders of two ledgers may be looked at together.
    @Test func periodsOfTwoRhythmsHaveOneOrder() {
        let year = Self.days.prefix(400)
        let periods = Array(Set(year.flatMap { day in Rhythm.allCases.map { Period(of: day, $0) } })).sorted()
        for (place, period) in periods.enumerated() {
            for (other, second) in periods.enumerated() where (period < second) != (place < other) {
                Issue.record("\(period) and \(second)")
                return
            }
        }
        #expect(zip(periods, periods.dropFirst()).allSatisfy { $0.firstDay <= $1.firstDay })
    }

    @Test func theCalendarOfTheRulesKnowsItsPeriods() throws {
        let day = try #require(CivilDate("2026-10-16"))
        let texts = try Rhythm.allCases.map { rhythm in
            try #require(LocalCalendar(identifier: "Africa/Lagos", rhythm: rhythm)).period(of: day).description
        }
        #expect(texts == ["2026-10", "2026-10-H2", "2026-W42", "2026-Q4"])
        #expect(try #require(LocalCalendar(identifier: "UTC")).rhythm == .month)
    }
}
