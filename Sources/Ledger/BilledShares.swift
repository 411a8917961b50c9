import LedgerFile
import Settlement

/// Reads the shares of billed charges, by party.
struct BilledShares {
    private let rows: Statement

    init(_ database: Database) throws(LedgerError) {
        rows = try database.prepare(
            "SELECT party, amount, numerator, denominator FROM billed_share WHERE billed = ? ORDER BY party")
    }

    /// The shares of a row of `billed`.
    ///
    /// - Throws: `LedgerError.damaged` if a share is not a fraction.
    func of(_ billed: Int64) throws(LedgerError) -> [Share] {
        rows.bind(1, billed)
        var shares: [Share] = []
        while try rows.step() {
            // The smallest 128-bit number has no positive counterpart.
            guard let numerator = Int128(rows.text(2)), numerator > .min, let denominator = Int128(rows.text(3)),
                denominator > 0
            else { throw .damaged("a share of billed \(billed) is no fraction") }
            shares.append(
                Share(
                    party: rows.identifier(0), amountMinor: rows.int(1), exact: Fraction(numerator, over: denominator)))
        }
        return shares
    }
}
