import Audit
import Documents
import Store
import Vocabulary

/// The sealed folder of a period that the ledger does not know to be closed. The ledger was restored from a backup made
/// before that closing. What was sealed may have been sent, so the folder is taken back as it is, or not at all.
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

    /// Makes sure that the folder is, file by file, what closing makes.
    ///
    /// - Parameters:
    ///   - made: the folder that this close would publish.
    ///   - report: what that was made from.
    ///   - rules: the file of the rules given.
    ///   - version: of the program.
    /// - Throws: `Refusal.closing` with `sealedOtherwise` or `sealedFileChanged`.
    func check(
        _ made: ReportFolder, of report: PeriodReport, under rules: [UInt8], _ books: any Books, version: String
    ) throws {
        guard SHA256Text.hex(of: manifest) == (try made.manifestSHA256()) else {
            throw Refusal.closing(
                .sealedOtherwise(
                    folder: path, differences(report, rules, try books.closings().last?.period, version)))
        }
        for file in made.files {
            let made = try file.bytes()
            let bytes = try? FileBytes.read("\(path)/\(file.name)", atMost: made.count + 1)
            guard bytes == made else {
                throw Refusal.closing(.sealedFileChanged(folder: path, file: file.name, isGone: bytes == nil))
            }
        }
    }

    /// The reasons why the manifests differ, as far as they can be told.
    private func differences(
        _ report: PeriodReport, _ rules: [UInt8], _ previous: Period?, _ version: String
    ) -> [SealedDifference] {
        guard let facts = ManifestFacts(manifest) else { return [.manifestOutOfForm] }
        let read = Set(report.logs.map(\.sha256))
        let then = Set(facts.inputs.map(\.sha256))
        var differences: [SealedDifference] = facts.inputs.filter { !read.contains($0.sha256) }.map {
            .logMissing(file: $0.file, sha256: $0.sha256)
        }
        differences += report.logs.filter { !then.contains($0.sha256) }.map { .logLater(path: $0.path) }
        if let own = try? FileBytes.read("\(path)/settle.yaml"), own != rules {
            differences.append(.rules(path: "\(path)/settle.yaml"))
        }
        if facts.version != version { differences.append(.version(then: facts.version, now: version)) }
        if facts.previous != previous { differences.append(.previous(then: facts.previous, now: previous)) }
        return differences.isEmpty ? [.unknown(manifest: "\(path)/\(ManifestHead.fileName)")] : differences
    }
}
