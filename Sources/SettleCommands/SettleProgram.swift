import ArgumentParser
import CPlatform
import Glibc

/// The program: parses the command line, runs a command, and turns what it throws into a message and an exit code.
public enum SettleProgram {
    public static func start() -> Never {
        settle_keep_standard_files()
        settle_catch_interrupts()
        // A reader that goes away (`settle status | head`) is no crash.
        signal(SIGPIPE, SIG_IGN)
        // A file-size limit is a failed write like any other, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try SettleCommand.parseAsRoot()
            try command.run()
            guard Terminal.failure == 0 else {
                let reason = String(cString: strerror(Terminal.failure))
                throw Failure(
                    .inputOutput,
                    "What the command has to say could not be written whole: \(reason). What it was to do is done; make room "
                        + "and ask again, for instance with `settle status`.")
            }
            exit(ExitStatus.done.rawValue)
        } catch let failure as Failure {
            if failure.isLabelled { Terminal.note(failure.message) } else { Terminal.error(failure.message) }
            exit(failure.status.rawValue)
        } catch let failure where Failure(failure) != nil {
            let failure = Failure(failure)!
            Terminal.error(failure.message)
            exit(failure.status.rawValue)
        } catch {
            SettleCommand.exit(withError: error)
        }
    }
}

struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Invoices and settlement from the gateway's logs, right to the minor unit.",
        discussion: """
            The monthly job:

              settle run --period 2026-10 logs/

            reads the logs into settle.db, rates them under settle.yaml, and leaves every app's invoice and everybody's \
            share in reports/2026-10.

            Exit codes: 0 done, 64 usage, 65 data refused, 66 input missing, 73 output can't be written, 74 I/O error, \
            75 another run holds the lock, 78 rules refused, 130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, CheckCommand.self, IngestCommand.self, RunCommand.self, CloseCommand.self,
            VerifyCommand.self, ExplainCommand.self, ReconcileCommand.self, CompareCommand.self, StatusCommand.self,
            SimulateCommand.self,
        ])
}

enum Version {
    static let text = "0.1.0"

    /// Versions before this one whose folders have the same files, so that `verify` may judge them.
    static let earlierOfSameFiles: [String] = []
}
