/// The lines of a log, counted by kind: lines = blank + transactions + duplicates + queries + other + rejected.
public struct LineCounts: Hashable, Sendable {
    public var lines: Int64 = 0
    public var blank: Int64 = 0
    /// Lines that are calls. If settle later reads an earlier record of the same call, this line becomes a duplicate.
    public var transactions: Int64 = 0
    public var duplicates: Int64 = 0
    public var queries: Int64 = 0
    /// Lines of other endpoints and services: counted, but not stored.
    public var other: Int64 = 0
    public var rejected: Int64 = 0

    public init() {}

    /// The sum that `lines` must equal: the first control total (S5.30).
    public var accountedFor: Int64 {
        blank + transactions + duplicates + queries + other + rejected
    }

    public static func + (a: LineCounts, b: LineCounts) -> LineCounts {
        var sum = LineCounts()
        sum.lines = a.lines + b.lines
        sum.blank = a.blank + b.blank
        sum.transactions = a.transactions + b.transactions
        sum.duplicates = a.duplicates + b.duplicates
        sum.queries = a.queries + b.queries
        sum.other = a.other + b.other
        sum.rejected = a.rejected + b.rejected
        return sum
    }
}

/// A log that the ledger has read.
public struct LogSummary: Sendable {
    /// The SHA-256 of the file as it is stored, compressed or not, in lower-case hexadecimal.
    public var sha256: String
    /// The size of that file.
    public var bytes: Int64
    /// The path that the command line gave when the log was read.
    public var path: String
    public var counts: LineCounts

    public init(sha256: String, bytes: Int64, path: String, counts: LineCounts) {
        self.sha256 = sha256
        self.bytes = bytes
        self.path = path
        self.counts = counts
    }
}
