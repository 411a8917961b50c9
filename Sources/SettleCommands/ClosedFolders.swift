import Documents
import Glibc
import Ledger
import Vocabulary

/// The report folders of closed periods against the ledger: a ledger restored from an older backup does not know the last
/// closings, and would give their numbers a second time.
enum ClosedFolders {
    /// - Parameter closing: a period that is about to be closed. Where its folder is sealed, closing it gives the numbers that
    ///   the folder has, or is refused (`SealedFolder`): then the ledger may lack later ones, too, for they come back one by one.
    /// - Throws: `Failure` (65) naming each folder of a closed period that this ledger did not close.
    static func check(_ output: String, against ledger: Ledger, closing: Period? = nil) throws {
        let known = Dictionary(
            uniqueKeysWithValues: try ledger.closings().map { ($0.period, $0.manifestSHA256) })
        var faults: [String] = []
        let sealed = sealed(in: output)
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
                edited? Then put back its copy; `settle verify` names what differs. To start anew, give another --output.
                """)
        }
    }

    /// The periods whose folder says that it is final, with their manifests.
    private static func sealed(in output: String) -> [(period: Period, manifest: [UInt8])] {
        guard let stream = opendir(output) else { return [] }
        defer { closedir(stream) }
        var sealed: [(period: Period, manifest: [UInt8])] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let period = Period(name), let manifest = try? FileBytes.read("\(output)/\(name)/manifest.json")
            else { continue }
            // The second member of every manifest; a manifest that has lost it is no longer one that we sealed.
            let head = String(decoding: manifest.prefix(200), as: UTF8.self)
            if head.contains("\"status\": \"final\"") { sealed.append((period, manifest)) }
        }
        return sealed.sorted { $0.period < $1.period }
    }
}
