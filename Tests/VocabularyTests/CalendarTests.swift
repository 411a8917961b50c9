import Foundation
import SeededRandom
import Testing
import Vocabulary

@Suite("Days, months and zones")
struct CalendarTests {
    /// Every day from 1890 to 2110, compared with a plain count.
    @Test func everyDayThereAndBack() throws {
        var count = CivilDate.days(year: 1890, month: 1, day: 1)
        for year in 1890...2110 {
            for month in 1...12 {
                for day in 1...CivilDate.daysInMonth(year: year, month: month) {
                    let date = try #require(CivilDate(year: year, month: month, day: day))
                    guard date.daysSinceEpoch == count, (date.year, date.month, date.day) == (year, month, day) else {
                        Issue.record("\(year)-\(month)-\(day) is \(date), day \(date.daysSinceEpoch), not \(count)")
                        return
                    }
                    count += 1
                }
            }
        }
        #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
    }

    @Test(arguments: ["2026-1-01", "2026-13-01", "2026-02-29", "2026-00-10", "20260101", "2026-01-01 ", "٢٠٢٦-01-01"])
    func whatIsNoDate(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func periods() throws {
        let december = try #require(Period("2026-12"))
        #expect(december.next.description == "2027-01")
        #expect(december.previous.description == "2026-11")
        #expect(december.firstDay.description == "2026-12-01")
        #expect(december.dayAfter.description == "2027-01-01")
        #expect(try december.contains(#require(CivilDate("2026-12-31"))))
        #expect(try !december.contains(#require(CivilDate("2027-01-01"))))
        for text in ["2026-13", "2026-00", "2026-1", "0000-01", "2026-10-01", "last-month"] {
            #expect(Period(text) == nil, "\(text)")
        }
    }

    /// The month's end is a local instant. Taking it in UTC is a common cause of double billing.
    @Test func lagosIsAnHourAhead() throws {
        let lagos = try #require(LocalCalendar(identifier: "Africa/Lagos"))
        let midnight: Int64 = 1_790_809_200_000_000_000  // 2026-09-30T23:00:00Z
        #expect(lagos.day(ofNanoseconds: midnight).description == "2026-10-01")
        #expect(lagos.day(ofNanoseconds: midnight - 1).description == "2026-09-30")
    }

    /// Offsets compared with Foundation's, hour by hour over four years, in zones with and without summer time.
    @Test(arguments: [
        "Africa/Lagos", "Asia/Riyadh", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca",
        "Asia/Kolkata", "UTC",
    ])
    func offsetsAreTheZones(_ name: String) throws {
        let calendar = try #require(LocalCalendar(identifier: name))
        let zone = try #require(TimeZone(identifier: name))
        for hour in 0..<(4 * 8766) {
            let second = 1_704_067_200 + hour * 3_600 - 1
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
            guard calendar.offset(at: Int64(second)) == Int64(expected) else {
                Issue.record("\(name) at \(second): \(calendar.offset(at: Int64(second))), not \(expected)")
                return
            }
        }
    }

    /// Instants from the whole range, and those around the ends of each stretch. A stretch lies in one day, and only a
    /// change of day or offset ends it.
    @Test(arguments: ["Africa/Lagos", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
    func stretchesLieInOneDay(_ name: String) throws {
        let calendar = try #require(LocalCalendar(identifier: name))
        var random = Seeded(seed: 17)
        for _ in 0..<2_000 {
            let instant =
                Bool.random(using: &random)
                ? Int64.random(in: .min + 1 ... .max - 1, using: &random)
                : Int64.random(in: 1_700_000_000...1_800_000_000, using: &random) * 1_000_000_000
            let (day, stretch) = calendar.dayWithStretch(ofNanoseconds: instant)
            #expect(stretch.contains(instant) && day == calendar.day(ofNanoseconds: instant))
            for inside in [stretch.lowerBound, stretch.upperBound - 1] {
                #expect(calendar.day(ofNanoseconds: inside) == day)
            }
            for outside in [stretch.lowerBound &- 1, stretch.upperBound]
            where stretch.lowerBound != .min && stretch.upperBound != .max {
                let other = calendar.dayWithStretch(ofNanoseconds: outside)
                let offset = { (instant: Int64) in calendar.offset(at: instant / 1_000_000_000 - (instant < 0 ? 1 : 0))
                }
                #expect(other.day != day || offset(outside) != offset(instant))
            }
        }
    }

    /// A machine's clock can be set to a time that nanoseconds in 64 bits can't express.
    @Test func instantsEndWhereNanosecondsDo() {
        #expect(LocalCalendar.instant(second: 1_700_000_000, nanosecond: 5) == 1_700_000_000_000_000_005)
        #expect(LocalCalendar.instant(second: -1, nanosecond: 999_999_999) == -1)
        for second in [9_223_372_036, 9_223_372_037, Int64.max, -9_223_372_036, Int64.min] {
            #expect(LocalCalendar.instant(second: second, nanosecond: 0) == nil, "\(second)")
        }
        #expect(LocalCalendar.instant(second: 9_223_372_035, nanosecond: 999_999_999) != nil)
        #expect(LocalCalendar.instant(second: 0, nanosecond: 1_000_000_000) == nil)
    }

    @Test func onlyNamesOfPlacesAreTaken() {
        for name in ["EST", "WAT", "africa/lagos", "Nope/Zone", "", "+01:00"] {
            #expect(LocalCalendar(identifier: name) == nil, "\(name)")
        }
    }

    @Test func identifiersAreTheirBytes() {
        let (composed, decomposed) = (Identifier("é"), Identifier("e\u{301}"))
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(Identifier("Z") < Identifier("a"))
        #expect(Identifier(".a/b é").percentEncoded == "%2Ea%2Fb%20%C3%A9")
    }
}
