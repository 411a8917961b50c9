import Money
import Rules
import Vocabulary

/// What has been counted of one (app, tariff) of a period; for an income entry, of one provider besides.
///
/// The calls come in any order and grouping: everything here is a sum, of 128 bits, which no sum of fewer than 2⁶³ calls
/// leaves. Whether a figure fits into 64 bits is asked where a charge needs it.
struct Tally: Sendable {
    private(set) var units: Int128 = 0
    /// Σ of what each transaction is charged, of the models that charge by transaction.
    private var perTransaction: Result<Int128, AmountOverflow> = .success(0)
    private var parts: [Part] = []

    private struct Part: Sendable {
        let provider: Identifier
        var units: Int128 = 0
        var costMinor: Int128 = 0
    }

    /// Forgets all that was counted.
    mutating func clear() {
        units = 0
        perTransaction = .success(0)
        parts.removeAll(keepingCapacity: true)
    }

    /// The providers of the calls, by id.
    var providers: [Identifier] { parts.map(\.provider).sorted() }

    /// The units that a charge named `name` is of.
    func units(_ name: String) throws(AmountOverflow) -> Int64 {
        try Int64(fitting: units, "units of \(name)")
    }

    /// What the transactions of a charge named `name` are charged, each by itself.
    func perTransactionMinor(_ name: String) throws(AmountOverflow) -> Int64 {
        try Int64(fitting: try perTransaction.get(), name)
    }

    /// The providers' parts in the calls, by id.
    func sortedParts(_ name: String) throws(AmountOverflow) -> [ProviderPart] {
        var sorted: [ProviderPart] = []
        for part in parts.sorted(by: { $0.provider < $1.provider }) {
            sorted.append(
                ProviderPart(
                    provider: part.provider, units: try Int64(fitting: part.units, "units of \(name)"),
                    costMinor: part.costMinor))
        }
        return sorted
    }

    /// The place of a provider's part, which is made where it is new. O(providers).
    mutating func part(of provider: Identifier) -> Int {
        if let place = parts.firstIndex(where: { $0.provider == provider }) { return place }
        parts.append(Part(provider: provider))
        return parts.count - 1
    }

    /// Counts the calls of a row.
    ///
    /// - Parameter part: whose calls they are; see `part(of:)`.
    mutating func add(_ row: UsageRow, part: Int, unit: Unit) {
        let rowUnits = unit.count(of: row)
        units += rowUnits
        parts[part].units += rowUnits
        parts[part].costMinor += row.costSumMinor
    }

    /// Adds what each call of a row is charged by a model that charges by transaction. What can't be worked out keeps back
    /// this charge alone.
    mutating func addCharges(of row: UsageRow, _ model: ChargeModel, _ terms: ChargeTerms) {
        guard case .success(let sum) = perTransaction else { return }
        do throws(AmountOverflow) {
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
            perTransaction = .success(sum + Int128(each) * Int128(row.calls))
        } catch {
            perTransaction = .failure(error)
        }
    }
}

extension Unit {
    /// How many units the calls of a row are.
    func count(of row: UsageRow) -> Int128 {
        switch self {
        case .call: Int128(row.calls)
        case .segment: Int128(row.segments)
        }
    }
}
