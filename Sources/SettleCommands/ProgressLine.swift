import Glibc
import Vocabulary

/// One line on the terminal that is drawn over: which file, bytes, lines, rate, time left.
///
/// `@unchecked Sendable`: drawn from the one thread whose turn it is to store, never from two at a time.
final class ProgressLine: @unchecked Sendable {
    private let isWatched: Bool
    /// The place of each file among those that are read, from 1.
    private let places: [String: Int]
    private let began = ProgressLine.now()
    private var beganFile = ProgressLine.now()
    private var drawn: Int64 = 0
    private var path = ""

    /// - Parameter paths: of the files that will be read.
    init(watched: Bool, of paths: [String]) {
        isWatched = watched
        places = Dictionary(paths.enumerated().map { ($0.element, $0.offset + 1) }) { first, _ in first }
    }

    /// Draws the line, but for what is done at once: nothing flashes by for small files.
    ///
    /// - Parameters:
    ///   - size: of the file; `nil` for standard input.
    func show(path: String, bytes: Int64, size: Int64?, lines: Int64) {
        guard isWatched else { return }
        let now = ProgressLine.now()
        if path != self.path {
            self.path = path
            beganFile = now
        }
        guard now - began > 500_000_000, now - drawn > 100_000_000 else { return }
        drawn = now
        var text = "\(path): \((bytes >> 20).grouped) MiB, \(lines.grouped) lines"
        if places.count > 1, let place = places[path] { text = "file \(place) of \(places.count), " + text }
        let milliseconds = (now - beganFile) / 1_000_000
        if milliseconds > 500, bytes > 0 {
            text += ", \((bytes >> 20) * 1_000 / milliseconds) MiB/s"
            if let size, size > 0 {
                let left = max(0, size - bytes) * milliseconds / bytes / 1_000
                text += ", \(min(100, bytes * 100 / size)) %, \(left) s left"
            }
        }
        Terminal.write("\r\u{1B}[K\(ProgressLine.cut(text, to: Terminal.columns))", to: STDERR_FILENO)
    }

    /// The end of a text, where the figures are, within so many columns: a longer line could not be drawn over.
    static func cut(_ text: String, to columns: Int) -> String {
        text.count < columns ? text : "…" + text.suffix(max(0, columns - 2))
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
