/// A kind of single value.
enum ScalarKind: Sendable {
    /// Words for people, on one line.
    case text
    /// A name that identifies something; compared by bytes.
    case identifier
    /// An identifier, or `""` for calls that have no value for the field.
    case identifierOrNone
    case word([String])
    case currency
    case timeZone
    case integer(ClosedRange<Int64>)
    /// A number with at most 8 decimals.
    case price(mayBeNegative: Bool)
    /// A percentage with at most 6 decimals, within a range of whole percents.
    case rate(ClosedRange<Int64>)
    case date
    case digits(most: Int)
    /// Digits that don't begin with 0.
    case countryCode
    case numberFormat
}

/// A kind of value that a key can have.
indirect enum Kind: Sendable {
    case scalar(ScalarKind)
    case list(Kind, least: Int)
    /// A value, or a list of at least one.
    case oneOrMore(ScalarKind)
    /// A mapping whose keys the file chooses, for instance ids of parties.
    case map(key: ScalarKind, value: Kind)
    case object(Shape)
    /// A word in place of a whole value, or that value.
    case wordOr(String, Kind)
    /// A value, or a list of mappings.
    case scalarOr(ScalarKind, listOf: Shape)
    /// A list of mappings of one shape; of the other, where an item has one of its keys.
    case listOf(Shape, or: Shape)

    /// Whether an empty list or mapping is allowed.
    var mayBeEmpty: Bool {
        switch self {
        case .list(_, least: 0), .map: true
        default: false
        }
    }
}

/// A key of a mapping: the reader checks it, the schema shows it, and the manual explains it.
struct Key: Sendable {
    var name: String
    var kind: Kind
    var required: Bool
    var doc: String

    static func required(_ name: String, _ kind: Kind, _ doc: String) -> Key {
        Key(name: name, kind: kind, required: true, doc: doc)
    }

    static func required(_ name: String, _ kind: ScalarKind, _ doc: String) -> Key {
        Key(name: name, kind: .scalar(kind), required: true, doc: doc)
    }

    static func optional(_ name: String, _ kind: Kind, _ doc: String) -> Key {
        Key(name: name, kind: kind, required: false, doc: doc)
    }

    static func optional(_ name: String, _ kind: ScalarKind, _ doc: String) -> Key {
        Key(name: name, kind: .scalar(kind), required: false, doc: doc)
    }
}

/// A mapping with a fixed set of keys.
struct Shape: Sendable {
    /// The name of its definition in the schema.
    var name: String
    /// Its name in messages: `a tariff`.
    var label: String
    var doc: String
    var keys: [Key]
    /// Keys of which the mapping must have exactly one.
    var exactlyOne: [String] = []
    /// A key that may be the only one; no other key is required then.
    var alone: String?
    /// Keys that people wrongly try here, each with a hint for them.
    var refused: [String: String] = [:]

    func key(_ name: String) -> Key? {
        keys.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
