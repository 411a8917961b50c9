package import Rating
package import Rules
package import Vocabulary

/// Access to the calls that a store holds, by period. These answers are all that is used to rate and list a period; no
/// calls are read one by one.
///
/// All answers within one command show the same state of the store. The store keeps other writers away meanwhile.
package protocol PeriodCalls {
    /// A folder for data that is too big for memory. It has as much room as the calls take.
    var folder: String { get }

    /// Every log read so far, in the order of reading.
    func logs() throws -> [LogSummary]

    /// The number of transactions of each period that has any, by period.
    func transactionsByPeriod() throws -> [(period: Period, transactions: Int64)]

    /// The calls whose local day is in the period, with answers applied, rolled up. The roll-up distinguishes at least
    /// what the rules distinguish. Only rating finds out whether calls are charged one by one: it throws `CoarseUsage`
    /// if it needs amounts or costs that are `UsageRow.mixed`, and then `rebuiltUsage` is called.
    func usage(of period: Period, under rules: Rules) throws -> Usage

    /// Like `usage`, but with the amounts and costs of all calls that the rules charge one by one.
    ///
    /// A store whose `usage` always distinguishes them returns the same here.
    func rebuiltUsage(of period: Period, under rules: Rules) throws -> Usage

    /// The exceptions of a period, at first without the calls that can't be rated. They are the rejected lines, and
    /// those exceptions of the period and of past periods before it that no closing has listed.
    func exceptions(of period: Period, calendar: LocalCalendar) throws -> any PeriodExceptions

    /// Calls `body` with each live call without a final status, answers applied, of a period and of the past periods before
    /// it: by app, time, file, line.
    func forEachPending(with period: Period, calendar: LocalCalendar, _ body: (PendingCall) throws -> Void) throws

    /// Whether a closing let pass unrated calls that may be of a period. Only then `waiting` is asked for.
    func mayHaveWaiting(in period: Period) throws -> Bool

    /// The calls of a past period that closings let pass unrated, and that these rules, which hold for it now, still do not
    /// bill. Nothing else is among these exceptions.
    func waiting(of period: Period, under rules: Rules) throws -> any PeriodExceptions

    /// The past periods of which something became known that no closing has used, in their order. Those that were never
    /// billed need not be among them; see `passedOver()`.
    func latePeriods() throws -> [Period]

    /// Runs `body`, which only reads, on one state of the store.
    func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result
}

extension PeriodCalls {
    /// Runs `body`, for a store that nobody else changes.
    package func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result { try body() }

    /// The calls of a period rated under rules, each charge by itself, and its fees if asked for.
    ///
    /// If the roll-up distinguishes too little for the rules, it is made again; see `usage(of:under:)`.
    ///
    /// - Throws: the errors of the store; `AmountOverflow` if there are too many calls to count.
    package func ratedEach(_ period: Period, under rules: Rules, fees: Bool = true) throws -> Rated {
        do {
            return try Rater(rules).rateEach(try usage(of: period, under: rules), period: period, fees: fees)
        } catch is CoarseUsage {
            return try Rater(rules).rateEach(
                try rebuiltUsage(of: period, under: rules), period: period, fees: fees)
        }
    }

    /// Does the same, but gives the charges away as they are rated; see `Rater.rateEach(_:period:fees:into:)`.
    package func ratedEach<Taker: ChargeTaker>(
        _ period: Period, under rules: Rules, fees: Bool = true, into taker: @Sendable () -> Taker
    ) throws -> (rated: Rated, takers: [Taker]) {
        do {
            let usage = try usage(of: period, under: rules)
            return try Rater(rules).rateEach(usage, period: period, fees: fees, into: taker)
        } catch is CoarseUsage {
            let usage = try rebuiltUsage(of: period, under: rules)
            return try Rater(rules).rateEach(usage, period: period, fees: fees, into: taker)
        }
    }
}
