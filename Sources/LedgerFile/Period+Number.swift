package import Vocabulary

extension Period {
    /// The period as the ledger stores it, such as 202610.
    package var number: Int64 { Int64(year * 100 + month) }

    package init?(number: Int64) {
        guard let period = Period(year: Int(number / 100), month: Int(number % 100)) else { return nil }
        self = period
    }
}
