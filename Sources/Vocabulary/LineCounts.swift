/// What the lines of a content came to: lines = blank + transactions + duplicates + queries + other + rejected.
public struct LineCounts: Hashable, Sendable {
    public var lines: Int64 = 0
    public var blank: Int64 = 0
    /// Records that are a transaction; an earlier record, read later, can turn one into a duplicate.
    public var transactions: Int64 = 0
    public var duplicates: Int64 = 0
    public var queries: Int64 = 0
    /// Of other endpoints and services; counted, not stored.
    public var other: Int64 = 0
    public var rejected: Int64 = 0

    public init() {}

    /// What `lines` must equal: the first control total (S5.30).
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
    /// Of the file's bytes as they are stored, compressed or not; lower-case hexadecimal.
    public var sha256: String
    /// Of the same.
    public var bytes: Int64
    /// As given on the command line when it was read.
    public var path: String
    public var counts: LineCounts

    public init(sha256: String, bytes: Int64, path: String, counts: LineCounts) {
        self.sha256 = sha256
        self.bytes = bytes
        self.path = path
        self.counts = counts
    }
}
