import SeededRandom
import TestSupport
import Testing

@testable import LedgerFile
@testable import LedgerIngestion

/// The keys of calls in memory: every key entered is found, in whatever way it was entered.
@Suite(.usesSQLite) struct KeyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Uses blocks of all sizes, calls without a transaction, and halves that many keys share. Under each half,
    /// each table must find exactly the calls that were stored with it.
    @Test(arguments: [1, 2, 3, 8])
    func storedKeysAreFoundWhateverTheThreads(threads: Int) throws {
        let database = try LedgerFile(path: folder.ledger, readOnly: false).database
        var random = Seeded(seed: 7)
        // A seventh of the keys share their half with others.
        let shared = (0..<500).map { _ in UInt64.random(in: 1 ... .max, using: &random) }
        func key() -> UInt64 {
            Int.random(in: 0..<7, using: &random) > 0
                ? .random(in: 1 ... .max, using: &random)
                : shared[Int.random(in: 0..<500, using: &random)] ^ .random(in: 0..<1 << 32, using: &random)
        }
        var identities: [UInt64: Set<Int64>] = [:]
        var transactions: [UInt64: Set<Int64>] = [:]
        let insert = try database.prepare(
            "INSERT INTO call_key (first, identities, transaction_refs) VALUES (?, ?, ?)")
        var call: Int64 = 1
        try database.execute("BEGIN")
        for _ in 0..<3_000 {
            var block = KeyBlock()
            let first = call
            for _ in 0..<Int.random(in: 1...25, using: &random) {
                let identity = key()
                let transaction = Int.random(in: 0..<5, using: &random) == 0 ? 0 : key()
                block.append(identity: identity, transaction: transaction)
                identities[identity >> 32, default: []].insert(call)
                if transaction != 0 { transactions[transaction >> 32, default: []].insert(call) }
                call += 1
            }
            try block.write(with: insert, first: first)
        }
        try database.execute("COMMIT")

        // Expecting fewer keys than there are makes loading slower, not wrong.
        let tables = try KeyLoading(database, count: Int(call) / 2, last: call - 1).run(threads: threads)
        for (table, expected) in [(tables.identities, identities), (tables.transactions, transactions)] {
            #expect(table.count == expected.values.reduce(0) { $0 + $1.count })
            #expect(expected.allSatisfy { Set(table.calls(under: $0.key << 32)) == $0.value })
            for _ in 0..<10_000 {
                let key = key()
                #expect(Set(table.calls(under: key)) == expected[key >> 32] ?? [])
            }
        }
    }

    /// Truncated keys would shift those after them, and their duplicates would not be found.
    @Test(arguments: ["x'0102030405060708', x'01'", "x'010203', x'010203'", "x'0102030405060708', x''"])
    func keysThatAreNotWholeAreDamage(blobs: String) throws {
        let database = try LedgerFile(path: folder.ledger, readOnly: false).database
        try database.execute("INSERT INTO call_key (first, identities, transaction_refs) VALUES (7, \(blobs))")
        let loading = try KeyLoading(database, count: 1)
        #expect {
            try loading.run(threads: 2)
        } throws: {
            "\($0)".contains("the keys of the calls from 7 on are not whole")
        }
    }

    @Test func aLedgerWithoutCallsHasNoKeys() throws {
        let database = try LedgerFile(path: folder.ledger, readOnly: false).database
        let tables = try KeyLoading(database, count: 1).run(threads: 2)
        #expect(tables.identities.count == 0 && tables.transactions.count == 0)
    }

    /// The filter in front of the set hides no key, however many are entered and however many were expected.
    @Test(arguments: [0, 1, 5_000, 200_000])
    func aSetHoldsWhatWasInserted(expected: Int) {
        var random = Seeded(seed: 11)
        var set = KeySet(expected: expected)
        var keys: Set<UInt64> = []
        for _ in 0..<30_000 {
            let key = UInt64.random(in: 0 ... .max, using: &random)
            set.insert(key)
            keys.insert(key)
        }
        #expect(keys.allSatisfy(set.contains))
        for _ in 0..<30_000 {
            let key = UInt64.random(in: 0 ... .max, using: &random)
            #expect(set.contains(key) == keys.contains(key))
        }
    }
}
