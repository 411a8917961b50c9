import Money
import Rules

extension ChargeForm {
    static let percentage = ChargeForm(
        key: .optional("percentage", .object(shape), "A part of each call's amount."), shapes: [shape],
        example: "{percentage: {rate: 1.5%, fixed: 0, min: 1.00, max: 50.00}}", meaning: "of each call's amount"
    ) { builder, node, _ in
        let fields = builder.fields(node, at: node.place)
        let (min, max) = (fields.price("min"), fields.price("max"))
        if let min, let max, max.scaled < min.scaled, let node = fields.node("max") {
            builder.faults.report(
                node.place, "max \(max.text) is lower than min \(min.text)", "write a max of at least \(min.text)")
        }
        return fields.rate("rate").map { .percentage(rate: $0, fixed: fields.price("fixed"), min: min, max: max) }
    }

    private static let shape = Shape(
        name: "percentage", label: "a percentage", doc: "A part of each call's amount, rounded for each call.",
        keys: [
            .required("rate", .rate(0...1000), "The part of the amount."),
            .optional("fixed", .price(mayBeNegative: true), "Added for each call."),
            .optional("min", .price(mayBeNegative: false), "The least for a call."),
            .optional("max", .price(mayBeNegative: false), "The most for a call."),
        ])
}
