import Money
import Rules

/// How a charge model is written in the rules: its key, the shapes of its values, and how it is read.
///
/// Each model but `free`, which has no value, has its place in ``all`` and a file in this folder; those of tiers share
/// `Tiers.swift`. The reader, the schema and the manual all go by that list.
struct ChargeForm: Sendable {
    let key: Key
    /// The mappings that the value has, for the schema.
    let shapes: [Shape]
    /// The key and value in YAML, as the manual shows them, and what they mean.
    let example: String
    let meaning: String
    /// Reads the value, which has the right shape. Reports what shapes don't say; `nil` if it can't be read.
    ///
    /// The currency is `nil` if it is missing or refused; amounts are then not checked for whole minor units.
    let read: @Sendable (RulesBuilder, YAMLNode, Currency?) -> ChargeModel?

    /// The models in the order of the manual.
    static let all: [ChargeForm] = [.perUnit, .graduated, .volume, .package, .percentage, .costPlus]
}

extension Shape {
    static let charge = Shape(
        name: "charge", label: "a charge", doc: "How units become an amount; exactly one of these.",
        keys: ChargeForm.all.map(\.key), exactlyOne: ChargeForm.all.map(\.key.name),
        refused: ["free": "write `charge: free`"])
}

extension RulesBuilder {
    /// Reads the charge of a tariff: how units become an amount.
    func readCharge(_ node: YAMLNode?, _ currency: Currency?) -> ChargeModel? {
        guard let node else { return nil }
        if node.text != nil { return .free }
        let fields = fields(node, at: node.place)
        for form in ChargeForm.all {
            if let value = fields.node(form.key.name) { return form.read(self, value, currency) }
        }
        return nil
    }
}
