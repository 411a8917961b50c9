import BigInt

/// `pending.csv`: the live calls of some periods that are still pending, with their age at the end of `period`.
func pendingFile(_ transactions: [Transaction], of period: Period, _ listed: Set<Period>, _ rules: Rules) -> [UInt8] {
    let pending = transactions.filter {
        $0.status == "Pending" && $0.call.mode == "live"
            && listed.contains(Period(localDay($0.call.time, rules.timeZone), rules.every))
    }.sorted { a, b in
        if a.call.app != b.call.app { return a.call.app < b.call.app }
        if a.call.time != b.call.time { return a.call.time < b.call.time }
        if a.place.file != b.place.file { return a.place.file < b.place.file }
        return a.place.line < b.place.line
    }
    return csv(
        "app,period,reference,time,age,source,provider,currency,cost,file,line",
        pending.map { transaction in
            let call = transaction.call
            let day = localDay(call.time, rules.timeZone)
            let currency = rules.currency(of: call)
            return [
                .text(call.app), .number(Period(day, rules.every).text), .text(call.reference), .number(utc(call.time)),
                .number(String(period.afterLast.number - day.number)), .text(call.source),
                .text(rules.provider(transaction.provider) ?? transaction.provider), .text(currency),
                .number(money(BigInt(transaction.cost), currency)), .text(transaction.place.file),
                .number(String(transaction.place.line)),
            ]
        })
}

/// A time such as `2026-10-03T11:22:33.123Z`: at least three digits of the second, and more where they are not 0.
private func utc(_ nanoseconds: Int64) -> String {
    var second = Int(nanoseconds) / 1_000_000_000
    var rest = Int(nanoseconds) % 1_000_000_000
    if rest < 0 { (second, rest) = (second - 1, rest + 1_000_000_000) }
    var number = second / 86_400
    var ofDay = second % 86_400
    if ofDay < 0 { (number, ofDay) = (number - 1, ofDay + 86_400) }
    var digits = Array(padded(rest, 9))
    while digits.count > 3, digits.last == "0" { digits.removeLast() }
    return "\(Day(number: number).text)T\(padded(ofDay / 3600, 2)):\(padded(ofDay / 60 % 60, 2)):"
        + "\(padded(ofDay % 60, 2)).\(String(digits))Z"
}
