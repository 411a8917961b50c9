import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// Explains a call: the record that made it, its duplicates and queries, and why it was rated as it was.
struct CallSheet {
    let context: ExplainContext
    let call: KnownCall
    let rules: RulesInForce
    /// The rules in force, if they can be read.
    let given: Rules?
    let closing: Closing?
    let period: Period
    let day: CivilDate

    init(context: ExplainContext, call: KnownCall, given: RulesInForce?) throws {
        self.context = context
        self.call = call
        // Time zone and rhythm are reading rules, so all rules of a ledger have the same ones.
        guard let any = try given ?? context.closings.last.map(context.frozenRules) else {
            throw LedgerError.damaged("a ledger with calls of no period")
        }
        day = any.rules.calendar.day(ofNanoseconds: call.record.timeNanoseconds)
        period = any.rules.calendar.period(of: day)
        closing = context.closing(of: period)
        rules = try context.past(period).map { try context.rules($0.newest) } ?? any
        self.given = given?.rules
    }

    var profile: CallProfile { call.profile }

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
            .facts(key: "billing", title: "Billing", try billing(rating) + [incomeCharge(rating)]),
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
            Fact("period", "\(period), \(state)"),
        ]
    }

    private var state: String {
        closing != nil ? "closed" : context.isPassedOver(period) ? "passed over" : "open"
    }

    var currency: Currency? { rules.rules.sources[profile.source]?.currency }

    func money(_ minor: Int64) -> String { currency?.text(minor: minor) ?? String(minor) }

    /// The billing fields as logged, and the values that count if an answer replaced them.
    private func fields() -> Table {
        var table = Table(key: "fields", title: "Fields", columns: ["field", "logged", "counts_as"])
        let effective: [CallField: String] = [
            .status: profile.status.rawValue, .providerCode: profile.providerCode.text,
            .delivery: profile.delivery.rawValue, .provider: profile.provider.text, .cost: money(call.costMinor),
            .reference: call.reference.text,
        ]
        for field in CallField.billing {
            let logged = shown(field, call.record)
            let counts = effective[field].flatMap { $0 == logged ? nil : $0 }
            table.rows.append([.text(field.rawValue), .text(logged), counts.map { .text($0) } ?? .none])
        }
        return table
    }

    private func shown(_ field: CallField, _ record: StoredRecord) -> String {
        switch field {
        case .amount: money(record.amountMinor)
        case .cost: money(record.costMinor)
        default: record[field].text
        }
    }

    private func duplicates() throws -> Table {
        let found = try context.ledger.duplicates(of: call)
        var table = Table(
            key: "duplicates",
            title: "Duplicates: \(found.count.grouped); the earliest record is the transaction, these are not billed",
            columns: ["time", "log", "conflict"])
        let answering = try context.ledger.recordThatAnswers(call)
        for duplicate in found {
            table.rows.append([
                .text(Instant(duplicate.record.timeNanoseconds).utc),
                .text("\(duplicate.file):\(duplicate.record.line)"), .text(conflict(duplicate, answering)),
            ])
        }
        return table
    }

    /// What a duplicate contradicts, and whether it answers the call (S2.22, S2.25).
    private func conflict(_ duplicate: DuplicateRecord, _ answering: DuplicateRecord?) -> String {
        let answer = answering?.record
        let differing = call.record.billingFields(contradictedBy: duplicate.record, answeredBy: answer)
        var words = differing.map { field in
            let logged = answer.map { CallField.answered.contains(field) ? $0 : call.record } ?? call.record
            return "\(field.rawValue) \(quoted(shown(field, logged))), here \(quoted(shown(field, duplicate.record)))"
        }
        if duplicate.id == answering?.id {
            let told = call.record.billingFields(differingFrom: duplicate.record).filter(CallField.answered.contains)
                .map { "\($0.rawValue) \(quoted(shown($0, duplicate.record)))" }
            words.append("it answers the call, which has no response: \(told.joined(separator: ", "))")
            if call.answer != .record(duplicate.id) { words.append("a later query holds") }
            return (differing.isEmpty ? "no: " : "") + words.joined(separator: "; ")
        }
        guard differing.isEmpty else { return words.joined(separator: "; ") }
        let isAlike = call.record.hasSameBillingFields(as: duplicate.record)
        return "no: the billing fields are the same\(isAlike ? "" : " as those of the record that answers")"
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
            let holds =
                call.answer == .query(query.id) ? "holds" : query.status.isFinal ? "an earlier answer" : "not final"
            table.rows.append([
                .text(Instant(query.timeNanoseconds).utc), .text(query.ref.text), .text(query.status.rawValue),
                query.delivery == .none ? .none : .text(query.delivery.rawValue), .text(query.providerCode.text),
                .text(query.provider.text), query.costMinor.map { .decimal(money($0)) } ?? .none,
                .text(query.reference.text), .text("\(query.file):\(query.line)"), .text(holds),
            ])
        }
        return table
    }
}
