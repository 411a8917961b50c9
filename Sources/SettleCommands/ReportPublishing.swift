import Documents
import LedgerFile
import Store
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

    /// What the manifest of a draft says of its making.
    static func provenance(
        ofDraftUnder rules: [UInt8], _ books: any Books, version: String = Version.text
    ) throws -> Provenance {
        Provenance(
            rules: rules, version: version,
            previous: try books.closings().last.map { ($0.period, $0.manifestSHA256) })
    }

    /// Publishes the folders of closed periods that a crash kept from their place.
    ///
    /// - Returns: those periods.
    static func finish(_ books: any Books, output: String) throws -> [Period] {
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
            Terminal.note("\(period) was closed and is published now: \(output)/\(period)")
            finished.append(period)
        }
        return finished
    }
}
