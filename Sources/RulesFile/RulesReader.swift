package import Rules

/// The result of reading a rules file.
package struct RulesReading: Sendable {
    /// `nil` if there is any fault.
    package let rules: Rules?
    /// All faults, by place.
    package let faults: [RulesFault]
    /// All warnings, by place. They are looked for only if there is no fault.
    package let warnings: [RulesFault]
    /// The file's name, as messages show it.
    package let name: String
    private let source: SourceText

    init(rules: Rules?, faults: [RulesFault], warnings: [RulesFault], name: String, source: SourceText) {
        self.rules = rules
        self.faults = faults
        self.warnings = warnings
        self.name = name
        self.source = source
    }

    /// A fault of this reading as lines of text: place and message, the line of the file, a caret, and a hint.
    package func rendered(_ fault: RulesFault) -> String {
        FaultText.rendered(fault, name: name, source)
    }

    /// All faults, then all warnings, as text.
    package var rendered: String {
        (faults + warnings).map { rendered($0) }.joined()
    }
}

/// Reads `settle.yaml` (S3.1 to S3.7).
package enum RulesReader {
    /// Reads the bytes of a file into validated rules, or finds all its faults.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: the name of the file in messages.
    /// - Returns: the rules if there is no fault; otherwise all faults at once, with their places.
    package static func read(bytes: [UInt8], name: String) -> RulesReading {
        let source = SourceText(bytes)
        let faults = FaultList()
        let warnings = FaultList()
        var rules: Rules?
        if let root = YAMLReader.read(source, faults) {
            var check = ShapeCheck(faults)
            check.check(root, .object(.rules), key: "settle.yaml", at: .start)
            let builder = RulesBuilder(root, bad: check.bad, faults)
            rules = builder.rules()
            if faults.faults.isEmpty, let rules { Warnings(rules, builder, warnings).find() }
        }
        if rules == nil, faults.faults.isEmpty {
            faults.report(.start, "the rules can't be read", "this is a bug in settle; please report it")
        }
        return RulesReading(
            rules: faults.faults.isEmpty ? rules : nil, faults: faults.sorted, warnings: warnings.sorted, name: name,
            source: source)
    }
}
