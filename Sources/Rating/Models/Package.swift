import Money
import Rules
import Vocabulary

/// `{package: {size, price, included}}`: b = ceil(max(0, n − included)/size) packages give round(b·price), quantity b.
///
/// The line is there even if all units were included (b = 0): it shows that they were counted.
struct Package: UnitCharge {
    let size: Int64
    let price: Price
    let included: Int64

    func lines(
        units: Int64, after counted: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        let all = try counted.adding(units, "units of \(terms.name)")
        // A package that was begun before takes further units.
        let packages = begun(by: all) - begun(by: counted)
        return [try terms.usageLine(tier: nil, quantity: packages, price: price, unit: "package")]
    }

    /// The packages begun by so many units.
    private func begun(by units: Int64) -> Int64 {
        let beyond = max(0, units - min(units, included))
        return beyond / size + (beyond % size == 0 ? 0 : 1)
    }

    func words(unit: Unit) -> String {
        "packages of \(size.grouped) \(unit.rawValue)s at \(price.text), \(included.grouped) included"
    }

    func words(of line: ChargeLine, units: Int64, after counted: Int64) -> String {
        guard line.kind == .usage else { return "" }
        if counted > 0 {
            return
                "; \(included.grouped) included, in packages of \(size.grouped): \(begun(by: counted + units).grouped) "
                + "begun by all, \(begun(by: counted).grouped) of them before"
        }
        let beyond = max(0, units - min(units, included))
        return "; \(included.grouped) included, \(beyond.grouped) beyond, in packages of \(size.grouped)"
    }
}
