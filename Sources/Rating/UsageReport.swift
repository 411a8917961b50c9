public import Vocabulary

/// The rows of `usage.csv`, in byte order of their columns.
///
/// A large gateway has a million rows, so apps and traits that many share are held once, and each row takes 40 bytes.
public struct UsageReport: Sendable {
    public struct Row: Sendable {
        /// Places in `apps` and `traits`.
        public var app: Int32
        public var traits: Int32
        public var totals: UsageTotals
    }

    public private(set) var apps: [Identifier] = []
    public private(set) var traits: [UsageTraits] = []
    /// The rows of consecutive apps, and the ranks of the traits in which their places point.
    private var parts: [(rows: UsageRows, ranks: [Int32])] = []

    public init() {}

    /// Joins the rows of parts that were rated by themselves.
    ///
    /// - Parameters:
    ///   - apps: in byte order.
    ///   - parts: rows by app, those of one app in any order; and the traits in which the rows' places point.
    /// - Complexity: O(traits), and a sort of them.
    init(_ apps: [Identifier], _ parts: [(rows: UsageRows, traits: [UsageTraits])]) {
        let columns = Set(parts.flatMap(\.traits)).map { (traits: $0, columns: $0.columns) }.sorted {
            $0.columns.lexicographicallyPrecedes($1.columns)
        }
        self.apps = apps
        traits = columns.map(\.traits)
        var rankOfTraits = [UsageTraits: Int32](minimumCapacity: traits.count)
        for (rank, traits) in traits.enumerated() { rankOfTraits[traits] = Int32(rank) }
        self.parts = parts.map { ($0.rows, $0.traits.map { rankOfTraits[$0, default: 0] }) }
    }

    /// Calls `take` with each row, in order.
    ///
    /// - Complexity: O(rows), and a sort of each app's rows, by numbers.
    public func forEachRow(_ take: (Row) -> Void) {
        for part in parts { part.rows.forEach(ranks: part.ranks, take) }
    }
}

/// Rows of `usage.csv`, each in 40 bytes if its sums fit into 64 bits. Those of real logs do.
struct UsageRows: Sendable {
    private struct Row: Sendable {
        var app: Int32
        var traits: Int32
        /// Below 0 if the sums need more than 64 bits: then −1 − the place of the totals in `wide`.
        var transactions: Int64
        var units: Int64 = 0
        var amountMinor: Int64 = 0
        var costMinor: Int64 = 0
    }

    private var rows: [Row] = []
    private var wide: [UsageTotals] = []

    mutating func append(app: Int32, traits: Int32, _ totals: UsageTotals) {
        if let units = Int64(exactly: totals.units), let amount = Int64(exactly: totals.amountMinor),
            let cost = Int64(exactly: totals.costMinor)
        {
            rows.append(
                Row(
                    app: app, traits: traits, transactions: totals.transactions, units: units, amountMinor: amount,
                    costMinor: cost))
        } else {
            rows.append(Row(app: app, traits: traits, transactions: -1 - Int64(wide.count)))
            wide.append(totals)
        }
    }

    /// Calls `take` with the rows of each app, sorted by the ranks of their traits.
    fileprivate func forEach(ranks: [Int32], _ take: (UsageReport.Row) -> Void) {
        var ofApp: [Row] = []
        func takeAll() {
            ofApp.sort { $0.traits < $1.traits }
            for row in ofApp { take(UsageReport.Row(app: row.app, traits: row.traits, totals: totals(of: row))) }
            ofApp.removeAll(keepingCapacity: true)
        }
        for var row in rows {
            if let first = ofApp.first, first.app != row.app { takeAll() }
            row.traits = ranks[Int(row.traits)]
            ofApp.append(row)
        }
        takeAll()
    }

    private func totals(of row: Row) -> UsageTotals {
        guard row.transactions >= 0 else { return wide[Int(-1 - row.transactions)] }
        return UsageTotals(
            transactions: row.transactions, units: Int128(row.units), amountMinor: Int128(row.amountMinor),
            costMinor: Int128(row.costMinor))
    }
}
