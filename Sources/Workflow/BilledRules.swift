package import Documents
import Store
package import Vocabulary

/// The rules of past periods by which a close bills for the first time.
package struct BilledRules {
    /// Periods that were passed over; they are billed under the rules in force.
    package var firstBilled: [Period] = []
    package var corrections: [Correction] = []
}

extension Correction {
    /// The corrections that no closing has billed by, in the order of periods and versions.
    static func waiting(in books: any Books) throws -> [Correction] {
        var waiting: [Correction] = []
        for past in try books.pastPeriods() {
            for (before, version) in zip(past.versions, past.versions.dropFirst()) where version.closing == nil {
                waiting.append(
                    Correction(
                        period: past.period, version: version.number, reason: version.correction?.reason.rawValue ?? "",
                        note: version.correction?.note ?? "", rules: version.bytes,
                        replacedSHA256: SHA256Text.hex(of: before.bytes)))
            }
        }
        return waiting
    }
}
