import Documents
import JSONFormat
import Money
import Rating
import Settlement
import Vocabulary

/// Late knowledge about closed periods, as text and JSON.
enum LateText {
    static func text(_ adjustments: [SettledCharge]) -> String {
        guard !adjustments.isEmpty else { return "no late knowledge changes a charge or a share" }
        let count = adjustments.count
        let lines = adjustments.map { charge in
            let amount = charge.amountMinor
            let what =
                amount == 0
                ? charge.lines.isEmpty ? "shares change, the amount does not" : "the tax changes, the amount does not"
                : "\(amount > 0 ? "+" : "")\(charge.currency.text(minor: amount)) \(charge.currency)"
            return "  \(charge.period)  \(charge.key.stream.rawValue)  \(charge.key.app)  \(charge.key.tariff)  \(what)"
        }
        return (["the next close books \(count.counted("adjustment")):"] + lines).joined(separator: "\n")
    }

    static func json(_ adjustments: [SettledCharge]) -> JSONText {
        .array(
            adjustments.map {
                .object([
                    ("period", .string($0.period.description)), ("stream", .string($0.key.stream.rawValue)),
                    ("app", .string($0.key.app)), ("currency", .string($0.currency.code)),
                    ("tariff", .string($0.key.tariff)), ("amount", .amount($0.amountMinor, $0.currency)),
                ])
            })
    }
}
