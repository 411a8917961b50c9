import Money
import Rules
import Vocabulary

/// What has been counted of one (app, tariff) of a period; for an income entry, of one provider besides.
///
/// The calls come in any order and grouping: everything here is a sum.
struct Tally {
    private(set) var units: Int64 = 0
    private(set) var calls: Int64 = 0
    /// Σ of what each transaction is charged, of the models that charge by transaction.
    private(set) var perTransactionMinor: Int64 = 0
    private var parts: [ProviderPart] = []

    /// The providers of the calls, by id.
    var sortedParts: [ProviderPart] { parts.sorted { $0.provider < $1.provider } }

    /// The place of a provider's part, which is made where it is new. O(providers).
    mutating func part(of provider: Identifier) -> Int {
        if let place = parts.firstIndex(where: { $0.provider == provider }) { return place }
        parts.append(ProviderPart(provider: provider, units: 0, costMinor: 0))
        return parts.count - 1
    }

    /// Counts the calls of a row.
    ///
    /// - Parameters:
    ///   - part: whose calls they are; see `part(of:)`.
    ///   - name: of the charge, for the message of an overflow.
    mutating func add(
        _ row: UsageRow, part: Int, unit: Unit, _ name: () -> String
    ) throws(AmountOverflow) {
        let rowUnits = try unit.count(of: row, name)
        units = try units.adding(rowUnits, "units of \(name())")
        calls = try calls.adding(row.calls, "calls of \(name())")
        let cost = try row.costMinor.times(row.calls, "cost of \(name())")
        parts[part].units += rowUnits
        parts[part].costMinor = try parts[part].costMinor.adding(cost, "cost of \(name())")
    }

    /// Adds what each call of a row is charged by a model that charges by transaction.
    mutating func addCharges(
        of row: UsageRow, _ model: ChargeModel, _ terms: ChargeTerms
    ) throws(AmountOverflow) {
        let each: Int64
        switch model {
        case .percentage(let rate, let fixed, let least, let most):
            each = try Percentage.charge(
                amountMinor: row.amountMinor, rate: rate, fixed: fixed, least: least, most: most, terms)
        case .costPlus(let rate, let fixed):
            each = try CostPlus.charge(costMinor: row.costMinor, rate: rate, fixed: fixed, terms)
        case .perUnit, .graduated, .volume, .package, .free:
            return
        }
        perTransactionMinor = try perTransactionMinor.adding(try each.times(row.calls, terms.name), terms.name)
    }
}

extension Unit {
    /// How many units the calls of a row are.
    func count(of row: UsageRow, _ name: () -> String) throws(AmountOverflow) -> Int64 {
        switch self {
        case .call: row.calls
        case .segment: try row.calls.times(Int64(row.segments), "units of \(name())")
        }
    }
}

extension Int64 {
    func times(_ other: Int64, _ sum: @autoclosure () -> String) throws(AmountOverflow) -> Int64 {
        let (result, overflow) = multipliedReportingOverflow(by: other)
        guard !overflow else { throw AmountOverflow(sum()) }
        return result
    }
}
