import BigInt

@testable import Recomputation

/// A call for a test; fields that do not matter are empty.
func transaction(
    amount: Int64 = 0, cost: Int64 = 0, segments: Int = 1, provider: ByteString = "beeceptor"
) -> Transaction {
    var call = Call(source: "onepipe", app: "app-1", reference: "r", time: 0, service: "send_otp")
    call.amount = amount
    call.cost = cost
    call.segments = segments
    call.provider = provider
    return Transaction(Placed(place: Place(file: "log", content: "", line: 1), record: call))
}

/// Reads an entry from the YAML of its charge and of its other keys.
func entry(_ charge: String, _ more: String = "", currency: String = "USD") throws -> Entry {
    try rules(
        tariffs: "[{id: t, currency: \(currency), charge: \(charge), split: s\(more.isEmpty ? "" : ", " + more)}]"
    ).tariffs[0]
}

func rules(tariffs: String = "[]", split: String = "[{to: host, remaining: true}]", rounding: String = "half_up")
    throws -> Rules
{
    try Rules(yaml: Array(rulesText(tariffs: tariffs, split: split, rounding: rounding).utf8))
}

func rulesText(tariffs: String, split: String, rounding: String = "half_up", more: String = "") -> String {
    """
    version: 1
    time_zone: Africa/Lagos
    services: [send_otp, stcpay_send_otp]
    unset_mode: reject
    rounding: \(rounding)
    sources:
      onepipe: {currency: NGN, country_code: "234", otp_length: 6}
      paylink: {currency: SAR, country_code: "966"}
    invoice:
      issuer: host
      number: "INV-{year}-{sequence:4}"
      credit_note_number: "CN-{year}-{sequence:4}"
      due_days: 14
      tax: {NGN: vat, SAR: vat, USD: vat}
    taxes:
      vat: {name: VAT, rate: 7.5%}
    parties:
      host: {role: host, name: Bank}
      onepipe: {role: onepipe, name: OnePipe}
      a: {role: provider, name: A}
      beeceptor: {role: provider, name: B, aliases: [BCPTR]}
      partner: {role: iso, name: Partner}
    apps:
      app-1: {name: One, iso: partner}
      app-2: {name: Two}
    tariffs: \(tariffs)
    splits:
      s: \(split)
    \(more)
    """
}

/// The sum of an entry's lines for `count` calls, in minor units.
func charged(_ entry: Entry, _ count: Int) -> BigInt {
    lines(entry, (0..<count).map { _ in transaction() }, entry.currency!, Period("2026-10")!, .halfUp).reduce(0) {
        $0 + $1.amount
    }
}
