import Money
import Rules
import Vocabulary

/// Reads sources, services and the invoice.
extension RulesBuilder {
    func readSources() -> [Source: SourceRules] {
        var sources: [Source: SourceRules] = [:]
        guard let node = root.node("sources") else { return [:] }
        let all = fields(node, at: node.place)
        for source in Source.allCases {
            guard let node = all.node(source.rawValue) else { continue }
            let fields = fields(node, at: node.place)
            guard let currency = fields.currency("currency"), let code = fields.text("country_code") else { continue }
            sources[source] = SourceRules(
                currency: currency, countryCode: code, otpLength: fields.integer("otp_length").map { Int($0) } ?? 6)
        }
        if entries(node).isEmpty, case .mapping(let pairs) = node.content, pairs.isEmpty {
            faults.report(node.place, "'sources' is empty", "add one or more of \(SourceForm.names)")
        }
        return sources
    }

    /// Reads services, and refuses a service whose source the rules leave out: its calls would never be read.
    func readServices(sources: [Source: SourceRules]) -> [Identifier] {
        let written = root.node("sources").map { fields($0, at: $0.place) }
        var services: [Identifier] = []
        var seen: Set<Identifier> = []
        for node in serviceNodes ?? [] {
            let service = Identifier(node.text ?? "")
            guard seen.insert(service).inserted else {
                faults.report(node.place, "service \(quoted(service.text)) is listed twice", "keep one of the two")
                continue
            }
            services.append(service)
            let sources = Source.allCases.filter { $0.mayCarry(service) }.map(\.rawValue)
            if let written, !sources.contains(where: written.has) {
                let names = sources.joined(separator: " or ")
                faults.report(
                    node.place,
                    "service \(quoted(service.text)) comes through \(names), but 'sources' does not have it",
                    "add \(names) to sources, or remove the service")
            }
        }
        return services
    }

    func readInvoice() -> InvoiceRules? {
        guard let node = root.node("invoice") else { return nil }
        let fields = fields(node, at: node.place)
        issuer = reference(fields.node("issuer"), partyNames)
        var taxes: [Currency: Identifier] = [:]
        for (key, value) in entries(fields.node("tax")) {
            guard !bad.contains(value.id), let currency = key.text.flatMap({ Currency(code: $0) }) else { continue }
            taxes[currency] = reference(value, taxNames)
        }
        let formats = [
            ("an invoice", "number"), ("a credit note", "credit_note_number"), ("a debit note", "debit_note_number"),
        ]
        .compactMap { name, key in
            fields.text(key).flatMap { NumberFormat($0) }.map { (name: name, key: key, format: $0) }
        }
        for (position, later) in formats.enumerated() {
            for earlier in formats.prefix(position) where earlier.format.canEqual(later.format) {
                faults.report(
                    fields.node(later.key)?.place ?? node.place,
                    "\(earlier.name) and \(later.name) could get the same number",
                    "begin the two with different letters, such as INV- and CN-")
            }
        }
        func format(_ key: String) -> NumberFormat? { formats.first { $0.key == key }?.format }
        let adjustments = fields.text("adjustments").flatMap { AdjustmentForm(rawValue: $0) } ?? .line
        if adjustments == .document, !fields.has("debit_note_number") {
            faults.report(
                fields.node("adjustments")?.place ?? node.place, "adjustments as documents need a 'debit_note_number'",
                "add one to 'invoice', such as debit_note_number: \"DN-{year}-{sequence:6}\"")
        }
        guard let issuer, let number = format("number"), let creditNoteNumber = format("credit_note_number"),
            let dueDays = fields.integer("due_days")
        else { return nil }
        return InvoiceRules(
            issuer: issuer, number: number, creditNoteNumber: creditNoteNumber,
            debitNoteNumber: format("debit_note_number"), adjustments: adjustments, dueDays: Int(dueDays), taxes: taxes)
    }

    /// How long a period is: `invoice.every`, a month unless said (S3.50).
    var rhythm: Rhythm {
        root.node("invoice").flatMap { fields($0, at: $0.place).word("every", Rhythm.self) } ?? .month
    }

    /// Checks that every invoiced currency has a tax, and reports each currency without one once.
    func checkInvoicedCurrencies() {
        guard let invoice = root.node("invoice"),
            let tax = fields(invoice, at: invoice.place).node("tax")
        else { return }
        var known = Set(entries(tax).compactMap { $0.key.text })
        for use in invoiced where known.insert(use.currency.code).inserted {
            faults.report(
                use.place, "currency \(use.currency.code) has no tax in invoice.tax",
                "add \(use.currency.code) to invoice.tax, with a tax of 0% if no tax is due")
        }
    }
}
