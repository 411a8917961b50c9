/// The rules that `settle init` writes as a start.
package enum RulesTemplate {
    /// The charge models, a line each: how it is written, and what it means.
    private static let charges: String = {
        let width = ChargeForm.all.reduce(0) { max($0, $1.example.count) }
        return ChargeForm.all.map { form in
            let gap = String(repeating: " ", count: form.meaning.isEmpty ? 0 : width - form.example.count + 3)
            return "#     " + form.example + gap + form.meaning
        }.joined(separator: "\n")
    }()

    /// A complete `settle.yaml` that explains its keys. It reads without a fault or warning.
    package static let text = #"""
        # The rules by which settle invoices and settles. `settle check` reads them and says what is wrong.
        # Amounts (4.00) have up to 8 decimals and percentages (7.5%) up to 6; all are read exactly as written.

        version: 1                            # the form of this file
        time_zone: Africa/Lagos               # whose days and months count: an IANA name
        services: [\#(SourceForm.services)] # what is billed; calls of other services are counted, not stored
        unset_mode: live                      # what a call is that says neither: live, test or reject (the default)
        rounding: half_up                     # to the minor unit: half_up (away from zero; the default) or half_even

        # The interfaces through which calls come. A source without services can be left out.
        sources:
        \#(SourceForm.manual)

        invoice:
          issuer: host                        # the party that issues invoices and collects what they bring
          number: "INV-{year}-{sequence:6}"   # of the period's year; gapless per issuer and year
          credit_note_number: "CN-{year}-{sequence:6}" # credit notes have their own sequence
          due_days: 14                        # from the issue date, the day after the period
          every: month                        # a period: month (the default), half_month, week or quarter
          tax: {NGN: vat-ng, SAR: vat-sa}     # by currency; one for each that a tariff or fee uses

        taxes:                                # rounded once for all lines of an invoice that bear one
          vat-ng: {name: VAT, rate: 7.5%}
          vat-sa: {name: VAT, rate: 15%}
          exempt: {name: Exempt, rate: 0%}

        # Who takes part. role: host, onepipe, provider or iso. 'provider', 'iso' and 'settlement' can't be ids.
        parties:
          host:
            role: host
            name: Example Host Bank
            tax_id: "12345678-0001"           # optional, as are address, account and aliases
            address: [1 Marina, Lagos, NG]    # the lines of the address
            account: "0123456789"             # its bank account
          onepipe: {role: onepipe, name: OnePipe}
          beeceptor:
            role: provider
            name: Beeceptor
            aliases: [Beeceptor, BCPTR]       # a provider's other names in the log, in any letter case
          stcpay: {role: provider, name: STC Pay}
          iso-lagos: {role: iso, name: Lagos Sales Partners}

        # The calling apps, by the id that the log has. iso: who brought the app. tax: in place of invoice.tax. Both may be
        # lists with dates: [{to: iso-lagos}, {to: iso-kano, from: 2027-01-01}]
        apps:
          app-017: {name: My App, iso: iso-lagos, address: [2 Broad St, Lagos, NG]}
          app-018: {name: Their App, tax_id: "87654321-0001", tax: exempt}

        # What the host invoices. Each call takes the first tariff that matches it and holds on its day.
        # Failed calls are billed as others are; a tariff with `match: {status: Failed}` and `charge: free`, put first,
        # would let them go.
        #   match: app, source, service, provider, channel, auth_type, route_mode, status, delivery, provider_code,
        #          destination (first digits, at most 6); a value or a list each; what is left out matches all
        #   from, until: the first day it holds, and the first day it no longer does
        #   unit: call (the default) or segment
        #   charge: free, or one of
        \#(charges)
        #   discount: off all lines together.  minimum: for an app with at least one unit.  maximum: the most
        #   prorate: days, the minimum only for the days on which the tariff holds; fees have it too
        #   description: what the invoice line says.  split: how the charge is divided, see below
        #   counter: a name that tariffs which follow each other share, so that tiers and minimum run on
        #   for: terms of single apps in place of these: {app-018: {charge: {per_unit: 3.50}, minimum: 0}}
        tariffs:
          - id: stc-otp
            description: STC Pay one-time passwords
            currency: SAR
            match: {source: paylink}
            charge: {percentage: {rate: 0.5%, fixed: 0.05, max: 5.00}}
            split: stc
          - id: sms-ng
            description: SMS one-time passwords, Nigeria
            currency: NGN
            match: {service: send_otp, channel: sms, destination: ["234"]}
            from: 2026-01-01
            unit: call
            charge: {graduated: [{up_to: 10000, price: 4.00}, {up_to: 100000, price: 3.50, flat: 0}, {price: 3.00}]}
            discount: 0%
            minimum: 20000.00
            split: sms
          - id: otp-other
            description: One-time passwords, other channels and countries
            currency: NGN
            match: {service: send_otp}
            charge: {per_unit: 6.50}
            split: sms

        # What a provider collected itself in real time, per call: the same form, matched on its own, never invoiced.
        income:
          - id: sms-cost
            currency: NGN
            match: {channel: sms, auth_type: [card, bank.account, wallet]}
            charge: {cost_plus: {rate: 0%}}
            split: provider-income

        # Recurring fees, owed whether or not an app calls. apps: a list, or all.
        fees:
          - id: platform
            description: Platform fee
            apps: [app-017]
            amount: 15000.00                  # for each period, in whole minor units
            currency: NGN
            from: 2026-01-01
            split: platform

        # How a charge is divided. First, in order, off the top: `cost: true` (the provider's reported cost) and
        # `per_unit`; then shares of what is left: `share`, and once `remaining: true`, or shares of exactly 100%.
        #   to: a party, or a role: host, onepipe, provider (of the call), iso (of the app); or settlement, a pool that
        #       is shared `among` others
        #   otherwise: who takes it where an app has no ISO
        #   min, max: of a share; `remaining` gives what is lacking and takes what is over
        #   shortfall, an entry of its own: who bears it where what is off the top exceeds the charge (the default: the
        #       issuer)
        # A split may change: [{until: 2027-01-01, entries: […]}, {from: 2027-01-01, entries: […]}]
        splits:
          sms:
            - {to: provider, cost: true}
            - {to: onepipe, per_unit: 0.10}
            - {to: provider, share: 60%}
            - to: settlement
              remaining: true
              among:
                - {to: onepipe, share: 40%}
                - {to: host, share: 40%}
                - {to: iso, share: 20%, otherwise: host}
            - {shortfall: host}
          stc:
            - {to: provider, share: 70%}
            - to: settlement
              share: 30%
              among: [{to: onepipe, share: 40%}, {to: host, share: 40%}, {to: iso, share: 20%, otherwise: host}]
          provider-income:
            - {to: provider, share: 60%}
            - {to: settlement, remaining: true, among: [{to: onepipe, share: 50%}, {to: host, share: 50%}]}
          platform:
            - {to: host, share: 70%}
            - {to: onepipe, remaining: true}
        """# + "\n"
}
