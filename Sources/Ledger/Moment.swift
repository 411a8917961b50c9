public import Vocabulary

/// What the ledger is asked about: as it stands, or as it stood when a month was closed.
public enum Moment: Sendable {
    case now
    /// What the logs said that were known to a closing. `services` are those of its frozen rules: a file that was read
    /// again for further services keeps its place among the logs.
    case closing(Closing, services: [Identifier])

    /// Logs up to this one were known.
    var lastContent: Int64 {
        switch self {
        case .now: .max
        case .closing(let closing, _): closing.lastContent
        }
    }

    func knows(_ service: Identifier) -> Bool {
        switch self {
        case .now: true
        case .closing(_, let services): services.contains(service)
        }
    }
}
