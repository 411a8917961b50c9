import Money
import Rules

extension ChargeForm {
    static let graduated = ChargeForm(
        key: .optional(
            "graduated", .list(.object(.tier), least: 1), "Each tier's price for the units that fall in it."),
        shapes: [.tier], example: "{graduated: [{up_to: 1000, price: 4.00}, {price: 3.00}]}",
        meaning: "each tier's price for what falls in it"
    ) { builder, node, currency in
        builder.readTiers(node, currency).map { .graduated($0) }
    }

    static let volume = ChargeForm(
        key: .optional("volume", .list(.object(.tier), least: 1), "All units at the price of the tier reached."),
        shapes: [.tier], example: "{volume: [{up_to: 1000, price: 4.00}, {price: 3.00}]}",
        meaning: "all units at the price of the tier reached"
    ) { builder, node, currency in
        builder.readTiers(node, currency).map { .volume($0) }
    }
}

extension Shape {
    fileprivate static let tier = Shape(
        name: "tier", label: "a tier", doc: "A step of a graduated or volume charge.",
        keys: [
            .optional("up_to", .integer(1...Int64.max), "The last unit of the tier; left out of the last tier alone."),
            .required("price", .price(mayBeNegative: true), "For each unit."),
            .optional("flat", .price(mayBeNegative: true), "Added once when the tier is reached."),
        ])
}

extension RulesBuilder {
    /// Reads tiers. Each except the last must end at an `up_to`, and these must ascend.
    fileprivate func readTiers(_ node: YAMLNode, _ currency: Currency?) -> [Tier]? {
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
