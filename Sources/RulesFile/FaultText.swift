/// Writes faults for a terminal: place, message, the line, a caret and a hint.
///
///     settle.yaml:12:30: error: unknown key 'chanel' in a match
///         match: {source: onepipe, chanel: sms}
///                                  ^~~~~~
///     hint: did you mean 'channel'?
enum FaultText {
    /// The most code points to show of a line; a longer line is cut on both sides of the fault.
    private static let lineLengthMax = 160

    static func rendered(_ fault: RulesFault, name: String, _ source: SourceText) -> String {
        let head = "\(name):\(fault.line):\(fault.column): \(fault.severity.rawValue): \(fault.message)"
        let length = source.length(ofLine: fault.line)
        guard length > 0 else { return "\(head)\nhint: \(fault.hint)\n" }
        let first = length <= lineLengthMax ? 1 : max(1, min(fault.column - 60, length - lineLengthMax + 1))
        let window = first..<min(length + 1, first + lineLengthMax)
        let before = first > 1 ? "…" : ""
        let after = window.upperBound <= length ? "…" : ""
        let line = shown(source.text(line: fault.line, columns: window).unicodeScalars)
        let caret = "^" + String(repeating: "~", count: max(0, min(fault.length, window.upperBound - fault.column) - 1))
        let blanks = String(repeating: " ", count: fault.column - first + (first > 1 ? 1 : 0))
        return """
            \(head)
                \(before)\(line)\(after)
                \(blanks)\(caret)
            hint: \(fault.hint)

            """
    }

    /// Text that is safe for a terminal.
    ///
    /// A tab becomes one blank, so that the caret is at the right place. Other control and direction characters become
    /// U+FFFD, so that a file can't send commands to the terminal.
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
