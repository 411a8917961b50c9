package import Rules
package import Vocabulary

/// The exceptions of a period in the order of `exceptions.csv`: by code, file and line. There may be millions of them,
/// so they are visited one by one and never listed in memory.
package protocol PeriodExceptions: AnyObject {
    /// Adds the live final calls of a period that its rules can't bill, without those that a closing let pass.
    ///
    /// - Parameter isLate: whether the period is past.
    func addUnrated(of period: Period, under rules: Rules, isLate: Bool) throws

    /// The number of calls added for the period, and for past periods.
    var unratedCount: Int { get }
    var lateUnratedCount: Int { get }
    /// The number of rejected lines that no closing let pass.
    var rejectedCount: Int { get }

    /// The first added calls, in the order in which they were added. Rejected lines come in the order of the file.
    func unratedExamples(_ count: Int) throws -> [ExceptionRow]
    func lateUnratedExamples(_ count: Int) throws -> [ExceptionRow]
    func rejectedExamples(_ count: Int) throws -> [ExceptionRow]

    /// Calls `body` with each exception, in order.
    ///
    /// - Complexity: O(exceptions), in memory of a few bytes for each.
    func forEach(_ body: (ExceptionRow) throws -> Void) throws

    /// The exceptions that a closing marks.
    var listed: ListedExceptions { get }
}

/// The exceptions that a closing lets pass or marks as shown, so that no later closing lists them again.
///
/// The numbers belong to the store. They come from its exceptions, go back to its `close`, and mean nothing elsewhere.
package struct ListedExceptions: Sendable {
    /// Live final calls that the rules can't bill, including late ones of closed periods.
    package var unratedCalls: [Int64]
    package var conflictingDuplicates: [Int64]
    package var unmatchedQueries: [Int64]

    package init(unratedCalls: [Int64] = [], conflictingDuplicates: [Int64] = [], unmatchedQueries: [Int64] = []) {
        self.unratedCalls = unratedCalls
        self.conflictingDuplicates = conflictingDuplicates
        self.unmatchedQueries = unmatchedQueries
    }
}
