import Money
import Rules
import Vocabulary

/// Reads `for`: the terms of single apps in place of a tariff's (S3.39, S3.40).
extension RulesBuilder {
    /// - Parameters:
    ///   - fields: those of the tariff.
    ///   - tariff: the tariff with the terms that hold for all other apps.
    func readOwnTerms(
        _ fields: Fields, of tariff: Tariff, _ stream: SplitUse.Stream
    ) -> [Identifier: AppTerms] {
        guard let node = fields.node("for") else { return [:] }
        guard tariff.charge != .free else {
            faults.report(
                node.place, "a free tariff can't have 'for'",
                "remove it, or write a tariff for the apps before the free one")
            return [:]
        }
        var terms: [Identifier: AppTerms] = [:]
        for (key, value) in entries(node) {
            guard let app = reference(key, appNames), !bad.contains(value.id) else { continue }
            if let apps = tariff.match.apps, !apps.contains(app) {
                doubts.append(
                    (
                        key.place, "the terms of app \(quoted(app.text)) are never used: the match leaves it out",
                        "add the app to 'match', or remove its terms"
                    ))
            }
            terms[app] = readTerms(self.fields(value, at: key.place), of: app, tariff, stream)
        }
        return terms
    }

    private func readTerms(
        _ fields: Fields, of app: Identifier, _ tariff: Tariff, _ stream: SplitUse.Stream
    ) -> AppTerms {
        let charge = readCharge(fields.node("charge"), tariff.currency)
        if charge == .free {
            for key in ["discount", "minimum", "maximum"] {
                guard let node = fields.node(key) else { continue }
                faults.report(node.place, "free terms can't have a \(key)", "remove it, or write another charge")
            }
        }
        let minimum = wholeMinor(fields, "minimum", tariff.currency)
        let maximum = wholeMinor(fields, "maximum", tariff.currency)
        if let least = minimum ?? tariff.minimumMinor, let most = maximum ?? tariff.maximumMinor, most < least,
            minimum != nil || maximum != nil, let node = fields.node("maximum") ?? fields.node("minimum")
        {
            faults.report(
                node.place, "for app \(quoted(app.text)), the maximum is lower than the minimum",
                "write a maximum of at least the minimum; what the terms leave out is the tariff's")
        }
        return AppTerms(
            charge: charge, discount: fields.rate("discount"), minimumMinor: minimum, maximumMinor: maximum,
            split: readSplitName(fields, tariff.id, stream, apps: [app], tariff.currency), line: fields.place.line)
    }
}
