import Crypto
public import Money
import Settlement
import Vocabulary

/// A period's folder as bytes: every file of contract 5, in byte order of their names.
public struct ReportFolder: Sendable {
    public var files: [ReportFile]
    /// Of `manifest.json`: what the next closed period is chained to.
    public var manifestSHA256: String

    /// - Throws: `AmountOverflow` where a fraction of `rounding.csv` leaves 128 bits.
    public init(_ report: PeriodReport, controls: Controls, _ provenance: Provenance) throws(AmountOverflow) {
        var files = [
            ReportFile(name: "invoices.csv", bytes: ReportTables.invoices(report)),
            ReportFile(name: "invoice_lines.csv", bytes: ReportTables.invoiceLines(report)),
            ReportFile(name: "settlement.csv", bytes: ReportTables.settlement(report)),
            ReportFile(name: "positions.csv", bytes: ReportTables.positions(report)),
            ReportFile(name: "transfers.csv", bytes: ReportTables.transfers(report)),
            ReportFile(name: "journal.csv", bytes: ReportTables.journal(report)),
            ReportFile(name: "journal.journal", bytes: HledgerJournal.text(report.postings)),
            ReportFile(name: "rounding.csv", bytes: try ReportTables.rounding(report)),
            ReportFile(name: "usage.csv", bytes: ReportTables.usage(report)),
            ReportFile(name: "exceptions.csv", bytes: ReportTables.exceptions(report)),
            ReportFile(name: "settlement.json", bytes: Summaries.settlement(report)),
            ReportFile(name: "controls.json", bytes: controls.json.document),
            ReportFile(name: "summary.json", bytes: Summaries.summary(report).document),
            ReportFile(name: Manifest.rulesName, bytes: provenance.rules),
        ]
        for invoice in report.invoices {
            let name = InvoiceDocuments.name(invoice)
            files.append(ReportFile(name: name + ".json", bytes: InvoiceDocuments.json(invoice, report)))
            files.append(ReportFile(name: name + ".csv", bytes: InvoiceDocuments.csv(invoice, report)))
        }
        files.sort { Identifier($0.name) < Identifier($1.name) }
        let manifest = Manifest.bytes(report, provenance, controls: controls, outputs: files)
        manifestSHA256 = SHA256Text.hex(of: manifest)
        files.append(ReportFile(name: ManifestHead.fileName, bytes: manifest))
        files.sort { Identifier($0.name) < Identifier($1.name) }
        files.append(ReportFile(name: ReportFolder.sumsName, bytes: ReportFolder.checksums(files)))
        self.files = files
    }

    static let sumsName = "SHA256SUMS"

    /// What a folder that was kept for publishing has that was not sealed with it: it comes from a file that others can write.
    ///
    /// - Parameters:
    ///   - files: all of the folder.
    ///   - manifestSHA256: of the manifest as it was sealed.
    /// - Returns: in words, or `nil` where each file is the one that the manifest names.
    public static func fault(in files: [ReportFile], manifestSHA256: String) -> String? {
        for file in files {
            let parts = file.name.split(separator: "/", omittingEmptySubsequences: false)
            let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            guard isPlain, parts.count == 1 || (parts.count == 2 && parts[0] == "invoices") else {
                return "\(file.name) is no name of a report's file"
            }
        }
        guard let manifest = files.first(where: { $0.name == ManifestHead.fileName }),
            SHA256Text.hex(of: manifest.bytes) == manifestSHA256
        else { return "\(ManifestHead.fileName) is not the one that was sealed" }
        let named = Set(Manifest.sums(named: manifest.bytes))
        for file in files where file.name != ManifestHead.fileName && file.name != sumsName {
            guard named.contains(Manifest.Sum(name: file.name, sha256: SHA256Text.hex(of: file.bytes))) else {
                return "\(file.name) is not as it was sealed"
            }
        }
        let sums = checksums(
            files.filter { $0.name != sumsName }.sorted { Identifier($0.name) < Identifier($1.name) })
        guard files.first(where: { $0.name == sumsName })?.bytes == sums else {
            return "\(sumsName) is not as it was sealed"
        }
        return nil
    }

    /// In the form that `sha256sum -c` reads; the names are percent-encoded and need no escape.
    private static func checksums(_ files: [ReportFile]) -> [UInt8] {
        files.flatMap { file in Array("\(SHA256Text.hex(of: file.bytes))  \(file.name)\n".utf8) }
    }
}

/// SHA-256 in lower-case hexadecimal digits.
public enum SHA256Text {
    public static func hex(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
