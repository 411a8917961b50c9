/// The exit codes (S6.5), after sysexits.h.
enum ExitStatus: Int32 {
    case done = 0
    case usage = 64
    /// Data refused: a torn log, a broken control, a refused close, a failed verify.
    case data = 65
    case noInput = 66
    /// Output can't be written.
    case cannotCreate = 73
    case inputOutput = 74
    /// Another run holds the lock; the same command works later.
    case temporary = 75
    case rules = 78
    /// Ctrl-C, as shells count it.
    case interrupted = 130
}
