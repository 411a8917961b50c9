import Documents
import GatewayLog
import Glibc
import Ledger
import LedgerFile
import Money
import Store
import Vocabulary
import Workflow

/// What ends a command: a message that says what is wrong, where, and what to do, and the exit code.
struct Failure: Error {
    let status: ExitStatus
    let message: String
    /// Whether each part of the message says itself what it is, as rules faults do.
    let isLabelled: Bool

    init(_ status: ExitStatus, _ message: String, isLabelled: Bool = false) {
        self.status = status
        self.isLabelled = isLabelled
        self.message = message
    }

    /// The errors of the parts below, in words; `nil` for those that are not theirs.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let refusal as Refusal: self = RefusalText.failure(refusal)
        case let error as LedgerError: self = Failure.ledger(error)
        case let error as UnreadableRules: self = Failure.ledger(.damaged("\(error)"))
        case let error as LogReadError: self = Failure.log(error)
        case let error as PublishError: self = Failure.publish(error)
        case let error as AmountOverflow:
            self.init(.data, "\(error). Nothing was published; \(Failure.overflowAdvice).")
        default: return nil
        }
    }

    /// What to do about an `AmountOverflow`.
    static let overflowAdvice = "look for an implausible amount in the logs or rules"

    private static func log(_ error: LogReadError) -> Failure {
        switch error {
        case .missing:
            Failure(.noInput, "\(error). Check the path; nothing was read.")
        case .torn:
            Failure(.data, "\(error). Nothing of it was stored; fetch the file again and run the same command.")
        case .unreadable:
            Failure(.inputOutput, "\(error). Nothing of it was stored; run the same command once it can be read.")
        case .interrupted:
            Failure(.interrupted, "Interrupted. Nothing of the file at hand was stored; the same command goes on.")
        }
    }

    private static func publish(_ error: PublishError) -> Failure {
        let what = "\(error.doing) \(error.path): \(error.reason)"
        guard !error.isInPlace else {
            return Failure(
                .inputOutput,
                "The new report is in place, but a later step failed: \(what). Run the same command again to "
                    + "finish it.")
        }
        return switch error.kind {
        case .unwritable:
            Failure(
                .cannotCreate,
                "The report can't be written: \(what). Choose another --output, or make this folder writable.")
        case .occupied(let names):
            Failure(
                .cannotCreate,
                """
                The report can't be written: in \(error.path), which it would replace, is what settle did not write:
                \(shown(names))
                Nothing of it was touched. Move it elsewhere, or choose another --output.
                """)
        case .busy:
            Failure(.temporary, "Another run is publishing into \(error.path). Run the same command when it is done.")
        case .unreadable:
            Failure(
                .inputOutput, "What stands there can't be read: \(what). Nothing was written; run again once it can be."
            )
        case .failed:
            Failure(
                .inputOutput,
                "Writing the report failed: \(what). What stood there before is untouched; free the disk and run again."
            )
        }
    }

    /// The first of some names, one a line.
    private static func shown(_ names: [String]) -> String {
        (names.prefix(10).map { $0 == "./" ? "  nothing: it is an empty folder of somebody's" : "  \($0)" }
            + (names.count > 10 ? ["  and \(names.count - 10) more"] : [])).joined(separator: "\n")
    }

    private static func ledger(_ error: LedgerError) -> Failure {
        switch error {
        case .sqlite(let code, let message, let doing):
            return sqlite(code: code, message: message, doing: doing)
        case .newer(let path, let version, let known):
            return Failure(
                .data,
                "\(path) is a ledger of version \(version); this program knows up to \(known). Use a newer settle.")
        case .foreign(let path):
            return Failure(.data, "\(path) belongs to another program. Pass settle's own database with --database.")
        case .locked(let path):
            return Failure(
                .temporary, "Another run is at work on this ledger (it holds \(path)). Run again when it is done.")
        case .lock(let path, let code):
            let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            let reason = String(cString: strerror(code))
            return switch code {
            case ENOENT:
                Failure(
                    .cannotCreate,
                    "There is no folder \(folder) for the ledger. Make it, or name another ledger with --database.")
            case EACCES, EROFS, EPERM:
                Failure(
                    .cannotCreate,
                    "\(path), the lock of the ledger, can't be written: \(reason). Run as a user who may write it and "
                        + "its folder.")
            default:
                Failure(.cannotCreate, "The lock \(path) can't be taken: \(reason).")
            }
        case .missing(let path):
            return Failure(
                .noInput,
                "There is no ledger \(path). Read logs with `settle ingest` first, or name another ledger with "
                    + "--database.")
        case .empty(let path):
            return Failure(
                .noInput,
                "\(path) is not a ledger yet: nothing was read into it. Run `settle ingest` or `settle run` with logs.")
        case .unfinished(let path, let reason):
            return Failure(
                .cannotCreate,
                "A run on \(path) was cut short. What it left half-written must be undone before anything can be read, "
                    + "but that failed: \(reason). Run the command as a user who may write \(path) and its folder.")
        case .older(let path, let version):
            return Failure(
                .data,
                "\(path) was written by an earlier settle (version \(version) of the ledger). Run `settle ingest` or "
                    + "`settle run` once: it is brought up, and nothing in it is lost.")
        case .readingRules(let setting, let ledger, let rules):
            return Failure(
                .rules,
                """
                The ledger was filled under \(setting):
                  \(ledger.split(separator: "\n").joined(separator: "\n  "))
                and the rules now say:
                  \(rules.split(separator: "\n").joined(separator: "\n  "))
                What is stored was read under the old setting. Put it back, or make a new ledger from the logs \
                (--database).
                """)
        case .readAgainFromFile(let path):
            return Failure(
                .data,
                "\(path) was read before for fewer services or sources. To read it again, pass it as a file rather than on "
                    + "standard input. Nothing was stored.")
        case .tooManyApps(let most, let path):
            return Failure(
                .data,
                "\(path): with this log the ledger would have more than \(most.grouped) apps. Nothing of it was "
                    + "stored. Check that `app` holds the calling app, not something that differs from call to call.")
        case .damaged(let what):
            return Failure(.data, "The ledger is damaged: \(what). Make a new one from the logs, or restore a backup.")
        }
    }

    private static func sqlite(code: Int32, message: String, doing: String) -> Failure {
        // Primary result codes of SQLite: https://www.sqlite.org/rescode.html
        switch code & 0xFF {
        case 5, 6:
            return Failure(
                .temporary, "The ledger is in use by another program: \(message). Run again when it is done.")
        case 8, 14:
            return Failure(
                .cannotCreate,
                "The ledger can't be opened or written: \(message). Run as a user who may read and write it and its "
                    + "folder.")
        case 13:
            return Failure(
                .inputOutput, "The disk of the ledger is full. Nothing half-written was kept; free space and run again."
            )
        case 10:
            return Failure(
                .inputOutput, "The disk of the ledger fails: \(message). Nothing half-written was kept; run again.")
        case 11, 26:
            return Failure(
                .data, "The ledger is not a sound SQLite file: \(message). Restore a backup, or read the logs anew.")
        default:
            return Failure(.inputOutput, "The ledger refuses (\(code)): \(message), at: \(doing)")
        }
    }
}
