/// A month, half month, week or quarter: the days from `first` up to `afterLast`.
///
/// It is found by going through days, one by one, without the engine's arithmetic.
struct Period: Hashable, Comparable, Sendable {
    let first: Day
    let afterLast: Day
    /// As somebody writes it, such as `2026-W41`.
    let text: String

    /// The period that holds a day.
    ///
    /// - Parameter every: `month`, `half_month`, `week` or `quarter`, as the rules say it.
    init(_ day: Day, _ every: String = "month") {
        let month = padded(day.year, 4) + "-" + padded(day.month, 2)
        switch every {
        case "half_month":
            let isFirst = day.day <= 15
            self.init(from: day, text: month + (isFirst ? "-H1" : "-H2")) {
                $0.month == day.month && ($0.day <= 15) == isFirst
            }
        case "quarter":
            let quarter = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
            let own = quarter[day.month - 1]
            self.init(from: day, text: padded(day.year, 4) + "-Q\(own)") { quarter[$0.month - 1] == own }
        case "week":
            let thursday = Day(number: day.monday + 3)
            // The first Thursday of a year is in its week 1, the second in its week 2.
            let week = (1...thursday.dayOfYear).count { ($0 - thursday.dayOfYear) % 7 == 0 }
            self.init(from: day, text: padded(thursday.year, 4) + "-W" + padded(week, 2)) { $0.monday == day.monday }
        default:
            self.init(from: day, text: month) { $0.month == day.month }
        }
    }

    /// The days around `day` up to the first on either side that is not of the period.
    private init(from day: Day, text: String, _ isOfIt: (Day) -> Bool) {
        var (first, after) = (day.number, day.number + 1)
        while isOfIt(Day(number: first - 1)) { first -= 1 }
        while isOfIt(Day(number: after)) { after += 1 }
        self.first = Day(number: first)
        afterLast = Day(number: after)
        self.text = text
    }

    /// Parses a period such as `2026-10`; `nil` for a text of another rhythm.
    init?(_ text: String, _ every: String = "month") {
        guard let year = Int(text.prefix(4)), (1...9998).contains(year) else { return nil }
        // The weeks of a year begin in the year before at the earliest, and end in the one after.
        var day = Day(number: Day(year: year, month: 1, day: 1).number - 6)
        while day.year <= year {
            let period = Period(day, every)
            if period.text == text {
                self = period
                return
            }
            day = period.afterLast
        }
        return nil
    }

    func contains(_ day: Day) -> Bool { first <= day && day < afterLast }

    static func < (a: Period, b: Period) -> Bool { a.first < b.first }

    /// The year by which its documents are numbered: that of the last day.
    var numberYear: Int { Day(number: afterLast.number - 1).year }
}

extension Day {
    /// 1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

    /// The number of the Monday of its week.
    var monday: Int { number - weekday + 1 }

    /// 1 for 1 January.
    var dayOfYear: Int { number - Day(year: year, month: 1, day: 1).number + 1 }
}
