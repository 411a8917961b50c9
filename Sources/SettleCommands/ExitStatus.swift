/// The exit codes (S6.5), as in sysexits.h.
enum ExitStatus: Int32 {
    case done = 0
    case usage = 64
    /// Data refused: a truncated log, a control total that does not hold, a refused close, a failed verify.
    case data = 65
    case noInput = 66
    /// Output can't be written.
    case cannotCreate = 73
    case inputOutput = 74
    /// Another run holds the lock; the same command will work later.
    case temporary = 75
    case rules = 78
    /// Ctrl-C: 128 + SIGINT, as shells report it.
    case interrupted = 130
}
