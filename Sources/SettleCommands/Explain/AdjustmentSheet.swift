import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// Explains an adjustment: what has been billed of a past charge, what it is now, and the difference.
struct AdjustmentSheet {
    let context: ExplainContext
    /// The invoice with the adjustment's line.
    let explained: ExplainedInvoice
    let adjustment: SettledCharge

    private var currency: Currency { adjustment.currency }

    /// A state of the charge: worked out by a version of the rules, from what a closing or the present knows.
    private struct State {
        /// `nil` where a period that was passed over is to be billed for the first time.
        let version: RulesVersion?
        let worked: WorkedPeriod
        let charge: Charge?
    }

    func sheet(id: String, title: String, party: Identifier?, calls: Bool) throws -> Sheet {
        let (before, after) = (try before(), try after())
        let (was, now) = (before?.charge, after.charge)
        let difference = try (now?.amountMinor ?? 0).subtracting(was?.amountMinor ?? 0, "adjustment")
        guard difference == adjustment.amountMinor else {
            throw Failure(
                .data,
                "\(id) can't be worked out again: the ledger gives \(currency.text(minor: difference)), "
                    + "\(currency.text(minor: adjustment.amountMinor)) was booked.")
        }
        var sheet = Sheet(kind: "adjustment", id: id, title: title)
        sheet.blocks = [
            .facts(key: "adjustment", title: nil, try facts(before, after)),
            .table(try bookings()),
            .table(lines(was, now)),
            .table(try shares(before, after, party)),
            .notes(key: "notes", notes()),
        ]
        if calls { sheet.blocks.append(.table(try movedCalls(before?.worked, after.worked))) }
        return sheet
    }

    /// What has been billed: the charge as the last close before this invoice that looked at its period knew it. Each close
    /// books all that is known about past periods.
    private func before() throws -> State? {
        guard let past = context.past(adjustment.period) else { return nil }
        let last = context.closings.last { closing in
            closing.period >= adjustment.period && explained.closing.map { closing.id < $0.id } ?? true
                && past.version(of: closing) != nil
        }
        guard let last, let version = past.version(of: last) else { return nil }
        return try state(version, try context.rules(version), at: try context.moment(last))
    }

    /// What the charge is for this invoice.
    private func after() throws -> State {
        guard let past = context.past(adjustment.period) else {
            return try state(nil, explained.rules, at: explained.moment)
        }
        let version = explained.closing.map(past.version) ?? past.newest
        return try state(version, try version.map(context.rules) ?? explained.rules, at: explained.moment)
    }

    private func state(_ version: RulesVersion?, _ rules: RulesInForce, at moment: Moment) throws -> State {
        let worked = try context.worked(adjustment.period, app: adjustment.key.app, under: rules, at: moment)
        return State(
            version: version, worked: worked, charge: worked.charge(adjustment.key, adjustment.currency))
    }

    private func facts(_ before: State?, _ after: State) throws -> [Fact] {
        let (was, now) = (before?.charge, after.charge)
        let documents = try context.ledger.documents(carrying: adjustment, before: explained.closing)
            .map(\.number).joined(separator: ", ")
        let isClosed = context.closing(of: adjustment.period) != nil
        return [
            Fact(
                "invoice", "\(explained.invoice.number), \(InvoiceWords.type(explained.invoice)) of \(explained.period)"
            ),
            Fact("customer", "\(explained.invoice.app.id), \(explained.invoice.app.name)"),
            Fact("adjusts", "\(adjustment.period), \(isClosed ? "closed" : "passed over")"),
            Fact(
                "adjusted_invoice",
                documents.isEmpty ? "none: no document has carried the charge before" : documents),
            Fact("rule", rule(after)),
            Fact("terms", terms(after)),
            Fact("terms_billed", before.map(terms) ?? ""),
            Fact("rules_billed", before?.version.map(RulesWords.about) ?? ""),
            Fact("rules_now", after.version.map(RulesWords.about) ?? "the rules in force"),
            Fact("units_billed", .integer(was?.units ?? 0)),
            Fact("units_now", .integer(now?.units ?? 0)),
            Fact("billed_so_far", .amount(was?.amountMinor ?? 0, currency)),
            Fact("is_now", .amount(now?.amountMinor ?? 0, currency)),
            Fact("difference", .amount(adjustment.amountMinor, currency)),
        ]
    }

    private func rule(_ state: State) -> String {
        let rules = state.worked.rules
        let place: String
        if let tariff = rules.rules.tariff(adjustment.key.tariff) {
            place = "\(rules.place(tariff.line)), tariff \(tariff.id)"
        } else if let fee = rules.rules.fee(adjustment.key.tariff) {
            place = "\(rules.place(fee.line)), fee \(fee.id)"
        } else {
            return ""
        }
        guard let version = state.version, version.correction == nil else { return place }
        let isClosed = context.closing(of: adjustment.period) != nil
        return "\(place), as \(isClosed ? "frozen with" : "it first billed") \(adjustment.period)"
    }

    private func terms(_ state: State) -> String {
        guard let tariff = state.worked.rules.rules.tariff(adjustment.key.tariff) else { return "" }
        return tariff.terms(of: adjustment.key.app).charge.words(unit: tariff.unit)
    }

    /// The amounts of the charge that each close before this invoice has booked.
    private func bookings() throws -> Table {
        var table = Table(
            key: "bookings", title: "Booked so far", columns: ["closing", "on", "amount"])
        for booking in try context.ledger.bookings(of: adjustment.period)
        where booking.charge.key == adjustment.key && explained.closing.map({ booking.closing.id < $0.id }) ?? true {
            let number =
                try booking.document
                ?? context.ledger.invoiceNumber(
                    period: booking.closing.period, app: adjustment.key.app, currency: currency)
            table.rows.append([
                .text(booking.closing.period.description), .text(number ?? ""),
                .amount(booking.charge.amountMinor, currency),
            ])
        }
        return table
    }

    private struct LineKey: Hashable {
        let kind: LineKind
        let tier: Int?
        let unitPrice: String?
    }

    /// The lines of the charge, as billed and as they would be now.
    private func lines(_ was: Charge?, _ now: Charge?) -> Table {
        var table = Table(
            key: "lines", title: "The charge, line by line",
            columns: ["kind", "tier", "unit_price", "quantity_billed", "quantity_now", "billed", "now", "difference"])
        var keys: [LineKey] = []
        func byKey(_ charge: Charge?) -> [LineKey: ChargeLine] {
            var lines: [LineKey: ChargeLine] = [:]
            for line in charge?.lines ?? [] {
                let key = LineKey(kind: line.kind, tier: line.tier, unitPrice: line.unitPrice)
                if !keys.contains(key) { keys.append(key) }
                lines[key] = line
            }
            return lines
        }
        let (new, old) = (byKey(now), byKey(was))
        for key in keys {
            let (before, after) = (old[key], new[key])
            table.rows.append([
                .text(key.kind.rawValue), key.tier.map { .integer(Int64($0)) } ?? .none,
                key.unitPrice.map { .decimal($0) } ?? .none, before?.quantity.map { .integer($0) } ?? .none,
                after?.quantity.map { .integer($0) } ?? .none,
                before.map { .amount($0.amountMinor, currency) } ?? .none,
                after.map { .amount($0.amountMinor, currency) } ?? .none,
                // The difference of two amounts may not fit into an amount (64 bits).
                .decimal(currency.text(minor: Int128(after?.amountMinor ?? 0) - Int128(before?.amountMinor ?? 0))),
            ])
        }
        return table
    }

    private func shares(_ before: State?, _ after: State, _ party: Identifier?) throws -> Table {
        var table = Table(
            key: "shares", title: "Shares: the difference of the two splits, never a new split of the difference",
            columns: ["party", "role", "billed", "now", "difference", "mark"])
        func shares(_ state: State?) throws -> [Share] {
            guard let state, let charge = state.charge else { return [] }
            return try Splitter(state.worked.rules.rules).shares(of: charge)
        }
        let (old, new) = (try shares(before), try shares(after))
        for share in adjustment.shares {
            func amount(_ shares: [Share]) -> Int64 { shares.first { $0.party == share.party }?.amountMinor ?? 0 }
            table.rows.append([
                .text(share.party.text), .text(explained.role(of: share.party)),
                .amount(amount(old), currency), .amount(amount(new), currency), .amount(share.amountMinor, currency),
                .mark(share.party == party),
            ])
        }
        return table
    }

    private func notes() -> [String] {
        let isClosed = context.closing(of: adjustment.period) != nil
        return [
            isClosed
                ? "\(adjustment.period) was closed and stays as it is. What became known of it since, and corrections of its "
                    + "rules, are rated again; the difference from what was billed stands on the next invoice."
                : "\(adjustment.period) was passed over: a later \(adjustment.period.rhythm.name) was closed first. Its calls "
                    + "are billed as adjustments, under the rules that first billed it."
        ] + (explained.closing == nil ? ["A draft: what else becomes known before the close changes it."] : [])
    }

    /// The calls in which the two states of the charge differ.
    private func movedCalls(_ before: WorkedPeriod?, _ after: WorkedPeriod) throws -> Table {
        let old = try before.map { try MovedCalls.of(context, $0, adjustment) } ?? [:]
        let new = try MovedCalls.of(context, after, adjustment)
        var table = Table(
            key: "calls", title: "", columns: ["change", "time", "ref", "units", "status", "cost", "log"])
        let ids = Set(old.keys).union(new.keys).filter { old[$0]?.counted != new[$0]?.counted }
        let rows = ids.flatMap { id in
            [old[id].map { ("-", $0) }, new[id].map { ("+", $0) }].compactMap { $0 }
        }
        let sorted = rows.sorted {
            ($0.1.call.record.timeNanoseconds, $0.1.call.ref, $1.0) < (
                $1.1.call.record.timeNanoseconds, $1.1.call.ref, $0.0
            )
        }
        for (change, moved) in sorted {
            table.rows.append([
                .text(change), .text(Instant(moved.call.record.timeNanoseconds).utc), .text(moved.call.ref.text),
                .integer(moved.counted.units), .text(moved.call.profile.status.rawValue),
                .amount(moved.call.costMinor, currency), .text("\(moved.call.file):\(moved.call.record.line)"),
            ])
        }
        table.title = "Calls that came (+) or went (-): \(ids.count.grouped)"
        return table
    }
}

/// A call of an adjusted charge, with what the charge counts of it.
private struct MovedCalls {
    struct Counted: Equatable {
        let units: Int64
        let amountMinor: Int64
        let costMinor: Int64
        let provider: Identifier?
    }

    let call: KnownCall
    let counted: Counted

    static func of(
        _ context: ExplainContext, _ worked: WorkedPeriod, _ adjustment: SettledCharge
    ) throws -> [Int64: MovedCalls] {
        let rules = worked.rules.rules
        // A fee counts no calls.
        guard let charge = worked.charge(adjustment.key, adjustment.currency),
            let unit = rules.tariff(charge.key.tariff)?.unit
        else { return [:] }
        var classes: [CallProfile: Classification] = [:]
        var found: [Int64: MovedCalls] = [:]
        try context.ledger.forEachCall(
            of: worked.app, in: worked.period, calendar: rules.calendar, at: worked.moment
        ) { call, day in
            let classification = classes[call.profile] ?? Classification(of: call.profile, under: rules)
            classes[call.profile] = classification
            guard classification.takes(charge, on: day) else { return }
            found[call.id] = MovedCalls(
                call: call,
                counted: Counted(
                    units: unit == .call ? 1 : Int64(call.record.segments), amountMinor: call.record.amountMinor,
                    costMinor: call.costMinor, provider: classification.provider))
        }
        return found
    }
}
