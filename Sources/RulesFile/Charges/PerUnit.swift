import Money
import Rules

extension ChargeForm {
    static let perUnit = ChargeForm(
        key: .optional("per_unit", .price(mayBeNegative: true), "One price for each unit."), shapes: [],
        example: "{per_unit: 4.00}", meaning: ""
    ) { _, node, _ in
        node.text.flatMap { try? Price($0) }.map { .perUnit($0) }
    }
}
