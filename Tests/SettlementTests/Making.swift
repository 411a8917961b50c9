import Money
import Rating
import Rules
import Vocabulary

@testable import Settlement

/// Makes rules and charges for the tests of splitting.
enum Making {
    static let naira = Currency(code: "NGN")!

    static func share(_ to: String, _ rate: String) throws -> SplitEntry {
        SplitEntry(take: .share(try Rate(rate)), target: .recipient(recipient(to)))
    }

    static func remaining(_ to: String) -> SplitEntry {
        SplitEntry(take: .remaining, target: .recipient(recipient(to)))
    }

    static func recipient(_ name: String) -> Recipient {
        switch name {
        case "provider": .provider
        case "iso": .iso(otherwise: "host")
        default: .party(Identifier(name))
        }
    }

    /// Makes rules with one split and two apps. Only the app `with-iso` has an ISO.
    static func rules(_ entries: [SplitEntry], shortfall: String = "host", rounding: Rounding = .halfUp) -> Rules {
        Rules(
            calendar: LocalCalendar(identifier: "Africa/Lagos")!, services: ["send_otp"], unsetMode: .live,
            rounding: rounding, sources: [:],
            invoice: InvoiceRules(
                issuer: "host", number: NumberFormat("INV-{year}-{sequence}")!,
                creditNoteNumber: NumberFormat("CN-{year}-{sequence}")!, dueDays: 14, taxes: [:]),
            taxes: [],
            parties: [
                Party(id: "host", role: .host, name: "Host"), Party(id: "onepipe", role: .onepipe, name: "OnePipe"),
                Party(id: "a", role: .provider, name: "A"), Party(id: "b", role: .provider, name: "B"),
                Party(id: "c", role: .provider, name: "C"), Party(id: "north", role: .iso, name: "North"),
            ],
            apps: [App(id: "with-iso", name: "With", isos: [Dated("north")]), App(id: "without", name: "Without")],
            tariffs: [], income: [], fees: [],
            splits: [Split(id: "s", entries: entries, shortfall: recipient(shortfall), line: 1)])
    }

    static func charge(
        _ amountMinor: Int64, app: String = "without", units: Int64 = 0, parts: [ProviderPart] = []
    ) -> Charge {
        Charge(
            key: ChargeKey(stream: .invoice, app: Identifier(app), tariff: "t"), currency: naira, order: 0,
            description: "t", lines: [], amountMinor: amountMinor, units: units, parts: parts, split: "s",
            day: CivilDate(daysSinceEpoch: 20_757))
    }

    /// Returns the shares, keyed by party.
    static func shares(_ rules: Rules, _ charge: Charge) throws -> [String: Int64] {
        Dictionary(
            uniqueKeysWithValues: try Splitter(rules).shares(of: charge).map { ($0.party.text, $0.amountMinor) })
    }
}
