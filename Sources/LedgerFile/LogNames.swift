package import Vocabulary

/// The names of the logs as they are shown, with their order.
package struct LogNames {
    /// The names without repetition, in byte order.
    package let names: [Identifier]
    private var ranks: [Int64: Int32] = [:]

    package init(_ database: Database) throws(LedgerError) {
        let rows = try database.prepare("SELECT id, path FROM log")
        var paths: [Int64: Identifier] = [:]
        while try rows.step() { paths[rows.int(0)] = LogNames.shown(rows.identifier(1)) }
        names = Set(paths.values).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        for (logID, path) in paths { ranks[logID] = places[path].map(Int32.init) }
    }

    /// The place of a log's name in `names`.
    package func rank(of logID: Int64) throws(LedgerError) -> Int32 {
        guard let rank = ranks[logID] else { throw .damaged("there is no log \(logID)") }
        return rank
    }

    /// The name that is shown for a path. The ledger adds the hash to the name of a log from standard input; it is not
    /// shown.
    package static func shown(_ path: Identifier) -> Identifier {
        path.text.hasPrefix("-\n") ? Identifier("-") : path
    }
}
