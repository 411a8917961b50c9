extension ShapeCheck {
    /// Says in words what a value should be.
    static func expectation(_ kind: Kind) -> String {
        switch kind {
        case .scalar(let scalar), .oneOrMore(let scalar): expectation(scalar)
        case .list(.object(let shape), _): "a list, each item \(shape.label)"
        case .list(let item, _): "a list, each item \(expectation(item))"
        case .map(_, .object(let shape)): "a mapping of ids, each to \(shape.label)"
        case .map(_, let value): "a mapping, each key to \(expectation(value))"
        case .object(let shape): "a mapping with \(shape.keys.map(\.name).joined(separator: ", "))"
        case .wordOr(let word, let other): "\(word), or \(expectation(other))"
        case .scalarOr(let scalar, let shape): "\(expectation(scalar)), or a list, each item \(shape.label)"
        case .listOf(let one, let other): "a list, each item \(one.label), or each \(other.label)"
        }
    }

    private static func expectation(_ kind: ScalarKind) -> String {
        switch kind {
        case .text: "a text"
        case .identifier, .identifierOrNone: "a name"
        case .word(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .currency: "a currency such as NGN"
        case .timeZone: "a time zone such as Africa/Lagos"
        case .integer: "a whole number"
        case .price: "an amount such as 4.00"
        case .rate: "a percentage such as 7.5%"
        case .date: "a day such as 2026-01-31"
        case .digits: "digits such as \"234\""
        case .countryCode: "a country code such as \"234\""
        case .numberFormat: "a form such as \"INV-{year}-{sequence:6}\""
        }
    }
}
