import Money
import Rules

extension ChargeForm {
    static let costPlus = ChargeForm(
        key: .optional("cost_plus", .object(shape), "The provider's cost of each call, and something on top."),
        shapes: [shape], example: "{cost_plus: {rate: 10%, fixed: 0.50}}", meaning: "on each call's cost"
    ) { builder, node, _ in
        let fields = builder.fields(node, at: node.place)
        return fields.rate("rate").map { .costPlus(rate: $0, fixed: fields.price("fixed")) }
    }

    private static let shape = Shape(
        name: "cost_plus", label: "a cost_plus", doc: "The provider's cost of each call, and something on top.",
        keys: [
            .required("rate", .rate(-100...1000), "On top of the cost."),
            .optional("fixed", .price(mayBeNegative: true), "Added for each call."),
        ])
}
