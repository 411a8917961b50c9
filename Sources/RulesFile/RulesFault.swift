/// A fault or doubt in a rules file: where it is, what is wrong, and what to do.
package struct RulesFault: Sendable, Hashable, Error {
    /// Whether the rules are refused.
    package enum Severity: String, Sendable, Hashable {
        /// The rules are refused (exit 78).
        case fault = "error"
        /// The rules are accepted, but they are probably not what was meant (`settle check`).
        case warning
    }

    package var severity: Severity
    /// From 1.
    package var line: Int
    /// From 1, in Unicode code points.
    package var column: Int
    /// The number of code points to mark from there on; at least 1.
    package var length: Int
    /// What is wrong.
    package var message: String
    /// What to do.
    package var hint: String

    package init(severity: Severity, line: Int, column: Int, length: Int, message: String, hint: String) {
        self.severity = severity
        self.line = line
        self.column = column
        self.length = length
        self.message = message
        self.hint = hint
    }
}

/// Collects the faults of one reading.
final class FaultList {
    private(set) var faults: [RulesFault] = []
    /// The number of names that may still be compared.
    ///
    /// Finding the nearest name is slow if there are many names and many faults. A person can correct a file with
    /// thousands of mistyped names without that help.
    private var comparisonsLeft = 200_000

    func report(_ place: Place, _ message: String, _ hint: String, _ severity: RulesFault.Severity = .fault) {
        faults.append(
            RulesFault(
                severity: severity, line: place.line, column: place.column, length: place.length, message: message,
                hint: hint))
    }

    /// A hint for a mistyped name: `did you mean 'channel'?`, or else a list of the known names.
    func suggestion(for text: String, among names: [String], called plural: String) -> String {
        if comparisonsLeft > 0 {
            comparisonsLeft -= names.count
            let nearest = Nearest.names(to: text, among: names)
            if !nearest.isEmpty { return "did you mean \(nearest.map(quoted).joined(separator: " or "))?" }
        }
        guard !names.isEmpty else { return "there are no \(plural)" }
        let shown = names.prefix(12).map(quoted).joined(separator: ", ")
        return "\(plural): \(shown)\(names.count > 12 ? ", …" : "")"
    }

    /// The faults by place, without repeats. Faults at one place keep the order in which they were found.
    var sorted: [RulesFault] {
        var seen: Set<RulesFault> = []
        let order = faults.indices.sorted { a, b in
            let (x, y) = (faults[a], faults[b])
            return (x.line, x.column, a) < (y.line, y.column, b)
        }
        return order.map { faults[$0] }.filter { seen.insert($0).inserted }
    }
}

/// A text of the file as a message shows it: in quotes, without control characters, and cut if it is long.
func quoted(_ text: String) -> String {
    "'\(FaultText.shown(text.unicodeScalars.prefix(60)))\(text.unicodeScalars.count > 60 ? "…" : "")'"
}
