/// Why the ledger can't do what was asked. What it means for the exit code is decided by the commands.
public enum LedgerError: Error, Sendable {
    /// SQLite refused; `code` is its extended result code.
    case sqlite(code: Int32, message: String, doing: String)
    /// The file was made by a newer version of this program.
    case newer(path: String, version: Int, known: Int)
    /// The file is a database of something else.
    case foreign(path: String)
    /// Another run holds the lock.
    case locked(path: String)
    /// The lock file can't be made or taken.
    case lock(path: String, errno: Int32)
    /// There is no such ledger, and the command only reads.
    case missing(path: String)
    /// Nothing was read into the ledger yet, and the command only reads: an empty file, or one whose making was cut short.
    case empty(path: String)
    /// A run was cut short, what it left half-written can't be undone, and until then nothing can be read.
    case unfinished(path: String, reason: String)
    /// The ledger is of an earlier version, and the command only reads.
    case older(path: String, version: Int)
    /// The reading rules differ from those the ledger was filled under.
    case readingRules(setting: String, ledger: String, rules: String)
    /// A content of standard input that must be read again for new services can't be: it is gone.
    case readAgainFromFile(path: String)
    /// A log names more apps than a ledger takes: memory grows with them, and what is no gateway's log can name millions.
    case tooManyApps(most: Int, path: String)
    /// A stored value is not what the schema promises: the file was changed from outside.
    case damaged(String)
}
