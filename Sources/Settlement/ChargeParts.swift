package import Money
package import Rating
package import Vocabulary

/// The parts of charges that are divided by days, as `parts.csv` shows them (S4.45).
///
/// Only months within which a split or an ISO changes have any, but then most charges can: so each row takes 40 bytes,
/// and what many share is held once.
package struct ChargeParts: Sendable {
    /// The calls of one provider in a part of a charge.
    package struct Row: Hashable, Sendable {
        package var stream: Stream
        package var app: Identifier
        package var currency: Currency
        package var tariff: Identifier
        /// The first day of the part.
        package var from: CivilDate
        package var provider: Identifier
        package var units: Int64
        package var costMinor: Int128
    }

    private struct Entry: Hashable {
        let stream: Stream
        let currency: Currency
        let tariff: Identifier
    }

    private struct Packed {
        let app: Int32
        let entry: Int32
        let provider: Int32
        let from: CivilDate
        let units: Int64
        let costMinor: Int128
    }

    private var apps: [Identifier] = []
    private var entries: [Entry] = []
    private var providers: [Identifier] = []
    private var placeOfEntry: [Entry: Int32] = [:]
    private var placeOfProvider: [Identifier: Int32] = [:]
    private var rows: [Packed] = []
    /// Those of the apps that follow.
    private var next: [ChargeParts] = []

    package init() {}

    /// Adds the parts of a charge. Charges come in the order of the report.
    mutating func append(_ charge: Charge) {
        guard !charge.dated.isEmpty else { return }
        if apps.last != charge.key.app { apps.append(charge.key.app) }
        let entry = place(
            of: Entry(stream: charge.key.stream, currency: charge.currency, tariff: charge.key.tariff))
        for part in charge.dated {
            for provider in part.providers {
                rows.append(
                    Packed(
                        app: Int32(apps.count - 1), entry: entry, provider: place(ofProvider: provider.provider),
                        from: part.first, units: provider.units, costMinor: provider.costMinor))
            }
        }
    }

    /// Adds those of apps that follow.
    mutating func append(_ parts: ChargeParts) { next.append(parts) }

    /// Calls `take` with each row, in the order of the report; of a charge by day, then provider.
    package func forEachRow(_ take: (Row) -> Void) {
        for row in rows {
            let entry = entries[Int(row.entry)]
            take(
                Row(
                    stream: entry.stream, app: apps[Int(row.app)], currency: entry.currency, tariff: entry.tariff,
                    from: row.from, provider: providers[Int(row.provider)], units: row.units,
                    costMinor: row.costMinor))
        }
        for parts in next { parts.forEachRow(take) }
    }

    private mutating func place(of entry: Entry) -> Int32 {
        if let known = placeOfEntry[entry] { return known }
        placeOfEntry[entry] = Int32(entries.count)
        entries.append(entry)
        return Int32(entries.count - 1)
    }

    private mutating func place(ofProvider provider: Identifier) -> Int32 {
        if let known = placeOfProvider[provider] { return known }
        placeOfProvider[provider] = Int32(providers.count)
        providers.append(provider)
        return Int32(providers.count - 1)
    }
}
