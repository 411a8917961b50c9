import Glibc
import JSONFormat
import Synchronization

/// The only place that writes to people: results go to standard output, everything else to standard error.
enum Terminal {
    static func print(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Prints the document of a result for machines.
    static func print(_ json: JSONText) {
        write(String(decoding: json.document, as: UTF8.self), to: STDOUT_FILENO)
    }

    static func note(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    static func error(_ text: String) {
        let label = colours ? "\u{1B}[1;31merror:\u{1B}[0m " : "error: "
        write(label + text + "\n", to: STDERR_FILENO)
    }

    /// Whether standard error is a terminal; progress is drawn only there.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// The width of the terminal; 80 if it does not say.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether to use colours (https://no-color.org).
    static var colours: Bool { isWatched && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }

    /// The `errno` of the last failed write; 0 if all was written. A reader that went away (`settle status | head`) has
    /// all it wanted, so `EPIPE` does not count.
    static var failure: Int32 { failedWith.load(ordering: .relaxed) }
    private static let failedWith = Atomic<Int32>(0)

    /// Writes all of a text. If that fails the command continues; `SettleProgram` reports the failure at the end.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno != EPIPE { failedWith.store(errno, ordering: .relaxed) }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }
}
