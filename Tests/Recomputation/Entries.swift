import BigInt

/// An entry by hand.
struct HandEntry {
    let id: ByteString
    let app: ByteString
    let currency: ByteString
    /// In minor units.
    let amount: BigInt
    let invoice: ByteString
    let reason: ByteString
    let note: ByteString
    let split: ByteString
    /// Empty for none.
    let date: ByteString
    var isBooked = false

    /// Reads the rows of a file whose columns stand in the order of `entries.csv`, without quotes.
    static func read(_ text: String) -> [HandEntry] {
        text.split(separator: "\n").dropFirst().map { row in
            let cells = row.split(separator: ",", omittingEmptySubsequences: false).map { ByteString(String($0)) }
            return HandEntry(
                id: cells[0], app: cells[1], currency: cells[2],
                amount: (Fraction(decimal: cells[3].text)! * minorFactor(cells[2])).floor, invoice: cells[4],
                reason: cells[5], note: cells[6], split: cells[7], date: cells.count > 8 ? cells[8] : "")
        }
    }
}

/// A document that was issued.
struct IssuedDocument {
    let invoice: Invoice
    let period: Period
    /// Those in force when it was issued.
    let rules: Rules
    /// Its place in the order of all documents.
    let place: Int
}

/// The charge of an entry on a period.
///
/// - Parameter order: its place among those of the period, by id.
func charge(
    _ entry: HandEntry, _ order: Int, on period: Period, _ rules: Rules, _ issued: [String: IssuedDocument]
) -> Charge {
    let named = issued[entry.invoice.text]
    var line = Line(
        kind: entry.amount < 0 ? "credit" : "debit", tariff: entry.id, amount: entry.amount,
        description: entry.note.text)
    line.tax = (named?.rules ?? rules).tax(app: entry.app, currency: entry.currency, named?.period ?? period)
    var shares: [ByteString: Share] = [:]
    if entry.split == "as_billed" {
        var got: [ByteString: BigInt] = [:]
        for charge in named!.invoice.charges {
            for (party, share) in charge.shares { got[party, default: 0] += share.amount }
        }
        let parties = got.keys.sorted()
        let sum = Fraction(got.values.reduce(0, +))
        let amounts = allocate(entry.amount, parties.map { Fraction(got[$0]!) })
        for (party, amount) in zip(parties, amounts) {
            shares[party] = Share(amount: amount, exact: Fraction(entry.amount) * Fraction(got[party]!) / sum)
        }
    } else {
        let last = Day(number: period.afterLast.number - 1)
        let split = rules.splits[entry.split]!
        shares = shared(
            entry.amount, Fraction(entry.amount), by: split.versions[split.version(last)!],
            SplitFacts(
                app: entry.app, currency: entry.currency, iso: rules.apps[entry.app].flatMap { name($0.isos, last) }),
            rules)
    }
    return Charge(
        key: ChargeKey(kind: .entry, app: entry.app, currency: entry.currency, id: entry.id, provider: ""),
        period: period, isAdjustment: false, order: order, description: entry.note.text, lines: [line],
        amount: entry.amount, shares: shares, collector: named?.invoice.issuer ?? rules.issuer,
        concerns: named.map { ($0.place, $0.invoice.number) })
}
