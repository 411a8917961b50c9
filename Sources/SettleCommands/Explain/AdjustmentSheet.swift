import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// Explains an adjustment: what has been billed of a closed charge, what it is now, and the difference.
struct AdjustmentSheet {
    let context: ExplainContext
    /// The invoice with the adjustment's line.
    let explained: ExplainedInvoice
    let adjustment: SettledCharge

    private var currency: Currency { adjustment.currency }

    func sheet(id: String, title: String, party: Identifier?, calls: Bool) throws -> Sheet {
        guard let closed = context.closing(of: adjustment.period) else {
            throw LedgerError.damaged("\(adjustment.period) is adjusted and was never closed")
        }
        let rules = try context.frozenRules(closed)
        // A close books all that is known about earlier months. So what has been billed is the charge as the last such
        // close knew it; without one, it is the charge's own close.
        let last =
            context.closings.last { closing in
                closing.period >= adjustment.period && explained.closing.map { closing.id < $0.id } ?? true
            } ?? closed
        let app = adjustment.key.app
        let before = try context.worked(
            adjustment.period, app: app, under: rules, at: try context.moment(last), fees: false)
        let after = try context.worked(adjustment.period, app: app, under: rules, at: explained.moment, fees: false)
        let was = before.charge(adjustment.key)
        let now = after.charge(adjustment.key)
        let difference = try (now?.amountMinor ?? 0).subtracting(was?.amountMinor ?? 0, "adjustment")
        guard difference == adjustment.amountMinor else {
            throw Failure(
                .data,
                "\(id) can't be worked out again: the ledger gives \(currency.text(minor: difference)), "
                    + "\(currency.text(minor: adjustment.amountMinor)) was booked.")
        }
        var sheet = Sheet(kind: "adjustment", id: id, title: title)
        sheet.blocks = [
            .facts(key: "adjustment", title: nil, try facts(closed, rules, was, now)),
            .table(try bookings()),
            .table(lines(was, now)),
            .table(try shares(was, now, rules, party)),
            .notes(key: "notes", notes(closed)),
        ]
        if calls { sheet.blocks.append(.table(try movedCalls(before, after))) }
        return sheet
    }

    private func facts(_ closed: Closing, _ rules: RulesInForce, _ was: Charge?, _ now: Charge?) throws -> [Fact] {
        let tariff = rules.rules.tariff(adjustment.key.tariff)?.terms(of: adjustment.key.app)
        let documents = try context.ledger.documents(carrying: adjustment, before: explained.closing)
            .map(\.number).joined(separator: ", ")
        return [
            Fact(
                "invoice", "\(explained.invoice.number), \(InvoiceWords.type(explained.invoice)) of \(explained.period)"
            ),
            Fact("customer", "\(explained.invoice.app.id), \(explained.invoice.app.name)"),
            Fact("adjusts", "\(adjustment.period), closed"),
            Fact(
                "adjusted_invoice",
                documents.isEmpty ? "none: no document has carried the charge before" : documents),
            Fact(
                "rule", tariff.map { "\(rules.place($0.line)), tariff \($0.id), as frozen with \(closed.period)" } ?? ""
            ),
            Fact("terms", tariff.map { $0.charge.words(unit: $0.unit) } ?? ""),
            Fact("units_billed", .integer(was?.units ?? 0)),
            Fact("units_now", .integer(now?.units ?? 0)),
            Fact("billed_so_far", .amount(was?.amountMinor ?? 0, currency)),
            Fact("is_now", .amount(now?.amountMinor ?? 0, currency)),
            Fact("difference", .amount(adjustment.amountMinor, currency)),
        ]
    }

    /// The amounts of the charge that each close before this invoice has booked.
    private func bookings() throws -> Table {
        var table = Table(
            key: "bookings", title: "Booked so far", columns: ["closing", "on", "amount"])
        for booking in try context.ledger.bookings(of: adjustment.period)
        where booking.charge.key == adjustment.key && explained.closing.map({ booking.closing.id < $0.id }) ?? true {
            let number = try context.ledger.invoiceNumber(
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

    private func shares(
        _ was: Charge?, _ now: Charge?, _ rules: RulesInForce, _ party: Identifier?
    ) throws -> Table {
        var table = Table(
            key: "shares", title: "Shares: the difference of the two splits, never a new split of the difference",
            columns: ["party", "role", "billed", "now", "difference", "mark"])
        let splitter = Splitter(rules.rules)
        let old = try was.map { try splitter.shares(of: $0) } ?? []
        let new = try now.map { try splitter.shares(of: $0) } ?? []
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

    private func notes(_ closed: Closing) -> [String] {
        [
            "\(adjustment.period) was closed and stays as it is. What became known of it since is re-rated under "
                + "the rules frozen with it; the difference from what was billed stands on the next invoice."
        ] + (explained.closing == nil ? ["A draft: what else becomes known before the close changes it."] : [])
    }

    /// The calls in which the two states of the charge differ.
    private func movedCalls(_ before: WorkedPeriod, _ after: WorkedPeriod) throws -> Table {
        let old = try MovedCalls.of(context, before, adjustment)
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
        guard let charge = worked.charge(adjustment.key) else { return [:] }
        let rules = worked.rules.rules
        let unit = rules.tariffs[charge.order].unit
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
