/// The country and network of a called number: the first 6 digits of its international form. Nothing else of the number
/// is kept.
struct Destination {
    /// The number of digits that are kept.
    static let digitsMax = 6

    /// The digits, one in each byte, the first in the lowest.
    private var digits: UInt64 = 0
    private(set) var count = 0

    @inline(__always)
    private mutating func append(_ digit: UInt8) {
        guard count < Self.digitsMax else { return }
        digits |= UInt64(digit) &<< UInt64(count &* 8)
        count &+= 1
    }

    private mutating func append(_ code: [UInt8]) {
        for digit in code { append(digit) }
    }

    /// The destination of a OnePipe `mobile_no`. Only digits count; a leading `00` is dropped; then a single leading
    /// `0` is replaced by the country code. O(bytes).
    @inline(__always)
    static func onePipe(_ number: Text, countryCode: [UInt8]) -> Destination {
        // The first 12 digits are enough: two that may be dropped, two that show a single 0, and six that are kept.
        var first: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in number where Bytes.isDigit(byte) {
            if count < 8 {
                first.0 |= UInt64(byte) &<< UInt64(count &* 8)
            } else {
                first.1 |= UInt64(byte) &<< UInt64((count &- 8) &* 8)
            }
            count &+= 1
            if count == 12 { break }
        }
        func digit(_ index: Int) -> UInt8 {
            UInt8(
                truncatingIfNeeded: index < 8 ? first.0 &>> UInt64(index &* 8) : first.1 &>> UInt64((index &- 8) &* 8))
        }
        let zero = UInt8(ascii: "0")
        var from = 0
        if count >= 2, digit(0) == zero, digit(1) == zero { from = 2 }
        var result = Destination()
        if from < count, digit(from) == zero, from &+ 1 >= count || digit(from &+ 1) != zero {
            result.append(countryCode)
            from &+= 1
        }
        while from < count, result.count < digitsMax {
            result.append(digit(from))
            from &+= 1
        }
        return result
    }

    /// The destination of Paylink's two fields: the country code, or else the source's own, and then the number, both
    /// without their leading zeros. Empty if the number has no digits. O(bytes).
    static func paylink(country: Text?, number: Text?, countryCode: [UInt8]) -> Destination {
        var national = Destination()
        if let number { national.appendSignificant(number) }
        guard national.count > 0 else { return Destination() }
        var result = Destination()
        if let country { result.appendSignificant(country) }
        if result.count == 0 { result.append(countryCode) }
        for index in 0..<national.count { result.append(national[index]) }
        return result
    }

    private mutating func appendSignificant(_ text: Text) {
        for byte in text where Bytes.isDigit(byte) && (count > 0 || byte != UInt8(ascii: "0")) { append(byte) }
    }

    subscript(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: digits &>> UInt64(index &* 8))
    }
}

extension Destination {
    /// The form in which the destination is stored; see `DestinationNumber`.
    @inline(__always)
    var number: UInt32 {
        var number: UInt32 = 1
        for index in 0..<count { number = number &* 10 &+ UInt32(self[index] &- UInt8(ascii: "0")) }
        return number
    }
}
