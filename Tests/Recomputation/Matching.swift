/// The result of matching a transaction against rules.
struct Verdict {
    enum Rating: Equatable {
        case test
        case pending
        /// Taken by the tariff at this position in the rules.
        case rated(Int)
        /// Unrated, with the exception's code.
        case unrated(String)
    }
    var rating: Rating
    /// The position of the income entry, if one took it.
    var income: Int?
}

func judge(_ transaction: Transaction, _ rules: Rules) -> Verdict {
    if transaction.call.mode == "test" { return Verdict(rating: .test) }
    if transaction.status == "Pending" { return Verdict(rating: .pending) }
    if rules.apps[transaction.call.app] == nil { return Verdict(rating: .unrated("unknown_app")) }
    if rules.provider(transaction.provider) == nil { return Verdict(rating: .unrated("unknown_provider")) }

    let day = localDay(transaction.call.time, rules.timeZone)
    let takes = { (entry: Entry) in entry.holds(on: day) && matches(entry, transaction, rules) }
    let tariff = rules.tariffs.firstIndex(where: takes)
    return Verdict(
        rating: tariff.map { .rated($0) } ?? .unrated("no_tariff"), income: rules.income.firstIndex(where: takes))
}

private func matches(_ entry: Entry, _ transaction: Transaction, _ rules: Rules) -> Bool {
    let call = transaction.call
    let match = entry.match
    if let currency = entry.currency, currency != rules.currency(of: call) { return false }
    let allows = { (wanted: [ByteString]?, value: ByteString) in wanted?.contains(value) ?? true }
    guard allows(match.app, call.app), allows(match.source, call.source), allows(match.service, call.service),
        allows(match.channel, call.channel), allows(match.authType, call.authType),
        allows(match.routeMode, call.routeMode),
        allows(match.status, transaction.status), allows(match.delivery, transaction.delivery),
        allows(match.providerCode, transaction.providerCode)
    else { return false }
    if let prefixes = match.destination, !prefixes.contains(where: { call.destination.hasPrefix($0) }) { return false }
    if let wanted = match.provider {
        let party = rules.provider(transaction.provider)
        return wanted.contains {
            $0.folded == transaction.provider.folded || (party != nil && rules.provider($0) == party)
        }
    }
    return true
}
