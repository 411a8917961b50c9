import LineParsing
import LineSamples
import Vocabulary

/// The outcome of one line under the rules.
func outcome(_ line: String, _ rules: ReadingRules = Samples.rules) -> LineOutcome {
    outcome(Array(line.utf8), rules)
}

func outcome(_ line: [UInt8], _ rules: ReadingRules = Samples.rules) -> LineOutcome {
    var parser = LogParser(rules: rules)
    return parser.parseLine(line)
}

extension LineOutcome {
    var call: Call? {
        if case .call(let call) = self { return call }
        return nil
    }

    var query: QueryRow? {
        if case .query(let query) = self { return query }
        return nil
    }

    var code: RejectionCode? {
        if case .rejected(let code, _) = self { return code }
        return nil
    }

    var detail: String {
        if case .rejected(_, let detail) = self { return detail }
        return ""
    }
}
