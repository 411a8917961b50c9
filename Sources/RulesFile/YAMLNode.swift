/// A value of the rules file with its place. Its scalars are texts, never numbers, dates or truth values.
///
/// The key of a scalar decides what its text means. YAML's own typing would make `4.00` a binary float and `no` a truth
/// value.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(text: String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
        /// An alias, already reported: nothing more is said about it.
        case refused
    }

    /// A number of its own for each node of a file, in the order in which the nodes begin.
    var id: Int
    var content: Content
    var place: Place

    /// The text of a scalar; `nil` for anything else, and for a value that is left out.
    var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// Whether the value is left out: nothing, `~` or `null`, unquoted.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The word for this sort of value in messages.
    var typeName: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .refused: "an alias"
        }
    }
}
