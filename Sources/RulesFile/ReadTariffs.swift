import Money
import Rules
import Vocabulary

/// Reads tariffs, income and fees.
extension RulesBuilder {
    func readTariffs(_ section: String, _ stream: SplitUse.Stream) -> [Tariff] {
        guard let node = root.node(section) else { return [] }
        let tariffs = items(node).compactMap { readTariff($0, stream) }
        checkCounters(of: tariffs)
        return tariffs
    }

    private func readTariff(_ node: YAMLNode, _ stream: SplitUse.Stream) -> Tariff? {
        let fields = fields(node, at: node.place)
        let id = readID(fields, stream)
        let window = readWindow(fields)
        let match = readMatch(fields.node("match"))
        let currency = fields.currency("currency")
        let charge = readCharge(fields.node("charge"), currency)
        let split = readSplitName(fields, id, stream, apps: match.apps, currency)
        if let charge { checkParts(fields, charge) }
        if stream == .tariff, let currency, let place = fields.node("currency")?.place, charge != .free {
            invoiced.append((currency, place))
        }
        let minimum = wholeMinor(fields, "minimum", currency)
        let maximum = wholeMinor(fields, "maximum", currency)
        if let minimum, let maximum, maximum < minimum, let node = fields.node("maximum") {
            faults.report(
                node.place, "maximum \(node.text ?? "") is lower than minimum \(fields.text("minimum") ?? "")",
                "write a maximum of at least the minimum")
        }
        guard let id, let charge else { return nil }
        var tariff = Tariff(
            id: id, currency: currency, description: fields.text("description") ?? id.text, match: match,
            window: window,
            unit: fields.word("unit", Unit.self) ?? .call, charge: charge, discount: fields.rate("discount") ?? .zero,
            minimumMinor: minimum, maximumMinor: maximum, split: split, line: node.place.line)
        tariff.isProrated = fields.text("prorate") != nil
        tariff.counter = fields.identifier("counter")
        if let node = fields.node("counter"), counterPlaces[id] == nil { counterPlaces[id] = node.place }
        tariff.ownTerms = readOwnTerms(fields, of: tariff, stream)
        if let node = fields.node("prorate"), !fields.has("minimum"),
            tariff.ownTerms.values.allSatisfy({ $0.minimumMinor == nil })
        {
            faults.report(node.place, "'prorate' without a minimum", "add a 'minimum', or remove 'prorate'")
        }
        return tariff
    }

    /// Checks the parts that a free tariff can't have, or that any other must have.
    private func checkParts(_ fields: Fields, _ charge: ChargeModel) {
        if charge == .free {
            for key in ["discount", "minimum", "maximum"] {
                guard let node = fields.node(key) else { continue }
                faults.report(node.place, "a free tariff can't have a \(key)", "remove it, or write another charge")
            }
            if let node = fields.node("counter") {
                faults.report(
                    node.place, "a free tariff can't have a counter", "remove it: nothing is counted that costs nothing"
                )
            }
            return
        }
        for (key, what) in [("currency", "a currency such as NGN"), ("split", "the name of a split")]
        where !fields.has(key) {
            faults.report(
                fields.place, "missing key \(quoted(key)) in a tariff that is not free", "add \(quoted(key)): \(what)")
        }
    }

    func readFees() -> [Fee] {
        guard let node = root.node("fees") else { return [] }
        return items(node).compactMap { readFee($0) }
    }

    private func readFee(_ node: YAMLNode) -> Fee? {
        let fields = fields(node, at: node.place)
        let id = readID(fields, .fee)
        let apps = readFeeApps(fields.node("apps"))
        let window = readWindow(fields)
        let currency = fields.currency("currency")
        let amountMinor = wholeMinor(fields, "amount", currency)
        let split = readSplitName(fields, id, .fee, apps: apps, currency)
        if let currency, let place = fields.node("currency")?.place { invoiced.append((currency, place)) }
        guard let id, let amount = fields.price("amount"), let amountMinor, let currency, let split else { return nil }
        var fee = Fee(
            id: id, description: fields.text("description") ?? id.text, apps: apps, amount: amount,
            amountMinor: amountMinor, currency: currency, window: window, split: split, line: node.place.line)
        fee.isProrated = fields.text("prorate") != nil
        return fee
    }

    private func readFeeApps(_ node: YAMLNode?) -> [Identifier]? {
        guard let node, case .sequence = node.content else { return nil }
        return references(node, appNames)
    }

    /// Reads an id. Tariffs, income and fees share a column of the reports, so no two of them may have the same id.
    private func readID(_ fields: Fields, _ stream: SplitUse.Stream) -> Identifier? {
        guard let node = fields.node("id"), let id = fields.identifier("id") else { return nil }
        if let first = entryPlaces[id] {
            faults.report(
                node.place, "the id \(quoted(id.text)) is used twice, first on line \(first.line)",
                "tariffs, income and fees appear in one column of the reports; write another id")
        } else {
            entryPlaces[id] = node.place
        }
        return id
    }

    func readWindow(_ fields: Fields) -> Window {
        let window = Window(from: fields.date("from"), until: fields.date("until"))
        if let from = window.from, let until = window.until, until <= from {
            faults.report(
                fields.node("until")?.place ?? fields.place, "no day is both from \(from) on and before \(until)",
                "'until' is the first day after the window; write a day after \(from)")
        }
        return window
    }

    func readSplitName(
        _ fields: Fields, _ id: Identifier?, _ stream: SplitUse.Stream, apps: [Identifier]?, _ currency: Currency?
    ) -> Identifier? {
        guard let node = fields.node("split"), let split = reference(node, splitNames) else { return nil }
        let use = SplitUse(stream: stream, id: id ?? .none, place: node.place, apps: apps, currency: currency)
        // A free tariff makes no charge to split.
        if fields.text("charge") != "free" || stream == .fee { uses[split, default: []].append(use) }
        return split
    }

    /// Reads an amount that becomes an invoice line unchanged. It must be whole minor units, because the rules define
    /// no rounding for it.
    func wholeMinor(_ fields: Fields, _ key: String, _ currency: Currency?) -> Int64? {
        guard let price = fields.price(key), let currency, let node = fields.node(key) else { return nil }
        guard let minor = price.wholeMinor(currency) else {
            faults.report(
                node.place, "\(quoted(price.text)) has more decimals than \(currency.code)",
                "write at most \(currency.minorDigits): settle does not round '\(key)'")
            return nil
        }
        return minor
    }

    /// The names in a value or list. Unknown names are reported and left out.
    func references(_ node: YAMLNode?, _ names: Names?) -> [Identifier]? {
        node.map { items($0).compactMap { reference($0, names) } }
    }
}
