import Money
import Rules

extension ChargeForm {
    static let package = ChargeForm(
        key: .optional("package", .object(shape), "A price for each begun package of units."), shapes: [shape],
        example: "{package: {size: 1000, price: 3500.00, included: 0}}", meaning: "for each begun package"
    ) { builder, node, _ in
        let fields = builder.fields(node, at: node.place)
        guard let size = fields.integer("size"), let price = fields.price("price") else { return nil }
        return .package(size: size, price: price, included: fields.integer("included") ?? 0)
    }

    private static let shape = Shape(
        name: "package", label: "a package", doc: "A price for each begun package of units.",
        keys: [
            .required("size", .integer(1...Int64.max), "Units in a package."),
            .required("price", .price(mayBeNegative: true), "For each package."),
            .optional("included", .integer(0...Int64.max), "Units that cost nothing; 0 unless said."),
        ])
}
