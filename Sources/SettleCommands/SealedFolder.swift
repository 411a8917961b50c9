import Audit
import Documents
import Store
import Vocabulary

/// The sealed folder of a period that the ledger does not know to be closed: the closing is lost with the power, or with a
/// newer ledger, and the folder is not. What was sealed may have been sent; so it is taken back as it is, or not at all.
struct SealedFolder {
    private let path: String
    private let manifest: [UInt8]

    /// - Returns: `nil` where no final report stands at this path.
    init?(_ path: String) {
        guard let manifest = try? FileBytes.read("\(path)/\(ManifestHead.fileName)"),
            ManifestHead(manifest)?.isFinal == true
        else { return nil }
        self.path = path
        self.manifest = manifest
    }

    /// Makes sure that it is, file by file, what closing makes.
    ///
    /// - Parameters:
    ///   - made: the folder that this close would publish.
    ///   - report: what that was made from.
    ///   - rules: the file of the rules given.
    /// - Throws: `Failure` (65) saying in what they differ, and what to do.
    func check(_ made: ReportFolder, of report: PeriodReport, under rules: [UInt8], _ books: any Books) throws {
        guard SHA256Text.hex(of: manifest) == (try made.manifestSHA256()) else {
            throw Failure(
                .data,
                """
                \(path) is closed, this ledger does not know of it, and closing it now makes another manifest:
                \(differences(report, rules, try books.closings().last?.period).map { "  \($0)" }.joined(separator: "\n"))
                Nothing was written. Mend that and close again; or restore the ledger that closed it.
                """)
        }
        for file in made.files {
            let made = try file.bytes()
            let bytes = try? FileBytes.read("\(path)/\(file.name)", atMost: made.count + 1)
            guard bytes == made else {
                throw Failure(
                    .data,
                    "\(path) was closed before, and this ledger does not know of it; it would take the folder back, but "
                        + "\(path)/\(file.name) is \(bytes == nil ? "gone" : "not as it was sealed"). Nothing was "
                        + "written. Put back its copy and close again; or move the folder away: this close makes it the "
                        + "same.")
            }
        }
    }

    /// What may be told of the reasons, each with what to do.
    private func differences(_ report: PeriodReport, _ rules: [UInt8], _ previous: Period?) -> [String] {
        guard let facts = ManifestFacts(manifest) else {
            return ["its manifest.json is not in form: put back its copy"]
        }
        let read = Set(report.logs.map(\.sha256))
        let then = Set(facts.inputs.map(\.sha256))
        var differences = facts.inputs.filter { !read.contains($0.sha256) }.map {
            "\($0.file) was read then, and is not in this ledger (SHA-256 \($0.sha256)): give it to this close"
        }
        differences += report.logs.filter { !then.contains($0.sha256) }.map {
            "\($0.path) is in this ledger, and was read later: make a new ledger from the logs that the manifest names"
        }
        if let own = try? FileBytes.read("\(path)/settle.yaml"), own != rules {
            differences.append("the rules are not those of then: give --rules \(path)/settle.yaml")
        }
        if facts.version != Version.text {
            differences.append("it was made by settle \(facts.version), and this is \(Version.text): use that")
        }
        if facts.previous != previous {
            let (before, now) = (facts.previous?.description ?? "no other", previous?.description ?? "no other")
            differences.append("it was closed after \(before), and this ledger has last closed \(now)")
        }
        return differences.isEmpty
            ? ["the logs and the rules are those of then; what differs, \(path)/manifest.json may show"]
            : differences
    }
}
