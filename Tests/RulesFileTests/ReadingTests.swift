import Money
import Rules
import RulesFile
import Testing
import Vocabulary

/// What good rules become.
struct ReadingTests {
    @Test func templateReadsWithoutFaultOrWarning() throws {
        let reading = RulesReader.read(bytes: Array(RulesTemplate.text.utf8), name: "settle.yaml")
        #expect(reading.rendered == "")
        let rules = try #require(reading.rules)
        #expect(rules.calendar.identifier == "Africa/Lagos")
        #expect(rules.services == ["send_otp", "stcpay_send_otp"])
        #expect(rules.unsetMode == .live)
        #expect(rules.sources[.onepipe]?.otpLength == 6)
        #expect(rules.sources[.paylink]?.currency.code == "SAR")
        #expect(rules.invoice.number.number(year: 2026, sequence: 7) == "INV-2026-000007")
        #expect(rules.parties.map(\.id) == ["host", "onepipe", "beeceptor", "stcpay", "iso-lagos"])
        #expect(rules.provider(named: "BcPtR")?.id == "beeceptor")
        #expect(rules.apps.map(\.iso) == ["iso-lagos", nil])
        #expect(rules.tariffs.map(\.id) == ["stc-otp", "sms-ng", "otp-other"])
    }

    @Test func tariffTakesItsPartsFromTheText() throws {
        let reading = RulesReader.read(bytes: Array(RulesTemplate.text.utf8), name: "settle.yaml")
        let tariff = try #require(reading.rules?.tariffs.first { $0.id == "sms-ng" })
        #expect(tariff.minimumMinor == 2_000_000)
        #expect(tariff.window.from == CivilDate("2026-01-01"))
        #expect(tariff.match.destinations == ["234"])
        #expect(tariff.match.channels == ["sms"])
        #expect(tariff.match.apps == nil)
        guard case .graduated(let tiers) = tariff.charge else {
            Issue.record("not graduated")
            return
        }
        #expect(tiers.map(\.upTo) == [10000, 100000, nil])
        #expect(tiers.map(\.price.text) == ["4.00", "3.50", "3.00"])
        #expect(tiers[1].flat == nil)
    }

    @Test func splitIsResolvedToPartiesAndRolesOfTheCall() throws {
        let reading = RulesReader.read(bytes: Array(RulesTemplate.text.utf8), name: "settle.yaml")
        let split = try #require(reading.rules?.split("sms"))
        #expect(split.shortfall == .party("host"))
        #expect(split.entries.count == 4)
        #expect(split.entries[0] == SplitEntry(take: .cost, target: .recipient(.provider)))
        #expect(split.entries[1].target == .recipient(.party("onepipe")))
        guard case .settlement(let among) = split.entries[3].target else {
            Issue.record("not the pool")
            return
        }
        #expect(split.entries[3].take == .remaining)
        #expect(among.last?.target == .recipient(.iso(otherwise: "host")))
    }
}
