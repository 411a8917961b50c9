package import Documents
import LedgerFile
package import Store
import Vocabulary

/// From a report to its folder, by way of the controls.
package enum ReportPublishing {
    /// - Throws: `Refusal.brokenControls`; nothing is published then.
    package static func folder(_ report: PeriodReport, _ provenance: Provenance) throws -> ReportFolder {
        let controls = Controls(report)
        guard controls.breaks.isEmpty else {
            throw Refusal.brokenControls(controls.breaks.map(\.description))
        }
        return ReportFolder(report, controls: controls, provenance)
    }

    /// What the manifest of a draft says of its making.
    package static func provenance(
        ofDraftUnder rules: [UInt8], _ books: any Books, _ billedRules: BilledRules, version: String
    ) throws -> Provenance {
        Provenance(
            rules: rules, version: version,
            previous: try books.closings().last.map { ($0.period, $0.manifestSHA256) },
            passedOver: billedRules.firstBilled, corrections: billedRules.corrections)
    }

    /// Publishes the folders of closed periods that a crash kept from their place.
    ///
    /// - Parameter published: told of each.
    /// - Returns: those periods.
    static func finish(
        _ books: any Books, output: String, published: (Period) -> Void
    ) throws -> [Period] {
        var finished: [Period] = []
        let closings = try books.closings()
        for (period, kept) in try books.unpublished() {
            let sealed = closings.first { $0.period == period }?.manifestSHA256 ?? ""
            if let fault = ReportFolder.fault(in: kept, manifestSHA256: sealed) {
                throw LedgerError.damaged("of the folder that it keeps for \(period), \(fault)")
            }
            try Publisher.publish(
                kept.map { ReportFile(name: $0.name, bytes: $0.bytes) }, to: output, name: period.description)
            try books.markPublished(period)
            published(period)
            finished.append(period)
        }
        return finished
    }
}
