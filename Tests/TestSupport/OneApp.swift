/// The smallest rules that bill something.
package enum OneApp {
    /// The text of rules with the app `shop` and the provider `beeceptor`.
    ///
    /// - Parameter tariffs: a YAML list.
    package static func rules(
        _ tariffs: String = "[{id: all, currency: NGN, charge: {per_unit: 1}, split: host}]"
    ) -> String {
        """
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
    }
}
