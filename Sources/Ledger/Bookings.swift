package import LedgerFile
import Money
import Rating
package import Settlement
package import Store
package import Vocabulary

/// A document that a closing numbered, as the ledger stores it.
package struct IssuedDocument: Sendable {
    package var number: String
    package var closing: Closing
    package var type: InvoiceType
    package var app: Identifier
    package var currencyCode: String
    package var subtotalMinor: Int64
    package var taxMinor: Int64
    package var totalMinor: Int64
    /// Of the documents of the closing, app and currency; 1 is that of the supplies.
    package var part: Int
}

/// The charge that one closing booked.
package struct Booking: Sendable {
    package var closing: Closing
    package var charge: SettledCharge
    /// The number of the document that it stands on, if that is not the one of the supplies.
    package var document: String?
    /// Whether it is an entry by hand.
    package var isByHand: Bool
}

extension Ledger {
    /// The document with a number; `nil` if there is none.
    package func issued(_ number: String) throws(LedgerError) -> IssuedDocument? {
        let rows = try database.prepare(
            "SELECT closing, type, app, currency, subtotal, tax, total, part FROM issued WHERE number = ?")
        rows.bind(1, number)
        guard try rows.step() else { return nil }
        defer { rows.reset() }
        let closing = rows.int(0)
        guard let type = InvoiceType(rawValue: rows.text(1)),
            let found = try closings().first(where: { $0.id == closing })
        else { throw .damaged("the document \(number) has no closing") }
        return IssuedDocument(
            number: number, closing: found, type: type, app: rows.identifier(2), currencyCode: rows.text(3),
            subtotalMinor: rows.int(4), taxMinor: rows.int(5), totalMinor: rows.int(6), part: Int(rows.int(7)))
    }

    /// Every document number issued, in the order of closing.
    package func issuedNumbers() throws(LedgerError) -> [String] {
        let rows = try database.prepare("SELECT number FROM issued ORDER BY closing, type, sequence")
        var numbers: [String] = []
        while try rows.step() { numbers.append(rows.text(0)) }
        return numbers
    }

    /// The bookings of a period's charges in the order of closing: first as billed, then adjustments.
    package func bookings(of period: Period) throws -> [Booking] {
        try bookings("b.period = ?", period.description)
    }

    /// The adjustments of earlier periods that were booked when a period was closed.
    package func adjustments(bookedWith period: Period) throws -> [Booking] {
        try bookings(
            "b.kind = 'adjustment' AND b.closing = (SELECT id FROM closing WHERE period = ?)", period.description)
    }

    private func bookings(_ condition: String, _ value: String) throws -> [Booking] {
        var closings: [Int64: Closing] = [:]
        for closing in try self.closings() { closings[closing.id] = closing }
        let rows = try database.prepare(
            """
            SELECT b.id, b.closing, b.period, b.kind, b.stream, b.app, b.tariff, b.provider, b.currency, b.position,
              b.description, b.amount, d.number FROM billed b LEFT JOIN billed_document d ON d.billed = b.id WHERE \(condition) ORDER BY b.id
            """)
        let shares = try BilledShares(database)
        let taxed = try AdjustedLines(database)
        rows.bind(1, value)
        var found: [Booking] = []
        while try rows.step() {
            guard let closing = closings[rows.int(1)], let period = Period(rows.text(2)),
                let stream = Stream(rawValue: rows.text(4)), let currency = Currency(code: rows.text(8))
            else { throw LedgerError.damaged("billed \(rows.int(0)) holds a word that is none of the schema's") }
            let parts = try shares.of(rows.int(0))
            let amount = rows.int(11)
            let isAdjustment = rows.text(3) == "adjustment"
            let key = ChargeKey(
                stream: stream, app: rows.identifier(5), tariff: rows.identifier(6),
                provider: rows.isNull(7) ? nil : rows.identifier(7))
            var lines: [ChargeLine] = []
            if isAdjustment {
                lines = try taxed.of(rows.int(0)).map { ChargeLine(adjusting: $0.amountMinor, $0.tax) }
                if lines.isEmpty, amount != 0 { lines = [ChargeLine(adjusting: amount, nil)] }
            }
            found.append(
                Booking(
                    closing: closing,
                    charge: SettledCharge(
                        key: key, currency: currency, period: period, isAdjustment: isAdjustment,
                        order: Int(rows.int(9)), description: rows.text(10),
                        lines: lines, amountMinor: amount, units: 0,
                        shares: parts),
                    document: rows.isNull(12) ? nil : rows.text(12), isByHand: rows.text(3) == "entry"))
        }
        return found
    }
}
