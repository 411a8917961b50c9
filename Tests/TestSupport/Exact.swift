/// A report's decimal as a whole number of 10⁻¹², which is exact for all digits that a report has.
package struct Exact: Comparable, Sendable, CustomStringConvertible {
    /// A text that is no such decimal, or a cell that is not there.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    package var trillionths: Int128

    package static let zero = Exact(trillionths: 0)

    package init(trillionths: Int128) { self.trillionths = trillionths }

    /// - Throws: if the text is not a plain decimal with at most 12 places.
    package init(_ text: String) throws {
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        let fault = Fault(description: "'\(text)' is no decimal with at most 12 places")
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), decimals.count <= 12 else {
            throw fault
        }
        let padded = parts[0] + decimals + String(repeating: "0", count: 12 - decimals.count)
        guard let value = Int128(padded) else { throw fault }
        trillionths = text.hasPrefix("-") ? -value : value
    }

    package static func + (a: Exact, b: Exact) -> Exact { Exact(trillionths: a.trillionths + b.trillionths) }
    package static func - (a: Exact, b: Exact) -> Exact { Exact(trillionths: a.trillionths - b.trillionths) }
    package static func < (a: Exact, b: Exact) -> Bool { a.trillionths < b.trillionths }
    package static func += (a: inout Exact, b: Exact) { a = a + b }

    package var description: String { "\(trillionths)e-12" }
}
