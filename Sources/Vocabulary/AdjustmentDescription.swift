/// The description of an adjustment's line: `Adjustment of 2026-09: SMS one-time passwords`.
public struct AdjustmentDescription: Hashable, Sendable {
    /// The closed period.
    public var period: Period
    /// Of the tariff that is adjusted.
    public var description: String

    private static let beginning = "Adjustment of "
    private static let separator = ": "

    public init(_ period: Period, _ description: String) {
        self.period = period
        self.description = description
    }

    /// - Returns: `nil` for any other text.
    public init?(_ text: String) {
        guard text.utf8.starts(with: Self.beginning.utf8) else { return nil }
        let rest = text.utf8.dropFirst(Self.beginning.utf8.count)
        // No period's text holds a colon.
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), rest[colon...].starts(with: Self.separator.utf8),
            let period = Period(Substring(rest[..<colon]))
        else { return nil }
        self.period = period
        description = String(Substring(rest[colon...].dropFirst(Self.separator.utf8.count)))
    }

    public var text: String { "\(Self.beginning)\(period)\(Self.separator)\(description)" }
}
