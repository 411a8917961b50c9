import Documents
import Glibc
import Store
import Vocabulary

/// The report folders of closed periods, held against the ledger. A ledger restored from an older backup does not know
/// the last closings, and would give their numbers a second time.
enum ClosedFolders {
    /// Makes sure that the ledger has closed each period whose folder says that it is closed.
    ///
    /// - Parameter closing: a period that is about to be closed. If its folder is sealed and the ledger does not know
    ///   of it, closing it gives the numbers that the folder has, or is refused (`SealedFolder`). Then later closings
    ///   may be missing from the ledger too; each comes back with its own `close`.
    /// - Throws: `Refusal.foreignFolders` with each folder of a closed period that this ledger did not close, and each
    ///   folder of which nobody can tell whether it is final; `manifestUnreadable`; `PublishError` where a folder can't
    ///   be listed.
    static func check(_ output: String, against books: any Books, closing: Period? = nil) throws {
        let known = Dictionary(
            uniqueKeysWithValues: try books.closings().map { ($0.period, $0.manifestSHA256) })
        var (sealed, faults) = try look(in: output)
        let takesBack =
            closing.map { closing in
                known[closing] == nil && sealed.contains { $0.period == closing }
            } ?? false
        for (period, manifest) in sealed {
            let folder = "\(output)/\(period)"
            switch known[period] {
            case nil where takesBack: break
            case nil:
                faults.append(.notClosedByLedger(folder: folder))
            case .some(let expected) where expected != SHA256Text.hex(of: manifest):
                faults.append(.otherManifest(path: "\(folder)/\(ManifestHead.fileName)"))
            default: break
            }
        }
        guard faults.isEmpty else { throw Refusal.foreignFolders(faults) }
    }

    /// The periods whose folder says that it is final, with their manifests; and the folders of which nobody can tell.
    /// These must not be skipped: if one is final, its numbers would be given again.
    private static func look(
        in output: String
    ) throws -> (sealed: [(period: Period, manifest: [UInt8])], faults: [FolderFault]) {
        var sealed: [(period: Period, manifest: [UInt8])] = []
        var faults: [FolderFault] = []
        let periods = try Folders.namesIfAny(in: output).compactMap { name in Period(name) }.sorted()
        for period in periods {
            let folder = "\(output)/\(period)"
            let path = "\(folder)/\(ManifestHead.fileName)"
            do throws(FileBytes.ReadFailure) {
                let manifest = try FileBytes.read(path)
                if let head = ManifestHead(manifest) {
                    if head.isFinal { sealed.append((period, manifest)) }
                } else {
                    faults.append(.manifestOutOfForm(path: path, period))
                }
            } catch {
                switch error.code {
                // What is no folder, or holds nothing of settle's, is no report. Whether it may be replaced is checked
                // when something is published in its place.
                case ENOTDIR: break
                case ENOENT:
                    guard try Folders.namesIfAny(in: folder).contains(where: ownNames.contains) else { continue }
                    faults.append(.manifestMissing(path: path, period))
                default:
                    throw Refusal.manifestUnreadable(path: path, period, reason: error.reason)
                }
            }
        }
        return (sealed, faults)
    }

    /// By any of these a folder shows that it was a report.
    private static let ownNames: Set = ["SHA256SUMS", "invoices.csv", "usage.csv", "controls.json", "settle.yaml"]
}
