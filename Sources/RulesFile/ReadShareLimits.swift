import Money
import Rules
import Vocabulary

/// Reads `min` and `max` of shares (S3.41, S3.42).
extension RulesBuilder {
    func readLimits(_ fields: Fields, _ needs: inout SplitNeeds) -> ShareLimits? {
        let (least, most) = (fields.price("min"), fields.price("max"))
        guard least != nil || most != nil else { return nil }
        for (key, price) in [("min", least), ("max", most)] {
            guard let node = fields.node(key), let price else { continue }
            needs.limits.append((node.place, price))
            guard !fields.has("share") else { continue }
            faults.report(
                node.place, "\(quoted(key)) belongs to a share",
                fields.has("remaining")
                    ? "remove it: what the limits of the shares leave is for 'remaining'"
                    : "remove it, or write it in an entry with 'share'")
        }
        if let least, let most, most.scaled < least.scaled, let node = fields.node("max") {
            faults.report(
                node.place, "max \(most.text) is lower than min \(least.text)",
                "write a max of at least \(least.text)")
        }
        return ShareLimits(least: least, most: most)
    }

    /// Reports the limits of shares that no `remaining` stands beside.
    func reportLimits(of shares: [Fields]) {
        for fields in shares where fields.has("share") {
            for key in ["min", "max"] {
                guard let node = fields.node(key) else { continue }
                faults.report(
                    node.place, "\(quoted(key)) without an entry that has 'remaining'",
                    "write 'remaining: true' in place of one share: it "
                        + (key == "min" ? "gives what is lacking" : "takes what is over"))
            }
        }
    }

    /// Checks that the limits of a split are whole minor units in every currency of the charges that it divides, since
    /// they become shares as they are. Each limit is reported once.
    func checkLimits(in split: Identifier, _ needs: SplitNeeds) {
        for (place, price) in needs.limits {
            for use in uses[split] ?? [] {
                guard let currency = use.currency, price.wholeMinor(currency) == nil else { continue }
                faults.report(
                    place,
                    "\(quoted(price.text)) has more decimals than \(currency.code), the currency of "
                        + "\(use.stream.rawValue) \(quoted(use.id.text))",
                    "write at most \(currency.minorDigits): a limit becomes a share as it is")
                break
            }
        }
    }
}
