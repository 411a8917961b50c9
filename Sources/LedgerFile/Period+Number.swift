package import Vocabulary

extension Period {
    /// The period as the ledger stores it: the digit of its rhythm, the year, and the number within the year. A month has no
    /// such digit: 202610. Half month 19 of 2026 is 1202619, week 41 is 2202641, quarter 4 is 3202604.
    ///
    /// Within a rhythm, the numbers have the order of the periods.
    package var number: Int64 {
        let (year, number) = place
        return Period.digit(of: rhythm) * 1_000_000 + Int64(year * 100 + number)
    }

    /// - Returns: `nil` for a number that stands for no period.
    package init?(number: Int64) {
        guard (0..<4_000_000).contains(number),
            let rhythm = Rhythm.allCases.first(where: { Period.digit(of: $0) == number / 1_000_000 }),
            let period = Period(rhythm, year: Int(number / 100 % 10_000), number: Int(number % 100))
        else { return nil }
        self = period
    }

    private static func digit(of rhythm: Rhythm) -> Int64 {
        switch rhythm {
        case .month: 0
        case .halfMonth: 1
        case .week: 2
        case .quarter: 3
        }
    }
}
