import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// A call explained: the record that made it, its duplicates and queries, why it was rated as it was.
struct CallSheet {
    let context: ExplainContext
    let call: KnownCall
    let rules: RulesInForce
    let closing: Closing?
    private let period: Period
    private let day: CivilDate

    init(context: ExplainContext, call: KnownCall, given: RulesInForce?) throws {
        self.context = context
        self.call = call
        // The time zone is a reading rule: all rules of a ledger have the same.
        guard let any = try given ?? context.closings.last.map(context.frozenRules) else {
            throw LedgerError.damaged("a ledger with calls of no period")
        }
        day = any.rules.calendar.day(ofNanoseconds: call.record.timeNanoseconds)
        period = Period(of: day)
        closing = context.closing(of: period)
        rules = try closing.map(context.frozenRules) ?? any
    }

    private var profile: CallProfile { call.profile }

    func sheet() throws -> Sheet {
        let rating = CallRating(call: call, day: day, rules: rules)
        let app = call.record.profile.app
        var sheet = Sheet(
            kind: "call", id: call.ref.text, title: "\(call.ref): \(profile.service) of \(app), \(rating.verdict)")
        sheet.blocks = [
            .facts(key: "call", title: nil, head()),
            .table(fields()),
            .table(try duplicates()),
            .table(try queries()),
            .facts(key: "rating", title: "Rating", try rating.facts()),
            .table(rating.tariffs),
            .table(rating.income),
            .facts(key: "billing", title: "Billing", try billing(rating)),
        ]
        return sheet
    }

    private func head() -> [Fact] {
        let calendar = rules.rules.calendar
        let app = rules.rules.app(profile.app)
        return [
            Fact("ref", call.ref.text),
            Fact("transaction_ref", call.record.transactionRef.text),
            Fact("source", profile.source.rawValue),
            Fact("app", app.map { "\(profile.app), \($0.name)" } ?? profile.app.text),
            Fact("log", "\(call.file):\(call.record.line)"),
            Fact("time", Instant(call.record.timeNanoseconds).utc),
            Fact("local_time", "\(Instant(call.record.timeNanoseconds).local(calendar)) (\(calendar.identifier))"),
            Fact("period", "\(period), \(closing == nil ? "open" : "closed")"),
        ]
    }

    private var currency: Currency? { rules.rules.sources[profile.source]?.currency }

    private func money(_ minor: Int64) -> String { currency?.text(minor: minor) ?? String(minor) }

    /// The billing fields as logged, and as they count where an answer replaced them.
    private func fields() -> Table {
        var table = Table(key: "fields", title: "Fields", columns: ["field", "logged", "counts_as"])
        let effective: [String: String] = [
            "status": profile.status.rawValue, "provider_code": profile.providerCode.text,
            "delivery": profile.delivery.rawValue, "provider": profile.provider.text, "cost": money(call.costMinor),
            "reference": call.reference.text,
        ]
        for (name, value) in call.record.namedBillingFields {
            let logged = shown(name, call.record, value)
            let counts = effective[name].flatMap { $0 == logged ? nil : $0 }
            table.rows.append([.text(name), .text(logged), counts.map { .text($0) } ?? .none])
        }
        return table
    }

    private func shown(_ name: String, _ record: StoredRecord, _ value: Identifier) -> String {
        switch name {
        case "amount": money(record.amountMinor)
        case "cost": money(record.costMinor)
        default: value.text
        }
    }

    private func duplicates() throws -> Table {
        let found = try context.ledger.duplicates(of: call)
        var table = Table(
            key: "duplicates",
            title: "Duplicates: \(found.count.grouped); the earliest record is the transaction, these are not billed",
            columns: ["time", "log", "conflict"])
        for duplicate in found {
            let differing = zip(call.record.namedBillingFields, duplicate.record.namedBillingFields)
                .filter { $0.value != $1.value }
                .map {
                    "\($0.name) \(quoted(shown($0.name, call.record, $0.value))), here \(quoted(shown($1.name, duplicate.record, $1.value)))"
                }
            table.rows.append([
                .text(Instant(duplicate.record.timeNanoseconds).utc),
                .text("\(duplicate.file):\(duplicate.record.line)"),
                .text(differing.isEmpty ? "no: the billing fields are the same" : differing.joined(separator: "; ")),
            ])
        }
        return table
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "empty" : text }

    private func queries() throws -> Table {
        let found = try context.ledger.queries(about: call)
        var table = Table(
            key: "queries",
            title: "Queries: \(found.count.grouped); the latest final answer holds",
            columns: [
                "time", "ref", "status", "delivery", "provider_code", "provider", "cost", "reference", "log", "holds",
            ])
        for query in found {
            let holds = query.id == call.answer ? "holds" : query.status.isFinal ? "an earlier answer" : "not final"
            table.rows.append([
                .text(Instant(query.timeNanoseconds).utc), .text(query.ref.text), .text(query.status.rawValue),
                query.delivery == .none ? .none : .text(query.delivery.rawValue), .text(query.providerCode.text),
                .text(query.provider.text), query.costMinor.map { .decimal(money($0)) } ?? .none,
                .text(query.reference.text), .text("\(query.file):\(query.line)"), .text(holds),
            ])
        }
        return table
    }

    // MARK: - Billing

    /// Where the call stands on an invoice, and what of it is late knowledge.
    private func billing(_ rating: CallRating) throws -> [Fact] {
        var facts: [Fact] = []
        var late = ""
        if let closing {
            let was = try context.ledger.call(call, at: try context.moment(closing))
            if let was {
                if was.profile != call.profile || was.costMinor != call.costMinor
                    || was.record.timeNanoseconds != call.record.timeNanoseconds
                {
                    late =
                        "when \(period) was closed it was known as \(was.profile.status.rawValue), "
                        + "cost \(money(was.costMinor)); what came later is booked as an adjustment"
                }
            } else {
                late = "became known after \(period) was closed: booked as an adjustment of the month"
            }
        }
        guard case .rated(let position) = rating.outcome, let currency else {
            return [
                Fact("invoice", .none), Fact("lines", .none), Fact("charge", .none), Fact("late", late),
                Fact("adjustments", .none),
            ]
        }
        let tariff = rules.rules.tariffs[position]
        let invoice = try context.invoice(of: period, app: profile.app, currency)
        let own = invoice?.invoice.lines.filter { $0.tariff == tariff.id && $0.charge.kind != .adjustment } ?? []
        facts.append(Fact("invoice", invoice?.invoice.number ?? "none: the app had no \(currency) invoice"))
        if let first = own.first, let last = own.last, let invoice {
            let range = own.count == 1 ? "\(first.number)" : "\(first.number) to \(last.number)"
            facts.append(Fact("lines", "\(invoice.invoice.number):\(range)"))
        } else {
            facts.append(Fact("lines", .none))
        }
        facts.append(Fact("charge", try charge(tariff, currency)))
        facts.append(Fact("late", late))
        facts.append(Fact("adjustments", try adjustments(tariff.id, currency)))
        return facts
    }

    /// What the call itself is charged, where the tariff charges by transaction; else how it counts.
    private func charge(_ tariff: Tariff, _ currency: Currency) throws -> String {
        let each = try tariff.charge.charge(
            amountMinor: call.record.amountMinor, costMinor: call.costMinor, currency, rules.rules.rounding,
            name: tariff.id.text)
        if let each {
            return "\(each.unbounded.text(currency))"
                + (each.bound.map { ", held at \($0.rawValue) \(each.exact.text(currency))" } ?? "")
                + "; rounded \(rules.rules.rounding.rawValue): \(currency.text(minor: each.amountMinor)) \(currency)"
        }
        let units = tariff.unit == .call ? 1 : Int64(call.record.segments)
        return "counts \(units) \(tariff.unit.rawValue)\(units == 1 ? "" : "s"); "
            + LineWorkings.model(tariff.charge, unit: tariff.unit)
    }

    /// What was booked of the call's charge after its month was closed, and what waits.
    private func adjustments(_ tariff: Identifier, _ currency: Currency) throws -> Cell {
        guard let closing else { return .none }
        let key = ChargeKey(stream: .invoice, app: profile.app, tariff: tariff)
        var texts: [String] = []
        for booking in try context.ledger.bookings(of: closing.period)
        where booking.charge.isAdjustment && booking.charge.key == key {
            let number = try context.ledger.invoiceNumber(
                period: booking.closing.period, app: profile.app, currency: currency)
            texts.append(
                "\(currency.text(minor: booking.charge.amountMinor)) on \(number ?? booking.closing.period.description)"
            )
        }
        let waiting = try LateKnowledge(ledger: context.ledger, closings: context.closings).adjustments()
        for charge in waiting where charge.period == closing.period && charge.key == key {
            texts.append("\(currency.text(minor: charge.amountMinor)) waits for the next close")
        }
        return texts.isEmpty ? .none : .text("of the charge \(tariff): " + texts.joined(separator: "; "))
    }
}

/// Which entries of the rules a call takes, and why not those before.
struct CallRating {
    let call: KnownCall
    let day: CivilDate
    let rules: RulesInForce
    let outcome: Outcome
    private let classification: Classification

    init(call: KnownCall, day: CivilDate, rules: RulesInForce) {
        self.call = call
        self.day = day
        self.rules = rules
        classification = Classification(of: call.profile, under: rules.rules)
        outcome = classification.outcome(on: day)
    }

    var verdict: String {
        switch outcome {
        case .rated(let position): "rated by \(rules.rules.tariffs[position].id)"
        case .free(let position): "free by \(rules.rules.tariffs[position].id)"
        case .test: "test"
        case .pending: "pending"
        case .unrated(let code): "unrated: \(code.rawValue)"
        }
    }

    func facts() throws -> [Fact] {
        [
            Fact("rules", rules.name),
            Fact("outcome", verdict),
            Fact("rule", outcome.tariff.map { rules.place(rules.rules.tariffs[$0].line) } ?? ""),
            Fact("reason", reason),
        ]
    }

    private var reason: String {
        let profile = call.profile
        switch outcome {
        case .test: return "its mode is test: it is counted and never rated"
        case .pending: return "it has no final status: it is carried until a query answers"
        case .unrated(.unknownApp): return "the rules name no app \(profile.app): nothing is matched"
        case .unrated(.unknownProvider):
            return profile.provider.isEmpty
                ? "the log names no provider: nothing is matched"
                : "the rules name no provider \(profile.provider): nothing is matched"
        case .unrated: return "no tariff takes it"
        case .free: return "a free tariff takes it: it is counted, with no line"
        case .rated: return "the first tariff that takes it and holds on \(day)"
        }
    }

    /// Every tariff up to the one taken, with the first reason against it.
    var tariffs: Table {
        table(
            key: "tariffs", title: "Tariffs, in the order of the rules: the first that takes the call rates it",
            rules.rules.tariffs, taken: outcome.tariff)
    }

    /// The same of `income`, where no match is no fault.
    var income: Table {
        table(
            key: "income", title: "Income entries: what the provider collected itself, matched independently",
            rules.rules.income, taken: classification.isSettled ? classification.incomeEntry(on: day) : nil)
    }

    private func table(key: String, title: String, _ entries: [Tariff], taken: Int?) -> Table {
        var table = Table(key: key, title: title, columns: ["entry", "rule", "verdict", "reason"])
        guard classification.isSettled, let currency = rules.rules.sources[call.profile.source]?.currency else {
            return table
        }
        for (position, entry) in entries.enumerated() {
            let mismatch = entry.firstMismatch(
                call.profile, provider: classification.provider, on: day, sourceCurrency: currency)
            table.rows.append([
                .text(entry.id.text), .text(rules.place(entry.line)), .text(position == taken ? "takes it" : "no"),
                .text(
                    mismatch.map { entry.words(for: $0, call.profile, provider: classification.provider, on: day) }
                        ?? MatchWords.conditions(entry)),
            ])
            if position == taken { break }
        }
        return table
    }
}
