package import Documents
package import Money
package import Rating
package import Rules
package import Settlement
package import Store
import Threads
package import Vocabulary

/// From what a store holds of a period to all that its folder is written from.
package struct DraftPeriod {
    private let store: any PeriodStore
    private let rules: Rules
    /// Earlier open periods that a close lets go, and that no longer come first.
    private let skipped: Set<Period>

    package init(_ store: any PeriodStore, rules: Rules, skipped: Set<Period> = []) {
        self.store = store
        self.rules = rules
        self.skipped = skipped
    }

    /// A period worked out, and what a close needs to know of it besides.
    package struct Drafts {
        package var report: PeriodReport
        /// With unrated calls, late ones of past periods included.
        package var exceptions: any PeriodExceptions
        /// What the period bills of past ones, for the manifest.
        package var billedRules: BilledRules
        /// The entries by hand that the period books, by id.
        package var entries: [HandEntry]
    }

    /// What the store lists of a period, beside its roll-up.
    private struct Listed {
        let periods: [(period: Period, transactions: Int64)]
        let logs: [LogSummary]
        let exceptions: any PeriodExceptions

        init(of store: any PeriodCalls, _ period: Period, _ calendar: LocalCalendar) throws {
            periods = try store.transactionsByPeriod()
            logs = try store.logs()
            exceptions = try store.exceptions(of: period, calendar: calendar)
        }
    }

    /// What a period's invoices carry besides its own charges.
    private struct Later {
        let late: LateKnowledge?
        let billedRules: BilledRules
        let adjustments: SettledCharges
        /// The entries by hand that it books, with their charges.
        let entries: [HandEntry]
        let byHand: [SettledCharge]
        let names: KnownNames
        /// Those that have carried the charges of the adjustments so far.
        let documents: [SettledCharge: [CarryingDocument]]
    }

    private func later(_ period: Period, _ periods: [(period: Period, transactions: Int64)]) throws -> Later {
        let late =
            try isNextToClose(period, periods)
            ? try LateKnowledge(store: store, rules: rules, before: period) : nil
        let adjustments = try late?.adjustments() ?? SettledCharges()
        let documents = try store.documents(carrying: adjustments.charges, before: nil)
        let entries = try entries(of: period, isNext: late != nil)
        let names = KnownNames(
            rules,
            frozen: adjustments.charges.isEmpty && entries.isEmpty ? [] : try store.pastPeriods().newestRules())
        return Later(
            late: late,
            // A draft that is not the next to be closed books nothing, but its waiting calls go by the corrections.
            billedRules: BilledRules(
                firstBilled: late?.firstBilled ?? [], corrections: try Correction.waiting(in: store)),
            adjustments: adjustments, entries: entries,
            byHand: try EntryCharges.of(entries, on: period, under: rules, store), names: names,
            documents: documents)
    }

    /// The entries by hand that stand on a period: on the next that can be closed, or on the one that their date lies in if
    /// that is later (S7.32).
    private func entries(of period: Period, isNext: Bool) throws -> [HandEntry] {
        guard rules.edition.booksEntries else { return [] }
        return try store.openEntries().filter { entry in
            guard let date = entry.date else { return isNext }
            let own = rules.calendar.period(of: date)
            return own == period || (isNext && own < period)
        }
    }

    /// The drafts of a period as far as each can be worked out, for looking at one: what does not fit keeps back the invoice
    /// that it would stand on.
    ///
    /// - Throws: `Refusal.taxWithoutRate`, `Refusal.undivided`, or what the store throws.
    package func draftsThatFit(
        of period: Period
    ) throws -> (invoices: [Invoice], charges: [SettledCharge], names: KnownNames, overflows: [ChargeOverflow]) {
        try rules.checkDates(of: period)
        let own = SettledCharges(
            try store.ratedEach(period, under: rules), period: period, under: rules)
        let later = try later(period, try store.transactionsByPeriod())
        let all = SettledCharge.inReportOrder(
            own.charges + later.adjustments.charges + later.byHand, later.names)
        var overflows = own.overflows + later.adjustments.overflows
        var invoices: [Invoice] = []
        let kept = all.filter { charge in
            !overflows.contains { $0.key.app == charge.key.app && $0.currency == charge.currency }
        }
        for (_, charges) in Dictionary(grouping: kept, by: { [$0.key.app, Identifier($0.currency.code)] })
            .sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        {
            do throws(AmountOverflow) {
                invoices += try Invoicing.drafts(
                    of: charges, period: period, under: rules, names: later.names,
                    documents: later.documents)
            } catch {
                overflows.append(
                    ChargeOverflow(key: charges[0].key, currency: charges[0].currency, providers: [], cause: error))
            }
        }
        return (invoices, all, later.names, overflows)
    }

    /// Why a period can't be worked out; nothing where it can.
    package static func overflows(of rated: Rated, period: Period, under rules: Rules) -> [AmountOverflow] {
        let settled = SettledCharges(rated, period: period, under: rules)
        guard settled.overflows.isEmpty else { return settled.overflows.map(\.cause) }
        do throws(AmountOverflow) {
            _ = try Invoicing.drafts(
                of: settled.charges, period: period, under: rules, names: KnownNames(rules))
            _ = try Positions.of(settled.charges, Issuers(rules))
            return []
        } catch {
            return [error]
        }
    }

    /// The period under the rules, as drafts; with the adjustments of closed periods where it is the next to be closed.
    ///
    /// - Throws: `Refusal.taxWithoutRate`, `Refusal.undivided`, what the store throws, or `AmountOverflow` naming the
    ///   charge or the sum that does not fit.
    package func drafts(of period: Period) throws -> Drafts {
        try rules.checkDates(of: period)
        let (rated, own, listed) = try rated(period)
        if let overflow = (rated.overflows + own.overflows).first { throw overflow.cause }
        let later = try later(period, listed.periods)
        if let overflow = later.adjustments.overflows.first { throw overflow.cause }
        let (late, names) = (later.late, later.names)
        let charges = own.charges.adding(later.adjustments.charges + later.byHand, names)
        let (positions, invoices) = try Threads.sideBySide(
            { Result { () throws(AmountOverflow) in try Positions.of(charges, names.issuers) } },
            {
                try Invoices(
                    of: charges, period: period, under: rules, names: names, documents: later.documents)
            })

        let exceptions = listed.exceptions
        let (exceptionsFile, waiting, pending) = try store.withSnapshot {
            if rated.counts.unrated > 0 { try exceptions.addUnrated(of: period, under: rules, isLate: false) }
            try late?.addUnrated(to: exceptions)
            return (try file(exceptions), try Waiting.file(in: store), try self.pending(of: period))
        }
        let report = PeriodReport(
            period: period, status: .draft, rules: rules, invoices: invoices, charges: charges, parts: own.parts,
            positions: try positions.get(),
            transfers: Positions.transfers(try positions.get()), usage: rated.usage, counts: rated.counts,
            exceptions: exceptionsFile, waiting: waiting, pending: pending, entries: later.entries,
            unknowns: rated.unknowns,
            journal: Journal(invoices: invoices, charges: charges, period: period, under: rules, names.issuers),
            logs: listed.logs, periods: listed.periods, roles: names.roles, issuers: names.issuers)
        return Drafts(report: report, exceptions: exceptions, billedRules: later.billedRules, entries: later.entries)
    }

    /// Rating and splitting are arithmetic alone; meanwhile the store is asked for all else. A roll-up too coarse is made
    /// anew after.
    private func rated(
        _ period: Period
    ) throws -> (
        rated: Rated, own: (charges: PackedCharges, parts: ChargeParts, overflows: [ChargeOverflow]), listed: Listed
    ) {
        let usage = try store.usage(of: period, under: rules)
        let (made, listed) = try Threads.sideBySide(
            { [rules] in
                try? Rater(rules).rateEach(usage, period: period) { SettlingTaker(period, under: rules) }
            },
            { try store.withSnapshot { try Listed(of: store, period, rules.calendar) } })
        let (rated, takers) =
            try made ?? store.ratedEach(period, under: rules) { [rules] in SettlingTaker(period, under: rules) }
        return (rated, SettlingTaker.all(of: takers), listed)
    }

    /// `exceptions.csv`; where it grows large, beside the calls, of which there are as many.
    private func file(_ exceptions: any PeriodExceptions) throws -> ExceptionsFile {
        try ExceptionsFile(folder: store.folder) { take in try exceptions.forEach(take) }
    }

    /// `pending.csv`, likewise. The first edition has no such file.
    private func pending(of period: Period) throws -> PendingFile {
        try PendingFile(folder: store.folder, of: period, under: rules) { take in
            guard rules.edition.listsWaitingAndPending else { return }
            try store.forEachPending(with: period, calendar: rules.calendar, take)
        }
    }

    /// Adjustments go on the next invoice: that of the earliest period that is still to be closed.
    private func isNextToClose(
        _ period: Period, _ periods: [(period: Period, transactions: Int64)]
    ) throws -> Bool {
        let closed = Set(try store.closings().map(\.period))
        guard !closed.contains(period) else { return false }
        // In the first edition, a period before the last closed one was still to be closed.
        let last = rules.edition.passesOverPeriods ? closed.max() : nil
        if let last, period < last { return false }
        return !periods.contains { earlier, _ in
            earlier < period && !closed.contains(earlier) && !skipped.contains(earlier)
                && last.map { earlier > $0 } ?? true
        }
    }
}

extension Rules {
    /// Makes sure that every tax in use has a rate on the last day of a period (S4.20), and that every charge of it can
    /// be divided (S3.46, S3.47).
    ///
    /// - Throws: `Refusal.taxWithoutRate`, `Refusal.undivided`.
    func checkDates(of period: Period) throws(Refusal) {
        if let tax = taxesWithoutRate(in: period).first {
            throw .taxWithoutRate(tax.id, period, from: tax.rates.first?.from)
        }
        if let gap = divisionGap(in: period) { throw .undivided(gap, period) }
    }
}
