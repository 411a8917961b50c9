import JSONFormat
import Rules
import Settlement
package import Vocabulary

/// The sources of a report other than its own figures, for `manifest.json`.
package struct Provenance: Sendable {
    /// The rules, byte for byte. They are a file of the folder.
    package var rules: [UInt8]
    /// The program's version.
    package var version: String
    /// The period closed before this one, and the SHA-256 of its manifest.
    package var previous: (period: Period, manifestSHA256: String)?
    /// The numbers of unrated calls and rejected lines that the close allowed.
    package var allowedUnrated: Int
    package var allowedRejected: Int
    /// The earlier periods that the close let go, with the fees that they owed.
    package var skipped: [Period]

    package init(
        rules: [UInt8], version: String, previous: (period: Period, manifestSHA256: String)?, allowedUnrated: Int = 0,
        allowedRejected: Int = 0, skipped: [Period] = []
    ) {
        self.rules = rules
        self.version = version
        self.previous = previous
        self.allowedUnrated = allowedUnrated
        self.allowedRejected = allowedRejected
        self.skipped = skipped
    }
}

/// Writes `manifest.json`: the sources and files of the folder, chained to the period closed before.
enum Manifest {
    /// The name of the rules in the folder.
    static let rulesName = "settle.yaml"

    /// A file that a manifest names.
    struct Sum: Hashable {
        var name: String
        var sha256: String
    }

    /// Returns all files and sums that a manifest names, in any of its parts.
    ///
    /// It is read line by line, in the layout in which it is written. The names of a report's files are
    /// percent-encoded, so they contain no escapes.
    static func sums(named bytes: [UInt8]) -> [Sum] {
        func value(_ line: ArraySlice<UInt8>, of member: String) -> String? {
            let text = line.drop { $0 == UInt8(ascii: " ") }
            let head = Array("\"\(member)\": \"".utf8)
            guard text.starts(with: head), let end = text.lastIndex(of: UInt8(ascii: "\"")),
                end >= text.startIndex + head.count
            else { return nil }
            return String(decoding: text[(text.startIndex + head.count)..<end], as: UTF8.self)
        }
        var sums: [Sum] = []
        var name: String?
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let file = value(line, of: "file") { name = file }
            if let sha256 = value(line, of: "sha256"), let file = name {
                sums.append(Sum(name: file, sha256: sha256))
                name = nil
            }
        }
        return sums
    }

    static func document(
        _ report: PeriodReport, _ provenance: Provenance, controls: JSONText, outputs: [(name: String, seal: Seal)]
    ) -> JSONText {
        .object([
            ("period", .string(report.period.description)),
            ("status", .string(report.status.rawValue)),
            ("version", .string(provenance.version)),
            (
                "previous",
                provenance.previous.map {
                    .object([
                        ("period", .string($0.period.description)), ("manifest_sha256", .string($0.manifestSHA256)),
                    ])
                } ?? .null
            ),
            (
                "rules",
                .object([
                    ("file", .string(rulesName)), ("sha256", .string(SHA256Text.hex(of: provenance.rules))),
                ])
            ),
            (
                "allowed",
                .object(
                    [
                        ("unrated", .integer(provenance.allowedUnrated)),
                        ("rejected", .integer(provenance.allowedRejected)),
                    ]
                        + (report.rules.edition.namesSkippedPeriods
                            ? [("skipped", .array(provenance.skipped.map { .string($0.description) }))] : []))
            ),
            (
                "inputs",
                .array(
                    report.logs.map {
                        .object([
                            ("file", .string($0.path)), ("bytes", .integer($0.bytes)),
                            ("lines", .integer($0.counts.lines)), ("sha256", .string($0.sha256)),
                        ])
                    })
            ),
            ("controls", controls),
            (
                "outputs",
                .list(count: outputs.count) { position in
                    .object([
                        ("file", .string(outputs[position].name)), ("bytes", .integer(outputs[position].seal.bytes)),
                        ("sha256", .string(outputs[position].seal.sha256)),
                    ])
                }
            ),
        ])
    }
}
