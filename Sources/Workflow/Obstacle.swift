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
    /// An earlier period without calls is open, and its fees would never be billed.
    case earlierOwesFees(Period)
    /// Live final calls that the rules in force do not bill, with the first of them.
    case unrated(Int, examples: [ExceptionRow])
    /// Calls that became known after their periods were closed, and that the rules frozen with these do not bill.
    case lateUnrated(Int, examples: [ExceptionRow])
    case rejected(Int, examples: [ExceptionRow])
    /// A tax that the rules use has no rate yet on the last day of the period; `from` is the day of its first one.
    case taxWithoutRate(Identifier, Period, from: CivilDate?)
    /// What dated rules lack to divide the charges of the period.
    case undivided(DivisionGap, Period)
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
        allowUnrated: Bool = false, allowRejected: Bool = false, skipped: Set<Period> = []
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
        for earlier in try periodsOwingFees(before: period, rules, store) where !skipped.contains(earlier) {
            obstacles.append(.earlierOwesFees(earlier))
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

    /// The open periods without calls that owe fees: after the last one closed, or if none is closed, after the first
    /// that has calls.
    static func periodsOwingFees(
        before period: Period, _ rules: Rules, _ store: any PeriodStore
    ) throws -> [Period] {
        let withCalls = try store.transactionsByPeriod().map(\.period)
        guard let last = try store.closings().map(\.period).max() ?? withCalls.min(), last < period else { return [] }
        var owing: [Period] = []
        var earlier = last.next
        while earlier < period {
            if rules.owesFees(in: earlier), !withCalls.contains(earlier) { owing.append(earlier) }
            earlier = earlier.next
        }
        return owing
    }
}
