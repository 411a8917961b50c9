package import GatewayLog
import LedgerIngestion
import LineParsing
package import Rules
package import Vocabulary

/// How many lines of a log would be read under the rules, and why the rest would not. It needs no ledger and stores
/// nothing (S6.22).
package struct LogCheck {
    /// The lines that would be rejected for one reason.
    package struct Rejected {
        package var code: RejectionCode
        package var lines: Int64
        /// The first of them, from 1, and what is wrong with it.
        package var firstLine: Int64
        package var firstDetail: String
    }

    package let path: String
    package private(set) var lines: Int64 = 0
    package private(set) var blank: Int64 = 0
    /// Records of calls, duplicates among them: what is one call can only be told with all records at hand.
    package private(set) var calls: Int64 = 0
    package private(set) var queries: Int64 = 0
    /// Lines of another endpoint, of a source that the rules leave out, or of a service that they do not list (S1.18).
    package private(set) var other: Int64 = 0
    /// Most lines first.
    package private(set) var rejected: [Rejected] = []

    package var rejectedLines: Int64 { rejected.reduce(0) { $0 + $1.lines } }

    /// - Throws: `LogReadError` where the log can't be read to its end.
    /// - Complexity: O(bytes), in memory that does not grow with them.
    package init(_ path: String, under rules: Rules) throws(LogReadError) {
        self.path = path
        let reader = try LogReader(path: path)
        var parser = LogParser(rules: ReadingRules(rules))
        var parsed = ParsedChunk()
        var byCode: [RejectionCode: Rejected] = [:]
        while let chunk = try reader.next() {
            chunk.withBytes { parser.parse($0, into: &parsed) }
            for reject in parsed.rejects {
                let line = lines + 1 + Int64(reject.lineOffset)
                byCode[
                    reject.code,
                    default: Rejected(code: reject.code, lines: 0, firstLine: line, firstDetail: reject.detail)
                ].lines += 1
            }
            lines += Int64(parsed.lines)
            blank += Int64(parsed.blank)
            calls += Int64(parsed.calls.count)
            queries += Int64(parsed.queries.count)
            other += Int64(parsed.other)
        }
        rejected = byCode.values.sorted {
            $0.lines != $1.lines ? $0.lines > $1.lines : $0.code.rawValue < $1.code.rawValue
        }
    }
}
