import Rules
import RulesFile
import TestSupport
import Testing

enum OneApp {
    /// Rules with one app and one provider.
    ///
    /// - Parameter tariffs: a YAML list.
    static func rules(_ tariffs: String = "[{id: all, currency: NGN, charge: {per_unit: 1}, split: host}]") throws
        -> Rules
    {
        let text = """
            version: 1
            time_zone: Africa/Lagos
            services: [send_otp]
            sources: {onepipe: {currency: NGN, country_code: "234"}}
            invoice:
              {issuer: host, number: "INV-{year}-{sequence:6}", credit_note_number: "CN-{year}-{sequence:6}",
               due_days: 14, tax: {NGN: vat}}
            taxes: {vat: {name: VAT, rate: 7.5%}}
            parties: {host: {role: host, name: Host}, beeceptor: {role: provider, name: Beeceptor}}
            apps: {shop: {name: Shop}}
            tariffs: \(tariffs)
            splits: {host: [{to: host, share: 100%}]}
            """
        let reading = RulesReader.read(bytes: Array(text.utf8), name: "test")
        return try #require(reading.rules, "\(reading.faults)")
    }
}

extension TemporaryFolder {
    /// The path of a ledger in the folder.
    var ledger: String { path + "/settle.db" }
}
