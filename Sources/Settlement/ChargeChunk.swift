import Money
import Rating
package import Vocabulary

/// What many charges have in common.
package final class ChargeWords: Sendable {
    /// What a charge is for, whoever owes it.
    struct Entry: Hashable, Sendable {
        let stream: Stream
        let tariff: Identifier
        var provider: Identifier?
        let currency: Currency
        let period: Period
        let isAdjustment: Bool
        let byHand: BookedByHand?
        let order: Int
        let description: String
    }

    /// A line without its figures.
    struct Form: Hashable, Sendable {
        let kind: LineKind
        let tier: Int?
        let hasQuantity: Bool
        let unit: String?
        let unitPrice: String?
        let tax: LineTax?
    }

    let entries: [Entry]
    /// For each entry, the first one that differs from it by no more than the provider.
    let groups: [Int32]
    let forms: [Form]
    package let parties: [Identifier]

    init(entries: [Entry], forms: [Form], parties: [Identifier]) {
        self.entries = entries
        self.forms = forms
        self.parties = parties
        var first: [Entry: Int32] = [:]
        groups = entries.enumerated().map { place, entry in
            var entry = entry
            entry.provider = nil
            if let known = first[entry] { return known }
            first[entry] = Int32(place)
            return Int32(place)
        }
    }
}

/// Charges of consecutive apps, as numbers.
struct ChargeRows: Sendable {
    struct Charge: Sendable {
        /// Places in `apps` and in the words' entries.
        var app: Int32
        var entry: Int32
        /// Where the lines and shares end; they begin where those of the charge before end.
        var linesEnd: Int32
        var sharesEnd: Int32
        var amountMinor: Int64
        var units: Int64
    }

    struct Line: Sendable {
        /// The place in the words' forms.
        var form: Int32
        /// The place of the exact amount in `wideAmounts`, if it needs more than 64 bits; else -1.
        var wide: Int32
        var quantity: Int64
        var amountMinor: Int64
        var exactMinorE8: Int64
    }

    struct Share: Sendable {
        /// The place in the words' parties.
        var party: Int32
        /// The place of the exact share in `wideShares`, if it needs more than 64 bits; else -1.
        var wide: Int32
        var amountMinor: Int64
        var numerator: Int64
        var denominator: Int64
    }

    var apps: [Identifier] = []
    var charges: [Charge] = []
    var lines: [Line] = []
    var shares: [Share] = []
    var wideAmounts: [ExactAmount] = []
    var wideShares: [Fraction] = []

    /// The same without spare room.
    var trimmed: ChargeRows {
        ChargeRows(
            apps: apps.exact, charges: charges.exact, lines: lines.exact, shares: shares.exact,
            wideAmounts: wideAmounts.exact, wideShares: wideShares.exact)
    }

    mutating func clear() {
        apps.removeAll(keepingCapacity: true)
        charges.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        shares.removeAll(keepingCapacity: true)
        wideAmounts = []
        wideShares = []
    }
}

extension Array {
    /// A copy with room for no more than its elements.
    fileprivate var exact: [Element] {
        var copy: [Element] = []
        copy.reserveCapacity(count)
        copy += self
        return copy
    }
}

/// Charges of consecutive apps, with their words.
final class ChargeChunk: Sendable {
    let words: ChargeWords
    let rows: ChargeRows

    init(_ words: ChargeWords, _ rows: ChargeRows) {
        self.words = words
        self.rows = rows
    }

    func line(_ place: Int) -> ChargeLine {
        let row = rows.lines[place]
        let form = words.forms[Int(row.form)]
        var line = ChargeLine(
            kind: form.kind, tier: form.tier, quantity: form.hasQuantity ? row.quantity : nil, unit: form.unit,
            unitPrice: form.unitPrice, amountMinor: row.amountMinor,
            exact: row.wide < 0
                ? ExactAmount(minorE8: Int128(row.exactMinorE8)) : rows.wideAmounts[Int(row.wide)])
        line.tax = form.tax
        return line
    }

    func share(_ place: Int) -> Share {
        let row = rows.shares[place]
        return Share(
            party: words.parties[Int(row.party)], amountMinor: row.amountMinor,
            exact: row.wide >= 0
                ? rows.wideShares[Int(row.wide)]
                : Fraction(lowest: Int128(row.numerator), over: Int128(row.denominator)))
    }
}

/// Packs charges that come in report order.
struct ChargePacker: Sendable {
    /// A chunk ends with the app that brings it to so many charges or shares.
    private static let most = (charges: 4_000, shares: 16_000)

    private var rows = ChargeRows()
    private var sealed: [ChargeRows] = []
    private var entries = Numbered<ChargeWords.Entry>()
    private var forms = Numbered<ChargeWords.Form>()
    private var parties = Numbered<Identifier>()

    init() {}

    mutating func append(_ charge: SettledCharge) {
        if rows.apps.last != charge.key.app {
            if rows.charges.count >= Self.most.charges || rows.shares.count >= Self.most.shares { seal() }
            rows.apps.append(charge.key.app)
        }
        for line in charge.lines { append(line) }
        for share in charge.shares { append(share) }
        let entry = ChargeWords.Entry(
            stream: charge.key.stream, tariff: charge.key.tariff, provider: charge.key.provider,
            currency: charge.currency, period: charge.period, isAdjustment: charge.isAdjustment, byHand: charge.byHand,
            order: charge.order,
            description: charge.description)
        rows.charges.append(
            ChargeRows.Charge(
                app: Int32(rows.apps.count - 1), entry: entries.number(of: entry), linesEnd: Int32(rows.lines.count),
                sharesEnd: Int32(rows.shares.count), amountMinor: charge.amountMinor, units: charge.units))
    }

    private mutating func append(_ line: ChargeLine) {
        let form = ChargeWords.Form(
            kind: line.kind, tier: line.tier, hasQuantity: line.quantity != nil, unit: line.unit,
            unitPrice: line.unitPrice, tax: line.tax)
        var row = ChargeRows.Line(
            form: forms.number(of: form), wide: -1, quantity: line.quantity ?? 0, amountMinor: line.amountMinor,
            exactMinorE8: 0)
        if let exact = Int64(exactly: line.exact.minorE8) {
            row.exactMinorE8 = exact
        } else {
            row.wide = Int32(rows.wideAmounts.count)
            rows.wideAmounts.append(line.exact)
        }
        rows.lines.append(row)
    }

    private mutating func append(_ share: Share) {
        var row = ChargeRows.Share(
            party: parties.number(of: share.party), wide: -1, amountMinor: share.amountMinor, numerator: 0,
            denominator: 1)
        if let numerator = Int64(exactly: share.exact.numerator),
            let denominator = Int64(exactly: share.exact.denominator)
        {
            (row.numerator, row.denominator) = (numerator, denominator)
        } else {
            row.wide = Int32(rows.wideShares.count)
            rows.wideShares.append(share.exact)
        }
        rows.shares.append(row)
    }

    private mutating func seal() {
        sealed.append(rows.trimmed)
        rows.clear()
    }

    /// All that was packed. Nothing may be appended after it.
    mutating func finish() -> [ChargeChunk] {
        if !rows.charges.isEmpty { seal() }
        let words = ChargeWords(entries: entries.values, forms: forms.values, parties: parties.values)
        defer { self = ChargePacker() }
        return sealed.map { ChargeChunk(words, $0) }
    }
}

/// Values, each once, with their places.
private struct Numbered<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private var places: [Value: Int32] = [:]

    mutating func number(of value: Value) -> Int32 {
        if let known = places[value] { return known }
        places[value] = Int32(values.count)
        values.append(value)
        return Int32(values.count - 1)
    }
}
