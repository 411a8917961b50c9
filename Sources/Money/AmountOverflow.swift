/// A sum or product of money that left the range of 64-bit minor units (±92,233,720,368,547,758.07 NGN).
///
/// The range is the same on both sides of 0, so every amount has a negation: `Int64.min` is not an amount.
///
/// Nothing is clamped and nothing wraps: this error names what was being worked out.
public struct AmountOverflow: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was being worked out, for instance `lines of tariff sms-ng, app app-017`.
    public let sum: String

    public init(_ sum: String) {
        self.sum = sum
    }

    public var description: String {
        "the amount does not fit into 64 bits of minor units: \(sum)"
    }
}

extension Int64 {
    /// Narrows a sum that was made in 128 bits.
    ///
    /// - Throws: `AmountOverflow` naming `what` if it does not fit into 64 bits.
    public init(fitting value: Int128, _ what: @autoclosure () -> String) throws(AmountOverflow) {
        guard let value = Int64(exactly: value), value > .min else { throw AmountOverflow(what()) }
        self = value
    }

    /// `self + other`.
    ///
    /// - Throws: `AmountOverflow` naming `what`.
    public func adding(_ other: Int64, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Int64 {
        let (result, overflow) = addingReportingOverflow(other)
        guard !overflow, result > .min else { throw AmountOverflow(what()) }
        return result
    }

    /// `self − other`.
    ///
    /// - Throws: `AmountOverflow` naming `what`.
    public func subtracting(_ other: Int64, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Int64 {
        let (result, overflow) = subtractingReportingOverflow(other)
        guard !overflow, result > .min else { throw AmountOverflow(what()) }
        return result
    }
}

extension Int128 {
    /// `self × other`, for intermediate results.
    ///
    /// - Throws: `AmountOverflow` naming `what`.
    public func multiplied(by other: Int128, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Int128 {
        let (result, overflow) = multipliedReportingOverflow(by: other)
        guard !overflow else { throw AmountOverflow(what()) }
        return result
    }

    /// `self + other`, for intermediate results.
    ///
    /// - Throws: `AmountOverflow` naming `what`.
    public func adding(_ other: Int128, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Int128 {
        let (result, overflow) = addingReportingOverflow(other)
        guard !overflow else { throw AmountOverflow(what()) }
        return result
    }
}
