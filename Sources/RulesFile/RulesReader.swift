public import Rules

/// What reading a rules file gave.
public struct RulesReading: Sendable {
    /// `nil` where there is any fault.
    public let rules: Rules?
    /// All that is wrong, by place.
    public let faults: [RulesFault]
    /// What is doubtful, by place; looked for only in rules without a fault.
    public let warnings: [RulesFault]
    /// The file's name, as messages show it.
    public let name: String
    private let source: SourceText

    init(rules: Rules?, faults: [RulesFault], warnings: [RulesFault], name: String, source: SourceText) {
        self.rules = rules
        self.faults = faults
        self.warnings = warnings
        self.name = name
        self.source = source
    }

    /// A fault of this reading in words: place, message, the line, a caret and a hint, each on a line of its own.
    public func rendered(_ fault: RulesFault) -> String {
        FaultText.rendered(fault, name: name, source)
    }

    /// All faults, then all warnings, in words.
    public var rendered: String {
        (faults + warnings).map { rendered($0) }.joined()
    }
}

/// Reads `settle.yaml` (S3.1 to S3.7): bytes to validated rules, or to all that is wrong with them.
public enum RulesReader {
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what messages call the file.
    /// - Returns: the rules where there is no fault; all faults in one go, with their places, where there is one.
    public static func read(bytes: [UInt8], name: String) -> RulesReading {
        let source = SourceText(bytes)
        let faults = FaultList()
        let warnings = FaultList()
        var rules: Rules?
        if let root = YAMLReader.read(source, faults) {
            var check = ShapeCheck(faults)
            check.check(root, .object(.rules), key: "settle.yaml", at: .start)
            let resolver = Resolver(root, bad: check.bad, faults)
            rules = resolver.rules()
            if faults.faults.isEmpty, let rules { Warnings(rules, resolver, warnings).find() }
        }
        if rules == nil, faults.faults.isEmpty {
            faults.report(.start, "the rules can't be read", "this is a fault of settle; please report it")
        }
        return RulesReading(
            rules: faults.faults.isEmpty ? rules : nil, faults: faults.sorted, warnings: warnings.sorted, name: name,
            source: source)
    }
}
