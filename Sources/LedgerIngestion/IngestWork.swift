import CPlatform
import GatewayLog
import LedgerFile
import LineParsing
import Vocabulary

/// Reads one log with several threads. Chunks are parsed in parallel and merged in the order of the file, so that the
/// result does not depend on the number of threads.
///
/// Each worker does what is most urgent. If the next chunk of the file is parsed and no worker is merging, it merges
/// that chunk; otherwise it parses another one. So no core waits while there is work, and the number of chunks parsed
/// ahead is bounded.
///
/// `@unchecked Sendable`: only the worker that merges uses `merger` and `progressOfLog` (`State.isMerging`), and
/// only the worker that fetches uses the reader (`State.isReading`).
final class IngestWork: @unchecked Sendable {
    /// A parsed chunk that waits to be merged, and the worker whose parser made it.
    ///
    /// `@unchecked Sendable`: it has one owner at a time: a worker, the state, then the worker that merges it.
    private final class Parsed: @unchecked Sendable {
        var chunk = ParsedChunk()
        var worker = 0
        var storedBytes: Int64 = 0

        var records: Int { chunk.calls.count + chunk.queries.count + chunk.rejects.count }
    }

    private struct State {
        /// Whether a worker is fetching a chunk, and whether one is merging.
        var isReading = false
        var isMerging = false
        var isAtEnd = false
        var chunksRead = 0
        var chunksMerged = 0
        /// The number of records in chunks that are parsed but not merged.
        var recordsAhead = 0
        /// Chunks that wait for their turn, by their index in the file.
        var parsed: [Int: Parsed] = [:]
        /// Merged chunks that can be used again.
        var spare: [Parsed] = []
        var failure: (any Error)?
    }

    private enum Task {
        case read(into: Parsed)
        case merge(Parsed)
        case stop
    }

    private static let mostRecordsAhead = 1 << 16

    private let rules: ReadingRules
    private let threads: Int
    private let reader: LogReader
    private let size: Int64?
    private let progress: (Int64, Int64?, Int64) -> Void
    /// Called once, when the log has been read to its end.
    private let atEnd: () -> Void
    private let monitor = Monitor(State())
    private var merger: Merger
    private var progressOfLog: Merger.Progress

    init(
        _ reader: LogReader, rules: ReadingRules, threads: Int, merger: consuming Merger, logID: Int64, size: Int64?,
        progress: @escaping (Int64, Int64?, Int64) -> Void, atEnd: @escaping () -> Void
    ) {
        self.reader = reader
        self.atEnd = atEnd
        self.rules = rules
        self.threads = max(1, threads)
        self.merger = merger
        self.size = size
        self.progress = progress
        progressOfLog = Merger.Progress(
            logID: logID, numbers: Array(repeating: Merger.ParserNumbers(), count: self.threads))
    }

    var counts: LineCounts { progressOfLog.counts }

    /// Reads and merges the whole log.
    ///
    /// - Returns: the SHA-256 and the number of the bytes as they are stored.
    /// - Throws: the first error of a worker. Nothing is merged after it.
    func run() throws -> (digest: String, bytes: Int64) {
        Workers.run(threads) { [self] worker in work(as: worker) }
        if let failure = monitor.locked({ $0.failure }) { throw failure }
        let end = try reader.end
        return (end.sha256, end.bytes)
    }

    /// The merger with all that it has gathered, for the next log. Call it when no worker runs. It ends this work,
    /// because the merger is too big to copy.
    consuming func finish() -> Merger { merger }

    private func work(as worker: Int) {
        var parser = LogParser(rules: rules)
        do {
            while true {
                switch monitor.wait(nextTask) {
                case .read(let parsed): try read(into: parsed, with: &parser, as: worker)
                case .merge(let parsed): try merge(parsed)
                case .stop: return
                }
            }
        } catch {
            monitor.locked { if $0.failure == nil { $0.failure = error } }
        }
    }

    /// - Returns: `nil` if there is nothing to do before another worker gets further.
    private func nextTask(_ state: inout State) -> Task? {
        if state.failure != nil || (state.isAtEnd && state.chunksMerged == state.chunksRead) { return .stop }
        if !state.isMerging, let next = state.parsed.removeValue(forKey: state.chunksMerged) {
            state.isMerging = true
            return .merge(next)
        }
        // Limits how far parsing runs ahead of merging. With 8 chunks for each thread, workers rarely wait, and a chunk
        // takes little memory (70 KiB). Records are limited too: a file of short lines that are all rejected has a
        // thousand times as many, of a hundred bytes each.
        guard !state.isReading, !state.isAtEnd, state.chunksRead - state.chunksMerged < 8 * threads,
            state.recordsAhead < IngestWork.mostRecordsAhead
        else { return nil }
        state.isReading = true
        return .read(into: state.spare.popLast() ?? Parsed())
    }

    /// Fetches the next chunk of the file and parses it.
    private func read(into parsed: Parsed, with parser: inout LogParser, as worker: Int) throws {
        if settle_interrupt_requested() != 0 { throw LogReadError.interrupted(path: reader.path) }
        guard let chunk = try reader.next() else {
            monitor.locked {
                $0.isReading = false
                $0.isAtEnd = true
            }
            return atEnd()
        }
        monitor.locked {
            $0.isReading = false
            $0.chunksRead += 1
        }
        chunk.withBytes { parser.parse($0, into: &parsed.chunk) }
        parsed.worker = worker
        parsed.storedBytes = chunk.storedBytes
        monitor.locked {
            $0.parsed[chunk.index] = parsed
            $0.recordsAhead += parsed.records
        }
    }

    private func merge(_ parsed: Parsed) throws {
        try merger.merge(parsed.chunk, worker: parsed.worker, into: &progressOfLog)
        progress(parsed.storedBytes, size, progressOfLog.counts.lines)
        monitor.locked {
            $0.isMerging = false
            $0.chunksMerged += 1
            $0.recordsAhead -= parsed.records
            if parsed.records < IngestWork.mostRecordsAhead / 8 { $0.spare.append(parsed) }
        }
    }
}
