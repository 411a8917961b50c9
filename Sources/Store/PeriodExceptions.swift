public import Rules
public import Vocabulary

/// The exceptions of a period in the order of `exceptions.csv`: by code, file, line. There may be millions of them: they are
/// gone through, and no list of them is asked for.
public protocol PeriodExceptions: AnyObject {
    /// Adds the live final calls of a period that its rules can't bill, less those that a closing let pass.
    ///
    /// - Parameter isLate: whether the period is closed.
    func addUnrated(of period: Period, under rules: Rules, isLate: Bool) throws

    /// How many calls of the period were added, and how many late ones of closed periods.
    var unratedCount: Int { get }
    var lateUnratedCount: Int { get }
    /// Rejected lines that no closing let pass.
    var rejectedCount: Int { get }

    /// The first of the calls added, in the order in which they were; of the rejected lines, in the order of the file.
    func unratedExamples(_ count: Int) throws -> [ExceptionRow]
    func lateUnratedExamples(_ count: Int) throws -> [ExceptionRow]
    func rejectedExamples(_ count: Int) throws -> [ExceptionRow]

    /// Gives all to `body`, in order.
    ///
    /// - Complexity: O(exceptions), in memory of a few bytes for each.
    func forEach(_ body: (ExceptionRow) throws -> Void) throws

    /// What closing marks of them.
    var listed: ListedExceptions { get }
}

/// What a closing lets pass, or marks as shown, so that no later one lists it again.
///
/// The numbers are the store's own: they come from its exceptions, go back to its `close`, and mean nothing in between.
public struct ListedExceptions: Sendable {
    /// Live final calls that the rules can't bill, late ones of closed periods included.
    public var unratedCalls: [Int64]
    public var conflictingDuplicates: [Int64]
    public var unmatchedQueries: [Int64]

    public init(unratedCalls: [Int64] = [], conflictingDuplicates: [Int64] = [], unmatchedQueries: [Int64] = []) {
        self.unratedCalls = unratedCalls
        self.conflictingDuplicates = conflictingDuplicates
        self.unmatchedQueries = unmatchedQueries
    }
}
