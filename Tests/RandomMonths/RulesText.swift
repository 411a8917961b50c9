extension RandomRules {
    /// The rules as a file.
    package var text: String {
        """
        version: 1
        time_zone: \(world.zone)
        services: [send_otp, stcpay_send_otp]
        unset_mode: \(world.unsetMode)
        rounding: \(rounding)
        sources:
          onepipe: {currency: \(world.onepipe), country_code: "234", otp_length: 6}
          paylink: {currency: \(world.paylink), country_code: "966"}
        invoice:
          issuer: \(issuer)
          number: "\(issuer == "host" ? "INV" : "BANK")-{year}-{sequence:6}"
          credit_note_number: "\(issuer == "host" ? "CN" : "BANK-CN")-{year}-{sequence:6}"
          due_days: 14
          tax: {\(world.currencies.map { "\($0): \(taxOf[$0] ?? "vat")" }.joined(separator: ", "))}
        taxes:
        \(taxes.map(Self.text).joined(separator: "\n"))
        parties:
          host: {role: host, name: Host}
          bank: {role: host, name: Second Bank}
          onepipe: {role: onepipe, name: OnePipe}
        \(providers.map(Self.text).joined(separator: "\n"))
        \(isos.map { "  \($0): {role: iso, name: \($0)}" }.joined(separator: "\n"))
        apps:
        \(apps.map(Self.text).joined(separator: "\n"))
        tariffs:\(tariffs.isEmpty ? " []" : "")
        \(tariffs.map(Self.text).joined(separator: "\n"))
        income:\(income.isEmpty ? " []" : "")
        \(income.map(Self.text).joined(separator: "\n"))
        fees:\(fees.isEmpty ? " []" : "")
        \(fees.map(Self.text).joined(separator: "\n"))
        splits:
        \(splits.sorted { $0.key < $1.key }.map { "  \($0): \($1.text)" }.joined(separator: "\n"))

        """
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\""
    }

    private static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

    private static func text(_ provider: (id: String, aliases: [String])) -> String {
        let aliases = provider.aliases.isEmpty ? "" : ", aliases: \(list(provider.aliases))"
        return "  \(provider.id): {role: provider, name: \(provider.id)\(aliases)}"
    }

    private static func text(_ tax: Tax) -> String {
        let rates = tax.rates.map { rate, from in "{rate: \(rate)\(from.map { ", from: \($0)" } ?? "")}" }
        return "  \(tax.id): {name: \(tax.id.uppercased()), rates: [\(rates.joined(separator: ", "))]}"
    }

    private static func text(_ app: App) -> String {
        let iso = app.iso.map { ", iso: \($0)" } ?? ""
        return "  \(quoted(app.id)): {name: \(quoted(app.name))\(iso)\(app.tax.map { ", tax: \($0)" } ?? "")}"
    }

    private static func text(_ entry: Entry) -> String {
        var parts = ["id: \(entry.id)"]
        if let description = entry.description { parts.append("description: \(quoted(description))") }
        let match = entry.match.sorted { $0.key < $1.key }.map { "\($0): \(list($1))" }
        if !match.isEmpty { parts.append("match: {\(match.joined(separator: ", "))}") }
        if let from = entry.from { parts.append("from: \(from)") }
        if let until = entry.until { parts.append("until: \(until)") }
        parts.append("charge: \(entry.charge)")
        if entry.isBySegment { parts.append("unit: segment") }
        guard !entry.isFree else { return "  - {\(parts.joined(separator: ", "))}" }
        let digits = Decimals.digits[entry.currency] ?? 2
        parts += ["currency: \(entry.currency)", "split: \(entry.split)"]
        if let discount = entry.discount { parts.append("discount: \(discount)") }
        if let minimum = entry.minimum { parts.append("minimum: \(Decimals.text(minimum, digits))") }
        if let maximum = entry.maximum { parts.append("maximum: \(Decimals.text(maximum, digits))") }
        if entry.minimum != nil, entry.isProrated { parts.append("prorate: days") }
        return "  - {\(parts.joined(separator: ", "))}"
    }

    private static func text(_ fee: Fee) -> String {
        var parts = [
            "id: \(fee.id)", "amount: \(fee.amount)", "currency: \(fee.currency)", "split: \(fee.split)",
            "apps: \(fee.apps.map(list) ?? "all")",
        ]
        if let description = fee.description { parts.append("description: \(quoted(description))") }
        if let from = fee.from { parts.append("from: \(from)") }
        if let until = fee.until { parts.append("until: \(until)") }
        if fee.isProrated { parts.append("prorate: days") }
        return "  - {\(parts.joined(separator: ", "))}"
    }
}
