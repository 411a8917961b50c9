import Testing
import Vocabulary

@testable import Ledger

extension LedgerTests {
    /// A ledger that is looked at while another program writes to it.
    @Suite struct ReaderTests {
        private let scratch: Scratch

        init() throws { scratch = try Scratch() }

        @Test func whoOnlyReadsSeesProfilesThatAreWrittenMeanwhile() throws {
            let writer = try Ledger(path: scratch.path)
            let reader = try Ledger(path: scratch.path, readOnly: true)
            #expect(try reader.profiles.count == 0)
            try writer.database.execute(
                """
                INSERT INTO profile (source, app, service, provider, channel, auth_type, route_mode, mode, status,
                  delivery, provider_code, destination)
                VALUES ('onepipe', 'shop', 'send_otp', 'BCP', 'sms', '', '', 'live', 'Successful', 'delivered', '', '');
                INSERT INTO usage (day, profile, segments, amount, cost, calls) VALUES (20346, 1, 1, 0, 0, 3)
                """)
            #expect(try reader.profiles.count == 1)
            #expect(try reader.usage(of: Period(of: CivilDate(daysSinceEpoch: 20_346))).rows.map(\.calls) == [3])
        }
    }
}
