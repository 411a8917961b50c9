import BigInt

/// A number of equal calls of a day, for charges without a log.
public struct PlainCalls {
    public var count: Int
    /// `2026-10-03`.
    public var day: String
    public var app, source, service, provider, channel, authType, routeMode, mode, status, delivery: String
    public var providerCode, destination: String
    /// Of each call, in minor units.
    public var amount, cost: Int64
    public var segments: Int

    public init(count: Int, day: String, app: String, source: String, provider: String, amount: Int64, cost: Int64) {
        (self.count, self.day, self.app, self.source, self.provider) = (count, day, app, source, provider)
        (self.amount, self.cost, segments) = (amount, cost, 1)
        service = source == "paylink" ? "stcpay_send_otp" : "send_otp"
        (channel, authType, routeMode, mode, status) = ("sms", "", "", "live", "Successful")
        (delivery, providerCode, destination) = ("none", "", "")
    }

    /// - Precondition: the rules' zone is less than ten hours behind UTC, and less than 14 ahead of it.
    fileprivate func transactions() -> [Transaction] {
        var call = Call(
            source: ByteString(source), app: ByteString(app), reference: "",
            time: instant(Array("\(day)T10:00:00Z".utf8))!,
            service: ByteString(service))
        (call.authType, call.routeMode, call.mode) = (ByteString(authType), ByteString(routeMode), ByteString(mode))
        (call.channel, call.destination) = (ByteString(channel), ByteString(destination))
        (call.status, call.delivery, call.provider) = (ByteString(status), ByteString(delivery), ByteString(provider))
        (call.providerCode, call.amount, call.cost) = (ByteString(providerCode), amount, cost)
        call.segments = segments
        let transaction = Transaction(Placed(place: Place(file: "", content: "", line: 1), record: call))
        return Array(repeating: transaction, count: count)
    }
}

/// The charges of a period's calls with their shares, and what corrected rules and later calls change of them: each as
/// one line of text, in order.
public func plainCharges(
    _ calls: [PlainCalls], rules: [UInt8], later: [PlainCalls], corrected: [UInt8], period text: String
) throws -> (charges: [String], adjustments: [String]) {
    guard let period = Period(text) else { throw RecomputationFault.badPeriod(text) }
    let first = try Rules(yaml: rules)
    let own =
        usageCharges(judged(calls.flatMap { $0.transactions() }, in: period, first), period, first)
        + feeCharges(period, first)
    var past = PastPeriod(period: period, isClosed: true, versions: [first])
    for charge in own { past.bill(charge) }
    past.versions.append(try Rules(yaml: corrected))
    let all = (calls + later).flatMap { $0.transactions() }
    return (
        own.map(plainText).sorted(), adjustments(past, all).map(plainText).sorted()
    )
}

private func plainText(_ charge: Charge) -> String {
    let key = charge.key
    let lines = charge.lines.map { "\($0.kind) \($0.amount)\($0.tax.map { " \($0.id.text)" } ?? "")" }
    let shares = charge.shares.filter { $0.value.amount != 0 || $0.value.exact != .zero }.sorted { $0.key < $1.key }
        .map { "\($0.key.text) \($0.value.amount) \(exactMoney($0.value.exact, key.currency))" }
    return "\(key.stream.text) \(key.app.text) \(key.currency.text) \(key.id.text) \(key.provider.text): "
        + "\(charge.amount) = \(lines.joined(separator: ", ")); \(shares.joined(separator: ", "))"
}
