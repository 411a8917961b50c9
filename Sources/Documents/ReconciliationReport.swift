package import Money
package import Reconciliation
package import Rules
package import Vocabulary

/// Everything that a reconciliation's folder is written from. Equal values give the same bytes.
package struct ReconciliationReport: Sendable {
    /// A place where the ledger has a message that the provider's statement for the period should not list.
    package struct Elsewhere: Sendable, Hashable {
        package var period: Period
        /// The party, or the name as logged if no party has it.
        package var provider: Identifier

        package init(period: Period, provider: Identifier) {
            self.period = period
            self.provider = provider
        }

        /// Whether `a` is shown rather than `b`, if a message is in several places.
        package static func precedes(_ a: Elsewhere, _ b: Elsewhere) -> Bool {
            (a.period, a.provider) < (b.period, b.provider)
        }
    }

    package var period: Period
    package var provider: Party
    package var currency: Currency
    /// The SHA-256 of the statement's file.
    package var statementSHA256: String
    /// The rules under which the calls were rated.
    package var rules: Rules
    package var reconciliation: Reconciliation
    package var totals: [ItemClass: ClassTotals]
    package var tieOut: TieOut
    /// Keyed by reference or `request_ref`.
    package var elsewhere: [TextID: Elsewhere]

    package init(
        period: Period, provider: Party, currency: Currency, statementSHA256: String, rules: Rules,
        reconciliation: Reconciliation, tieOut: TieOut, elsewhere: [TextID: Elsewhere]
    ) {
        self.period = period
        self.provider = provider
        self.currency = currency
        self.statementSHA256 = statementSHA256
        self.rules = rules
        self.reconciliation = reconciliation
        totals = reconciliation.totals(in: period)
        self.tieOut = tieOut
        self.elsewhere = elsewhere
    }

    /// Returns the totals of a class; zeros if it has no items.
    package func totals(_ itemClass: ItemClass) -> ClassTotals { totals[itemClass] ?? ClassTotals() }

    /// The number of items that somebody has to look at.
    package var openCount: Int { ItemClass.allCases.filter(\.isOpen).reduce(0) { $0 + totals($1).items } }

    /// The sums over all classes, that is, over all calls and all rows.
    package var grandTotal: ClassTotals {
        ItemClass.allCases.reduce(into: ClassTotals()) { sum, itemClass in
            let part = totals(itemClass)
            sum.items += part.items
            sum.calls += part.calls
            sum.rows += part.rows
            sum.ledgerMinor += part.ledgerMinor
            sum.statementMinor += part.statementMinor
        }
    }

    /// Returns the control sums that do not agree, in words; a correct report has none.
    ///
    /// - Parameters:
    ///   - usageCalls: the provider's calls of the period, counted from the roll-up that rating uses.
    ///   - usageCostMinor: the cost of those calls.
    package func brokenControls(usageCalls: Int64, usageCostMinor: Int128) -> [String] {
        let sum = grandTotal
        let rows = reconciliation.rows
        let checks: [(String, Int128, Int128)] = [
            ("calls by class = calls", Int128(sum.calls), Int128(reconciliation.calls.count)),
            ("rows by class = rows", Int128(sum.rows), Int128(rows.count)),
            ("statement's cost by class = Σ rows", sum.statementMinor, rows.reduce(0) { $0 + Int128($1.costMinor) }),
            ("calls = calls of usage", Int128(sum.calls), Int128(usageCalls)),
            ("ledger's cost by class = cost of usage", sum.ledgerMinor, usageCostMinor),
            ("calls of the tie-out = calls", Int128(tieOut.total.calls), Int128(sum.calls)),
            ("cost of the tie-out = ledger's cost", tieOut.total.ledgerMinor, sum.ledgerMinor),
            (
                "statement's cost of the tie-out = Σ rows", tieOut.total.statementMinor + tieOut.rowsAloneMinor,
                sum.statementMinor
            ),
        ]
        return checks.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) is not \($0.2)" }
    }
}
