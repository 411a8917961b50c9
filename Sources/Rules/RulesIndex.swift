import Vocabulary

/// The place of each id in its list of the rules.
///
/// It is made once with the rules, so that no look-up depends on the number of entries. All copies of the rules, which
/// are passed by value, share one index. If an id occurs twice, the first counts; the reader of the file refuses such
/// rules.
final class RulesIndex: Sendable {
    let parties: [Identifier: Int]
    let apps: [Identifier: Int]
    let taxes: [Identifier: Int]
    let splits: [Identifier: Int]
    let tariffs: [Identifier: Int]
    let income: [Identifier: Int]
    let fees: [Identifier: Int]
    /// The places of the providers in `parties`, by id and alias in lower case.
    let providersByName: [Identifier: Int]

    /// - Complexity: O(entries).
    init(
        parties: [Party], apps: [App], taxes: [Tax], splits: [Split], tariffs: [Tariff], income: [Tariff], fees: [Fee]
    ) {
        self.parties = RulesIndex.places(parties, \.id)
        self.apps = RulesIndex.places(apps, \.id)
        self.taxes = RulesIndex.places(taxes, \.id)
        self.splits = RulesIndex.places(splits, \.id)
        self.tariffs = RulesIndex.places(tariffs, \.id)
        self.income = RulesIndex.places(income, \.id)
        self.fees = RulesIndex.places(fees, \.id)
        var providers: [Identifier: Int] = [:]
        for (position, party) in parties.enumerated() where party.role == .provider {
            for name in [party.id] + party.aliases where providers[name.lowercased] == nil {
                providers[name.lowercased] = position
            }
        }
        providersByName = providers
    }

    private static func places<Entry>(_ entries: [Entry], _ id: (Entry) -> Identifier) -> [Identifier: Int] {
        var places = [Identifier: Int](minimumCapacity: entries.count)
        for (position, entry) in entries.enumerated() where places[id(entry)] == nil { places[id(entry)] = position }
        return places
    }
}
