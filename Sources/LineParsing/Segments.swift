/// Counts the SMS segments of a message (GSM 03.38 and UCS-2; S1.44 to S1.46).
enum Segments {
    /// The placeholder of the one-time password, `{otp}`, without its first byte.
    private static let placeholderTail: StaticString = "otp}"

    /// The number of segments of a message; 1 if it is empty. O(bytes).
    ///
    /// - Parameters:
    ///   - message: valid UTF-8.
    ///   - otpLength: the number of digits that stand for each `{otp}`.
    static func count(_ message: Text, otpLength: Int) -> Int32 {
        // A byte is at most one UCS-2 unit and two septets. The five bytes of `{otp}` are together at most otpLength of
        // either. So a message this short always fits into one segment.
        if message.count &* max(5, otpLength) <= 350 { return 1 }
        return measured(message, otpLength: otpLength)
    }

    private static func measured(_ message: Text, otpLength: Int) -> Int32 {
        var septets = 0
        var units = 0
        // Segments of 153 septets are filled in order, and no character is cut in two.
        var segments = 1
        var filled = 0
        var isGSM = true
        func take(_ cost: Int) {
            septets &+= cost
            filled &+= cost
            if filled > 153 {
                segments &+= 1
                filled = cost
            }
        }
        var index = 0
        while index < message.count {
            let byte = message[index]
            if byte == UInt8(ascii: "{"), isPlaceholder(message, index) {
                index &+= 5
                units &+= otpLength
                septets &+= otpLength
                filled &+= otpLength
                if filled > 153 {
                    segments &+= (filled &- 1) / 153
                    filled = (filled &- 1) % 153 &+ 1
                }
                continue
            }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            units &+= length == 4 ? 2 : 1
            if isGSM {
                let cost = cost(message, index, length)
                if cost == 0 { isGSM = false }
                take(cost)
            }
            index &+= length
        }
        let result = isGSM ? (septets <= 160 ? 1 : segments) : (units <= 70 ? 1 : (units &+ 66) / 67)
        return Int32(clamping: result)
    }

    @inline(__always)
    private static func isPlaceholder(_ message: Text, _ index: Int) -> Bool {
        guard index &+ 5 <= message.count else { return false }
        for offset in 0..<4 where message[index &+ 1 &+ offset] != placeholderTail.utf8Start[offset] { return false }
        return true
    }

    /// The septets of the character at `index`: 1 in the alphabet, 2 in its extension, 0 in neither.
    @inline(__always)
    private static func cost(_ message: Text, _ index: Int, _ length: Int) -> Int {
        switch length {
        case 1: ascii(message[index])
        case 2: scalar(UInt32(message[index] & 0x1F) << 6 | UInt32(message[index &+ 1] & 0x3F))
        // The euro sign is the only character of three bytes.
        case 3: message[index] == 0xE2 && message[index &+ 1] == 0x82 && message[index &+ 2] == 0xAC ? 2 : 0
        default: 0
        }
    }

    @inline(__always)
    private static func ascii(_ byte: UInt8) -> Int {
        switch byte {
        case 0x0A, 0x0D: 1
        case 0x0C: 2  // form feed
        case UInt8(ascii: "["), UInt8(ascii: "\\"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "{"),
            UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            2
        case UInt8(ascii: "`"), 0x7F: 0
        case 0x20...0x7E: 1
        default: 0
        }
    }

    private static func scalar(_ value: UInt32) -> Int {
        switch value {
        case 0xA1, 0xA3, 0xA4, 0xA5, 0xA7, 0xBF,  // ¡ £ ¤ ¥ § ¿
            0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xD1, 0xD6, 0xD8, 0xDC, 0xDF,  // Ä Å Æ Ç É Ñ Ö Ø Ü ß
            0xE0, 0xE4, 0xE5, 0xE6, 0xE8, 0xE9, 0xEC, 0xF1, 0xF2, 0xF6, 0xF8, 0xF9, 0xFC,  // à ä å æ è é ì ñ ò ö ø ù ü
            0x393, 0x394, 0x398, 0x39B, 0x39E, 0x3A0, 0x3A3, 0x3A6, 0x3A8, 0x3A9:  // Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω
            1
        default: 0
        }
    }
}
