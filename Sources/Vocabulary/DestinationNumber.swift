/// The digits of a destination as one number: a 1, then the digits. So no zero in front is lost, and 1 alone is none.
public enum DestinationNumber {
    /// The digits of a number; `nil` of what is none of up to six digits.
    public static func digits(_ number: Int64) -> Identifier? {
        guard number >= 1, number < 10_000_000 else { return nil }
        let text = String(number)
        return text.utf8.first == UInt8(ascii: "1") ? Identifier(String(text.dropFirst())) : nil
    }

    /// The number of up to six digits.
    public static func number(_ digits: Identifier) -> Int64? {
        guard digits.text.utf8.count <= 6, digits.text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64("1" + digits.text)
    }
}
