import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

/// The invoice of a call, its late knowledge, and what the call itself is charged.
extension CallSheet {
    /// The billing facts; the keys are the same for every call.
    func billing(_ rating: CallRating) throws -> [Fact] {
        let then = try standing()
        let tariff = rating.ratedBy
        var invoice: ExplainedInvoice?
        var missing: AmountOverflow?
        if let tariff, then.tariff == tariff, let currency {
            // If the invoice can't be worked out, perhaps because of this call, still show how the call was rated.
            do {
                invoice = try context.invoice(of: period, app: profile.app, currency)
            } catch let error as AmountOverflow {
                missing = error
            }
        }
        let own = invoice?.invoice.lines.filter { $0.tariff == tariff && $0.charge.kind != .adjustment } ?? []
        var range = own.first.map { String($0.number) } ?? ""
        if own.count > 1, let last = own.last { range += " to \(last.number)" }
        let entry = tariff.flatMap { rules.rules.tariff($0)?.terms(of: profile.app) }
        return [
            Fact("invoice", .optional(invoice?.invoice.number ?? missing.map { "can't be worked out: \($0)" })),
            Fact("lines", .optional(range.isEmpty ? nil : range)),
            Fact("charge", .optional(entry.map { charge($0) })),
            Fact("late", .optional(then.late)),
            Fact("adjustments", try adjustments(of: Set([tariff, then.tariff].compactMap { $0 }))),
        ]
    }

    /// The tariff that rated the call when its month was closed, and what has become known since.
    private func standing() throws -> (tariff: Identifier?, late: String?) {
        let now = CallRating(call: call, day: day, rules: rules)
        guard let closing else {
            guard context.isPassedOver(period) else { return (now.ratedBy, nil) }
            return (
                nil,
                "\(period) was passed over: a later \(period.rhythm.name) was closed first. Billed as an adjustment of "
                    + "\(period)"
            )
        }
        guard let was = try context.ledger.call(call, at: try context.moment(closing)) else {
            return (
                nil, "became known after \(period) was closed: booked as an adjustment of that \(period.rhythm.name)"
            )
        }
        let dayThen = rules.rules.calendar.day(ofNanoseconds: was.record.timeNanoseconds)
        guard period.contains(dayThen) else {
            return (nil, "when \(period) was closed it was known as a call of \(dayThen)")
        }
        let then = CallRating(call: was, day: dayThen, rules: try context.frozenRules(closing))
        let isSame =
            was.profile == call.profile && was.costMinor == call.costMinor && was.reference == call.reference
            && was.record.timeNanoseconds == call.record.timeNanoseconds
            && was.record.hasSameBillingFields(as: call.record)
        guard !isSame else {
            guard let version = context.past(period)?.newest, version.correction != nil else {
                return (then.ratedBy, nil)
            }
            return (
                then.ratedBy,
                "\(period) was corrected (\(RulesWords.about(version))); when it was closed, the call was \(then.verdict)"
            )
        }
        return (
            then.ratedBy,
            "when \(period) was closed it was known as \(was.profile.status.rawValue), cost \(money(was.costMinor)), "
                + "and \(then.verdict); what came later is booked as an adjustment"
        )
    }

    /// What the call itself is charged, if the entry charges by transaction; otherwise how it counts.
    private func charge(_ entry: Tariff) -> String {
        guard let currency else { return "" }
        guard let callCharge = entry.charge.callCharge else {
            let units = entry.unit == .call ? 1 : Int64(call.record.segments)
            return "counts \(units.counted(entry.unit.rawValue)); \(entry.charge.words(unit: entry.unit))"
        }
        let figureMinor = call.minor(callCharge.figure)
        let formula = callCharge.formula(money(figureMinor))
        do throws(AmountOverflow) {
            let each = try callCharge.charge(
                figureMinor: figureMinor, currency, rules.rules.rounding, name: entry.id.text)
            return "\(formula) = \(each.unbounded.text(currency))"
                + (each.bound.map { ", limited to \($0.rawValue) \(each.exact.text(currency))" } ?? "")
                + "; rounded \(rules.rules.rounding.rawValue): \(currency.text(minor: each.amountMinor)) \(currency)"
        } catch {
            return "\(formula): \(error)"
        }
    }

    /// What the provider collected itself for the call, if the entry charges by transaction; otherwise how it counts.
    func incomeCharge(_ rating: CallRating) -> Fact {
        guard let entry = rating.incomeEntry else { return Fact("income", .none) }
        return Fact("income", "\(entry.id): " + charge(entry))
    }

    /// Adjustments of the call's charges: those booked after its month was closed, and those that the next close will
    /// book.
    private func adjustments(of tariffs: Set<Identifier>) throws -> Cell {
        guard closing != nil || context.isPassedOver(period), let currency else { return .none }
        func concerns(_ charge: SettledCharge) -> Bool {
            charge.key.stream == .invoice && charge.key.app == profile.app && tariffs.contains(charge.key.tariff)
                && charge.period == period
        }
        func words(_ charge: SettledCharge) -> String {
            "\(charge.key.tariff) "
                + (charge.lines.isEmpty ? "(only shares)" : currency.text(minor: charge.amountMinor))
        }
        var texts: [String] = []
        for booking in try context.ledger.bookings(of: period)
        where booking.charge.isAdjustment && concerns(booking.charge) {
            let number =
                try booking.document
                ?? context.ledger.invoiceNumber(
                    period: booking.closing.period, app: profile.app, currency: currency)
            // An adjustment without a line is on no invoice; it is in the settlement of that month.
            let place = booking.charge.lines.isEmpty ? nil : number
            texts.append("\(words(booking.charge)) with \(place ?? booking.closing.period.description)")
        }
        let waiting = try LateKnowledge(store: context.ledger, rules: given)
            .adjustments(of: period).charges
        texts += waiting.filter(concerns).map { "\(words($0)) waits for the next close" }
        return texts.isEmpty ? .none : .text("of its charge: " + texts.joined(separator: "; "))
    }
}

extension KnownCall {
    /// The figure of the call that a charge by call starts from, in minor units.
    func minor(_ figure: CallFigure) -> Int64 {
        switch figure {
        case .amount: record.amountMinor
        case .cost: costMinor
        }
    }
}
