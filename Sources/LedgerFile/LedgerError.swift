/// Why the ledger can't do what was asked. The commands decide on the exit code.
@usableFromInline
package enum LedgerError: Error, Sendable {
    /// SQLite refused. `code` is its extended result code.
    case sqlite(code: Int32, message: String, doing: String)
    /// The file was made by a newer version of this program.
    case newer(path: String, version: Int, known: Int)
    /// The file is a database of another program.
    case foreign(path: String)
    /// Another run holds the lock.
    case locked(path: String)
    /// The lock file can't be created or locked.
    case lock(path: String, errno: Int32)
    /// The ledger does not exist, and the command only reads.
    case missing(path: String)
    /// Nothing was read into the ledger yet, and the command only reads: the file is empty, or its creation was cut
    /// short.
    case empty(path: String)
    /// A run was cut short, and its half-written changes can't be undone. So nothing can be read.
    case unfinished(path: String, reason: String)
    /// The ledger has the schema of an earlier version, and the command only reads.
    case older(path: String, version: Int)
    /// The reading rules differ from those under which the ledger was filled.
    case readingRules(setting: String, ledger: String, rules: String)
    /// A log from standard input must be read again for new services or sources, but its bytes are gone.
    case readAgainFromFile(path: String)
    /// A log names more apps than a ledger takes. Memory grows with them, and a file that is not a gateway's log can
    /// name millions.
    case tooManyApps(most: Int, path: String)
    /// A stored value breaks a promise of the schema: the file was changed from outside.
    case damaged(String)
}
