/// A row of `exceptions.csv`.
public struct ExceptionRow: Hashable, Sendable {
    /// A raw value of `RejectionCode` or `ExceptionCode`.
    public var code: String
    /// The log's path as given on the command line.
    public var file: Identifier
    /// From 1.
    public var line: Int64
    /// Empty for a rejected line, of which nothing is taken.
    public var app: Identifier
    /// The call's ref; of a query, the `transaction_ref` that it asked about.
    public var reference: Identifier
    /// Names fields, never a value of the log.
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

    /// By code, file, line; a line can bring no two of one code, so this order is whole.
    public static func inFileOrder(_ a: ExceptionRow, _ b: ExceptionRow) -> Bool {
        (a.code, a.file, a.line) < (b.code, b.file, b.line)
    }
}
