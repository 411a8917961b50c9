import Money
import Rules
import Testing
import Vocabulary

@Suite("The rules as values")
struct RulesTests {
    private static func rules(_ parties: [Party]) throws -> Rules {
        Rules(
            calendar: try #require(LocalCalendar(identifier: "UTC")), services: [], unsetMode: .live,
            rounding: .halfUp, sources: [:],
            invoice: InvoiceRules(
                issuer: "host", number: try #require(NumberFormat("I{year}{sequence}")),
                creditNoteNumber: try #require(NumberFormat("C{year}{sequence}")), dueDays: 1, taxes: [:]),
            taxes: [], parties: parties, apps: [App(id: "\u{E9}", name: "composed"), App(id: "b", name: "B")],
            tariffs: [],
            income: [], fees: [], splits: [])
    }

    /// A window overlaps a period if it contains a day of it: every window whose ends are near the period's.
    @Test func aWindowOverlapsThePeriodsThatItHasADayOf() throws {
        let period = try #require(Period("2026-02"))
        let days = (0..<28).map { period.firstDay.adding(days: $0) }
        var ends: [CivilDate?] = [nil]
        for day in -3...31 { ends.append(period.firstDay.adding(days: day)) }
        for from in ends {
            for until in ends {
                if let from, let until, from >= until { continue }
                let window = Window(from: from, until: until)
                #expect(window.overlaps(period) == days.contains(where: window.contains), "\(window)")
            }
        }
    }

    @Test func aProviderIsFoundByItsNamesInAnyLetterCase() throws {
        let rules = try Self.rules([
            Party(id: "host", role: .host, name: "Host", aliases: ["Shared"]),
            Party(id: "Bee", role: .provider, name: "Bee", aliases: ["BCPTR", "shared"]),
            Party(id: "bcptr", role: .provider, name: "Later"),
        ])
        for name in ["bee", "BEE", "Bee", "bcptr", "Bcptr", "SHARED"] as [Identifier] {
            #expect(rules.provider(named: name)?.name == "Bee", "\(name)")
        }
        for name in ["host", "Later", "", "be"] as [Identifier] { #expect(rules.provider(named: name) == nil) }
    }

    @Test func idsAreLookedUpByTheirBytes() throws {
        let rules = try Self.rules([Party(id: "host", role: .host, name: "Host")])
        #expect(rules.app("\u{E9}")?.name == "composed" && rules.hasApp("b"))
        #expect(rules.app("e\u{301}") == nil && !rules.hasApp("B") && rules.party("Host") == nil)
    }

    @Test(arguments: [
        ("INV-{year}-{sequence:6}", "INV-0987-000012"), ("{sequence}/{year}", "12/0987"),
        ("{sequence:1}{year}", "120987"),
    ])
    func aNumberIsFilledIn(format: String, number: String) throws {
        let read = try #require(NumberFormat(format))
        #expect(read.number(year: 987, sequence: 12) == number)
    }

    @Test(arguments: [
        "", "INV", "{year}", "{sequence}", "{year}{year}{sequence}", "{year}{sequence}{sequence:2}", "{year}{sequence",
        "{year}}{sequence}", "{year}{sequence:0}", "{year}{sequence:19}", "{year}{sequence:x}",
        "{month}{year}{sequence}",
    ])
    func aNumberThatCouldBeGivenTwiceIsNone(format: String) {
        #expect(NumberFormat(format) == nil)
    }
}
