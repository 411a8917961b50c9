/// The digits of a destination as one number: a 1, then the digits. The 1 keeps leading zeros; 1 alone means no digits.
public enum DestinationNumber {
    /// The digits that a number stands for; `nil` if it does not stand for up to six digits.
    public static func digits(_ number: Int64) -> Identifier? {
        guard number >= 1, number < 10_000_000 else { return nil }
        let text = String(number)
        return text.utf8.first == UInt8(ascii: "1") ? Identifier(String(text.dropFirst())) : nil
    }

    /// The number that stands for up to six digits; `nil` for any other text.
    public static func number(_ digits: Identifier) -> Int64? {
        guard digits.text.utf8.count <= 6, digits.text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64("1" + digits.text)
    }
}
