import Vocabulary

/// Where each id stands in its list of the rules: made once with them, so that no look-up depends on how many there are.
///
/// One object for all copies of the rules, which are handed about by value. Of an id that stands twice the first counts;
/// the reader of the file refuses such rules.
final class RulesIndex: Sendable {
    let parties: [Identifier: Int]
    let apps: [Identifier: Int]
    let taxes: [Identifier: Int]
    let splits: [Identifier: Int]
    let tariffs: [Identifier: Int]
    let income: [Identifier: Int]
    let fees: [Identifier: Int]
    /// The providers' places in `parties`, by their ids and aliases in lower case.
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
