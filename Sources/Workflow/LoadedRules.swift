package import Rules
package import RulesFile

/// Rules without a fault, and the file that they were read from.
package struct LoadedRules: Sendable {
    package let rules: Rules
    /// The file, byte for byte.
    package let bytes: [UInt8]

    /// One byte more than the largest file of rules (S3.1). What is beyond is not read, since the file is refused.
    package static let readLimit = (4 << 20) + 1

    /// - Throws: `Refusal.rulesFaulty` with every fault; `rulesUnreadable`.
    package init(at path: String) throws(Refusal) {
        bytes = try LoadedRules.bytes(at: path)
        let reading = RulesReader.read(bytes: bytes, name: path)
        guard let rules = reading.rules else { throw .rulesFaulty(reading) }
        self.rules = rules
    }

    /// What reading a file of rules gives: the rules, or their faults.
    ///
    /// - Throws: `Refusal.rulesUnreadable`.
    package static func reading(at path: String) throws(Refusal) -> RulesReading {
        RulesReader.read(bytes: try bytes(at: path), name: path)
    }

    private static func bytes(at path: String) throws(Refusal) -> [UInt8] {
        do throws(FileBytes.ReadFailure) {
            return try FileBytes.read(path, atMost: readLimit)
        } catch {
            throw .rulesUnreadable(path: path, reason: error.reason, isMissing: error.isMissing)
        }
    }
}
