package import Money
import Rating
package import Rules
import Threads
package import Vocabulary

/// What the lists of invoices say of one: all but its lines.
package struct InvoiceHead: Sendable {
    /// `DRAFT-<app>-<currency>` until `close` numbers it; of a further document of the app, with its part.
    package let number: String
    /// Of the app's documents in the currency, from 1; 1 is that of the supplies.
    package let part: Int
    package let type: InvoiceType
    package let status: InvoiceStatus
    package let issuer: Identifier
    package let app: App
    package let currency: Currency
    package let subtotalMinor: Int64
    package let taxMinor: Int64
    package let totalMinor: Int64
}

/// The documents of a period, by app and currency. Each is made from its charges when it is read.
package struct Invoices: RandomAccessCollection, Sendable {
    private struct Place: Sendable {
        /// The charges of the app in the currency; those that are not invoiced too.
        var first: Int32
        var count: Int32
        var subtotalMinor: Int64
        var taxMinor: Int64
        /// Which of the app's documents in the currency it is.
        var part: Int32
        /// The number's sequence; 0 until `close` numbers it.
        var sequence: Int32 = 0
    }

    private let charges: PackedCharges
    private let maker: InvoiceMaker
    private var places: [Place]
    /// The causes of the documents that are not for supplies, by position. There are few.
    private var causes: [Int: DocumentCause] = [:]

    /// - Parameters:
    ///   - names: apps and taxes, including those that the rules no longer have.
    ///   - documents: those that have carried an adjustment's charge so far, as billed or as a correction.
    /// - Throws: `AmountOverflow` naming the first document whose sums do not fit.
    package init(
        of charges: PackedCharges, period: Period, under rules: Rules, names: KnownNames,
        documents: [SettledCharge: [CarryingDocument]] = [:]
    ) throws(AmountOverflow) {
        self.charges = charges
        let maker = InvoiceMaker(period: period, rules: rules, names: names, documents: documents)
        self.maker = maker
        let groups = try Threads.map(Self.groups(of: charges), portion: 1_000) { group throws(AmountOverflow) in
            try maker.drafts(of: charges[group]).map { invoice in
                let place = Place(
                    first: Int32(group.lowerBound), count: Int32(group.count), subtotalMinor: invoice.subtotalMinor,
                    taxMinor: invoice.taxMinor, part: Int32(invoice.part))
                return (place: place, cause: invoice.cause)
            }
        }
        places = []
        places.reserveCapacity(groups.count)
        for document in groups.joined() {
            if document.cause != .supplies { causes[places.count] = document.cause }
            places.append(document.place)
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
            let drafts = try maker.drafts(of: charges[Int(place.first)..<Int(place.first + place.count)])
            guard var invoice = drafts.first(where: { $0.part == Int(place.part) }) else {
                preconditionFailure("a document that was made can't be made again")
            }
            if place.sequence > 0 {
                invoice.number = number(at: position)
                invoice.status = .final
            }
            return invoice
        } catch {
            preconditionFailure("a document that was made can't be made again: \(error)")
        }
    }

    private func cause(at position: Int) -> DocumentCause { causes[position] ?? .supplies }

    /// The issuer of a document.
    package func issuer(at position: Int) -> Identifier { maker.causes.issuer(of: cause(at: position)) }

    /// The number of a document.
    package func number(at position: Int) -> String {
        let place = places[position]
        guard place.sequence > 0 else {
            let charge = charges[Int(place.first)]
            return Invoicing.draftNumber(charge.app, charge.currency, part: Int(place.part))
        }
        return maker.names.numberFormat(type(at: position), of: issuer(at: position))
            .number(year: maker.period.numberYear, sequence: Int(place.sequence))
    }

    /// All but the lines of a document.
    package func head(at position: Int) -> InvoiceHead {
        let place = places[position]
        let charge = charges[Int(place.first)]
        return InvoiceHead(
            number: number(at: position), part: Int(place.part), type: type(at: position),
            status: place.sequence > 0 ? .final : .draft, issuer: issuer(at: position),
            app: maker.names.app(charge.app), currency: charge.currency, subtotalMinor: place.subtotalMinor,
            taxMinor: place.taxMinor, totalMinor: place.subtotalMinor + place.taxMinor)
    }

    package func type(at position: Int) -> InvoiceType {
        let place = places[position]
        return InvoiceType(
            cause(at: position), subtotalMinor: place.subtotalMinor, totalMinor: place.subtotalMinor + place.taxMinor)
    }

    /// The documents that are not for supplies, in order.
    package var others: [Invoice] { causes.keys.sorted().map { self[$0] } }

    /// The heads of all invoices, in order.
    package var heads: some Sequence<InvoiceHead> { (0..<endIndex).lazy.map { [self] in head(at: $0) } }

    /// Gives an invoice its number and makes it final.
    ///
    /// - Parameter sequence: from 1.
    package mutating func finish(at position: Int, sequence: Int) { places[position].sequence = Int32(sequence) }
}

/// Makes the documents of an app in a currency from its charges.
struct InvoiceMaker: Sendable {
    let period: Period
    let rules: Rules
    let names: KnownNames
    let causes: DocumentCauses

    init(period: Period, rules: Rules, names: KnownNames, documents: [SettledCharge: [CarryingDocument]]) {
        self.period = period
        self.rules = rules
        self.names = names
        causes = DocumentCauses(rules: rules, issuers: names.issuers, documents: documents)
    }

    static func isInvoiced(_ charge: PackedCharge) -> Bool { charge.stream == .invoice && charge.hasLines }

    func drafts(of charges: Slice<PackedCharges>) throws(AmountOverflow) -> [Invoice] {
        // Only documents are looked up by shares.
        try drafts(of: charges.filter(Self.isInvoiced).map { $0.unpacked(withShares: $0.isAdjustment) })
    }

    /// - Parameter charges: invoiced ones of one app and currency; at least one.
    func drafts(of charges: [SettledCharge]) throws(AmountOverflow) -> [Invoice] {
        let app = names.app(charges[0].key.app)
        var drafts: [Invoice] = []
        for document in causes.documents(of: charges) {
            drafts.append(
                try Invoicing.draft(
                    of: document.charges.sorted(by: SettledCharge.inInvoiceOrder), part: document.part,
                    cause: document.cause, issuer: names.party(causes.issuer(of: document.cause)), app: app,
                    currency: charges[0].currency, period: period, under: rules, names: names,
                    carriedBy: { causes.documents[$0] ?? [] }))
        }
        return drafts
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
