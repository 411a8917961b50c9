/// The text of a charge.
enum ChargeText {
    /// - Parameter model: 0 to 6.
    static func text(_ model: Int, _ currency: String, _ dice: inout Dice) -> String {
        switch model {
        case 0: return "{per_unit: \(dice.price(mayBeNegative: true))}"
        case 1: return "{graduated: \(tiers(currency, &dice))}"
        case 2: return "{volume: \(tiers(currency, &dice))}"
        case 3:
            return "{package: {size: \(dice.number(1...6)), price: \(dice.price(upTo: 90)), "
                + "included: \(dice.number(0...6))}}"
        case 4:
            var parts = ["rate: \(dice.percent(upTo: 5))"]
            if dice.isOne(in: 2) { parts.append("fixed: \(dice.price(upTo: 3, mayBeNegative: true))") }
            let least = dice.number(0...500)
            if dice.isOne(in: 3) { parts.append("min: \(Decimals.text(least, 2))") }
            if dice.isOne(in: 3) { parts.append("max: \(Decimals.text(least + dice.number(0...2_000), 2))") }
            return "{percentage: {\(parts.joined(separator: ", "))}}"
        case 5:
            let fixed = dice.isOne(in: 2) ? ", fixed: \(dice.price(upTo: 2, mayBeNegative: true))" : ""
            return "{cost_plus: {rate: \(dice.isOne(in: 5) ? "-" : "")\(dice.percent(upTo: 60))\(fixed)}}"
        default: return "free"
        }
    }

    private static func tiers(_ currency: String, _ dice: inout Dice) -> String {
        var tiers: [String] = []
        var last = 0
        for _ in 0..<dice.number(0...2) {
            last += dice.number(1...6)
            tiers.append("{up_to: \(last), price: \(dice.price(mayBeNegative: true))\(flat(currency, &dice))}")
        }
        return "[\((tiers + ["{price: \(dice.price())\(flat(currency, &dice))}"]).joined(separator: ", "))]"
    }

    private static func flat(_ currency: String, _ dice: inout Dice) -> String {
        dice.isOne(in: 3) ? ", flat: \(dice.amount(0...5_000, currency))" : ""
    }
}

/// A split in parts that can be changed.
struct SplitText {
    private struct Item {
        var to: String
        /// `share: 12.5%` or the like.
        var take: String
        var otherwise: String?
        var among: [Item] = []

        var text: String {
            var parts = ["to: \(to)", take]
            if let otherwise { parts.append("otherwise: \(otherwise)") }
            if !among.isEmpty { parts.append("among: [\(among.map(\.text).joined(separator: ", "))]") }
            return "{\(parts.joined(separator: ", "))}"
        }
    }

    private var items: [Item] = []
    private var shortfall: String?
    private let forFee: Bool

    /// - Parameter forFee: names no provider, since a fee has none.
    init(forFee: Bool, _ isos: [String], _ dice: inout Dice) {
        self.forFee = forFee
        let names = ["host", "onepipe", "iso", "bank"] + isos + (forFee ? [] : ["provider", "provider"])
        let item = { (take: String, dice: inout Dice) in
            let to = dice.pick(names)
            return Item(to: to, take: take, otherwise: to == "iso" ? dice.pick(["host", "onepipe", "bank"]) : nil)
        }
        if !forFee, dice.isOne(in: 3) { items.append(Item(to: "provider", take: "cost: true")) }
        if !forFee, dice.isOne(in: 4) { items.append(item("per_unit: \(dice.price(upTo: 2))", &dice)) }
        let pool = dice.isOne(in: 2) ? 0 : -1
        for (place, take) in Self.takes(&dice).enumerated() {
            if place == pool {
                items.append(
                    Item(to: "settlement", take: take, among: Self.takes(&dice).map { item($0, &dice) }))
            } else {
                items.append(item(take, &dice))
            }
        }
        // Entries off the top may stand anywhere.
        if dice.isOne(in: 3) { items = dice.shuffled(items) }
        if dice.isOne(in: 3) { shortfall = dice.pick(["host", "onepipe", "bank"] + (forFee ? [] : ["provider"])) }
    }

    /// Shares of 100 % together, or with one that takes what remains.
    private static func takes(_ dice: inout Dice) -> [String] {
        let count = dice.number(1...3)
        let unit = dice.pick([1, 1_000, 1_000_000])
        var left = 100_000_000
        var takes: [String] = []
        for place in 0..<count {
            let part = place == count - 1 ? left : dice.number(0...left / unit / 2) * unit
            left -= part
            takes.append("share: \(Decimals.text(part, 6))%")
        }
        if dice.isOne(in: 2) { takes[dice.number(0...count - 1)] = "remaining: true" }
        return takes
    }

    /// Names another party in the place of one that is gone.
    mutating func replace(_ party: String, with other: String) {
        for place in items.indices {
            if items[place].to == party { items[place].to = other }
            for inner in items[place].among.indices where items[place].among[inner].to == party {
                items[place].among[inner].to = other
            }
        }
    }

    var text: String {
        "[\((items.map(\.text) + (shortfall.map { ["{shortfall: \($0)}"] } ?? [])).joined(separator: ", "))]"
    }
}
