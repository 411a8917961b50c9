public import Rules

/// How a charge model charges. Each model but `free` has a file in `Models`, which holds all that is particular to it
/// in this module; the switch below is the only other place that names them all.
public enum ChargeMethod: Sendable {
    /// By the number of units.
    case byUnits(any UnitCharge)
    /// By each call's own amount or cost. Each call is rounded by itself (S4.10, S4.11).
    case byCall(any CallCharge)
    case free

    public init(_ model: ChargeModel) {
        self =
            switch model {
            case .perUnit(let price): .byUnits(PerUnit(price: price))
            case .graduated(let tiers): .byUnits(Graduated(tiers: tiers))
            case .volume(let tiers): .byUnits(Volume(tiers: tiers))
            case .package(let size, let price, let included):
                .byUnits(Package(size: size, price: price, included: included))
            case .percentage(let rate, let fixed, let least, let most):
                .byCall(Percentage(rate: rate, fixed: fixed, least: least, most: most))
            case .costPlus(let rate, let fixed): .byCall(CostPlus(rate: rate, fixed: fixed))
            case .free: .free
            }
    }
}

extension ChargeModel {
    /// How the model charges call by call; `nil` if it does not.
    public var callCharge: (any CallCharge)? {
        if case .byCall(let charge) = ChargeMethod(self) { charge } else { nil }
    }

    /// How the model charges by the number of units; `nil` if it does not.
    public var unitCharge: (any UnitCharge)? {
        if case .byUnits(let charge) = ChargeMethod(self) { charge } else { nil }
    }

    /// The terms in words, as `explain` shows them: `4.00 per call`.
    public func words(unit: Unit) -> String {
        switch ChargeMethod(self) {
        case .byUnits(let charge): charge.words(unit: unit)
        case .byCall(let charge): charge.words
        case .free: "free"
        }
    }
}
