import Documents
import Glibc
import Ledger
import Vocabulary

/// The report folders of closed periods against the ledger: a ledger restored from an older backup does not know the last
/// closings, and would give their numbers a second time.
enum ClosedFolders {
    /// - Throws: `Failure` (65) naming each folder of a closed period that this ledger did not close.
    static func check(_ output: String, against ledger: Ledger) throws {
        let known = Dictionary(
            uniqueKeysWithValues: try ledger.closings().map { ($0.period, $0.manifestSHA256) })
        var faults: [String] = []
        for (period, manifest) in sealed(in: output) {
            let folder = "\(output)/\(period)"
            switch known[period] {
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
                Was the ledger restored from an older backup? Then restore the latest, which has every closing. Was a folder \
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
