import Store
import TestSupport
import Testing
import Vocabulary

@testable import Ledger
@testable import LedgerFile
@testable import LedgerIngestion

/// Opening a ledger that an earlier version made.
@Suite(.usesSQLite) struct SchemaTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Makes a ledger as the first version did, with a closed month and a log read.
    private func first() throws {
        let database = try Database(path: folder.ledger, readOnly: false)
        try database.execute(Schema.steps[0])
        try database.execute(
            """
            INSERT INTO content VALUES (1, 'ab', 10, 'july.ndjson', 'send_otp', 1, 0, 1, 0, 0, 0, 0);
            INSERT INTO closing (period, rules, manifest_sha256, last_content) VALUES ('2026-07', x'00', 'cd', 1);
            PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1
            """)
    }

    @Test func isBroughtUpToDateByWhoWrites() throws {
        try first()
        let ledger = try Ledger(path: folder.ledger)
        #expect(try ledger.database.integer("PRAGMA user_version") == Int64(Schema.version))
        let closing = try #require(try ledger.closings().first)
        #expect(closing.period == Period("2026-07"))
        #expect(try ledger.database.integer("SELECT last_log FROM closing") == 1)
        #expect(try ledger.database.integer("SELECT last_reading_again FROM closing") == 0)
        #expect(try ledger.logs().map(\.path) == ["july.ndjson"])
        #expect(try Ledger(path: folder.ledger, readOnly: true).closings().count == 1)
    }

    @Test func isLeftAloneByWhoOnlyReads() throws {
        try first()
        #expect {
            try Ledger(path: folder.ledger, readOnly: true)
        } throws: { error in
            guard case .older(_, version: 1) = error as? LedgerError else { return false }
            return true
        }
        #expect(try Database(path: folder.ledger, readOnly: true).integer("PRAGMA user_version") == 1)
    }
}
