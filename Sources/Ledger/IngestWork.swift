import CPlatform
import GatewayLog
import Vocabulary

/// The reading of one log by several threads: chunks are parsed side by side and merged in the order of the file, so that
/// what is stored does not depend on how many threads there are.
///
/// Each worker takes the next chunk, parses it, waits for its turn and merges it. A chunk's turn comes when the one before
/// it is merged; the worker of that one never waits for a later, so the line always moves.
///
/// `@unchecked Sendable`: `merger` and `progressOfContent` belong to the worker whose turn it is; the reader to the worker
/// that holds `isReading`.
final class IngestWork: @unchecked Sendable {
    private struct State {
        /// A worker is fetching a chunk.
        var isReading = false
        var isAtEnd = false
        var chunksRead = 0
        /// The chunk whose turn it is.
        var turn = 0
        var failure: (any Error)?
    }

    private let path: String
    private let rules: ReadingRules
    private let threads: Int
    private let reader: LogReader
    private let size: Int64?
    private let progress: (Int64, Int64?, Int64) -> Void
    private let monitor = Monitor(State())
    private(set) var merger: Merger
    private var progressOfContent: Merger.Progress

    init(
        path: String, rules: ReadingRules, threads: Int, merger: consuming Merger, content: Int64, size: Int64?,
        progress: @escaping (Int64, Int64?, Int64) -> Void
    ) throws {
        self.path = path
        self.rules = rules
        self.threads = max(1, threads)
        self.merger = merger
        self.size = size
        self.progress = progress
        reader = try LogReader(path: path)
        progressOfContent = Merger.Progress(
            content: content, profileIDs: Array(repeating: [], count: self.threads))
    }

    var counts: LineCounts { progressOfContent.counts }

    /// - Returns: the SHA-256 and the number of the bytes as they are stored.
    /// - Throws: the first failure of a worker, with nothing merged after it.
    func run() throws -> (digest: String, bytes: Int64) {
        Crew.run(threads) { [self] worker in labour(as: worker) }
        if let failure = monitor.locked({ $0.failure }) { throw failure }
        let end = try reader.end
        return (end.sha256, end.bytes)
    }

    private func labour(as worker: Int) {
        var parser = LogParser(rules: rules)
        var parsed = ParsedChunk()
        do {
            while let chunk = try nextChunk() {
                chunk.withBytes { parser.parse($0, into: &parsed) }
                let profiles = parser.profiles
                guard waitForTurn(chunk.index) else { return }
                try merger.merge(parsed, worker: worker, profiles: profiles, into: &progressOfContent)
                progress(chunk.storedBytes, size, progressOfContent.counts.lines)
                monitor.locked { $0.turn += 1 }
            }
        } catch {
            monitor.locked { if $0.failure == nil { $0.failure = error } }
        }
    }

    /// The next chunk of the file; one worker at a time fetches.
    private func nextChunk() throws -> LogChunk? {
        let mayRead = monitor.wait { state -> Bool? in
            if state.failure != nil || state.isAtEnd { return false }
            if state.isReading { return nil }
            state.isReading = true
            return true
        }
        guard mayRead else { return nil }
        do {
            if settle_interrupt_requested() != 0 { throw LedgerError.interrupted }
            let chunk = try reader.next()
            monitor.locked { state in
                state.isReading = false
                if chunk == nil { state.isAtEnd = true } else { state.chunksRead += 1 }
            }
            return chunk
        } catch {
            monitor.locked { $0.isReading = false }
            throw error
        }
    }

    /// - Returns: `false` where another worker has failed and nothing more is to be merged.
    private func waitForTurn(_ index: Int) -> Bool {
        monitor.wait { state in
            if state.failure != nil { return false }
            return state.turn == index ? true : nil
        }
    }
}
