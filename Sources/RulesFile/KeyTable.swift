/// What may stand as a single value.
enum ScalarKind: Sendable {
    /// Words for people, on one line.
    case text
    /// A name by which things are told apart; compared by bytes.
    case identifier
    /// An identifier, or `""` for what a call does not have.
    case identifierOrNone
    case word([String])
    case currency
    case timeZone
    case integer(ClosedRange<Int64>)
    /// A decimal of at most 8 decimals.
    case price(mayBeNegative: Bool)
    /// A percentage of at most 6 decimals, within whole percents.
    case rate(ClosedRange<Int64>)
    case date
    case digits(most: Int)
    /// Digits that don't begin with 0.
    case countryCode
    case numberFormat
}

/// What may stand under a key.
indirect enum Kind: Sendable {
    case scalar(ScalarKind)
    case list(Kind, least: Int)
    /// A value, or a list of at least one.
    case oneOrMore(ScalarKind)
    /// Keys that the rules themselves name, for instance ids of parties.
    case map(key: ScalarKind, value: Kind)
    case object(Shape)
    /// A word that stands for a whole value, or that value.
    case wordOr(String, Kind)

    /// Whether a list or mapping without anything in it is one.
    var mayBeEmpty: Bool {
        switch self {
        case .list(_, least: 0), .map: true
        default: false
        }
    }
}

/// A key of a mapping, as the reader checks it, the schema shows it and the manual explains it.
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

/// A mapping with keys known beforehand.
struct Shape: Sendable {
    /// The name of its definition in the schema.
    var name: String
    /// As a message calls it: `a tariff`.
    var label: String
    var doc: String
    var keys: [Key]
    /// Keys of which exactly one must stand.
    var exactlyOne: [String] = []
    /// A key that may stand alone; where it does, nothing else is asked for.
    var alone: String?
    /// Keys that people try here, and what to tell them.
    var refused: [String: String] = [:]

    func key(_ name: String) -> Key? {
        keys.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
