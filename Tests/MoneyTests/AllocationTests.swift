import Money
import Testing

@Suite("Dividing an amount by the largest remainder")
struct AllocationTests {
    struct Figures: Sendable, CustomTestStringConvertible {
        let source: String
        let total: Int64
        let weights: [Int64]
        let shares: [Int64]
        var testDescription: String { "\(source): \(total) by \(weights)" }
    }

    @Test(arguments: [
        Figures(source: "moneyphp/money", total: 100, weights: [1, 1, 1], shares: [34, 33, 33]),
        Figures(source: "moneyphp/money", total: 101, weights: [1, 1, 1], shares: [34, 34, 33]),
        Figures(source: "moneyphp/money", total: 5, weights: [3, 7], shares: [2, 3]),
        Figures(source: "moneyphp/money", total: 5, weights: [7, 3], shares: [4, 1]),
        Figures(source: "moneyphp/money", total: 5, weights: [0, 7, 3], shares: [0, 4, 1]),
        Figures(source: "moneyphp/money", total: 2, weights: [1, 1, 1], shares: [1, 1, 0]),
        Figures(source: "moneyphp/money", total: 101, weights: [3, 7], shares: [30, 71]),
        Figures(source: "moneyphp/money", total: 1, weights: [33, 66], shares: [0, 1]),
        // That project gives −3, −2. Here a negative amount is split as its opposite: a reversal cancels a split.
        Figures(source: "trap", total: -5, weights: [7, 3], shares: [-4, -1]),
        Figures(source: "numscript differs", total: 15, weights: [80, 8, 12], shares: [12, 1, 2]),
        Figures(source: "numscript differs", total: 100, weights: [600, 355, 45], shares: [60, 36, 4]),
        Figures(source: "getdokan/dokan 3324", total: 645, weights: [30, 70], shares: [194, 451]),
    ])
    func publishedFigures(_ figures: Figures) throws {
        #expect(try Allocation.shares(of: figures.total, weights: figures.weights, "test") == figures.shares)
    }

    /// All totals 0…200 with all triples of weights up to 5.
    @Test func everySmallCaseAddsUp() throws {
        for total in Int64(0)...200 {
            for a in Int64(0)...5 {
                for b in Int64(0)...5 {
                    for c in Int64(0)...5 where a + b + c > 0 {
                        let weights = [a, b, c]
                        let shares = try Allocation.shares(of: total, weights: weights, "test")
                        guard shares.reduce(0, +) == total else {
                            Issue.record("\(total) by \(weights) gives \(shares)")
                            return
                        }
                        for (share, weight) in zip(shares, weights) {
                            // Quota rule: each share is the exact one, rounded down or up.
                            let floor = total * weight / (a + b + c)
                            let isWhole = total * weight % (a + b + c) == 0
                            guard share == floor || (!isWhole && share == floor + 1) else {
                                Issue.record("\(total) by \(weights) gives \(shares), beyond the quota")
                                return
                            }
                        }
                        let opposite = try Allocation.shares(of: -total, weights: weights, "test")
                        guard opposite == shares.map({ -$0 }) else {
                            Issue.record("−\(total) by \(weights) is no negation")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func theLargestAmountsAreExact() throws {
        let shares = try Allocation.shares(of: .max, weights: [.max, .max, .max], "test")
        #expect(shares == [3_074_457_345_618_258_603, 3_074_457_345_618_258_602, 3_074_457_345_618_258_602])
        #expect(throws: AmountOverflow("test")) { try Allocation.shares(of: .min, weights: [1], "test") }
    }
}
