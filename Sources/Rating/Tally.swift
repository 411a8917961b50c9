import Money
import Rules
public import Vocabulary

/// The counts of one app and tariff in a period; for an income entry, of one provider too.
///
/// The calls come in any order and grouping. Every figure is a sum of 128 bits, which fewer than 2⁶³ calls can't
/// exceed. The charge that needs a figure checks whether it fits into 64 bits.
struct Tally: Sendable {
    private(set) var units: Int128 = 0
    /// Σ of what each call is charged, for models that charge call by call.
    private var perTransaction: Result<Int128, AmountOverflow> = .success(0)
    private var parts: [Part] = []

    private struct Part: Sendable {
        let provider: Identifier
        /// The first day of the part of the period that the calls are of.
        let first: CivilDate
        var units: Int128 = 0
        var costMinor: Int128 = 0
    }

    /// Sets all counts to 0.
    mutating func clear() {
        units = 0
        perTransaction = .success(0)
        parts.removeAll(keepingCapacity: true)
    }

    /// The providers of the calls, sorted by id.
    var providers: [Identifier] { Set(parts.map(\.provider)).sorted() }

    /// The units of the calls; `name` is the charge, for messages.
    func units(_ name: String) throws(AmountOverflow) -> Int64 {
        try Int64(fitting: units, "units of \(name)")
    }

    /// The sum of what each call is charged by itself; `name` is the charge, for messages.
    func perTransactionMinor(_ name: String) throws(AmountOverflow) -> Int64 {
        try Int64(fitting: try perTransaction.get(), name)
    }

    /// The providers' parts in the calls, sorted by id; `name` is the charge, for messages.
    func sortedParts(_ name: String) throws(AmountOverflow) -> [ProviderPart] {
        try Self.byProvider(parts, name)
    }

    private static func byProvider(_ parts: [Part], _ name: String) throws(AmountOverflow) -> [ProviderPart] {
        var sorted: [ProviderPart] = []
        for part in parts.sorted(by: { $0.provider < $1.provider }) {
            let units = try Int64(fitting: part.units, "units of \(name)")
            guard let last = sorted.last, last.provider == part.provider else {
                sorted.append(ProviderPart(provider: part.provider, units: units, costMinor: part.costMinor))
                continue
            }
            sorted[sorted.count - 1].units = try last.units.adding(units, "units of \(name)")
            sorted[sorted.count - 1].costMinor += part.costMinor
        }
        return sorted
    }

    /// The calls by the days at which their charge is divided; empty without such days.
    ///
    /// - Parameter days: the days on which a part begins, without the period's first.
    func dated(_ days: [CivilDate], in period: Period, _ name: String) throws(AmountOverflow) -> [ChargePart] {
        if days.isEmpty { return [] }
        var dated: [ChargePart] = []
        for (first, end) in zip([period.firstDay] + days, days + [period.dayAfter]) {
            let providers = try Self.byProvider(parts.filter { $0.first == first }, name)
            if providers.isEmpty { continue }
            var units: Int64 = 0
            for part in providers { units = try units.adding(part.units, "units of \(name)") }
            dated.append(ChargePart(first: first, end: end, units: units, providers: providers))
        }
        return dated
    }

    /// The place of the part of a provider and of the days from `first` on, which is added if it is new. O(parts).
    mutating func part(of provider: Identifier, from first: CivilDate) -> Int {
        if let place = parts.firstIndex(where: { $0.provider == provider && $0.first == first }) { return place }
        parts.append(Part(provider: provider, first: first))
        return parts.count - 1
    }

    /// Counts the calls of a row.
    ///
    /// - Parameter part: the place of their provider's part; see `part(of:from:)`.
    mutating func add(_ row: UsageRow, part: Int, unit: Unit) {
        let rowUnits = unit.count(of: row)
        units += rowUnits
        parts[part].units += rowUnits
        parts[part].costMinor += row.costSumMinor
    }

    /// Adds what each call of a row is charged by a model that charges call by call.
    ///
    /// If a charge does not fit, only the charge of this tally can't be worked out.
    mutating func addCharges(of row: UsageRow, _ charge: any CallCharge, _ terms: ChargeTerms) {
        guard case .success(let sum) = perTransaction else { return }
        do throws(AmountOverflow) {
            let each = try charge.charge(figureMinor: row.minor(charge.figure), terms)
            perTransaction = .success(sum + Int128(each) * Int128(row.calls))
        } catch {
            perTransaction = .failure(error)
        }
    }
}

extension UsageRow {
    /// The figure of each call of the row, in minor units.
    public func minor(_ figure: CallFigure) -> Int64 {
        switch figure {
        case .amount: amountMinor
        case .cost: costMinor
        }
    }
}

extension Unit {
    /// The number of units in the calls of a row.
    func count(of row: UsageRow) -> Int128 {
        switch self {
        case .call: Int128(row.calls)
        case .segment: Int128(row.segments)
        }
    }
}
