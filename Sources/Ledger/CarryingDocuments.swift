package import LedgerFile
import Money
import Rating
package import Settlement
package import Store
import Vocabulary

extension Ledger {
    /// The documents that carry a line of a charge; see `documents(carrying:before:)`.
    package func documents(
        carrying charge: SettledCharge, before last: Closing? = nil
    ) throws(LedgerError) -> [CarryingDocument] {
        try documents(carrying: [charge], before: last)[charge] ?? []
    }

    /// The documents that carry a line of each of some charges, in the order of closing: as billed with its period, or as
    /// corrected with a later one. A charge without a line is left out.
    ///
    /// - Complexity: O(charges + charges billed for their periods + documents). SQLite would join the two tables by trying
    ///   every pair, because neither has an index for it.
    package func documents(
        carrying charges: [SettledCharge], before last: Closing? = nil
    ) throws(LedgerError) -> [SettledCharge: [CarryingDocument]] {
        var documents: [SettledCharge: [CarryingDocument]] = [:]
        let byPeriod = Dictionary(grouping: charges.filter { !$0.lines.isEmpty }, by: \.period)
        guard !byPeriod.isEmpty else { return documents }
        let numbers = try numbers(ofApps: Set(charges.map(\.key.app)))
        for (period, charges) in byPeriod {
            let carrying = try self.documents(of: period, before: last, Set(charges.map(BilledKey.init)), numbers)
            for charge in charges { documents[charge] = carrying[BilledKey(charge)] ?? [] }
        }
        return documents
    }

    /// What tells the invoiced charges of a period apart.
    private struct BilledKey: Hashable {
        let app: Identifier
        let tariff: Identifier
        let currency: Identifier

        init(_ charge: SettledCharge) {
            (app, tariff) = (charge.key.app, charge.key.tariff)
            currency = Identifier(charge.currency.code)
        }

        init(app: Identifier, tariff: Identifier, currency: Identifier) {
            (self.app, self.tariff, self.currency) = (app, tariff, currency)
        }
    }

    private struct DocumentKey: Hashable {
        let closing: Int64
        let app: Identifier
        let currency: Identifier
    }

    /// The numbers of the documents of supplies of some apps.
    private func numbers(ofApps apps: Set<Identifier>) throws(LedgerError) -> [DocumentKey: String] {
        let rows = try database.prepare("SELECT closing, app, currency, number FROM issued WHERE part = 1")
        var numbers: [DocumentKey: String] = [:]
        while try rows.step() {
            let key = DocumentKey(closing: rows.int(0), app: rows.identifier(1), currency: rows.identifier(2))
            if apps.contains(key.app) { numbers[key] = rows.text(3) }
        }
        return numbers
    }

    /// The documents that carry a line of some charges of a period, of each in the order of closing.
    private func documents(
        of period: Period, before last: Closing?, _ wanted: Set<BilledKey>, _ numbers: [DocumentKey: String]
    ) throws(LedgerError) -> [BilledKey: [CarryingDocument]] {
        let rows = try database.prepare(
            """
            SELECT closing, app, tariff, currency, d.number FROM billed LEFT JOIN billed_document d ON d.billed = id
            WHERE period = ?1 AND stream = 'invoice' AND kind <> 'entry'
              AND (kind <> 'adjustment' OR amount <> 0 OR id IN (SELECT billed FROM billed_line)) AND closing < ?2
            ORDER BY closing
            """)
        rows.bind(1, period.description)
        rows.bind(2, last?.id ?? .max)
        var documents: [BilledKey: [CarryingDocument]] = [:]
        while try rows.step() {
            let key = BilledKey(app: rows.identifier(1), tariff: rows.identifier(2), currency: rows.identifier(3))
            let document = DocumentKey(closing: rows.int(0), app: key.app, currency: key.currency)
            guard wanted.contains(key), let number = rows.isNull(4) ? numbers[document] : rows.text(4) else { continue }
            documents[key, default: []].append(CarryingDocument(closing: document.closing, number: number))
        }
        return documents
    }
}
