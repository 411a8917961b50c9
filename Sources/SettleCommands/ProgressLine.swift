import Glibc
import Vocabulary

/// A line on the terminal that is redrawn: bytes, lines, rate, time left.
final class ProgressLine: @unchecked Sendable {
    // Unchecked is safe: only the thread whose turn it is to store draws.
    private let isWatched: Bool
    private var began = ProgressLine.now()
    private var drawn: Int64 = 0
    private var path = ""

    init(watched: Bool) {
        isWatched = watched
    }

    /// - Parameters:
    ///   - size: of the file; `nil` for standard input.
    func show(path: String, bytes: Int64, size: Int64?, lines: Int64) {
        guard isWatched else { return }
        let now = ProgressLine.now()
        if path != self.path {
            self.path = path
            began = now
        }
        guard now - drawn > 100_000_000 else { return }
        drawn = now
        let milliseconds = max(1, (now - began) / 1_000_000)
        let rate = bytes / milliseconds / 1_000
        var text = "\(path): \((bytes >> 20).grouped) MiB, \(lines.grouped) lines, \(rate.grouped) MB/s"
        if let size, size > 0, bytes > 0 {
            let left = max(0, size - bytes) * milliseconds / bytes / 1_000
            text += ", \(bytes * 100 / size) %, \(left) s left"
        }
        Terminal.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
    }

    func clear() {
        guard isWatched, drawn != 0 else { return }
        drawn = 0
        Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    /// A monotonic clock, only for the display; no result depends on it.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
