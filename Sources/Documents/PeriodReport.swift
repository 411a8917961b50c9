package import JSONFormat
package import Money
package import Rating
package import Rules
package import Settlement
package import Vocabulary

/// Everything that a period's folder is written from. Equal values give the same bytes.
package struct PeriodReport: Sendable {
    package var period: Period
    package var status: InvoiceStatus
    package var rules: Rules
    /// Sorted by app, then currency.
    package var invoices: Invoices
    /// In the order of `SettledCharge.inReportOrder`.
    package var charges: PackedCharges
    /// Of the charges that are divided by days; nothing unless a split or an ISO changes within the period.
    package var parts: ChargeParts
    package var positions: [Position]
    package var transfers: [Transfer]
    /// In byte order of its columns.
    package var usage: UsageReport
    package var counts: RatingCounts
    /// Sorted by code, file, line.
    package var exceptions: ExceptionsFile
    /// Calls of past periods that closings let pass and that are not billed yet; by period, code, file, line.
    package var waiting: WaitingFile
    /// Sorted by app, time, file, line. Reports of the first edition do not have it.
    package var pending: PendingFile
    /// The entries by hand that the report books, by id.
    package var entries: [HandEntry]
    /// Names that calls used but the rules lack, so that the calls can't be billed.
    package var unknowns: Unknowns
    package var journal: Journal
    /// Every log read so far, in the order of reading.
    package var logs: [LogSummary]
    /// The ledger's transactions by period. They add up to the transactions of all logs.
    package var periods: [(period: Period, transactions: Int64)]
    /// The roles of parties. Used for parties that the current rules no longer name.
    package var roles: [Identifier: Role]
    /// Who issues and collects.
    package var issuers: Issuers

    package init(
        period: Period, status: InvoiceStatus, rules: Rules, invoices: Invoices, charges: PackedCharges,
        parts: ChargeParts = ChargeParts(), positions: [Position], transfers: [Transfer], usage: UsageReport,
        counts: RatingCounts, exceptions: ExceptionsFile, waiting: WaitingFile, pending: PendingFile,
        entries: [HandEntry] = [],
        unknowns: Unknowns, journal: Journal, logs: [LogSummary],
        periods: [(period: Period, transactions: Int64)], roles: [Identifier: Role],
        issuers: Issuers
    ) {
        self.period = period
        self.status = status
        self.rules = rules
        self.invoices = invoices
        self.charges = charges
        self.parts = parts
        self.positions = positions
        self.transfers = transfers
        self.usage = usage
        self.counts = counts
        self.exceptions = exceptions
        self.waiting = waiting
        self.pending = pending
        self.entries = entries
        self.unknowns = unknowns
        self.journal = journal
        self.logs = logs
        self.periods = periods
        self.roles = roles
        self.issuers = issuers
    }

    func role(of party: Identifier) -> String {
        (rules.party(party)?.role ?? roles[party])?.rawValue ?? ""
    }
}

extension PeriodReport {
    /// The value of `summary.json`: an overview of the period.
    package var summary: JSONText { Summaries.summary(self) }

    /// The currencies of the invoices and positions, sorted by code.
    package var currencies: [Currency] { Summaries.currencies(self) }

    /// The number of exceptions for each code, sorted by code.
    package var exceptionCounts: [(code: String, count: Int)] { exceptions.counts }
}
