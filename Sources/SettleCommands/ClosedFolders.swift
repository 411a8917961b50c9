import Documents
import Glibc
import Store
import Vocabulary

/// The report folders of closed periods against the ledger: a ledger restored from an older backup does not know the last
/// closings, and would give their numbers a second time.
enum ClosedFolders {
    /// - Parameter closing: a period that is about to be closed. Where its folder is sealed, closing it gives the numbers that
    ///   the folder has, or is refused (`SealedFolder`): then the ledger may lack later ones, too, for they come back one by one.
    /// - Throws: `Failure` (65) naming each folder of a closed period that this ledger did not close, and each of which that
    ///   can't be told; 74 where a folder can't be listed or a manifest not read.
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
                faults.append("\(folder) is closed, and this ledger does not know of it")
            case .some(let expected) where expected != SHA256Text.hex(of: manifest):
                faults.append("\(folder)/manifest.json is not the one that this ledger sealed")
            default: break
            }
        }
        guard faults.isEmpty else {
            throw Failure(
                .data,
                """
                The ledger and the reports do not belong together; nothing was read or written:
                \(faults.map { "  \($0)" }.joined(separator: "\n"))
                Was the ledger restored from an older backup, or cut short with the power? Then restore the latest backup, \
                which has every closing; or close each of these periods again, in the order of their closing, with the \
                logs and options of then: `settle close` takes back a folder that it would make the same. Was a folder \
                edited? Then put back its copy; `settle verify` names what differs. Is it a draft? Then remove it: `run` \
                makes it anew. To start anew, give another --output.
                """)
        }
    }

    /// The periods whose folder says that it is final, with their manifests; and those that may be, in words: what can't be
    /// told must not be passed over, since the numbers of a month that is closed would be given again.
    private static func look(
        in output: String
    ) throws -> (sealed: [(period: Period, manifest: [UInt8])], faults: [String]) {
        var sealed: [(period: Period, manifest: [UInt8])] = []
        var faults: [String] = []
        let periods = try Folders.namesIfAny(in: output).compactMap { name in Period(name) }.sorted()
        for period in periods {
            let folder = "\(output)/\(period)"
            let path = "\(folder)/\(ManifestHead.fileName)"
            do throws(FileBytes.ReadFailure) {
                let manifest = try FileBytes.read(path)
                if let head = ManifestHead(manifest) {
                    if head.isFinal { sealed.append((period, manifest)) }
                } else {
                    faults.append("\(path) is not as settle writes it: whether \(period) is closed can't be told")
                }
            } catch {
                switch error.code {
                // What is no folder, or has nothing of settle's in it, is no report; whether it may be replaced is looked at
                // when something is published in its place.
                case ENOTDIR: break
                case ENOENT:
                    guard try Folders.namesIfAny(in: folder).contains(where: ownNames.contains) else { continue }
                    faults.append("\(path) is missing: whether \(period) is closed can't be told")
                default:
                    throw Failure(
                        .inputOutput,
                        "\(path) can't be read: \(error.reason). Whether \(period) is closed can't be told; nothing was "
                            + "read or written. Run again once it can be read.")
                }
            }
        }
        return (sealed, faults)
    }

    /// By any of these a folder shows that it was a report.
    private static let ownNames: Set = ["SHA256SUMS", "invoices.csv", "usage.csv", "controls.json", "settle.yaml"]
}
