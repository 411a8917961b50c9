import ArgumentParser
import CPlatform
import Glibc

/// Parses the command line, runs a command, and turns an error into a message and an exit code.
package enum SettleProgram {
    /// Runs the command that the command line names, and ends the process with its exit code.
    package static func start() -> Never {
        settle_keep_standard_files()
        settle_catch_interrupts()
        // A reader that goes away (`settle status | head`) must not kill the process.
        signal(SIGPIPE, SIG_IGN)
        // Reaching a file-size limit should be a failed write like any other; it must not kill the process.
        signal(SIGXFSZ, SIG_IGN)
        do {
            try CommandNames.check(Array(CommandLine.arguments.dropFirst()))
            var command = try SettleCommand.parseAsRoot()
            try command.run()
            guard Terminal.failure == 0 else {
                let reason = String(cString: strerror(Terminal.failure))
                throw Failure(
                    .inputOutput,
                    "The output could not be written completely: \(reason). The command itself is done; make room "
                        + "and ask again, for example with `settle status`.")
            }
            exit(ExitStatus.done.rawValue)
        } catch {
            guard let failure = Failure(error) else { SettleCommand.exit(withError: error) }
            if failure.isLabelled { Terminal.note(failure.message) } else { Terminal.error(failure.message) }
            exit(failure.status.rawValue)
        }
    }
}

struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Invoices and settlement from the gateway's logs, exact to the minor unit.",
        discussion: """
            The monthly job:

              settle run --period 2026-10 logs/

            reads the logs into settle.db, rates the calls under settle.yaml, and writes
            every app's invoice and every party's share to reports/2026-10.

            Exit codes:
              0 done                           73 output can't be written
              64 usage                         74 I/O error
              65 data refused                  75 another run holds the lock
              66 input missing                 78 rules refused
              130 interrupted
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, CheckCommand.self, IngestCommand.self, RunCommand.self, CloseCommand.self,
            CorrectCommand.self, BookCommand.self, VerifyCommand.self, ExplainCommand.self, ReconcileCommand.self,
            CompareCommand.self,
            StatusCommand.self,
            SimulateCommand.self,
        ])
}

enum Version {
    static let text = "0.3.0"

    /// Earlier versions whose folders have the same files, so that `verify` can check them.
    static let earlierOfSameFiles = ["0.1.0", "0.2.0"]
}
