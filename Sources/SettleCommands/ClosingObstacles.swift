import Ledger
import Rules
import Vocabulary

/// What stands against closing a month (contract 4): each in words, with what to do about it.
enum ClosingObstacles {
    /// - Parameters:
    ///   - examples: exceptions to name in the words, as far as somebody has looked them up.
    static func of(
        _ period: Period, today: CivilDate, rules: Rules, ledger: Ledger, unrated: Int, rejected: Int,
        allowUnrated: Bool = false, allowRejected: Bool = false, examples: [ExceptionRow] = []
    ) throws -> [String] {
        var obstacles: [String] = []
        if today < period.dayAfter {
            obstacles.append("it is not over before \(period.dayAfter) in \(rules.calendar.identifier)")
        }
        let closed = Set(try ledger.closings().map(\.period))
        for (earlier, transactions) in try ledger.transactionsByPeriod()
        where earlier < period && !closed.contains(earlier) {
            obstacles.append("\(earlier) is still open, with \(transactions.of("transaction")): close it first")
        }
        if unrated > 0, !allowUnrated {
            let named = shown(examples.filter { RejectionCode(rawValue: $0.code) == nil })
            obstacles.append(
                "\(unrated.of("live final call")) unrated\(named): mend the rules, or close with --allow-unrated")
        }
        if rejected > 0, !allowRejected {
            let named = shown(examples.filter { RejectionCode(rawValue: $0.code) != nil })
            obstacles.append(
                "\(rejected.of("line")) rejected\(named): mend the logs and read them again, or close with "
                    + "--allow-rejected")
        }
        return obstacles
    }

    private static func shown(_ exceptions: [ExceptionRow]) -> String {
        guard !exceptions.isEmpty else { return "" }
        let places = exceptions.prefix(3).map { "\($0.code) at \($0.file):\($0.line)" }
        return " (\(places.joined(separator: ", "))\(exceptions.count > 3 ? ", …" : ""))"
    }
}
