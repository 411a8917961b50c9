import Documents
import Ledger
import LedgerFile
import Vocabulary

/// From a report to its folder, by way of the controls.
enum ReportPublishing {
    /// - Throws: `Failure` (65) naming each control that does not hold; nothing is published then.
    static func folder(_ report: PeriodReport, _ provenance: Provenance) throws -> ReportFolder {
        let controls = Controls(report)
        guard controls.breaks.isEmpty else {
            let breaks = controls.breaks.map { "  \($0)" }.joined(separator: "\n")
            throw Failure(
                .data,
                """
                A control total does not hold; nothing was published:
                \(breaks)
                The ledger was changed from outside, or this is a fault of settle: make a new ledger from the logs.
                """)
        }
        return ReportFolder(report, controls: controls, provenance)
    }

    static func provenance(_ workspace: Workspace, allowedUnrated: Int, allowedRejected: Int) throws -> Provenance {
        Provenance(
            rules: workspace.rulesBytes, version: Version.text,
            previous: try workspace.ledger.closings().last.map { ($0.period, $0.manifestSHA256) },
            allowedUnrated: allowedUnrated, allowedRejected: allowedRejected)
    }

    /// Publishes the folders of closed periods that a crash kept from their place.
    ///
    /// - Returns: those periods.
    static func finish(_ ledger: Ledger, output: String) throws -> [Period] {
        var finished: [Period] = []
        let closings = try ledger.closings()
        for (period, kept) in try ledger.unpublished() {
            let sealed = closings.first { $0.period == period }?.manifestSHA256 ?? ""
            if let fault = ReportFolder.fault(in: kept, manifestSHA256: sealed) {
                throw LedgerError.damaged("of the folder that it keeps for \(period), \(fault)")
            }
            try Publisher.publish(
                kept.map { ReportFile(name: $0.name, bytes: $0.bytes) }, to: output, name: period.description)
            try ledger.markPublished(period)
            Terminal.note("\(period) was closed and is published now: \(output)/\(period)")
            finished.append(period)
        }
        return finished
    }
}
