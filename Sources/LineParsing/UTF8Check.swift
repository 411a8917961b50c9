/// Checks that bytes are UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF.
enum UTF8Check {
    /// The offset of the first byte that breaks the encoding; `nil` if there is none. O(bytes).
    ///
    /// **Bounds.** Words are loaded only if 32 or 8 bytes are left before `count`. The rest is read byte by byte, and
    /// each is tested against `count` first.
    @inline(__always)
    static func firstFault(_ start: Place, count: Int) -> Int? {
        var offset = 0
        while offset &+ 32 <= count {
            let place = start + offset
            let all = Bytes.word(place) | Bytes.word(place + 8) | Bytes.word(place + 16) | Bytes.word(place + 24)
            guard Bytes.isASCII(all) else { return firstFault(start, count: count, from: offset) }
            offset &+= 32
        }
        return offset == count ? nil : firstFault(start, count: count, from: offset)
    }

    @inline(never)
    private static func firstFault(_ start: Place, count: Int, from first: Int) -> Int? {
        var offset = first
        while offset < count {
            if offset &+ 8 <= count, Bytes.isASCII(Bytes.word(start + offset)) {
                offset &+= 8
                continue
            }
            let lead = start[offset]
            if lead < 0x80 {
                offset &+= 1
                continue
            }
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, low) = (3, 0xA0)
            case 0xED: (length, high) = (3, 0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, low) = (4, 0x90)
            case 0xF4: (length, high) = (4, 0x8F)
            case 0xF1...0xF3: length = 4
            default: return offset
            }
            guard offset &+ length <= count, start[offset &+ 1] >= low, start[offset &+ 1] <= high else {
                return offset
            }
            for index in 2..<max(length, 2) where start[offset &+ index] & 0xC0 != 0x80 { return offset }
            offset &+= length
        }
        return nil
    }
}
