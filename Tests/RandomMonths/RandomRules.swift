/// Rules in parts that can be changed, always valid.
package struct RandomRules {
    struct App: Equatable {
        var id: String
        var name: String
        var iso: String?
        var tax: String?
    }

    /// A tariff or an income entry.
    struct Entry {
        var id: String
        var currency: String
        var description: String?
        var match: [String: [String]] = [:]
        var from: String?
        var until: String?
        var isBySegment = false
        /// One of ``ChargeText``'s models, and the charge made of it.
        var model: Int
        var charge: String
        var discount: String?
        var minimum: Int?
        var maximum: Int?
        var isProrated = false
        var split: String

        var isFree: Bool { charge == "free" }
    }

    struct Fee {
        var id: String
        var description: String?
        /// `nil` for all.
        var apps: [String]?
        var amount: String
        var currency: String
        var from: String?
        var until: String?
        var isProrated = false
        var split: String
    }

    struct Tax {
        var id: String
        /// The first without a day.
        var rates: [(rate: String, from: String?)]
    }

    let world: World
    var rounding = "half_up"
    /// `host` or `bank`.
    var issuer = "host"
    var taxes: [Tax] = []
    /// By currency.
    var taxOf: [String: String] = [:]
    /// Those that are there, with their aliases.
    var providers: [(id: String, aliases: [String])] = []
    var isos: [String] = []
    var apps: [App] = []
    var tariffs: [Entry] = []
    var income: [Entry] = []
    var fees: [Fee] = []
    var splits: [String: SplitText] = [:]
    /// How many entries were made; each has an id of its own, unless an old one is used again.
    private var made = 0

    static let aliases = ["beeceptor": ["BeeSMS"], "naijatext": ["NAIJA", "N-Text"]]

    package init(_ world: World, _ dice: inout Dice) {
        self.world = world
        rounding = dice.pick(["half_up", "half_even"])
        taxes = [
            Tax(id: "vat", rates: [(dice.percent(upTo: 20), nil)]),
            Tax(id: "levy", rates: [(dice.percent(upTo: 5), nil)]),
            Tax(id: "exempt", rates: [("0%", nil)]),
        ]
        for currency in world.currencies { taxOf[currency] = dice.pick(["vat", "vat", "levy"]) }
        for id in World.providers where !dice.isOne(in: 6) { providers.append((id, Self.aliases[id] ?? [])) }
        if providers.isEmpty { providers = [("beeceptor", [])] }
        isos = World.isos.filter { _ in !dice.isOne(in: 4) }
        for id in World.apps where !dice.isOne(in: 4) { addApp(id, &dice) }
        if apps.isEmpty { addApp("shop", &dice) }
        for id in ["s1", "s2", "s3"] { splits[id] = SplitText(forFee: false, isos, &dice) }
        for id in ["f1", "f2"] { splits[id] = SplitText(forFee: true, isos, &dice) }
        for _ in 0..<dice.number(1...4) { tariffs.append(entry(&dice)) }
        for currency in world.currencies where !dice.isOne(in: 5) {
            var last = entry(&dice, currency)
            (last.match, last.from, last.until) = ([:], nil, nil)
            tariffs.append(last)
        }
        for _ in 0..<dice.number(0...2) { income.append(entry(&dice)) }
        for _ in 0..<dice.number(0...2) { fees.append(fee(&dice)) }
    }

    mutating func addApp(_ id: String, _ dice: inout Dice) {
        apps.append(
            App(
                id: id, name: dice.pick(["\(id) Ltd", "The \(id), Sons", "+\(id)"]),
                iso: isos.isEmpty || dice.isOne(in: 2) ? nil : dice.pick(isos),
                tax: dice.isOne(in: 4) ? dice.pick(taxes.map(\.id)) : nil))
    }

    private mutating func newID(_ stem: String, _ taken: [String], _ dice: inout Dice) -> String {
        // Sometimes an id that was gone comes back, with other content.
        if made > 0, dice.isOne(in: 4) {
            let old = "\(stem)\(dice.number(1...made))"
            if !taken.contains(old) { return old }
        }
        made += 1
        return "\(stem)\(made)"
    }

    /// The ids that tariffs, income entries and fees share out.
    private var taken: [String] { tariffs.map(\.id) + income.map(\.id) + fees.map(\.id) }

    mutating func entry(_ dice: inout Dice, _ currency: String? = nil) -> Entry {
        let currency = currency ?? dice.pick(world.currencies)
        let model = dice.number(0...6)
        var entry = Entry(
            id: newID("entry-", taken, &dice), currency: currency, model: model,
            charge: ChargeText.text(model, currency, &dice), split: dice.pick(["s1", "s2", "s3"]))
        entry.match = match(currency, &dice)
        setWindow(&entry.from, &entry.until, &dice)
        entry.isBySegment = dice.isOne(in: 4)
        if dice.isOne(in: 5) { entry.description = dice.pick(["One-time passwords", "SMS, \"all\"", "-"]) }
        if dice.isOne(in: 4) { entry.discount = dice.percent(upTo: dice.pick([5, 100])) }
        if dice.isOne(in: 4) { setMinimum(&entry, &dice) }
        if dice.isOne(in: 5) { entry.maximum = (entry.minimum ?? 0) + dice.number(0...20_000) }
        return entry
    }

    mutating func fee(_ dice: inout Dice) -> Fee {
        let currency = dice.pick(world.currencies)
        var fee = Fee(
            id: newID("fee-", taken, &dice), apps: dice.isOne(in: 2) ? nil : dice.some(of: apps.map(\.id), atMost: 3),
            amount: dice.amount(0...90_000, currency), currency: currency, split: dice.pick(["f1", "f2"]))
        if dice.isOne(in: 5) { fee.amount = "-" + dice.amount(1...9_000, currency) }
        if dice.isOne(in: 3) { fee.description = "Desk fee" }
        setWindow(&fee.from, &fee.until, &dice)
        fee.isProrated = dice.isOne(in: 3)
        return fee
    }

    func setMinimum(_ entry: inout Entry, _ dice: inout Dice) {
        entry.minimum = dice.number(1...30_000)
        if let most = entry.maximum, most < entry.minimum! { entry.maximum = entry.minimum }
        entry.isProrated = dice.isOne(in: 2)
    }

    func setWindow(_ from: inout String?, _ until: inout String?, _ dice: inout Dice) {
        (from, until) = (nil, nil)
        guard dice.isOne(in: 3) else { return }
        let (a, b) = (day(&dice), day(&dice))
        if a != b, dice.isOne(in: 3) { (from, until) = (min(a, b), max(a, b)) } else { from = a }
        if dice.isOne(in: 4) { (from, until) = (nil, until ?? from) }
    }

    func day(_ dice: inout Dice) -> String {
        let month = dice.pick(world.months)
        return dice.isOne(in: 3) ? month.day(1) : month.day(dice.number(1...month.days))
    }

    func match(_ currency: String, _ dice: inout Dice) -> [String: [String]] {
        var match: [String: [String]] = [:]
        let values: [(String, [String])] = [
            ("app", apps.map(\.id)), ("provider", providers.flatMap { [$0.id] + $0.aliases }),
            ("channel", ["sms", "ussd", "voice", "stcpay"]), ("auth_type", ["card", "bank.account", ""]),
            ("status", ["Successful", "Failed"]), ("delivery", ["delivered", "failed", "none"]),
            ("provider_code", ["00", "91", "", "500"]), ("destination", ["234", "23480", "966", "44"]),
            ("route_mode", ["", "fast"]),
            (
                "source",
                world.onepipe == world.paylink
                    ? ["onepipe", "paylink"] : [currency == world.onepipe ? "onepipe" : "paylink"]
            ),
        ]
        for (key, values) in values where dice.isOne(in: 8) { match[key] = dice.some(of: values, atMost: 2) }
        return match
    }
}
