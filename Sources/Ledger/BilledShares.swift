import LedgerFile
import Settlement

/// The shares of what was billed, by party.
struct BilledShares {
    private let rows: Statement

    init(_ database: Database) throws(LedgerError) {
        rows = try database.prepare(
            "SELECT party, amount, numerator, denominator FROM billed_share WHERE billed = ? ORDER BY party")
    }

    /// Those of a row of `billed`.
    ///
    /// - Throws: `LedgerError.damaged` where one is no fraction.
    func of(_ billed: Int64) throws(LedgerError) -> [Share] {
        rows.bind(1, billed)
        var shares: [Share] = []
        while try rows.step() {
            // The least number of 128 bits has no negative.
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
