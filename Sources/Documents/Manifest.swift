import Settlement
public import Vocabulary

/// What a report was made from, besides its own figures: for `manifest.json`.
public struct Provenance: Sendable {
    /// The rules, byte for byte; they are part of the folder.
    public var rules: [UInt8]
    /// Of the program.
    public var version: String
    /// The closed period before, in the order of closing, and the SHA-256 of its manifest.
    public var previous: (period: Period, manifestSHA256: String)?
    /// What a close let pass.
    public var allowedUnrated: Int
    public var allowedRejected: Int

    public init(
        rules: [UInt8], version: String, previous: (period: Period, manifestSHA256: String)?, allowedUnrated: Int = 0,
        allowedRejected: Int = 0
    ) {
        self.rules = rules
        self.version = version
        self.previous = previous
        self.allowedUnrated = allowedUnrated
        self.allowedRejected = allowedRejected
    }
}

/// `manifest.json`: what the folder was made from and what it holds, chained to the closed period before.
enum Manifest {
    /// The rules in the folder.
    static let rulesName = "settle.yaml"

    static func bytes(
        _ report: PeriodReport, _ provenance: Provenance, controls: Controls, outputs: [ReportFile]
    ) -> [UInt8] {
        JSONText.object([
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
                .object([
                    ("unrated", .integer(provenance.allowedUnrated)),
                    ("rejected", .integer(provenance.allowedRejected)),
                ])
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
            ("controls", controls.json),
            (
                "outputs",
                .array(
                    outputs.map {
                        .object([
                            ("file", .string($0.name)), ("bytes", .integer($0.bytes.count)),
                            ("sha256", .string(SHA256Text.hex(of: $0.bytes))),
                        ])
                    })
            ),
        ]).document
    }
}
