import Money

/// `{cost_plus: {rate, fixed}}`: for each call cost·(1+rate) + fixed, rounded for each call; the line is the sum.
struct CostPlus: CallCharge {
    let rate: Rate
    let fixed: Price?

    var figure: CallFigure { .cost }

    func exact(
        figureMinor: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> (unbounded: ExactAmount, exact: ExactAmount) {
        var exact = try ExactAmount(minor: figureMinor)
            .adding(ExactAmount(minor: figureMinor, rate: rate), terms.name)
        if let fixed { exact = try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name) }
        return (exact, exact)
    }

    var words: String { "per transaction its cost + \(rate.text)" + (fixed.map { " + \($0.text)" } ?? "") }

    func formula(_ figure: String) -> String {
        "\(figure) + \(rate.text) × \(figure)" + (fixed.map { " + \($0.text)" } ?? "")
    }
}
