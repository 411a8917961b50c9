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
    /// The earlier open periods that the close let go.
    package var skipped: [Period]
    /// The periods before the last closed one that this report bills for the first time, under its own rules.
    package var passedOver: [Period]
    /// The corrections that this report is the first to bill by, by period, then version.
    package var corrections: [Correction]

    package init(
        rules: [UInt8], version: String, previous: (period: Period, manifestSHA256: String)?, allowedUnrated: Int = 0,
        allowedRejected: Int = 0, skipped: [Period] = [], passedOver: [Period] = [], corrections: [Correction] = []
    ) {
        self.rules = rules
        self.version = version
        self.previous = previous
        self.allowedUnrated = allowedUnrated
        self.allowedRejected = allowedRejected
        self.skipped = skipped
        self.passedOver = passedOver
        self.corrections = corrections
    }
}

/// A further version of the rules of a closed period (S7.25).
package struct Correction: Sendable {
    package var period: Period
    /// From 2.
    package var version: Int
    package var reason: String
    package var note: String
    /// The corrected rules, byte for byte. They are a file of the folder.
    package var rules: [UInt8]
    /// The SHA-256 of the rules before.
    package var replacedSHA256: String

    package init(
        period: Period, version: Int, reason: String, note: String, rules: [UInt8], replacedSHA256: String
    ) {
        self.period = period
        self.version = version
        self.reason = reason
        self.note = note
        self.rules = rules
        self.replacedSHA256 = replacedSHA256
    }

    /// The name of the corrected rules in the folder.
    package var fileName: String { "rules-\(period).\(version).yaml" }

    fileprivate var json: JSONText {
        .object([
            ("period", .string(period.description)), ("version", .integer(version)), ("reason", .string(reason)),
            ("note", .string(note)), ("replaces", .string(replacedSHA256)),
            (
                "rules",
                .object([("file", .string(fileName)), ("sha256", .string(SHA256Text.hex(of: rules)))])
            ),
        ])
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
        .object(
            [
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
            ]
                + (report.rules.edition.namesCorrections
                    ? [
                        ("passed_over", .array(provenance.passedOver.map { .string($0.description) })),
                        ("corrections", .array(provenance.corrections.map(\.json))),
                    ] : []) + [
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
                                ("file", .string(outputs[position].name)),
                                ("bytes", .integer(outputs[position].seal.bytes)),
                                ("sha256", .string(outputs[position].seal.sha256)),
                            ])
                        }
                    ),
                ])
    }
}
