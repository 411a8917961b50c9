public import Rating
public import Rules
public import Vocabulary

/// What is asked of the calls that a store holds, period by period. A period is rated and listed from these answers, and
/// nothing else of its calls is looked at: none is asked for one by one.
///
/// All answers of a command are of one state of the store: whoever writes to it meanwhile is kept away by the store.
public protocol PeriodCalls {
    /// A folder for what is too much for memory meanwhile: it has as much room as the calls take.
    var folder: String { get }

    /// Every log read so far, in the order of reading.
    func contents() throws -> [LogSummary]

    /// The transactions of each period that has any, by period.
    func transactionsByPeriod() throws -> [(period: Period, transactions: Int64)]

    /// The calls whose local day is in the period, answers applied, rolled up by at least what the rules tell apart of them.
    /// Whether these charge calls one by one is left to rating to find out: it throws `CoarseUsage` where the amounts or
    /// costs that it needs are `UsageRow.untold`, and `usageMadeAnew` is asked then.
    func usage(of period: Period, under rules: Rules) throws -> Usage

    /// The same, with the amounts and costs of all calls that the rules charge one by one.
    ///
    /// A store whose `usage` always tells these apart gives the same.
    func usageMadeAnew(of period: Period, under rules: Rules) throws -> Usage

    /// The exceptions of a period, for now without the calls that can't be rated: those that rejected lines bring, and those
    /// of the period and of closed ones before it that no closing has listed.
    func exceptions(of period: Period, calendar: LocalCalendar) throws -> any PeriodExceptions

    /// Closed periods of which something became known that no closing has looked at, in their order.
    func latePeriods() throws -> [Period]

    /// Runs `body`, which asks and changes nothing, on one state of the store.
    func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result
}

extension PeriodCalls {
    /// For a store that nobody changes meanwhile.
    public func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result { try body() }

    /// A period's calls rated under rules, each charge for itself; with its fees where asked for.
    ///
    /// The roll-up is made anew where it tells too little apart for the rules; see `usage(of:under:)`.
    ///
    /// - Throws: what the store throws; `AmountOverflow` where there are more calls than can be counted.
    public func ratedEach(_ period: Period, under rules: Rules, fees: Bool = true) throws -> Rated {
        do {
            return try Rater(rules).rateEach(try usage(of: period, under: rules), period: period, fees: fees)
        } catch is CoarseUsage {
            return try Rater(rules).rateEach(
                try usageMadeAnew(of: period, under: rules), period: period, fees: fees)
        }
    }
}
