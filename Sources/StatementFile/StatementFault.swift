/// A fault in a statement: what is wrong, where, and what to do.
package struct StatementFault: Error, Sendable, Hashable {
    /// Counted from 1.
    package var line: Int
    /// Counted in code points, from 1.
    package var column: Int
    package var message: String
    package var hint: String

    package init(line: Int, column: Int, _ message: String, hint: String) {
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// Formats the fault like one of the rules: `statement.csv:3:14: error: …`, then the hint.
    package func rendered(file: String) -> String {
        "\(file):\(line):\(column): error: \(message)\nhint: \(hint)"
    }
}
