/// A value of the rules file with its place: text, never a number, a date or a truth value.
///
/// What a scalar means is decided by the key it stands under, from its text: YAML's own typing would take `4.00` for a
/// binary float and `no` for a truth value.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(text: String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
        /// An alias, already reported: nothing more is said about it.
        case refused
    }

    /// Different for each node of a file, in the order in which they begin.
    var id: Int
    var content: Content
    var place: Place

    /// The text of a scalar that holds something.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// A value that is left out: nothing, `~` or `null`, unquoted.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What a person would call it.
    var typeName: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .refused: "an alias"
        }
    }
}
