import Rules
import Store
import Vocabulary

/// What stands against closing a month (S7.4): each in words, with what to do about it.
enum ClosingObstacles {
    /// What of a period a close would have to let pass, each with exceptions to name in the words, as far as somebody has
    /// looked them up.
    struct Faults {
        /// Calls of the period that the rules in force don't bill.
        var unrated = 0
        var unratedExamples: [ExceptionRow] = []
        /// Calls of closed months that became known since, and that the rules frozen with these don't bill.
        var lateUnrated = 0
        var lateExamples: [ExceptionRow] = []
        var rejected = 0
        var rejectedExamples: [ExceptionRow] = []
    }

    static func of(
        _ period: Period, today: CivilDate, rules: Rules, store: any PeriodStore, _ faults: Faults,
        allowUnrated: Bool = false, allowRejected: Bool = false
    ) throws -> [String] {
        var obstacles: [String] = []
        if today < period.dayAfter {
            obstacles.append("it is not over before \(period.dayAfter) in \(rules.calendar.identifier)")
        }
        let closed = Set(try store.closings().map(\.period))
        for (earlier, transactions) in try store.transactionsByPeriod()
        where earlier < period && !closed.contains(earlier) {
            obstacles.append("\(earlier) is still open, with \(transactions.of("transaction")): close it first")
        }
        if faults.unrated > 0, !allowUnrated {
            obstacles.append(
                "\(faults.unrated.of("live final call")) unrated\(shown(faults.unratedExamples)): mend the rules, or close "
                    + "with --allow-unrated")
        }
        if faults.lateUnrated > 0, !allowUnrated {
            obstacles.append(
                "\(faults.lateUnrated.of("late call")) of closed months unrated\(shown(faults.lateExamples)): the rules "
                    + "frozen with a month stay as they are; close with --allow-unrated, which lets them pass unbilled")
        }
        if faults.rejected > 0, !allowRejected {
            obstacles.append(
                "\(faults.rejected.of("line")) rejected\(shown(faults.rejectedExamples)): mend the logs and read them "
                    + "again, or close with --allow-rejected")
        }
        return obstacles
    }

    private static func shown(_ exceptions: [ExceptionRow]) -> String {
        guard !exceptions.isEmpty else { return "" }
        let places = exceptions.prefix(3).map { "\($0.code) at \($0.file):\($0.line)" }
        return " (\(places.joined(separator: ", "))\(exceptions.count > 3 ? ", …" : ""))"
    }
}
