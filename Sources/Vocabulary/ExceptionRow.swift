/// A row of `exceptions.csv`.
public struct ExceptionRow: Hashable, Sendable {
    public var code: String
    public var file: Identifier
    public var line: Int64
    public var app: Identifier
    public var reference: Identifier
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
