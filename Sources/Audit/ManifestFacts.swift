package import Vocabulary

/// The facts in a manifest that are needed to make its folder again from the logs.
package struct ManifestFacts: Sendable {
    /// A log that was read.
    package struct Input: Sendable {
        /// The path as it was given on the command line.
        package var file: String
        package var sha256: String
        /// The number of its lines of other endpoints and services, from the controls.
        package var other: Int64
    }

    /// A correction that the folder was the first to bill by.
    package struct Correction: Sendable {
        package var period: Period
        package var version: Int
        package var reason: String
        package var note: String
        /// The name of the corrected rules in the folder.
        package var file: String
        package var sha256: String
    }

    package var period: Period
    package var isFinal: Bool
    package var version: String
    /// The period closed before this one.
    package var previous: Period?
    package var allowedUnrated: Int64
    package var allowedRejected: Int64
    package var skipped: [Period]
    /// The periods that the folder bills for the first time, under its own rules.
    package var passedOver: [Period]
    /// In the order of the manifest.
    package var corrections: [Correction]
    /// In the order of reading.
    package var inputs: [Input]

    /// - Returns: `nil` if a part is missing.
    package init?(_ bytes: [UInt8]) {
        guard let node = try? JSONReader.read(bytes), let period = node["period"]?.text.flatMap({ Period($0) }),
            let status = node["status"]?.text, let version = node["version"]?.text,
            let unrated = node["allowed"]?["unrated"]?.whole, let rejected = node["allowed"]?["rejected"]?.whole,
            let files = node["inputs"]?.items
        else { return nil }
        self.period = period
        self.version = version
        isFinal = same(status, "final")
        previous = node["previous"]?["period"]?.text.flatMap { Period($0, period.rhythm) }
        allowedUnrated = unrated
        allowedRejected = rejected
        skipped = Self.skipped(node, period.rhythm)
        passedOver = (node["passed_over"]?.items ?? []).compactMap { $0.text.flatMap { Period($0, period.rhythm) } }
        corrections = (node["corrections"]?.items ?? []).compactMap { Correction($0, period.rhythm) }
        let controls = node["controls"]?["files"]?.items ?? []
        inputs = []
        for (position, file) in files.enumerated() {
            guard let name = file["file"]?.text, let sha256 = file["sha256"]?.text else { return nil }
            let other = position < controls.count ? controls[position]["other"]?.whole ?? 0 : 0
            inputs.append(Input(file: name, sha256: sha256, other: other))
        }
    }

    /// Returns the earlier periods that a manifest says the close has let go, as far as they are periods.
    static func skipped(_ manifest: JSONNode, _ rhythm: Rhythm) -> [Period] {
        (manifest["allowed"]?["skipped"]?.items ?? []).compactMap { $0.text.flatMap { Period($0, rhythm) } }
    }
}

extension ManifestFacts.Correction {
    /// - Returns: `nil` if a part is missing or has no form that settle writes.
    init?(_ node: JSONNode, _ rhythm: Rhythm) {
        guard let period = node["period"]?.text.flatMap({ Period($0, rhythm) }),
            let version = node["version"]?.whole.flatMap({ Int(exactly: $0) }), version > 1,
            let reason = node["reason"]?.text, let note = node["note"]?.text, let file = node["rules"]?["file"]?.text,
            let sha256 = node["rules"]?["sha256"]?.text
        else { return nil }
        self.init(period: period, version: version, reason: reason, note: note, file: file, sha256: sha256)
    }
}
