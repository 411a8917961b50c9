package import Money
package import Rules
package import Store
package import Vocabulary

/// What stands against closing a period (S7.4), or against working out what became known of a closed one.
package enum Obstacle: Sendable {
    /// The period is not over before this day.
    case notOver(until: CivilDate, zone: String)
    /// An earlier period with calls is still open.
    case earlierOpen(Period, transactions: Int64)
    /// Live final calls that the rules in force do not bill, with the first of them.
    case unrated(Int, examples: [ExceptionRow])
    /// Calls that became known after their periods were closed, and that the rules frozen with these do not bill.
    case lateUnrated(Int, examples: [ExceptionRow])
    case rejected(Int, examples: [ExceptionRow])
    case overflow(AmountOverflow)
    /// What became known of a closed period does not fit.
    case lateOverflow(AmountOverflow)

    /// The calls and lines that a close lets pass only with permission, each kind with some exceptions to name if
    /// somebody has looked them up.
    package struct NeedingPermission {
        package var unrated = 0
        package var unratedExamples: [ExceptionRow] = []
        package var lateUnrated = 0
        package var lateExamples: [ExceptionRow] = []
        package var rejected = 0
        package var rejectedExamples: [ExceptionRow] = []
    }

    /// The obstacles to closing a period, in the order in which they are told.
    package static func toClosing(
        _ period: Period, today: CivilDate, rules: Rules, store: any PeriodStore, _ faults: NeedingPermission,
        allowUnrated: Bool = false, allowRejected: Bool = false
    ) throws -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if today < period.dayAfter {
            obstacles.append(.notOver(until: period.dayAfter, zone: rules.calendar.identifier))
        }
        let closed = Set(try store.closings().map(\.period))
        for (earlier, transactions) in try store.transactionsByPeriod()
        where earlier < period && !closed.contains(earlier) {
            obstacles.append(.earlierOpen(earlier, transactions: transactions))
        }
        if faults.unrated > 0, !allowUnrated {
            obstacles.append(.unrated(faults.unrated, examples: faults.unratedExamples))
        }
        if faults.lateUnrated > 0, !allowUnrated {
            obstacles.append(.lateUnrated(faults.lateUnrated, examples: faults.lateExamples))
        }
        if faults.rejected > 0, !allowRejected {
            obstacles.append(.rejected(faults.rejected, examples: faults.rejectedExamples))
        }
        return obstacles
    }
}
