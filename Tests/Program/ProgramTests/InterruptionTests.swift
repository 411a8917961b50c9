import Foundation
import TestSupport
import Testing

/// Ctrl-C and `kill -9` in the middle of a log: nothing of the log is stored, and the same command can be run again.
struct InterruptionTests {
    /// More than the pipe and the program's buffers can hold: once it is written, the program is in the middle of
    /// reading it.
    private static let half = try? SimulatedMonth(seed: 11, calls: 6_000).lines

    @Test(arguments: [true, false])
    func ctrlC(andTheWriterEnds writerEnds: Bool) throws {
        let bench = try Self.bench()
        let lines = try #require(Self.half)
        let running = try RunningProgram(settle: ["run", "--period", "2026-10", "-"], in: bench.folder.url)
        running.feed(lines.log, andClose: false)
        running.interrupt()
        // In a pipeline the writer gets the same Ctrl-C, and its truncated output looks like the end of the log.
        if writerEnds { running.feed(Data()) }
        let outcome = running.wait()
        #expect(outcome.exitCode == 130)
        #expect(
            outcome.stderrText
                == "error: Interrupted. Nothing of the file at hand was stored; the same command goes on.\n")
        #expect(try FileTree.files(below: bench.folder.url.appending(path: "reports")).isEmpty)
        try Self.expectNothingStored(bench)
        try Self.expectTheSameCommandWorks(bench, lines)
    }

    /// The program waits for a writer that sends nothing, or nothing more; Ctrl-C must still stop it.
    @Test(arguments: [0, 5, 400], [true, false])
    func ctrlCWhileItWaits(lines count: Int, andTheWriterEnds writerEnds: Bool) throws {
        let bench = try Self.bench()
        let lines = try #require(Self.half)
        let running = try RunningProgram(settle: ["run", "--period", "2026-10", "-"], in: bench.folder.url)
        running.feed(Array(lines.prefix(count)).log, andClose: false)
        #expect(running.isIdle())
        running.interrupt()
        if writerEnds { running.feed(Data()) }
        let outcome = running.wait()
        #expect(outcome.exitCode == 130)
        #expect(outcome.stderrText.hasPrefix("error: Interrupted."), "\(outcome.stderrText)")
        try Self.expectNothingStored(bench)
    }

    /// Opening a named pipe waits until it has a writer.
    @Test func ctrlCBeforeANamedPipeHasAWriter() throws {
        let bench = try Self.bench()
        #expect(mkfifo(bench.folder.url.appending(path: "pipe.ndjson").path, 0o600) == 0)
        let running = try RunningProgram(settle: ["ingest", "pipe.ndjson"], in: bench.folder.url)
        #expect(running.isIdle())
        running.interrupt()
        let outcome = running.wait()
        #expect(outcome.exitCode == 130, "\(outcome.stderrText)")
    }

    @Test func ctrlCWhileAStatementIsWaitedFor() throws {
        let bench = try Self.bench()
        let running = try RunningProgram(
            settle: ["reconcile", "--period", "2026-10", "--provider", "beeceptor", "-"], in: bench.folder.url)
        #expect(running.isIdle())
        running.interrupt()
        let outcome = running.wait()
        #expect(outcome.exitCode == 130)
        #expect(outcome.stderrText == "error: Interrupted. Nothing was compared or written.\n")
    }

    @Test func kill9() throws {
        let bench = try Self.bench()
        let lines = try #require(Self.half)
        let running = try RunningProgram(settle: ["run", "--period", "2026-10", "-"], in: bench.folder.url)
        running.feed(lines.log, andClose: false)
        running.kill()
        #expect(running.wait().exitCode == 137)
        try Self.expectNothingStored(bench)
        try Self.expectTheSameCommandWorks(bench, lines)
    }

    /// A ledger that has read something before, so that "nothing of it" differs from "nothing at all".
    private static func bench() throws -> Bench {
        let bench = try Bench(rules: SampleRules.data())
        try bench.ingest(try SimulatedMonth(seed: 12, calls: 50).lines.log, as: "before.ndjson", threads: 1)
        try FileManager.default.createDirectory(
            at: bench.folder.url.appending(path: "reports"), withIntermediateDirectories: true)
        return bench
    }

    private static func expectNothingStored(_ bench: Bench) throws {
        let status = try bench.settle(["status", "--json"]).stdoutText
        #expect(status.contains("before.ndjson"))
        #expect(!status.contains("\"-\""), "\(status)")
    }

    private static func expectTheSameCommandWorks(_ bench: Bench, _ lines: [Data]) throws {
        try bench.settle(["run", "--quiet", "--period", "2026-10", "-"], stdin: lines.log)
        let whole = try Bench(rules: SampleRules.data())
        try whole.ingest(lines.log, as: "log.ndjson", threads: 2)
        try whole.settle(
            ["ingest", "--quiet", "-"], stdin: try Data(contentsOf: bench.folder.url.appending(path: "before.ndjson")))
        try whole.run()
        expectSame(try bench.accounts(), as: try whole.accounts(), "after the interruption")
    }
}
