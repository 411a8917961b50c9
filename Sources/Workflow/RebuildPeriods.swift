package import Audit
import Documents
import GatewayLog
import Glibc
import Ledger
import LedgerFile
import LedgerIngestion
import Money
import Rules
import RulesFile
import Settlement
import StatementFile
import Store
import Vocabulary

/// Makes closed periods again from the raw logs, in a ledger of its own, and compares them byte for byte.
package struct RebuildPeriods {
    private let logs: [String]
    private let rules: [UInt8]
    private let nowNanoseconds: Int64
    private let threads: Int
    private let versions: (own: String, earlierOfSameFiles: [String])
    private let words: (any Error) -> String

    /// - Parameters:
    ///   - logs: as given on the command line.
    ///   - rules: the file of the rules given, byte for byte.
    ///   - nowNanoseconds: since 1970 UTC.
    ///   - threads: how many threads read logs.
    ///   - versions: that of this program, and the earlier ones whose folders have the same files.
    ///   - words: puts into words why a period can't be made again, for its finding.
    package init(
        logs: [String], rules: [UInt8], nowNanoseconds: Int64, threads: Int,
        versions: (own: String, earlierOfSameFiles: [String]), words: @escaping (any Error) -> String
    ) {
        self.logs = logs
        self.rules = rules
        self.nowNanoseconds = nowNanoseconds
        self.threads = threads
        self.versions = versions
        self.words = words
    }

    /// What differs from what the logs give.
    ///
    /// - Parameter reports: in the order in which they were made.
    /// - Throws: `LogReadError`, `LedgerError` or `PublishError` where the logs or the temporary folder can't be used;
    ///   `Refusal.noTemporaryFolder`.
    package func findings(of reports: [ReportFiles]) throws -> [Finding] {
        let paths = try pathsByDigest()
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let ledger = try Ledger(path: temporary.path + "/settle.db")
        var findings: [Finding] = []
        var otherLines: [String: Int64] = [:]
        let first = reports.firstIndex { manifest($0)?.isFinal ?? true } ?? 0
        for (position, report) in reports.enumerated() {
            let found: [Finding]
            if let missing = missing(of: report, paths, isFirst: position <= first) {
                found = missing
            } else {
                found = try rebuild(report, ledger, paths, &otherLines, temporary.path)
            }
            findings += found
            // Later periods need this one in the ledger; without it they can't be made again either.
            if found.contains(where: { $0.check == .logMissing || $0.check == .rebuild }) { break }
        }
        if let last = reports.last, let own = last.files["settle.yaml"], own != rules {
            findings.append(difference(.rulesGiven, last.path, "settle.yaml", found: own, expected: rules))
        }
        return findings
    }

    private func pathsByDigest() throws -> [String: String] {
        var paths: [String: String] = [:]
        for path in try logs.flatMap({ try LogFinder.logs(at: $0).logs }) {
            paths[try LogReader.digest(ofFileAt: path)] = path
        }
        return paths
    }

    private func manifest(_ report: ReportFiles) -> ManifestFacts? {
        report.files[Identifier(ManifestHead.fileName)].flatMap { ManifestFacts($0) }
    }

    /// Why the folder can't be made again; `nil` where it can.
    private func missing(of report: ReportFiles, _ paths: [String: String], isFirst: Bool) -> [Finding]? {
        let file = "\(report.path)/\(ManifestHead.fileName)"
        guard let manifest = manifest(report), report.files["settle.yaml"] != nil else {
            return [
                Finding(
                    .rebuild, file, "", "folder", found: "no readable manifest or rules",
                    expected: "what it was made from")
            ]
        }
        if isFirst, let previous = manifest.previous {
            return [
                Finding(
                    .rebuild, file, "previous", "first folder given", found: "closed after \(previous)",
                    expected: "the first ever closed: numbers and late knowledge need those before")
            ]
        }
        let missing = manifest.inputs.filter { paths[$0.sha256] == nil }
        guard !missing.isEmpty else { return nil }
        return missing.map {
            Finding(
                .logMissing, file, "inputs", $0.file, found: "not among the logs given",
                expected: "a file of SHA-256 \($0.sha256)")
        }
    }

    private func rebuild(
        _ report: ReportFiles, _ ledger: Ledger, _ paths: [String: String], _ otherLines: inout [String: Int64],
        _ folder: String
    ) throws -> [Finding] {
        guard let manifest = manifest(report), let rulesBytes = report.files["settle.yaml"],
            var rules = RulesReader.read(bytes: rulesBytes, name: "\(report.path)/settle.yaml").rules
        else { return [refusal(report, "its rules have faults")] }
        rules.edition = Edition(ofVersion: manifest.version)
        do {
            try ledger.adopt(rules)
            for input in manifest.inputs where otherLines[input.sha256] != input.other {
                guard let path = paths[input.sha256] else { continue }
                let name = input.file.utf8.starts(with: "-\n".utf8) ? "-" : input.file
                try ledger.ingest([path], as: name, rules: rules, threads: threads, rehash: true)
                otherLines[input.sha256] = input.other
            }
            try correct(manifest, report, ledger)
            try book(report, ledger)
            let version =
                versions.earlierOfSameFiles.first { $0.utf8.elementsEqual(manifest.version.utf8) } ?? versions.own
            let files =
                manifest.isFinal
                ? try close(manifest, ledger, rules, rulesBytes, version, folder)
                : try draft(manifest, ledger, rules, rulesBytes, version)
            return differences(report, files)
        } catch let refusal as Refusal {
            return [self.refusal(report, words(refusal))]
        } catch let error as AmountOverflow {
            return [refusal(report, "\(error)")]
        } catch let error as LedgerError {
            guard case .readingRules = error else { throw error }
            return [refusal(report, words(error))]
        }
    }

    /// Gives periods the corrected rules that the folder was the first to bill by.
    private func correct(_ manifest: ManifestFacts, _ report: ReportFiles, _ ledger: Ledger) throws {
        let past = try ledger.pastPeriods()
        for correction in manifest.corrections {
            guard let bytes = report.files[Identifier(correction.file)],
                let reason = CorrectionReason(rawValue: correction.reason),
                let known = past.first(where: { $0.period == correction.period }),
                // A draft before this folder may have been billed by it too.
                !known.versions.contains(where: { $0.number == correction.version })
            else { continue }
            try ledger.correct(
                RulesVersion(
                    period: correction.period, number: correction.version, bytes: bytes, edition: known.first.edition,
                    correction: RulesVersion.Correction(reason: reason, note: correction.note), closing: nil))
        }
    }

    /// Books the entries by hand that the folder lists, without a check: it has booked them.
    private func book(_ report: ReportFiles, _ ledger: Ledger) throws {
        guard let bytes = report.files["entries.csv"], let rows = try? EntryReader.rows(of: bytes) else {
            return
        }
        var entries: [StoredEntry] = []
        for row in rows where try ledger.entry(row.id) == nil {
            entries.append(StoredEntry(entry: HandEntry(row), file: "entries.csv", line: row.line))
        }
        try ledger.book(entries)
    }

    private func refusal(_ report: ReportFiles, _ reason: String) -> Finding {
        Finding(
            .rebuild, "\(report.path)/\(ManifestHead.fileName)", "", "made again from the logs",
            found: reason.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " "),
            expected: "a period that can be \(manifest(report)?.isFinal ?? true ? "closed" : "drafted")")
    }

    private func close(
        _ manifest: ManifestFacts, _ ledger: Ledger, _ rules: Rules, _ rulesBytes: [UInt8], _ version: String,
        _ folder: String
    ) throws -> FolderFiles {
        let closer = ClosePeriod(
            manifest.period, in: ledger, rules: rules, rulesBytes: rulesBytes,
            today: rules.calendar.day(ofNanoseconds: nowNanoseconds), allowUnrated: manifest.allowedUnrated > 0,
            allowRejected: manifest.allowedRejected > 0,
            skipped: Set(manifest.skipped), output: folder + "/reports", version: version)
        try closer.throwIfPast()
        _ = try closer.close()
        guard case .period(let made) = ReportFiles.read("\(folder)/reports/\(manifest.period)") else {
            return FolderFiles([:])
        }
        return made.files
    }

    private func draft(
        _ manifest: ManifestFacts, _ ledger: Ledger, _ rules: Rules, _ rulesBytes: [UInt8], _ version: String
    ) throws -> FolderFiles {
        let result = try DraftPeriod(ledger, rules: rules).drafts(of: manifest.period)
        let folder = try ReportPublishing.folder(
            result.report,
            try ReportPublishing.provenance(ofDraftUnder: rulesBytes, ledger, result.billedRules, version: version))
        return FolderFiles(
            Dictionary(uniqueKeysWithValues: try folder.files.map { (Identifier($0.name), try $0.bytes()) }))
    }

    // MARK: - Comparing

    private func differences(_ report: ReportFiles, _ made: FolderFiles) -> [Finding] {
        Set(report.files.names).union(made.names).sorted().compactMap { name in
            switch (report.files[name], made[name]) {
            case (let mine?, let theirs?):
                mine == theirs ? nil : difference(.rebuiltBytes, report.path, name.text, found: mine, expected: theirs)
            case (nil, _):
                Finding(
                    .rebuiltBytes, "\(report.path)/\(name)", "", "file", found: "none", expected: "one, by the logs")
            case (_, nil):
                Finding(
                    .rebuiltBytes, "\(report.path)/\(name)", "", "file", found: "a file", expected: "none, by the logs")
            }
        }
    }

    /// The first line in which two files differ.
    private func difference(
        _ check: Check, _ folder: String, _ name: String, found: [UInt8], expected: [UInt8]
    ) -> Finding {
        let mine = found.split(separator: 10, omittingEmptySubsequences: false)
        let theirs = expected.split(separator: 10, omittingEmptySubsequences: false)
        let shared = zip(mine, theirs).prefix { $0.0.elementsEqual($0.1) }.count
        func line(_ lines: [ArraySlice<UInt8>]) -> String {
            shared < lines.count ? String(decoding: lines[shared], as: UTF8.self) : "the end"
        }
        return Finding(
            check, "\(folder)/\(name)", String(shared + 1), "first line that differs", found: line(mine),
            expected: line(theirs))
    }
}

/// A new folder below TMPDIR. Whoever makes it must remove it.
private struct TemporaryFolder {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/settle-verify.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Refusal.noTemporaryFolder(parent: parent, reason: String(cString: strerror(errno)))
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { try? Folders.remove(path) }
}
