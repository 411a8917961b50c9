import Foundation
import Money
import Rules
import RulesFile
import Testing
import Vocabulary

/// Reading good rules.
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
        #expect(rules.apps.map { $0.isos.map(\.value) } == [["iso-lagos"], []])
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
        #expect(split.versions.count == 1)
        #expect(split.versions[0].shortfall == .party("host"))
        let entries = split.versions[0].entries
        #expect(entries.count == 4)
        #expect(entries[0] == SplitEntry(take: .cost, target: .recipient(.provider)))
        #expect(entries[1].target == .recipient(.party("onepipe")))
        guard case .settlement(let among) = entries[3].target else {
            Issue.record("not the pool")
            return
        }
        #expect(entries[3].take == .remaining)
        #expect(among.last?.target == .recipient(.iso(otherwise: "host")))
    }
}

/// Things that only the text of the file decides.
struct TextTests {
    private func faults(_ changes: (String, String)...) -> [RulesFault] {
        var text = RulesTemplate.text
        for (old, new) in changes { text = text.replacing(old, with: new, maxReplacements: 1) }
        return RulesReader.read(bytes: Array(text.utf8), name: "settle.yaml").faults
    }

    /// U+212A is canonically equivalent to K, but is not a letter of a currency code.
    @Test func theKelvinSignIsNoLetterOfACurrency() {
        #expect(faults(("    currency: SAR\n    country", "    currency: \u{212A}WD\n    country")).count == 1)
    }

    @Test func composedAndDecomposedNamesAreTwoApps() {
        let both = "\n  caf\u{E9}: {name: A, iso: iso-lagos}\n  cafe\u{301}: {name: B, iso: iso-lagos}\n  app-018:"
        #expect(faults(("\n  app-018:", both)).isEmpty)
    }

    @Test func numbersMayBeQuotedAndWordsOfYAMLAreText() throws {
        let text = RulesTemplate.text.replacing("minimum: 20000.00", with: "minimum: '20000.00'")
            .replacing("name: My App", with: "name: No").replacing("due_days: 14", with: "due_days: \"014\"")
        let rules = try #require(RulesReader.read(bytes: Array(text.utf8), name: "r").rules)
        #expect(rules.tariffs[1].minimumMinor == 2_000_000)
        #expect(rules.apps[0].name == "No")
        #expect(rules.invoice.dueDays == 14)
    }

    /// Rules with every kind of entry of S3.8 to S3.36.
    @Test func theExampleOfEverySectionReads() throws {
        let reading = RulesReader.read(
            bytes: [UInt8](try Data(contentsOf: Samples.everySection)), name: "every-section.yaml")
        #expect(reading.rendered == "")
        #expect(reading.rules?.tariffs.map(\.charge).first == .free)
        #expect(reading.rules?.splits.count == 3)
    }
}

/// The schema for editors, which is made from the reader's own table.
struct SchemaTests {
    @Test func schemaIsJSONWithADefinitionForEveryReference() throws {
        let text = RulesSchema.json()
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: Any])
        let references = text.matches(of: #/#\/\$defs\/([a-z_]+)/#).map { String($0.1) }
        #expect(references.count > 15)
        #expect(Set(references) == Set(definitions.keys))
    }
}
