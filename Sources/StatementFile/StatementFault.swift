/// What is wrong with a statement, where, and what to do.
public struct StatementFault: Error, Sendable, Hashable {
    /// From 1.
    public var line: Int
    /// In code points, from 1.
    public var column: Int
    public var message: String
    public var hint: String

    public init(line: Int, column: Int, _ message: String, hint: String) {
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// `statement.csv:3:14: error: …`, then the hint, in the form in which faults of the rules are shown.
    public func rendered(file: String) -> String {
        "\(file):\(line):\(column): error: \(message)\nhint: \(hint)"
    }
}
