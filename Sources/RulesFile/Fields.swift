import Money
import Rules
import Vocabulary

/// The values of one mapping that passed `ShapeCheck`.
///
/// A value is `nil` if it was left out or refused; a refused value has already been reported.
struct Fields {
    let place: Place
    private let values: [String: YAMLNode]
    private let written: Set<String>

    init(_ node: YAMLNode, at place: Place, _ bad: Set<Int>) {
        self.place = place
        var values: [String: YAMLNode] = [:]
        var written: Set<String> = []
        if case .mapping(let pairs) = node.content {
            for pair in pairs where !bad.contains(pair.key.id) {
                guard let name = pair.key.text else { continue }
                written.insert(name)
                if !bad.contains(pair.value.id) { values[name] = pair.value }
            }
        }
        self.values = values
        self.written = written
    }

    /// Whether the file has the key, even if its value was refused.
    func has(_ key: String) -> Bool { written.contains(key) }

    func node(_ key: String) -> YAMLNode? { values[key] }
    func text(_ key: String) -> String? { values[key]?.text }
    func identifier(_ key: String) -> Identifier? { text(key).map { Identifier($0) } }
    func price(_ key: String) -> Price? { text(key).flatMap { try? Price($0) } }
    func rate(_ key: String) -> Rate? { text(key).flatMap { try? Rate($0) } }
    func integer(_ key: String) -> Int64? { text(key).flatMap(ScalarCheck.integer) }
    func date(_ key: String) -> CivilDate? { text(key).flatMap { CivilDate($0) } }
    func currency(_ key: String) -> Currency? { text(key).flatMap { Currency(code: $0) } }
    func word<Word: RawRepresentable<String>>(_ key: String, _ type: Word.Type) -> Word? {
        text(key).flatMap { Word(rawValue: $0) }
    }
}

/// The ids that a mapping of the rules declares. They tell a known name from a mistyped one.
struct Names {
    /// In the order of the file.
    let order: [Identifier]
    let texts: [String]
    let keys: [Identifier: YAMLNode]
    let values: [Identifier: YAMLNode]
    /// The words for one of them and for several, in messages.
    let singular: String
    let plural: String

    init(_ entries: [(key: YAMLNode, value: YAMLNode)], _ singular: String, _ plural: String) {
        var order: [Identifier] = []
        var keys: [Identifier: YAMLNode] = [:]
        var values: [Identifier: YAMLNode] = [:]
        for entry in entries {
            let id = Identifier(entry.key.text ?? "")
            order.append(id)
            keys[id] = entry.key
            values[id] = entry.value
        }
        self.order = order
        texts = order.map(\.text)
        self.keys = keys
        self.values = values
        self.singular = singular
        self.plural = plural
    }

    func contains(_ id: Identifier) -> Bool { keys[id] != nil }
}
