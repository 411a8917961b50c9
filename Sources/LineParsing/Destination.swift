/// The country and network of a called number: the first 6 digits of its international form. Nothing else of the number
/// is kept.
struct Destination {
    /// The number of digits that are kept.
    static let digitsMax = 6

    /// The digits, one in each byte, the first in the lowest.
    private var digits: UInt64 = 0
    private(set) var count = 0

    @inline(__always)
    mutating func append(_ digit: UInt8) {
        guard count < Self.digitsMax else { return }
        digits |= UInt64(digit) &<< UInt64(count &* 8)
        count &+= 1
    }

    /// Appends the digits of another one.
    mutating func append(_ other: Destination) {
        for index in 0..<other.count { append(other[index]) }
    }

    /// Appends the digits of a text, without the zeros that lead a number. O(bytes).
    mutating func appendSignificant(_ text: Text) {
        for byte in text where Bytes.isDigit(byte) && (count > 0 || byte != UInt8(ascii: "0")) { append(byte) }
    }

    subscript(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: digits &>> UInt64(index &* 8))
    }
}

extension Destination {
    /// The digits of a country code, as the rules write it.
    init(countryCode: String) {
        for digit in countryCode.utf8 { append(digit) }
    }

    /// The form in which the destination is stored; see `DestinationNumber`.
    @inline(__always)
    var number: UInt32 {
        var number: UInt32 = 1
        for index in 0..<count { number = number &* 10 &+ UInt32(self[index] &- UInt8(ascii: "0")) }
        return number
    }
}
