import CPlatform
import GatewayLog
import LedgerFile
import LineParsing
import Vocabulary

/// The reading of one log by several threads: chunks are parsed side by side and merged in the order of the file, so that
/// what is stored does not depend on how many threads there are.
///
/// Each worker does what is most pressing: it merges the next chunk of the file if that is parsed and nobody merges; else it
/// parses a further one. So no core waits for another while there is work, and what is parsed ahead is bounded.
///
/// `@unchecked Sendable`: `merger` and `progressOfContent` belong to the worker that merges (`State.isMerging`), the reader
/// to the one that fetches (`State.isReading`).
final class IngestWork: @unchecked Sendable {
    /// A parsed chunk on its way to be merged, and whose parser made it.
    ///
    /// `@unchecked Sendable`: it has one owner at a time; a worker, the state, then the worker that merges it.
    private final class Parsed: @unchecked Sendable {
        var chunk = ParsedChunk()
        var worker = 0
        var storedBytes: Int64 = 0

        var records: Int { chunk.calls.count + chunk.queries.count + chunk.rejects.count }
    }

    private struct State {
        /// A worker is fetching a chunk, or merging one.
        var isReading = false
        var isMerging = false
        var isAtEnd = false
        var chunksRead = 0
        var chunksMerged = 0
        /// Of the chunks that are parsed and not merged.
        var recordsAhead = 0
        /// Chunks that wait for their turn, by their place in the file.
        var parsed: [Int: Parsed] = [:]
        /// Emptied, to be used again.
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
    /// Told once when there is no more to be read of the log.
    private let atEnd: () -> Void
    private let monitor = Monitor(State())
    private var merger: Merger
    private var progressOfContent: Merger.Progress

    init(
        _ reader: LogReader, rules: ReadingRules, threads: Int, merger: consuming Merger, content: Int64, size: Int64?,
        progress: @escaping (Int64, Int64?, Int64) -> Void, atEnd: @escaping () -> Void
    ) {
        self.reader = reader
        self.atEnd = atEnd
        self.rules = rules
        self.threads = max(1, threads)
        self.merger = merger
        self.size = size
        self.progress = progress
        progressOfContent = Merger.Progress(
            content: content, numbers: Array(repeating: Merger.ParserNumbers(), count: self.threads))
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

    /// The merger, for the next log, with what it has gathered; no worker may be at work. It is big, and not to be copied: the
    /// work is over with this.
    consuming func finish() -> Merger { merger }

    private func labour(as worker: Int) {
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

    /// - Returns: `nil` where there is nothing to do until another worker gets on.
    private func nextTask(_ state: inout State) -> Task? {
        if state.failure != nil || (state.isAtEnd && state.chunksMerged == state.chunksRead) { return .stop }
        if !state.isMerging, let next = state.parsed.removeValue(forKey: state.chunksMerged) {
            state.isMerging = true
            return .merge(next)
        }
        // So many may be parsed ahead of the merging: enough that hardly anybody waits, and little memory (70 KiB each).
        // A file of short lines that are all rejected has a thousand times the records, and a hundred bytes for each.
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
        try merger.merge(parsed.chunk, worker: parsed.worker, into: &progressOfContent)
        progress(parsed.storedBytes, size, progressOfContent.counts.lines)
        monitor.locked {
            $0.isMerging = false
            $0.chunksMerged += 1
            $0.recordsAhead -= parsed.records
            if parsed.records < IngestWork.mostRecordsAhead / 8 { $0.spare.append(parsed) }
        }
    }
}
