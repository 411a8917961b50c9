import LedgerFile

/// Loads the stored keys of all calls into tables, with several threads. One thread fetches blocks from the database
/// while others gather the blocks fetched before; at the end, one thread builds each table. The first log added to a
/// large ledger waits mostly for this.
///
/// `@unchecked Sendable`: only the thread that reads uses `rows` and `next` (`State.isReading`), and only one thread at
/// a time works on a column (`State.isBusy`).
final class KeyLoading: @unchecked Sendable {
    /// The stored keys of some blocks, one block after the other.
    private struct Batch {
        var blocks: [(first: Int64, count: Int)] = []
        var bytes: [UInt8] = []

        func add(to loader: inout CallKeyTable.Loader) {
            bytes.withUnsafeBytes { bytes in
                var place = 0
                for (first, count) in blocks {
                    for offset in 0..<count {
                        let key = KeyBlock.key(place &+ offset, of: bytes)
                        if key != 0 { loader.add(key: key, call: first &+ Int64(offset)) }
                    }
                    place += count
                }
            }
        }
    }

    /// A column of `call_key` that is turned into a table.
    private final class Column {
        var loader: CallKeyTable.Loader?
        var table = CallKeyTable()

        init(expected: Int) { loader = CallKeyTable.Loader(expected: expected) }

        func gather(_ batches: [Batch]) {
            guard var loader = loader.take() else { return }
            for batch in batches { batch.add(to: &loader) }
            self.loader = loader
        }

        func build() {
            if let loader = loader.take() { table = loader.table() }
        }
    }

    private struct State {
        var isReading = false
        var isAtEnd = false
        /// For each column: batches that are fetched but not gathered, whether a thread works on it, and whether its
        /// table is built.
        var fetched: [[Batch]] = [[], []]
        var isBusy = [false, false]
        var isBuilt = [false, false]
        var failure: LedgerError?
    }

    /// The call with which the next block must begin, and the last call of all.
    private var next: Int64 = 1
    private let last: Int64

    private enum Task {
        case read
        case gather(Int, [Batch])
        case build(Int)
        case stop
    }

    private static let blocksOfBatch = 256
    private let rows: Statement
    private let columns: [Column]
    private let monitor = Monitor(State())

    /// - Parameters:
    ///   - count: the expected number of calls. More calls only take longer.
    ///   - last: the last call, if it is not the last of the table `call`.
    init(_ database: Database, count: Int, last: Int64? = nil) throws(LedgerError) {
        rows = try database.prepare("SELECT first, identities, transaction_refs FROM call_key ORDER BY first")
        if let last { self.last = last } else { self.last = try database.integer("SELECT max(id) FROM call") ?? 0 }
        columns = [Column(expected: count), Column(expected: count)]
    }

    /// Loads the keys.
    ///
    /// - Complexity: O(calls). Each call takes 18 bytes while keys are gathered, and then up to 43 bytes in the two
    ///   tables.
    func run(threads: Int) throws(LedgerError) -> (identities: CallKeyTable, transactions: CallKeyTable) {
        Workers.run(threads) { [self] _ in work() }
        if let failure = monitor.locked({ $0.failure }) { throw failure }
        return (columns[0].table, columns[1].table)
    }

    private func work() {
        while true {
            switch monitor.wait(nextTask) {
            case .read: read()
            case .gather(let column, let batches):
                columns[column].gather(batches)
                monitor.locked { $0.isBusy[column] = false }
            case .build(let column):
                columns[column].build()
                monitor.locked {
                    $0.isBusy[column] = false
                    $0.isBuilt[column] = true
                }
            case .stop: return
            }
        }
    }

    /// - Returns: `nil` if there is nothing to do before another thread gets further.
    private func nextTask(_ state: inout State) -> Task? {
        if state.failure != nil || state.isBuilt == [true, true] { return .stop }
        for column in columns.indices where !state.isBusy[column] {
            if !state.fetched[column].isEmpty {
                state.isBusy[column] = true
                defer { state.fetched[column] = [] }
                return .gather(column, state.fetched[column])
            }
            if state.isAtEnd, !state.isBuilt[column] {
                state.isBusy[column] = true
                return .build(column)
            }
        }
        // A few batches ahead are enough that no thread waits.
        guard !state.isReading, !state.isAtEnd, state.fetched.allSatisfy({ $0.count < 8 }) else { return nil }
        state.isReading = true
        return .read
    }

    /// Fetches one batch for each column.
    private func read() {
        var batches = [Batch(), Batch()]
        var isAtEnd = false
        var failure: LedgerError?
        do throws(LedgerError) {
            while batches[0].blocks.count < KeyLoading.blocksOfBatch {
                guard try rows.step() else {
                    // If a call had no keys here, it would be stored a second time and nobody would notice.
                    guard next == last + 1 else { throw LedgerError.damaged("there are no keys of call \(next)") }
                    isAtEnd = true
                    break
                }
                let count = rows.withText(1, \.count)
                guard count == rows.withText(2, \.count), count.isMultiple(of: 8) else {
                    throw LedgerError.damaged("the keys of the calls from \(rows.int(0)) on are not whole")
                }
                guard rows.int(0) == next, count / 8 <= last - next + 1 else {
                    throw LedgerError.damaged("the keys from call \(rows.int(0)) on are not those that are next")
                }
                next += Int64(count / 8)
                for column in columns.indices {
                    rows.withText(Int32(column + 1)) { bytes in
                        batches[column].blocks.append((rows.int(0), bytes.count / 8))
                        batches[column].bytes.append(contentsOf: bytes)
                    }
                }
            }
        } catch {
            failure = error
        }
        monitor.locked { state in
            state.isReading = false
            state.isAtEnd = isAtEnd
            state.failure = failure
            for column in batches.indices where !batches[column].blocks.isEmpty {
                state.fetched[column].append(batches[column])
            }
        }
    }
}
