import Documents
import GatewayLog
import Glibc
import Ledger
import LedgerFile
import LedgerIngestion
import Rules
import RulesFile
import Vocabulary

/// What most commands begin with: the rules read, the ledger locked and open.
struct Workspace {
    let options: CommonOptions
    let rules: Rules
    /// The file of the rules, byte for byte.
    let rulesBytes: [UInt8]
    let ledger: Ledger
    /// Closed periods whose folders an earlier run could not put in their place, and this one has.
    let finished: [Period]
    /// Held until the command ends; a command that only looks needs none.
    private let lock: LedgerLock?

    /// Opens the ledger for writing.
    ///
    /// - Parameter closing: the period that is to be closed, if one is: its folder may be sealed already.
    /// - Throws: `Failure`, `LedgerError`.
    static func writing(_ options: CommonOptions, closing: ((LocalCalendar) -> Period)? = nil) throws -> Workspace {
        let (rules, bytes) = try RulesLoading.rules(at: options.rules)
        let lock = try LedgerLock(database: options.database)
        let ledger = try Ledger(path: options.database)
        if !options.quiet, !options.json {
            ledger.goingThroughAgain = { period, calls, reason in
                let why =
                    switch reason {
                    case .rulesChanged: "the rules changed what they tell apart"
                    case .earlierLedger: "the ledger is of an earlier version"
                    }
                Terminal.note("\(period): \(why): going through \(calls.of("call")) again")
            }
        }
        try ledger.adopt(rules)
        try Publisher.recover(options.output)
        let finished = try ReportPublishing.finish(ledger, output: options.output)
        try ClosedFolders.check(options.output, against: ledger, closing: closing?(rules.calendar))
        return Workspace(
            options: options, rules: rules, rulesBytes: bytes, ledger: ledger, finished: finished, lock: lock)
    }
}

/// Reading the rules, with all their faults shown at once.
enum RulesLoading {
    /// - Throws: `Failure` with every fault (exit 78), or where the file is not there (66).
    static func rules(at path: String) throws -> (rules: Rules, bytes: [UInt8]) {
        let bytes = try self.bytes(at: path)
        let reading = RulesReader.read(bytes: bytes, name: path)
        guard let rules = reading.rules else { throw Failure(.rules, faultText(reading), isLabelled: true) }
        return (rules, bytes)
    }

    static func reading(at path: String) throws -> RulesReading {
        RulesReader.read(bytes: try bytes(at: path), name: path)
    }

    private static func bytes(at path: String) throws -> [UInt8] {
        do throws(FileBytes.ReadFailure) {
            return try FileBytes.read(path, atMost: (4 << 20) + 1)
        } catch {
            let missing = error.code == ENOENT
            throw Failure(
                missing ? .noInput : .inputOutput,
                "The rules \(path) can't be read: \(error.reason)."
                    + (missing ? " `settle init` writes a file to start from; --rules names another." : ""))
        }
    }

    static func faultText(_ reading: RulesReading) -> String {
        let count = reading.faults.count
        return
            (reading.faults.map { reading.rendered($0) } + [
                "\(count) fault\(count == 1 ? "" : "s") in \(reading.name); nothing was read or written."
            ]).joined(separator: "\n")
    }
}

/// A small file as bytes.
enum FileBytes {
    struct ReadFailure: Error {
        let code: Int32
        var reason: String { String(cString: strerror(code)) }
    }

    static func read(_ path: String, atMost limit: Int = .max) throws(ReadFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadFailure(code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw ReadFailure(code: errno)
            }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }
}
