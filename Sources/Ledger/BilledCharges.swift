import LedgerFile
import Money
import Rating
import Rules
package import Settlement
import Store
package import Vocabulary

extension Ledger {
    /// The charges billed for a past period, entries by hand left out, summed over all closings.
    ///
    /// - Parameter fees: whether fees are among them.
    package func billed(_ period: Period, fees: Bool) throws -> [BilledCharge] {
        let rows = try database.prepare(
            """
            SELECT id, stream, app, tariff, provider, currency, position, description, amount, kind FROM billed
            WHERE period = ? AND kind <> 'entry' \(fees ? "" : "AND kind <> 'fee'") ORDER BY id
            """)
        let shares = try BilledShares(database)
        let lines = try AdjustedLines(database)
        rows.bind(1, period.description)
        var charges: [BilledCharge.Key: BilledCharge] = [:]
        while try rows.step() {
            guard let stream = Stream(rawValue: rows.text(1)), let currency = Currency(code: rows.text(5)) else {
                throw LedgerError.damaged("billed \(rows.int(0)) holds a word that is none of the schema's")
            }
            let key = ChargeKey(
                stream: stream, app: rows.identifier(2), tariff: rows.identifier(3),
                provider: rows.isNull(4) ? nil : rows.identifier(4))
            let place = BilledCharge.Key(key, currency)
            var charge =
                charges[place]
                ?? BilledCharge(
                    key: key, currency: currency, order: Int(rows.int(6)), description: rows.text(7), amountMinor: 0,
                    shares: [])
            charge.amountMinor = try charge.amountMinor.adding(rows.int(8), "billed of \(key.tariff)")
            charge.shares += try shares.of(rows.int(0))
            if rows.text(9) == "adjustment" {
                for line in try lines.of(rows.int(0)) { try charge.addTaxed(line.amountMinor, line.tax) }
            }
            charges[place] = charge
        }
        return try charges.values.map { charge in
            var charge = charge
            charge.shares = try Share.addedUp(charge.shares, "billed shares of \(charge.key.tariff)")
            return charge
        }
    }
}

/// Reads the lines of adjustments, each with its tax.
struct AdjustedLines {
    private let rows: Statement

    init(_ database: Database) throws(LedgerError) {
        rows = try database.prepare("SELECT amount, tax, rate FROM billed_line WHERE billed = ? ORDER BY line")
    }

    /// The lines of a row of `billed`; none if it is older than these lines.
    ///
    /// - Throws: `LedgerError.damaged` if a rate is none.
    func of(_ billed: Int64) throws(LedgerError) -> [(amountMinor: Int64, tax: LineTax)] {
        rows.bind(1, billed)
        var lines: [(amountMinor: Int64, tax: LineTax)] = []
        while try rows.step() {
            guard let rate = try? Rate(rows.text(2)) else {
                throw .damaged("a line of billed \(billed) has no tax rate")
            }
            lines.append((rows.int(0), LineTax(id: rows.identifier(1), rate: rate)))
        }
        return lines
    }
}
