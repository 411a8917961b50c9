package import Documents
package import Rules
import Settlement
package import Store
package import Vocabulary

/// Closes a month. `close` uses it, and `verify --logs` when it makes a month again.
package struct ClosePeriod {
    private let store: any PeriodStore
    private let rules: Rules
    private let rulesBytes: [UInt8]
    private let period: Period
    private let today: CivilDate
    private let allowUnrated: Bool
    private let allowRejected: Bool
    private let skipped: Set<Period>
    private let output: String
    private let version: String

    /// - Parameters:
    ///   - rulesBytes: the file of the rules, byte for byte.
    ///   - today: in the rules' time zone.
    ///   - skipped: earlier open periods that are let go: their calls are billed with the next close, their fees never.
    ///   - output: the folder that the period's folder is published in.
    ///   - version: of the program, as the manifest says it.
    package init(
        _ period: Period, in store: any PeriodStore, rules: Rules, rulesBytes: [UInt8], today: CivilDate,
        allowUnrated: Bool, allowRejected: Bool, skipped: Set<Period> = [], output: String, version: String
    ) {
        self.store = store
        self.rules = rules
        self.rulesBytes = rulesBytes
        self.period = period
        self.today = today
        self.allowUnrated = allowUnrated
        self.allowRejected = allowRejected
        self.skipped = skipped
        self.output = output
        self.version = version
    }

    /// A period as it was closed.
    package struct Closed {
        package var report: PeriodReport
        package var manifestSHA256: String
        /// The folder was sealed before, and the ledger has taken it back.
        package var isTakenBack: Bool
    }

    /// - Throws: `Refusal.closing` with `alreadyClosed` or `passedOver`.
    package func throwIfPast() throws {
        let closings = try store.closings()
        if closings.contains(where: { $0.period == period }) { throw Refusal.closing(.alreadyClosed(period)) }
        // In the first edition, a period could be closed after a later one.
        if rules.edition.passesOverPeriods, let last = closings.map(\.period).max(), period < last {
            throw Refusal.closing(.passedOver(period, last: last))
        }
    }

    /// Numbers, freezes, seals and publishes what the store holds of the period. If a sealed folder is there that the ledger
    /// does not know, it must equal what this close makes, and it stays.
    ///
    /// - Precondition: `throwIfPast` was called.
    /// - Throws: `Refusal.closing` with all that stands against closing, or another refusal on the way; `PublishError`,
    ///   `AmountOverflow`, and what the store throws.
    package func close() throws -> Closed {
        let result = try DraftPeriod(store, rules: rules, skipped: skipped).drafts(of: period)
        try refuse(result)
        var report = result.report
        let sequences = try Numbering(books: store, rules: rules).number(&report)
        let provenance = Provenance(
            rules: rulesBytes, version: version,
            previous: try store.closings().last.map { ($0.period, $0.manifestSHA256) },
            allowedUnrated: result.exceptions.unratedCount + result.exceptions.lateUnratedCount,
            allowedRejected: result.exceptions.rejectedCount, skipped: skipped.sorted(),
            passedOver: result.billedRules.firstBilled, corrections: result.billedRules.corrections)
        let folder = try ReportPublishing.folder(report, provenance)
        // The ledger keeps the bytes, too: they are made once.
        let files = try folder.files.map { ReportFile(name: $0.name, bytes: try $0.bytes()) }
        let manifestSHA256 = try folder.manifestSHA256()
        // A folder that this very close has sealed before, and that the ledger has lost, is recorded as it stands.
        let sealed = SealedFolder("\(output)/\(period)")
        try sealed?.check(folder, of: report, under: rulesBytes, store, version: version)
        let stands = sealed != nil
        // The disk has taken the folder before the ledger says closed, and the ledger keeps it until it is in place.
        let publication = stands ? nil : try Publication(files, to: output, name: period.description)
        try store.close(
            ClosingEntry(
                period: period, rules: rulesBytes, edition: rules.edition, manifestSHA256: manifestSHA256,
                invoices: report.invoices, sequences: sequences,
                charges: report.charges, listed: result.exceptions.listed,
                allowsRejected: result.exceptions.rejectedCount > 0, firstBilled: result.billedRules.firstBilled,
                bookedEntries: result.entries.map(\.id),
                files: stands ? [] : try files.map { ($0.name, try $0.bytes()) }))
        do throws(PublishError) {
            if let publication { try publication.swapIn() }
        } catch {
            guard !error.isInPlace else { throw error }
            throw Refusal.closing(.folderNotInPlace(period, error))
        }
        try store.markPublished(period)
        return Closed(report: report, manifestSHA256: manifestSHA256, isTakenBack: stands)
    }

    /// Refuses with all that stands against closing.
    private func refuse(_ result: DraftPeriod.Drafts) throws {
        let earlier = try Obstacle.earlier(than: period, rules, store)
        if let idle = skipped.subtracting(earlier.compactMap(\.earlierPeriod)).min() {
            throw Refusal.closing(.nothingToSkip(idle, period))
        }
        let obstacles = try Obstacle.toClosing(
            period, today: today, rules: rules,
            earlier: earlier.filter { $0.earlierPeriod.map { !skipped.contains($0) } ?? true },
            Obstacle.NeedingPermission(
                unrated: result.exceptions.unratedCount,
                unratedExamples: try result.exceptions.unratedExamples(4),
                lateUnrated: result.exceptions.lateUnratedCount,
                lateExamples: try result.exceptions.lateUnratedExamples(4),
                rejected: result.exceptions.rejectedCount,
                rejectedExamples: try result.exceptions.rejectedExamples(4)),
            allowUnrated: allowUnrated, allowRejected: allowRejected)
        guard obstacles.isEmpty else { throw Refusal.closing(.obstacles(period, obstacles)) }
    }
}
