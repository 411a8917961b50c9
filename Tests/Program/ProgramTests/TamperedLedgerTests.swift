import Foundation
import TestSupport
import Testing

/// A ledger that somebody has changed from outside is refused with 65. Nothing in it is run, nothing is written to
/// places that it names, and no number in it crashes the program.
@Suite struct TamperedLedgerTests {
    struct Tampering: CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        /// Words of the message that say what is wrong.
        var words: String
    }

    /// A folder with a closed month, an open month, and a log that has not been read.
    private static let closed = Result { () throws -> TemporaryFolder in
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.SmallMonth.rules(), to: "settle.yaml")
        try folder.write(TemporaryFolder.SmallMonth.log(), to: "october.ndjson")
        try folder.write(
            TemporaryFolder.SmallMonth.log(refsAfter: "9-").replacing("2026-10-", with: "2026-09-"),
            to: "september.ndjson")
        try folder.write(TemporaryFolder.SmallMonth.log(refsAfter: "more-"), to: "more.ndjson")
        for command in [["close", "--period", "2026-09", "september.ndjson"], ["ingest", "october.ndjson"]] {
            let outcome = try Program.settle(command, in: folder.url)
            try #require(outcome.exitCode == 0, "\(outcome.stderrText)")
        }
        return folder
    }

    private func tampered(_ sql: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder(copying: try Self.closed.get().url)
        let outcome = try Program.tool("sqlite3", ["settle.db", sql], in: folder.url)
        try #require(outcome.exitCode == 0, "\(outcome.stderrText)")
        return folder
    }

    static let everyCommand = [
        ["run", "--period", "2026-10"], ["close", "--period", "2026-10"], ["ingest", "more.ndjson"], ["status"],
        ["explain", "1"], ["compare", "--period", "2026-10", "--with", "settle.yaml"],
    ]

    static let most = "9223372036854775807"

    @Test(arguments: [
        Tampering(testDescription: "a version below zero", sql: "PRAGMA user_version = -1", words: "its version is -1"),
        Tampering(
            testDescription: "a trigger that unmakes what close writes",
            sql: "CREATE TRIGGER t AFTER INSERT ON issued BEGIN DELETE FROM issued WHERE number = new.number; END",
            words: "its trigger t is none of settle's"),
        Tampering(
            testDescription: "a view in a table's place",
            sql: "ALTER TABLE late RENAME TO l; CREATE VIEW late AS WITH RECURSIVE r(period) AS (SELECT 1 UNION ALL "
                + "SELECT period FROM r) SELECT period FROM r", words: "its table l is none of settle's"),
        Tampering(
            testDescription: "an index that is gone", sql: "DROP INDEX path_log",
            words: "it has no index path_log"),
        Tampering(
            testDescription: "a column more", sql: "ALTER TABLE late ADD COLUMN note TEXT",
            words: "its table late is not as settle makes it"),
        Tampering(
            testDescription: "a month of which no sum fits", sql: "UPDATE roll_up_period SET calls = \(most)",
            words: "a row of roll_up_period"),
        Tampering(
            testDescription: "lines of which no sum fits", sql: "UPDATE log SET lines = \(most)",
            words: "a row of log"),
        Tampering(
            testDescription: "a last number", sql: "UPDATE issued SET sequence = \(most)", words: "a row of issued"),
        Tampering(
            testDescription: "a closed quarter among months", sql: "UPDATE closing SET period = '2026-Q3'",
            words: "'2026-Q3' is no month"),
        Tampering(
            testDescription: "late knowledge of a week", sql: "INSERT INTO late VALUES ('2026-W36')",
            words: "'2026-W36' is no month"),
        Tampering(
            testDescription: "calls of a half month", sql: "UPDATE roll_up_period SET period = period + 1000000",
            words: "is no month"),
        Tampering(
            testDescription: "months that became weeks",
            sql: "UPDATE setting SET value = 'week' WHERE name = 'invoice.every'", words: "is no week"),
        Tampering(
            testDescription: "periods of no length", sql: "DELETE FROM setting WHERE name = 'invoice.every'",
            words: "does not say how long its periods are"),
    ])
    func isRefusedByEveryCommand(_ tampering: Tampering) throws {
        let folder = try tampered(tampering.sql)
        for command in Self.everyCommand {
            let outcome = try Program.settle(command, in: folder.url)
            #expect(outcome.exitCode == 65, "\(command) \(outcome.stderrText)")
            #expect(outcome.stderrText.contains(tampering.words), "\(command) \(outcome.stderrText)")
        }
    }

    /// The code that rates a month checks the content of its roll-up.
    @Test(arguments: [
        "UPDATE roll_up SET day = \(most)", "UPDATE roll_up SET day = -\(most)", "UPDATE roll_up SET day = day - 1",
        "UPDATE roll_up SET segments = \(most)", "UPDATE roll_up SET calls = \(most)", "UPDATE roll_up SET calls = 0",
        "UPDATE roll_up SET amount = -2", "UPDATE roll_up SET cost = -\(most) - 1",
        "UPDATE roll_up SET amounts = -1", "UPDATE roll_up SET amounts_high = \(most)",
        "UPDATE roll_up SET costs = \(most)", "UPDATE roll_up SET costs_high = -1",
    ])
    func aRollUpOfNoCallsIsNotRated(sql: String) throws {
        let folder = try tampered("PRAGMA foreign_keys = OFF; \(sql)")
        for command in Self.everyCommand where ["run", "close", "status", "compare"].contains(command[0]) {
            let outcome = try Program.settle(command, in: folder.url)
            #expect(outcome.exitCode == 65, "\(command) \(outcome.stderrText)")
            #expect(outcome.stderrText.contains("what no call can come to"), "\(command) \(outcome.stderrText)")
        }
    }

    /// A number of calls that differs from the counted number could not be explained by anybody.
    @Test(arguments: [
        "DELETE FROM roll_up", "UPDATE roll_up SET calls = calls + 1", "UPDATE roll_up_period SET calls = calls + 1",
    ])
    func aRollUpOfOtherCallsThanTheMonthsIsNotRated(sql: String) throws {
        let folder = try tampered(sql)
        for command in Self.everyCommand where ["run", "close", "status", "compare"].contains(command[0]) {
            let outcome = try Program.settle(command, in: folder.url)
            #expect(outcome.exitCode == 65, "\(command) \(outcome.stderrText)")
            #expect(outcome.stderrText.contains("calls, not "), "\(command) \(outcome.stderrText)")
        }
    }

    @Test(arguments: [
        Tampering(
            testDescription: "a share with no negative",
            sql: "UPDATE billed_share SET numerator = '-170141183460469231731687303715884105728', denominator = '1';"
                + "INSERT INTO late VALUES ('2026-09')", words: "is no fraction"),
        Tampering(
            testDescription: "a file to be written elsewhere",
            sql: "INSERT INTO unpublished VALUES (1, '../../../escape.txt', x'41')",
            words: "../../../escape.txt is no name"),
        Tampering(
            testDescription: "one in a folder of its own",
            sql: "INSERT INTO unpublished VALUES (1, 'photos/a.jpg', x'41')", words: "photos/a.jpg is no name"),
        Tampering(
            testDescription: "a manifest that was not sealed",
            sql: "INSERT INTO unpublished VALUES (1, 'manifest.json', x'41')",
            words: "manifest.json is not the one that was sealed"),
        Tampering(
            testDescription: "an invoice that was not sealed",
            sql: "INSERT INTO unpublished VALUES (1, 'manifest.json', readfile('reports/2026-09/manifest.json')), "
                + "(1, 'invoices/INV-2026-000001.json', x'41')",
            words: "invoices/INV-2026-000001.json is not as it was sealed"),
    ])
    func isRefusedBeforeItIsPublished(_ tampering: Tampering) throws {
        let folder = try tampered(tampering.sql)
        let before = try FileTree.files(below: folder.url.appending(path: "reports/2026-09"))
        for command in [["run", "--period", "2026-10"], ["close", "--period", "2026-10"]] {
            let outcome = try Program.settle(command, in: folder.url)
            #expect(outcome.exitCode == 65, "\(command) \(outcome.stderrText)")
            #expect(outcome.stderrText.contains(tampering.words), "\(command) \(outcome.stderrText)")
        }
        #expect(try FileTree.files(below: folder.url.appending(path: "reports/2026-09")) == before)
    }

    /// A call that is missing among the keys would be stored, and billed, a second time.
    @Test(arguments: [
        "UPDATE call_key SET identities = x'', transaction_refs = x''", "DELETE FROM call_key",
        "UPDATE call_key SET first = first + 1",
        "UPDATE call_key SET identities = zeroblob(80), transaction_refs = zeroblob(80)",
    ])
    func callsWithoutTheirKeysAreNotReadAgain(sql: String) throws {
        let folder = try tampered(sql)
        let outcome = try Program.settle(["ingest", "more.ndjson"], in: folder.url)
        #expect(outcome.exitCode == 65)
        #expect(outcome.stderrText.contains("keys"), "\(outcome.stderrText)")
    }

    /// Harmless things that a person may do to a ledger.
    @Test func aLedgerThatWasAnalyzedAndVacuumedIsSound() throws {
        let folder = try tampered("ANALYZE; VACUUM; SELECT count(*) FROM transactions")
        for command in Self.everyCommand {
            let outcome = try Program.settle(command, in: folder.url)
            #expect(outcome.exitCode == 0, "\(command) \(outcome.stderrText)")
        }
    }

    /// A sparse file takes no disk space, but reading it would take more memory than there is.
    @Test func aFileLargerThanAnyReportIsNotRead() throws {
        let folder = try TemporaryFolder(copying: try Self.closed.get().url)
        let outcome = try Program.shell(
            "truncate -s 3G reports/2026-09/big.csv; ulimit -v 2000000; settle verify reports", in: folder.url)
        #expect(outcome.exitCode == 65, "\(outcome.stderrText)")
        #expect(outcome.stdoutText.contains("reports/2026-09/big.csv"), "\(outcome.stdoutText)")
        #expect(outcome.stdoutText.contains("3221225472 bytes: more than any report's"), "\(outcome.stdoutText)")
    }
}
