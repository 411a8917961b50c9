/// Makes rules for a plan: every app and provider is named, and every call has a tariff.
extension Simulator {
    /// Writes rules for the simulated log to a file.
    ///
    /// - Parameters:
    ///   - fileDescriptor: an open file; it stays open.
    ///   - timeZone: the time zone of the log, an IANA name.
    ///   - every: how long a period is, as `invoice.every` says it.
    package func writeRules(
        to fileDescriptor: Int32, timeZone: String, every: String = "month"
    ) throws(WriteFailure) {
        var buffer = LineBuffer()
        buffer.text(rules(timeZone: timeZone, every: every))
        let failed = buffer.write(to: fileDescriptor)
        if failed != 0 { throw WriteFailure(errno: failed) }
    }

    /// Returns a `settle.yaml` for the simulated log.
    ///
    /// As in the samples' rules, it has all charge models, both streams, fees and taxes. The three busiest networks
    /// have their own price, so that the first six digits of a destination matter.
    ///
    /// - Parameters:
    ///   - timeZone: the time zone of the log, an IANA name.
    ///   - every: how long a period is, as `invoice.every` says it.
    package func rules(timeZone: String, every: String = "month") -> String {
        let providers = cast.providers.enumerated().map { index, provider in
            let aliases = index == 0 ? ", aliases: [BCPTR]" : ""
            return "  \(provider.name.lowercased()): {role: provider, name: \(provider.name)\(aliases)}\n"
        }
        // A hundred thousand apps must fit into the 4 MiB that a file of rules may have.
        let isCrowd = cast.apps.count > 50_000
        let apps = cast.apps.indices.map { index in
            let name = isCrowd ? "Shop" : "\(Self.shops[index % Self.shops.count]) \(cast.apps[index].number)"
            // Some apps have no sales partner, and a few are exempt from tax.
            let partner = index % 5 == 4 ? "" : index % 2 == 0 ? ", iso: lagos" : ", iso: kano"
            let tax = index % 50 == 7 ? ", tax: exempt" : ""
            return "  \(cast.appID(index)): {name: \(name)\(partner)\(tax)}\n"
        }
        let busiest = cast.networks.prefix(3).map { "\"\($0.country)\($0.prefix)\"" }.joined(separator: ", ")
        return Self.head(timeZone: timeZone, every: every) + providers.joined() + Self.partners(of: cast.apps.count)
            + "\napps:\n"
            + apps.joined()
            + Self.tariffs(busiest: busiest) + Self.shares
    }

    private static let shops = [
        "Adire Market", "Jollof Express", "Danfo Rides", "Kola Savings", "Harmattan Health", "Zobo Games",
        "Ankara Shop",
    ]

    private static func head(timeZone: String, every: String) -> String {
        """
        # Rules for a log of settle simulate.
        version: 1
        time_zone: \(timeZone)
        services: [send_otp, stcpay_send_otp]
        unset_mode: live
        rounding: half_up

        sources:
          onepipe: {currency: NGN, country_code: "234", otp_length: 6}
          paylink: {currency: SAR, country_code: "966"}

        invoice:
          issuer: host
          number: "INV-{year}-{sequence:6}"
          credit_note_number: "CN-{year}-{sequence:6}"
          due_days: 14
        \(every == "month" ? "" : "  every: \(every)\n")  tax: {NGN: vat-ng, SAR: vat-sa}
        taxes:
          vat-ng: {name: VAT, rate: 7.5%}
          vat-sa: {name: VAT, rate: 15%}
          exempt: {name: Exempt, rate: 0%}

        parties:
          host: {role: host, name: Example Host Bank}
          onepipe: {role: onepipe, name: OnePipe}

        """
    }

    /// Returns the parties other than providers. An ISO without apps would cause a warning, so one app means one ISO.
    private static func partners(of apps: Int) -> String {
        """
          stcpay: {role: provider, name: STC Pay}
          lagos: {role: iso, name: Lagos Sales Partners}

        """ + (apps > 1 ? "  kano: {role: iso, name: Kano Digital Sales}\n" : "")
    }

    private static func tariffs(busiest: String) -> String {
        """

        tariffs:
          - id: stc-failed
            match: {source: paylink, status: Failed}
            charge: free
          - id: stc-otp
            currency: SAR
            description: STC Pay one-time passwords
            match: {service: stcpay_send_otp}
            charge: {percentage: {rate: 0.75%, fixed: 0.05, min: 0.10, max: 4.00}}
            split: stc
          - id: sms-busiest
            currency: NGN
            description: SMS one-time passwords, the busiest networks
            match: {service: send_otp, channel: sms, destination: [\(busiest)]}
            unit: segment
            charge: {per_unit: 14.25}
            split: sms
          - id: sms-ng
            currency: NGN
            description: SMS one-time passwords, Nigeria
            match: {service: send_otp, channel: sms, destination: ["234"]}
            unit: segment
            charge: {graduated: [{up_to: 100, price: 16.00}, {up_to: 200, price: 15.50, flat: 25.00}, {price: 14.75}]}
            discount: 2.5%
            minimum: 1500.00
            split: sms
          - id: sms-abroad
            currency: NGN
            description: SMS one-time passwords, other countries
            match: {service: send_otp, channel: sms}
            unit: segment
            charge: {cost_plus: {rate: 12.5%, fixed: 1.25}}
            split: sms
          - id: ussd
            currency: NGN
            description: USSD one-time passwords
            match: {service: send_otp, channel: ussd}
            charge: {volume: [{up_to: 20, price: 6.30}, {price: 5.95, flat: 10.00}]}
            split: ussd
          - id: other-channels
            currency: NGN
            description: One-time passwords by other channels
            match: {service: send_otp}
            charge: {per_unit: 10.00}
            split: ussd

        income:
          - id: sms-collected
            currency: NGN
            match: {channel: sms, auth_type: [card, bank.account, wallet], status: Successful}
            charge: {cost_plus: {rate: 5%}}
            split: provider-income

        fees:
          - {id: platform, description: Platform fee, apps: all, amount: 2500.00, currency: NGN, split: platform}


        """
    }

    private static let shares = """
        splits:
          sms:
            - {to: provider, cost: true}
            - {to: onepipe, per_unit: 0.10}
            - {to: provider, share: 30%}
            - to: settlement
              remaining: true
              among: [{to: onepipe, share: 40%}, {to: host, share: 40%}, {to: iso, share: 20%, otherwise: host}]
            - {shortfall: host}
          ussd:
            - {to: provider, share: 33.333333%}
            - to: settlement
              remaining: true
              among: [{to: onepipe, share: 45%}, {to: host, share: 45%}, {to: iso, remaining: true, otherwise: onepipe}]
          stc:
            - {to: provider, share: 60%}
            - to: settlement
              share: 40%
              among: [{to: onepipe, share: 50%}, {to: host, share: 37.5%}, {to: iso, share: 12.5%, otherwise: host}]
          provider-income:
            - {to: provider, share: 70%}
            - to: settlement
              remaining: true
              among: [{to: onepipe, share: 50%}, {to: host, share: 50%}]
          platform:
            - {to: host, share: 70%}
            - {to: onepipe, remaining: true}

        """
}
