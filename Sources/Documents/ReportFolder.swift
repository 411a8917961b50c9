import Crypto
import JSONFormat
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// A period's folder: every file of S5.9 to S5.43. The bytes are made on request.
package struct ReportFolder: Sendable {
    /// The files in byte order of their names; the manifest and the sums, which seal the others, come last.
    package let files: [ReportFile]
    private let seals: Seals

    /// - Complexity: O(invoices); the bytes are made later.
    package init(_ report: PeriodReport, controls: Controls, _ provenance: Provenance) {
        let own = ReportFolder.tables(report, controls, provenance) + ReportFolder.invoices(report)
        let seals = Seals(count: own.count + 2)
        // Each name is made once, for sorting.
        let named = own.map { (name: Identifier($0.name), file: $0) }.sorted { $0.name < $1.name }
        let sealed = named.enumerated().map { $0.element.file.sealed(by: seals, at: $0.offset) }
        @Sendable func outputs() throws -> [(name: String, seal: Seal)] {
            var outputs: [(name: String, seal: Seal)] = []
            outputs.reserveCapacity(sealed.count + 1)
            for (position, file) in sealed.enumerated() {
                outputs.append((file.name, try seals.seal(of: file, at: position)))
            }
            return outputs
        }
        let json = controls.json
        let manifest = ReportFile(name: ManifestHead.fileName, namesOthers: true) { output throws in
            Manifest.document(report, provenance, controls: json, outputs: try outputs()).write(to: output)
        }.sealed(by: seals, at: own.count)
        let sums = ReportFile(name: ReportFolder.sumsName, namesOthers: true) { output throws in
            var all = try outputs()
            let place = all.firstIndex { Identifier(manifest.name) < Identifier($0.name) } ?? all.count
            all.insert((manifest.name, try seals.seal(of: manifest, at: sealed.count)), at: place)
            ReportFolder.writeChecksums(all, to: output)
        }
        files = sealed + [manifest, sums]
        self.seals = seals
    }

    /// Returns the SHA-256 of `manifest.json`, to which the next closed period is chained. May have to make all files.
    ///
    /// - Throws: `AmountOverflow` if a fraction of `rounding.csv` exceeds 128 bits.
    package func manifestSHA256() throws -> String {
        try seals.seal(of: files[files.count - 2], at: files.count - 2).sha256
    }

    private static func tables(
        _ report: PeriodReport, _ controls: Controls, _ provenance: Provenance
    ) -> [ReportFile] {
        let pending = ReportFile(name: "pending.csv") { output in try report.pending.write(to: output) }
        // Only where a charge can have several parts: months without changes have the files that they always had.
        let parts =
            report.rules.divides(in: report.period)
            ? [ReportFile(name: "parts.csv") { ReportTables.parts(report, to: $0) }] : []
        return parts + (report.rules.edition.listsWaitingAndPending ? [pending] : []) + [
            ReportFile(name: "invoices.csv") { ReportTables.invoices(report, to: $0) },
            ReportFile(name: "invoice_lines.csv") { ReportTables.invoiceLines(report, to: $0) },
            ReportFile(name: "settlement.csv") { ReportTables.settlement(report, to: $0) },
            ReportFile(name: "positions.csv") { ReportTables.positions(report, to: $0) },
            ReportFile(name: "transfers.csv") { ReportTables.transfers(report, to: $0) },
            ReportFile(name: "journal.csv") { ReportTables.journal(report, to: $0) },
            ReportFile(name: "journal.journal") { HledgerJournal.write(report.journal, to: $0) },
            ReportFile(name: "rounding.csv") { output throws in
                try ReportTables.rounding(report, to: output)
            },
            ReportFile(name: "usage.csv") { ReportTables.usage(report, to: $0) },
            ReportFile(name: "exceptions.csv") { output in try report.exceptions.write(to: output) },
            ReportFile(name: "settlement.json") { Summaries.settlement(report).write(to: $0) },
            ReportFile(name: "controls.json", bytes: controls.json.document),
            ReportFile(name: "summary.json", bytes: Summaries.summary(report).document),
            ReportFile(name: Manifest.rulesName, bytes: provenance.rules),
        ]
            + (report.rules.edition.listsWaitingAndPending
                ? [ReportFile(name: "waiting.csv") { output in try report.waiting.write(to: output) }] : [])
            + (report.rules.edition.booksEntries
                ? [ReportFile(name: "entries.csv") { ReportTables.entries(report, to: $0) }] : [])
            + provenance.corrections.map { ReportFile(name: $0.fileName, bytes: $0.rules) }
    }

    private static func invoices(_ report: PeriodReport) -> [ReportFile] {
        let invoices = InvoiceFiles(report)
        var files: [ReportFile] = []
        files.reserveCapacity(2 * report.invoices.count)
        for position in report.invoices.indices {
            files.append(ReportFile(invoice: position, .json, of: invoices))
            files.append(ReportFile(invoice: position, .csv, of: invoices))
        }
        return files
    }

    static let sumsName = "SHA256SUMS"

    /// Compares a kept folder with its seal before it is published, because other programs can change the kept copy.
    ///
    /// - Parameters:
    ///   - files: all files of the folder.
    ///   - manifestSHA256: the SHA-256 of the manifest when it was sealed.
    /// - Returns: the first difference in words, or `nil` if all files are as sealed.
    package static func fault(in files: [(name: String, bytes: [UInt8])], manifestSHA256: String) -> String? {
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
        let sums = files.filter { $0.name != sumsName }.sorted { Identifier($0.name) < Identifier($1.name) }
            .flatMap { file in Array(checksum(SHA256Text.hex(of: file.bytes), of: file.name).utf8) }
        guard files.first(where: { $0.name == sumsName })?.bytes == sums else {
            return "\(sumsName) is not as it was sealed"
        }
        return nil
    }

    /// Returns a line as `sha256sum -c` reads it. The names are percent-encoded and need no escape.
    private static func checksum(_ sha256: String, of name: String) -> String { "\(sha256)  \(name)\n" }

    private static func writeChecksums(_ files: [(name: String, seal: Seal)], to output: FileOutput) {
        var bytes: [UInt8] = []
        for file in files {
            bytes.append(contentsOf: checksum(file.seal.sha256, of: file.name).utf8)
            output.write(whatIsMuchOf: &bytes)
        }
        output.write(bytes)
    }
}

/// Formats SHA-256 in lower-case hexadecimal digits.
package enum SHA256Text {
    /// Returns the SHA-256 of `bytes`.
    package static func hex(of bytes: [UInt8]) -> String { Hex.text(SHA256.hash(data: bytes)) }
}
