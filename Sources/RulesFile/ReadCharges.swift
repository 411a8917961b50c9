import Money
import Rules
import Vocabulary

/// Reads the charge of a tariff: how units become an amount.
extension RulesBuilder {
    /// - Parameter currency: `nil` if it is missing or refused; amounts are then not checked for whole minor units.
    func readCharge(_ node: YAMLNode?, _ currency: Currency?) -> ChargeModel? {
        guard let node else { return nil }
        if node.text != nil { return .free }
        let all = fields(node, at: node.place)
        if let price = all.price("per_unit") { return .perUnit(price) }
        if let tiers = all.node("graduated") { return readTiers(tiers, currency).map { .graduated($0) } }
        if let tiers = all.node("volume") { return readTiers(tiers, currency).map { .volume($0) } }
        if let node = all.node("package") {
            let fields = fields(node, at: node.place)
            guard let size = fields.integer("size"), let price = fields.price("price") else { return nil }
            return .package(size: size, price: price, included: fields.integer("included") ?? 0)
        }
        if let node = all.node("percentage") { return readPercentage(fields(node, at: node.place)) }
        if let node = all.node("cost_plus") {
            let fields = fields(node, at: node.place)
            return fields.rate("rate").map { .costPlus(rate: $0, fixed: fields.price("fixed")) }
        }
        return nil
    }

    private func readPercentage(_ fields: Fields) -> ChargeModel? {
        let (min, max) = (fields.price("min"), fields.price("max"))
        if let min, let max, max.scaled < min.scaled, let node = fields.node("max") {
            faults.report(
                node.place, "max \(max.text) is lower than min \(min.text)", "write a max of at least \(min.text)")
        }
        return fields.rate("rate").map { .percentage(rate: $0, fixed: fields.price("fixed"), min: min, max: max) }
    }

    /// Reads tiers. Each except the last must end at an `up_to`, and these must ascend.
    private func readTiers(_ node: YAMLNode, _ currency: Currency?) -> [Tier]? {
        guard case .sequence(let all) = node.content else { return nil }
        var tiers: [Tier] = []
        var before: Int64 = 0
        for (index, item) in all.enumerated() where !bad.contains(item.id) {
            let fields = fields(item, at: item.place)
            let upTo = fields.integer("up_to")
            checkTierEnd(fields, isLast: index == all.count - 1, before: before)
            before = upTo ?? before
            let flatMinor = wholeMinor(fields, "flat", currency)
            guard let price = fields.price("price") else { continue }
            let flat = fields.price("flat").flatMap { $0.scaled == 0 ? nil : $0 }
            tiers.append(Tier(upTo: upTo, price: price, flat: flat, flatMinor: flatMinor ?? 0))
        }
        return tiers
    }

    private func checkTierEnd(_ fields: Fields, isLast: Bool, before: Int64) {
        if isLast {
            guard let node = fields.node("up_to") else { return }
            faults.report(
                node.place, "the last tier ends at \(node.text ?? "")",
                "remove its 'up_to': the last tier takes all further units")
        } else if !fields.has("up_to") {
            faults.report(
                fields.place, "missing key 'up_to' in a tier before the last", "add 'up_to': the last unit of the tier")
        } else if let upTo = fields.integer("up_to"), upTo <= before, let node = fields.node("up_to") {
            faults.report(
                node.place, "tiers out of order: up_to \(upTo) comes after \(before)",
                "write an up_to greater than that of the tier before")
        }
    }
}
