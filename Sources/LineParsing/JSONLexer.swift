import CPlatform

/// Finds the ends of strings, numbers and literals of RFC 8259. `Bytes` says why nothing here reads past the buffer.
enum JSONLexer {
    /// The closing quote of the string whose first byte is at `start`; `nil` if there is none, and then `fault` is set.
    ///
    /// The bytes must be valid UTF-8. `escaped` is set if a backslash was met.
    @inline(__always)
    static func closingQuote(_ start: Place, _ escaped: inout Bool, _ fault: inout Place?) -> Place? {
        var place = start
        while true {
            let hits = Bytes.stringStops(Bytes.word(place))
            if hits == 0 {
                place += 8
                continue
            }
            place += hits.trailingZeroBitCount &>> 3
            let byte = place[0]
            if byte == Bytes.quote { return place }
            guard byte == Bytes.backslash, let next = afterEscape(place) else {
                fault = place
                return nil
            }
            escaped = true
            place = next
        }
    }

    /// The closing quote of a string that may not be UTF-8; `nil` if it is not, or if the string is broken.
    @inline(__always)
    static func checkedClosingQuote(_ start: Place, _ escaped: inout Bool) -> Place? {
        var place = start
        while true {
            let stops = settle_string_stops(place)
            if stops == 0 {
                place += 32
                continue
            }
            place += stops.trailingZeroBitCount
            if place[0] == Bytes.quote { return place }
            return checkedClosingQuote(start, from: place, &escaped)
        }
    }

    /// Goes on from `place`, the first byte that is not plain, to the closing quote. Then checks the whole string's
    /// UTF-8.
    @inline(never)
    private static func checkedClosingQuote(_ start: Place, from place: Place, _ escaped: inout Bool) -> Place? {
        var ignored: Place?
        guard let close = closingQuote(place, &escaped, &ignored),
            UTF8Check.firstFault(start, count: close - start) == nil
        else { return nil }
        return close
    }

    /// The place after the escape that begins at `start`; `nil` if it is not an escape. A surrogate needs its other
    /// half.
    @inline(never)
    static func afterEscape(_ start: Place) -> Place? {
        switch start[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            guard let unit = hexUnit(start + 2) else { return nil }
            if unit &- 0xD800 >= 0x800 { return start + 6 }
            // A low surrogate must follow a high one. Each byte is read only if the one before it fitted.
            guard unit < 0xDC00, start[6] == Bytes.backslash, start[7] == UInt8(ascii: "u"),
                let low = hexUnit(start + 8), low &- 0xDC00 < 0x400
            else { return nil }
            return start + 12
        default:
            return nil
        }
    }

    /// The value of four hex digits, read one after the other; `nil` if one is not a hex digit.
    static func hexUnit(_ place: Place) -> UInt32? {
        var unit: UInt32 = 0
        for index in 0..<4 {
            let byte = place[index]
            let lower = byte | 0x20
            if Bytes.isDigit(byte) {
                unit = unit << 4 | UInt32(byte &- 0x30)
            } else if lower &- 0x61 < 6 {
                unit = unit << 4 | UInt32(lower &- 0x57)
            } else {
                return nil
            }
        }
        return unit
    }

    /// The place after the number that begins at `start` with `-` or a digit; `nil` if it breaks the grammar.
    @inline(__always)
    static func afterNumber(_ start: Place, _ fault: inout Place?) -> Place? {
        var place = start
        if place[0] == UInt8(ascii: "-") { place += 1 }
        if place[0] == UInt8(ascii: "0") {
            place += 1
        } else if Bytes.isDigit(place[0]) {
            repeat { place += 1 } while Bytes.isDigit(place[0])
        } else {
            fault = place
            return nil
        }
        if place[0] == UInt8(ascii: ".") {
            place += 1
            guard Bytes.isDigit(place[0]) else {
                fault = place
                return nil
            }
            repeat { place += 1 } while Bytes.isDigit(place[0])
        }
        if place[0] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place[0] == UInt8(ascii: "+") || place[0] == UInt8(ascii: "-") { place += 1 }
            guard Bytes.isDigit(place[0]) else {
                fault = place
                return nil
            }
            repeat { place += 1 } while Bytes.isDigit(place[0])
        }
        return place
    }

    /// The place after `true`, `false` or `null`; `nil` if something else begins here.
    @inline(__always)
    static func afterLiteral(_ start: Place) -> Place? {
        // A word is long enough for each of them, and may always be loaded at a place.
        let word = Bytes.word(start)
        if word & 0xFFFF_FFFF == 0x6C6C_756E { return start + 4 }  // null
        if word & 0xFFFF_FFFF == 0x6575_7274 { return start + 4 }  // true
        if word & 0xFF_FFFF_FFFF == 0x65_736C_6166 { return start + 5 }  // false
        return nil
    }

    /// Writes the unescaped form of a string. `text` is the body of a string that was checked.
    ///
    /// - Parameter target: has room for `text.count` bytes; no escape means more bytes than it takes.
    /// - Parameter sentinelSafe: writes a carriage return for each line feed, so that the result can be scanned as JSON
    ///   itself. As white space the two are the same, and within a string both are faults.
    /// - Returns: the number of bytes written.
    static func unescape(_ text: Text, into target: UnsafeMutablePointer<UInt8>, sentinelSafe: Bool = false) -> Int {
        guard let start = text.baseAddress else { return 0 }
        let end = start + text.count
        var place = start
        var count = 0
        while place < end {
            let byte = place[0]
            guard byte == Bytes.backslash else {
                target[count] = byte
                count &+= 1
                place += 1
                continue
            }
            // The body was checked: every escape is complete, and the closing quote follows.
            var scalar: UInt32
            switch place[1] {
            case UInt8(ascii: "b"): scalar = 8
            case UInt8(ascii: "f"): scalar = 12
            case UInt8(ascii: "n"): scalar = sentinelSafe ? 13 : 10
            case UInt8(ascii: "r"): scalar = 13
            case UInt8(ascii: "t"): scalar = 9
            case UInt8(ascii: "u"):
                scalar = hexUnit(place + 2) ?? 0
                if sentinelSafe, scalar == 10 { scalar = 13 }
                if scalar &- 0xD800 < 0x400 {
                    scalar = 0x10000 &+ (scalar &- 0xD800) << 10 &+ ((hexUnit(place + 8) ?? 0xDC00) &- 0xDC00)
                    place += 6
                }
                place += 4
            default: scalar = UInt32(place[1])
            }
            place += 2
            count &+= encode(scalar, at: target + count)
        }
        return count
    }

    /// Writes a scalar as UTF-8 and returns the number of bytes: 1 to 4, for an escape of 2, 6 or 12.
    private static func encode(_ scalar: UInt32, at target: UnsafeMutablePointer<UInt8>) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (scalar >> shift & 0x3F)) }
        if scalar < 0x80 {
            target[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        }
        if scalar < 0x800 {
            target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            target[1] = tail(0)
            return 2
        }
        if scalar < 0x10000 {
            target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            target[1] = tail(6)
            target[2] = tail(0)
            return 3
        }
        target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
        target[1] = tail(12)
        target[2] = tail(6)
        target[3] = tail(0)
        return 4
    }
}
