package import Money
import Rating
package import Rules
import Threads
package import Vocabulary

/// What the lists of invoices say of one: all but its lines.
package struct InvoiceHead: Sendable {
    /// `DRAFT-<app>-<currency>` until `close` numbers it.
    package let number: String
    package let type: InvoiceType
    package let status: InvoiceStatus
    package let app: App
    package let currency: Currency
    package let subtotalMinor: Int64
    package let taxMinor: Int64
    package let totalMinor: Int64
}

/// The invoices of a period, by app and currency. Each is made from its charges when it is read.
package struct Invoices: RandomAccessCollection, Sendable {
    private struct Place: Sendable {
        /// The charges of the app in the currency; those that are not invoiced too.
        var first: Int32
        var count: Int32
        var subtotalMinor: Int64
        var taxMinor: Int64
        /// The number's sequence; 0 until `close` numbers it.
        var sequence: Int32 = 0
    }

    private let charges: PackedCharges
    private let maker: InvoiceMaker
    private var places: [Place]

    /// - Parameters:
    ///   - names: apps and taxes, including those that the rules no longer have.
    ///   - documents: those that have carried an adjustment's charge so far, as billed or as a correction.
    /// - Throws: `AmountOverflow` naming the first invoice whose sums do not fit.
    package init(
        of charges: PackedCharges, period: Period, under rules: Rules, names: KnownNames,
        documents: [SettledCharge: [CarryingDocument]] = [:]
    ) throws(AmountOverflow) {
        self.charges = charges
        let maker = InvoiceMaker(period: period, rules: rules, names: names, documents: documents)
        self.maker = maker
        places = try Threads.map(Self.groups(of: charges), portion: 1_000) { group throws(AmountOverflow) in
            let invoice = try maker.draft(of: charges[group])
            return Place(
                first: Int32(group.lowerBound), count: Int32(group.count), subtotalMinor: invoice.subtotalMinor,
                taxMinor: invoice.taxMinor)
        }
    }

    /// The charges of each app and currency with at least one line on an invoice.
    private static func groups(of charges: PackedCharges) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var (begin, isInvoiced) = (0, false)
        var last: PackedCharge?
        for (index, charge) in charges.enumerated() {
            if let last, !charge.isOfSameApp(as: last) || charge.currency != last.currency {
                if isInvoiced { groups.append(begin..<index) }
                (begin, isInvoiced) = (index, false)
            }
            isInvoiced = isInvoiced || InvoiceMaker.isInvoiced(charge)
            last = charge
        }
        if isInvoiced { groups.append(begin..<charges.endIndex) }
        return groups
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    package subscript(position: Int) -> Invoice {
        let place = places[position]
        do throws(AmountOverflow) {
            var invoice = try maker.draft(of: charges[Int(place.first)..<Int(place.first + place.count)])
            if place.sequence > 0 {
                invoice.number = number(at: position)
                invoice.status = .final
            }
            return invoice
        } catch {
            preconditionFailure("an invoice that was made can't be made again: \(error)")
        }
    }

    /// The number of an invoice.
    package func number(at position: Int) -> String {
        let place = places[position]
        guard place.sequence > 0 else {
            let charge = charges[Int(place.first)]
            return Invoicing.draftNumber(charge.app, charge.currency)
        }
        let format = place.subtotalMinor < 0 ? maker.rules.invoice.creditNoteNumber : maker.rules.invoice.number
        return format.number(year: maker.period.numberYear, sequence: Int(place.sequence))
    }

    /// All but the lines of an invoice.
    package func head(at position: Int) -> InvoiceHead {
        let place = places[position]
        let charge = charges[Int(place.first)]
        return InvoiceHead(
            number: number(at: position), type: type(at: position), status: place.sequence > 0 ? .final : .draft,
            app: maker.names.app(charge.app), currency: charge.currency, subtotalMinor: place.subtotalMinor,
            taxMinor: place.taxMinor, totalMinor: place.subtotalMinor + place.taxMinor)
    }

    package func type(at position: Int) -> InvoiceType { places[position].subtotalMinor < 0 ? .creditNote : .invoice }

    /// The heads of all invoices, in order.
    package var heads: some Sequence<InvoiceHead> { (0..<endIndex).lazy.map { [self] in head(at: $0) } }

    /// Gives an invoice its number and makes it final.
    ///
    /// - Parameter sequence: from 1.
    package mutating func finish(at position: Int, sequence: Int) { places[position].sequence = Int32(sequence) }
}

/// Makes the invoice of an app in a currency from its charges.
private struct InvoiceMaker: Sendable {
    let period: Period
    let rules: Rules
    let names: KnownNames
    let documents: [SettledCharge: [CarryingDocument]]

    static func isInvoiced(_ charge: PackedCharge) -> Bool { charge.stream == .invoice && charge.hasLines }

    func draft(of charges: Slice<PackedCharges>) throws(AmountOverflow) -> Invoice {
        // Only documents are looked up by shares.
        let invoiced = charges.filter(Self.isInvoiced).map { $0.unpacked(withShares: $0.isAdjustment) }
        let app = names.app(invoiced[0].key.app)
        return try Invoicing.draft(
            of: invoiced.sorted(by: SettledCharge.inInvoiceOrder), app: app, currency: invoiced[0].currency,
            period: period, under: rules, names: names, carriedBy: { documents[$0] ?? [] })
    }
}

/// The sums of a period's invoices in one currency.
package struct InvoiceSums: Sendable {
    package private(set) var count = 0
    package private(set) var subtotalMinor: Int128 = 0
    package private(set) var taxMinor: Int128 = 0
    package private(set) var totalMinor: Int128 = 0

    /// - Complexity: O(invoices).
    package init(of invoices: Invoices, in currency: Currency) {
        for invoice in invoices.heads where invoice.currency == currency {
            count += 1
            subtotalMinor += Int128(invoice.subtotalMinor)
            taxMinor += Int128(invoice.taxMinor)
            totalMinor += Int128(invoice.totalMinor)
        }
    }
}
