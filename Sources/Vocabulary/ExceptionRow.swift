/// A row of `exceptions.csv`.
public struct ExceptionRow: Hashable, Sendable {
    /// A raw value of `RejectionCode` or `ExceptionCode`.
    public var code: String
    /// The path of the log, as given on the command line.
    public var file: Identifier
    /// The number of the line, from 1.
    public var line: Int64
    /// Empty for a rejected line, because nothing is taken from it.
    public var app: Identifier
    /// The reference of the call; for a query, the `transaction_ref` that it asked about.
    public var reference: Identifier
    /// Names fields; it never shows a value from the log.
    public var detail: String

    public init(
        code: String, file: Identifier, line: Int64, app: Identifier, reference: Identifier, detail: String
    ) {
        self.code = code
        self.file = file
        self.line = line
        self.app = app
        self.reference = reference
        self.detail = detail
    }

    /// Orders rows by code, file and line. A line yields at most one row for each code, so the order is total.
    public static func inFileOrder(_ a: ExceptionRow, _ b: ExceptionRow) -> Bool {
        (a.code, a.file, a.line) < (b.code, b.file, b.line)
    }
}
