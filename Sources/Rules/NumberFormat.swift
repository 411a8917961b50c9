/// The form of an invoice number: `INV-{year}-{sequence:6}`.
public struct NumberFormat: Sendable, Hashable {
    /// A piece of the form: a text or a placeholder.
    public enum Part: Sendable, Hashable {
        case text(String)
        /// The year of the period's last day, in four digits.
        case year
        /// The number within issuer and year, with at least `width` digits.
        case sequence(width: Int)
    }

    public let parts: [Part]

    /// - Returns: `nil` if a brace is left open, if a placeholder is unknown, or if `{year}` or `{sequence}` does not
    ///   occur exactly once: without both, two documents could get the same number.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            let name = rest[rest.index(after: open)..<close]
            if name == "year" {
                parts.append(.year)
            } else if name == "sequence" {
                parts.append(.sequence(width: 1))
            } else if name.hasPrefix("sequence:"), let width = Int(name.dropFirst(9)), (1...18).contains(width) {
                parts.append(.sequence(width: width))
            } else {
                return nil
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        let years = parts.count { $0 == .year }
        let sequences = parts.count { if case .sequence = $0 { true } else { false } }
        guard years == 1, sequences == 1 else { return nil }
        self.parts = parts
    }

    /// The number of the `sequence`-th document of a year.
    public func number(year: Int, sequence: Int) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .year: pad(year, 4)
            case .sequence(let width): pad(sequence, width)
            }
        }.joined()
    }

    private func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
