package import LedgerFile
import LineParsing
package import Vocabulary

extension Ledger {
    /// The calls with a reference, which may be their own ref or their `transaction_ref`; of any app or of a given one.
    ///
    /// Searches the stored 64-bit keys for those of every (source, app), and checks each hit against the call's text.
    /// There are no keys for the `transaction_ref` of a source without queries (of Paylink the order number). It is
    /// compared as text, and only if nothing else was found.
    ///
    /// - Complexity: O(calls) of 16 bytes each.
    package func calls(named ref: Identifier, app: Identifier?) throws(LedgerError) -> [KnownCall] {
        let reader = try CallReader(database)
        var identities: Set<UInt64> = []
        var transactions: Set<UInt64> = []
        for id in 1..<Int64(reader.names.appCount + 1) {
            let caller = try reader.names.app(id)
            guard app == nil || app == caller else { continue }
            for source in Source.allCases { identities.insert(Key.call(source: source, app: caller, ref: ref)) }
            transactions.insert(Key.transaction(app: caller, ref: ref))
        }
        var ids: Set<Int64> = []
        let blocks = try database.prepare("SELECT first, identities, transaction_refs FROM call_key")
        while try blocks.step() {
            let first = blocks.int(0)
            for (column, wanted) in [(Int32(1), identities), (2, transactions)] {
                blocks.withText(column) { bytes in
                    for offset in 0..<bytes.count / 8 {
                        let key = UInt64(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: offset * 8, as: UInt64.self))
                        if wanted.contains(key) { ids.insert(first + Int64(offset)) }
                    }
                }
            }
        }
        var found: [KnownCall] = []
        let select = try database.prepare(CallReader.select + " WHERE call.id = ?")
        for id in ids.sorted() {
            select.bind(1, id)
            while try select.step() {
                let call = try reader.call(select)
                if call.ref == ref || call.record.transactionRef == ref { found.append(call) }
            }
        }
        if found.isEmpty {
            let sources = Source.allCases.filter { !$0.canBeQueried }.map { "'\($0.rawValue)'" }
            let orders = try database.prepare(
                CallReader.select + """
                     WHERE call.transaction_ref = ?
                      AND call.kind IN (SELECT id FROM kind WHERE source IN (\(sources.joined(separator: ", "))))
                    """)
            orders.bind(1, ref.text)
            while try orders.step() { found.append(try reader.call(orders)) }
        }
        return found.filter { call in app.map { $0 == call.record.profile.app } ?? true }.sorted {
            ($0.record.timeNanoseconds, $0.record.profile.app, $0.ref)
                < ($1.record.timeNanoseconds, $1.record.profile.app, $1.ref)
        }
    }

    /// The refs of calls that nearly equal `ref`, for a hint. One typing error leaves the first or the second half
    /// intact.
    ///
    /// - Complexity: O(calls of the ledger), for a message that ends the command.
    package func refs(like ref: Identifier) throws(LedgerError) -> [String] {
        let characters = Array(ref.text)
        guard characters.count >= 4, characters.count <= 100 else { return [] }
        let half = characters.count / 2
        var found: Set<String> = []
        for column in ["ref", "transaction_ref"] {
            let rows = try database.prepare(
                """
                SELECT DISTINCT \(column) FROM call WHERE length(\(column)) BETWEEN ?1 AND ?2
                  AND (lower(\(column)) = lower(?3) OR substr(\(column), 1, ?4) = ?5 OR substr(\(column), -?6) = ?7)
                LIMIT 2000
                """)
            rows.bind(1, Int64(characters.count - 1))
            rows.bind(2, Int64(characters.count + 1))
            rows.bind(3, ref.text)
            rows.bind(4, Int64(half))
            rows.bind(5, String(characters[..<half]))
            rows.bind(6, Int64(characters.count - half))
            rows.bind(7, String(characters[half...]))
            while try rows.step() { found.insert(rows.text(0)) }
        }
        return found.sorted()
    }
}
