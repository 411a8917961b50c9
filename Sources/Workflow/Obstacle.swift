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
    /// Calls that became known after their periods were past, and that the rules of these do not bill.
    case lateUnrated(Int, examples: [ExceptionRow])
    case rejected(Int, examples: [ExceptionRow])
    /// A tax that the rules use has no rate yet on the last day of the period; `from` is the day of its first one.
    case taxWithoutRate(Identifier, Period, from: CivilDate?)
    /// What dated rules lack to divide the charges of the period.
    case undivided(DivisionGap, Period)
    case overflow(AmountOverflow)
    /// What became known of a past period does not fit.
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
    ///
    /// - Parameter earlier: those that earlier periods are.
    package static func toClosing(
        _ period: Period, today: CivilDate, rules: Rules, earlier: [Obstacle], _ faults: NeedingPermission,
        allowUnrated: Bool = false, allowRejected: Bool = false
    ) throws -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if today < period.dayAfter {
            obstacles.append(.notOver(until: period.dayAfter, zone: rules.calendar.identifier))
        }
        obstacles += earlier
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

    /// The earlier periods that are still to be closed: after the last one closed, or if none is closed, from the first
    /// that has calls. First those with calls, then those that owe fees, each by period.
    package static func earlier(than period: Period, _ rules: Rules, _ store: any PeriodStore) throws -> [Obstacle] {
        let withCalls = try store.transactionsByPeriod()
        let closed = Set(try store.closings().map(\.period))
        // In the first edition, periods before the last closed one were still to be closed.
        let last = rules.edition.passesOverPeriods ? closed.max() : nil
        var obstacles: [Obstacle] = []
        for (earlier, transactions) in withCalls
        where earlier < period && !closed.contains(earlier) && last.map({ earlier > $0 }) ?? true {
            obstacles.append(.earlierOpen(earlier, transactions: transactions))
        }
        guard let begin = closed.max() ?? withCalls.map(\.period).min(), begin < period else { return obstacles }
        let known = Set(withCalls.map(\.period))
        var earlier = begin.next
        while earlier < period {
            if rules.owesFees(in: earlier), !known.contains(earlier) { obstacles.append(.earlierOwesFees(earlier)) }
            earlier = earlier.next
        }
        return obstacles
    }

    /// What the rules lack for a period: rates of taxes on its last day (S4.20), ISOs and splits on its days (S3.46, S3.47).
    static func ofDates(in period: Period, _ rules: Rules) -> [Obstacle] {
        let taxes = rules.taxesWithoutRate(in: period).map {
            Obstacle.taxWithoutRate($0.id, period, from: $0.rates.first?.from)
        }
        return taxes + (rules.divisionGap(in: period).map { [.undivided($0, period)] } ?? [])
    }

    /// The earlier period that is the obstacle, if one is.
    var earlierPeriod: Period? {
        switch self {
        case .earlierOpen(let period, _), .earlierOwesFees(let period): period
        default: nil
        }
    }
}
