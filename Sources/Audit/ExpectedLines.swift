import Money
import Rules
import Vocabulary

/// A line that follows from the rules and the usage.
struct ExpectedLine {
    var kind: String
    var tier: Int?
    var quantity: Int128?
    var unit = ""
    var unitPrice = ""
    /// One amount, or the range of possible sums if transactions were rounded one by one.
    var amount: ClosedRange<Int128>

    /// Whether only one amount is possible. Not by `count`: a range may have more numbers than 64 bits can count.
    var isExact: Bool { amount.lowerBound == amount.upperBound }
}

/// Calculates the lines of a tariff from its units, for each charge model (S4.5 to S4.12).
struct LineWork {
    let tariff: Tariff
    let currency: Currency
    let rounding: Rounding
    let period: Period
    /// What the counter of the tariff has counted before.
    var counted = CounterWork()

    /// Returns the part of an amount that is owed for the days of a window within the period (S4.39).
    static func part(
        of amount: Int128, _ window: Window, in period: Period, _ rounding: Rounding
    ) throws(Unworkable) -> Int128 {
        var within: Int128 = 0
        var all: Int128 = 0
        var day = period.firstDay
        while day < period.dayAfter {
            all += 1
            if window.contains(day) { within += 1 }
            day = day.adding(days: 1)
        }
        return Arithmetic.rounded(try Arithmetic.product(amount, within), all, rounding)
    }

    /// Returns the lines for usage, before discount, minimum and maximum.
    ///
    /// - Throws: `Unworkable` if the units are not known or a figure exceeds 128 bits.
    func usage(_ counted: Counted) throws(Unworkable) -> [ExpectedLine] {
        if case .percentage = tariff.charge { return [try perTransaction(counted)] }
        if case .costPlus = tariff.charge { return [try perTransaction(counted)] }
        guard let units = counted.units else { throw Unworkable("the usage counts calls, the entry segments") }
        switch tariff.charge {
        case .perUnit(let price):
            return [try line(nil, units, price)]
        case .graduated(let tiers):
            var lines: [ExpectedLine] = []
            let before = self.counted.units
            let all = try Arithmetic.sum(before, units)
            var from: Int128 = 0
            for (index, tier) in tiers.enumerated() {
                let to = tier.upTo.map { Int128($0) } ?? all
                // Of the units before + 1 to all, those above from and up to to.
                let inTier = max(0, min(all, to) - max(from, before))
                if inTier > 0 {
                    lines.append(try line(index + 1, inTier, tier.price))
                    if from >= before { lines += flat(index + 1, tier) }
                }
                from = max(from, to)
            }
            return lines
        case .volume(let tiers):
            let all = try Arithmetic.sum(self.counted.units, units)
            for (index, tier) in tiers.enumerated() where tier.upTo.map({ all <= Int128($0) }) ?? true {
                let reached = index == 0 ? 0 : tiers[index - 1].upTo.map { Int128($0) } ?? 0
                return [try line(index + 1, units, tier.price)]
                    + (self.counted.units > reached ? [] : flat(index + 1, tier))
            }
            return []
        case .package(let size, let price, let included):
            func packages(_ units: Int128) -> Int128 {
                (max(0, units - Int128(included)) + Int128(size) - 1) / Int128(size)
            }
            let begun = packages(try Arithmetic.sum(self.counted.units, units)) - packages(self.counted.units)
            return [try line(nil, begun, price, unit: "package")]
        case .percentage, .costPlus, .free:
            return []
        }
    }

    /// Returns the lines of discount, minimum and maximum, given the sum of the usage lines.
    func rest(after sum: Int128, units: Int128) throws(Unworkable) -> [ExpectedLine] {
        var lines: [ExpectedLine] = []
        var standing = sum
        let discount = Arithmetic.rounded(
            e8: try Arithmetic.product(sum, Int128(tariff.discount.scaled)), rounding)
        if discount != 0 {
            lines.append(ExpectedLine(kind: "discount", amount: -discount ... -discount))
            standing = try Arithmetic.sum(standing, -discount)
        }
        var minimum = tariff.minimumMinor.map { Int128($0) }
        if let whole = minimum, tariff.isProrated {
            minimum = try LineWork.part(of: whole, tariff.window, in: period, rounding)
        }
        // What a counter runs through has one minimum and one maximum, under the last tariff with units.
        if !counted.isLast { return lines }
        standing = try Arithmetic.sum(standing, counted.amount)
        if counted.least > 0 { minimum = try Arithmetic.sum(minimum ?? 0, counted.least) }
        if let minimum, units > 0, standing < minimum {
            let difference = try Arithmetic.sum(minimum, -standing)
            lines.append(ExpectedLine(kind: "minimum", amount: difference...difference))
            standing = minimum
        }
        if let maximum = tariff.maximumMinor.map({ Int128($0) }), standing > maximum {
            let difference = try Arithmetic.sum(maximum, -standing)
            lines.append(ExpectedLine(kind: "maximum", amount: difference...difference))
        }
        return lines
    }

    private func line(
        _ tier: Int?, _ quantity: Int128, _ price: Price, unit: String? = nil
    ) throws(Unworkable) -> ExpectedLine {
        let exact = try Arithmetic.product(quantity, try Arithmetic.e8(price, currency))
        let amount = Arithmetic.rounded(e8: exact, rounding)
        return ExpectedLine(
            kind: "usage", tier: tier, quantity: quantity, unit: unit ?? tariff.unit.rawValue, unitPrice: price.text,
            amount: amount...amount)
    }

    private func flat(_ index: Int, _ tier: Tier) -> [ExpectedLine] {
        guard let flat = tier.flat, flat.scaled != 0, let minor = flat.wholeMinor(currency) else { return [] }
        return [
            ExpectedLine(
                kind: "flat", tier: index, quantity: 1, unitPrice: flat.text, amount: Int128(minor)...Int128(minor))
        ]
    }

    /// Returns the line of a percentage or cost-plus charge, which is rounded for each transaction.
    ///
    /// The usage has only sums of transactions. So one transaction has one possible amount, and several have a range.
    private func perTransaction(_ counted: Counted) throws(Unworkable) -> ExpectedLine {
        var least: Int128 = 0
        var most: Int128 = 0
        for row in counted.rows {
            let bounds = try self.bounds(row)
            least = try Arithmetic.sum(least, bounds.lowerBound)
            most = try Arithmetic.sum(most, bounds.upperBound)
        }
        return ExpectedLine(
            kind: "usage", quantity: counted.units, unit: tariff.unit.rawValue, amount: least...max(least, most))
    }

    private func bounds(_ row: UsageLine) throws(Unworkable) -> ClosedRange<Int128> {
        let number = Int128(max(1, row.transactions))
        let base: Int128
        let (rate, fixed, low, high): (Int128, Int128, Int128?, Int128?)
        switch tariff.charge {
        case .percentage(let percent, let add, let min, let max):
            base = Int128(row.amount)
            rate = Int128(percent.scaled)
            fixed = try add.map { price throws(Unworkable) in try Arithmetic.e8(price, currency) } ?? 0
            low = try min.map { price throws(Unworkable) in try Arithmetic.e8(price, currency) }
            high = try max.map { price throws(Unworkable) in try Arithmetic.e8(price, currency) }
        case .costPlus(let percent, let add):
            base = Int128(row.cost)
            rate = Int128(percent.scaled) + Arithmetic.power(8)
            fixed = try add.map { price throws(Unworkable) in try Arithmetic.e8(price, currency) } ?? 0
            (low, high) = (nil, nil)
        default: throw Unworkable("no charge by transaction")
        }
        func raised(_ value: Int128) -> Int128 { low.map { max(value, $0) } ?? value }
        func capped(_ value: Int128) -> Int128 { high.map { min(value, $0) } ?? value }
        let all = try Arithmetic.sum(try Arithmetic.product(base, rate), fixed)
        if number == 1 {
            let amount = Arithmetic.rounded(e8: capped(raised(all)), rounding)
            return amount...amount
        }
        // **Bounds**: c = clamp(x·rate + fixed) lies between a convex and a concave function of x. For a given Σx, the
        // sum of the convex one is greatest if one transaction has all of Σx. The sum of the concave one is then least.
        // In addition, each transaction keeps its own limit.
        let others = number - 1
        var most = try Arithmetic.sum(raised(all), try Arithmetic.product(others, raised(fixed)))
        var least = try Arithmetic.sum(capped(all), try Arithmetic.product(others, capped(fixed)))
        if let high { most = min(most, try Arithmetic.product(number, high)) }
        if let low { least = max(least, try Arithmetic.product(number, low)) }
        // Charges are whole minor units. If rate and fixed are whole too, rounding adds nothing to the bounds.
        let isWhole = rate % Arithmetic.power(8) == 0 && fixed % Arithmetic.power(8) == 0 && low == nil && high == nil
        let slack = isWhole ? 0 : try Arithmetic.product(number, Arithmetic.power(8) / 2)
        let lower = -Arithmetic.floor(try Arithmetic.sum(slack, -least), Arithmetic.power(8))
        let upper = Arithmetic.floor(try Arithmetic.sum(most, slack), Arithmetic.power(8))
        return lower...max(lower, upper)
    }
}
