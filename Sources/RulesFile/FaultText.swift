/// Faults in words for a terminal: place, message, the line, a caret and a hint.
///
///     settle.yaml:12:30: error: unknown key 'chanel' in a match
///         match: {source: onepipe, chanel: sms}
///                                  ^~~~~~
///     hint: did you mean 'channel'?
enum FaultText {
    /// Code points of a line that are shown; a longer line is cut on both sides of the fault.
    private static let lineLengthMax = 160

    static func rendered(_ fault: RulesFault, name: String, line: String) -> String {
        let head = "\(name):\(fault.line):\(fault.column): \(fault.severity.rawValue): \(fault.message)"
        guard !line.isEmpty else { return "\(head)\nhint: \(fault.hint)\n" }
        let all = Array(line.unicodeScalars)
        let start = min(fault.column - 1, all.count)
        let first = all.count <= lineLengthMax ? 0 : max(0, min(start - 60, all.count - lineLengthMax))
        let window = all[first..<min(all.count, first + lineLengthMax)]
        let before = first > 0 ? "…" : ""
        let after = window.endIndex < all.count ? "…" : ""
        let room = max(1, window.endIndex - start)
        let caret = "^" + String(repeating: "~", count: max(0, min(fault.length, room) - 1))
        let blanks = String(repeating: " ", count: start - first + before.unicodeScalars.count)
        return """
            \(head)
                \(before)\(shown(window))\(after)
                \(blanks)\(caret)
            hint: \(fault.hint)

            """
    }

    /// Tabs as single blanks, so that the caret stands right; other control and direction characters as U+FFFD, so that
    /// a file can't speak to the terminal.
    static func shown(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\t": result.append(" ")
            case .control, .format, .lineSeparator, .paragraphSeparator: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
