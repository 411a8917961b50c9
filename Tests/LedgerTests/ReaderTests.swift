import Rating
import RulesFile
import TestSupport
import Testing
import Vocabulary

@testable import Ledger
@testable import LedgerFile
@testable import LedgerIngestion

/// Reading a ledger while another program writes to it.
@Suite(.usesSQLite) struct ReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func whoOnlyReadsSeesAppsAndKindsThatAreWrittenMeanwhile() throws {
        let writer = try Ledger(path: folder.ledger)
        let reader = try Ledger(path: folder.ledger, readOnly: true)
        #expect(try reader.names.appCount == 0 && reader.names.kindCount == 0)
        let reading = RulesReader.read(bytes: Array(try SampleFiles.rules().utf8), name: "settle.yaml")
        let rules = try #require(reading.rules, "\(reading.faults)")
        let period = try #require(Period("2026-10"))
        try writer.database.execute(
            """
            INSERT INTO app (name) VALUES ('shop');
            INSERT INTO kind (source, service, provider, channel, auth_type, route_mode, mode, status, delivery)
            VALUES ('onepipe', 'send_otp', 'beeceptor', 'sms', '', '', 'live', 'Successful', 'delivered');
            INSERT INTO roll_up_period (period, calls, first_call, last_call, distinctions) VALUES
              (202610, 3, 1, 3, '\(Distinctions(rules, in: period).text)');
            INSERT INTO roll_up (period, app, kind, day, destination, provider_code, amount, cost, calls, segments,
              amounts, amounts_high, costs, costs_high)
            VALUES (202610, 1, 1, \(period.firstDay.daysSinceEpoch), '', '', -1, -1, 3, 3, 0, 0, 0, 0)
            """)
        #expect(try reader.names.appCount == 1 && reader.names.kindCount == 1)
        #expect(try reader.usage(of: period, under: rules).rows.map(\.calls) == [3])
    }
}
