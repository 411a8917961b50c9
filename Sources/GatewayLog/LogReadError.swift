/// Why a log could not be read. Everything read from the file before the error is void and must not be stored.
package enum LogReadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nothing exists at this path (exit 66).
    case missing(path: String)
    /// The archive is truncated, fails its checksum, is corrupt, or is followed by something else (exit 65).
    case torn(path: String, detail: String)
    /// The system refused. `detail` is the system's text for errno (exit 74).
    case unreadable(path: String, detail: String)
    /// Ctrl-C, or another request to stop (exit 130).
    case interrupted(path: String)

    package var path: String {
        switch self {
        case .missing(let path), .torn(let path, _), .unreadable(let path, _), .interrupted(let path): path
        }
    }

    package var description: String {
        switch self {
        case .missing(let path): "\(path): there is no such file or folder"
        case .torn(let path, let detail): "\(path): can't be read to its end: \(detail)"
        case .unreadable(let path, let detail): "\(path): \(detail)"
        case .interrupted(let path): "\(path): reading was interrupted"
        }
    }
}
