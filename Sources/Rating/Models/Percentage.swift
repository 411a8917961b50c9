import Money

/// `{percentage: {rate, fixed, min, max}}`: for each call clamp(amount·rate + fixed, min, max), rounded for each call;
/// the line is the sum.
struct Percentage: CallCharge {
    let rate: Rate
    let fixed: Price?
    let least: Price?
    let most: Price?

    var figure: CallFigure { .amount }

    func exact(
        figureMinor: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> (unbounded: ExactAmount, exact: ExactAmount) {
        var exact = ExactAmount(minor: figureMinor, rate: rate)
        if let fixed { exact = try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name) }
        let unbounded = exact
        if let least { exact = max(exact, ExactAmount(minorE8: least.minorE8(terms.currency))) }
        if let most { exact = min(exact, ExactAmount(minorE8: most.minorE8(terms.currency))) }
        return (unbounded, exact)
    }

    var words: String {
        "per transaction \(rate.text) of its amount" + (fixed.map { " + \($0.text)" } ?? "")
            + (least.map { ", at least \($0.text)" } ?? "") + (most.map { ", at most \($0.text)" } ?? "")
    }

    func formula(_ figure: String) -> String { "\(rate.text) × \(figure)" + (fixed.map { " + \($0.text)" } ?? "") }
}
