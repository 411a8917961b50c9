import Glibc

/// Reads the values of the log's fields from their text, in slow and simple ways.
enum ReadValues {
    enum Number: Equatable {
        case whole(Int64)
        case fraction
        /// Negative, or beyond `Int64`.
        case beyond
    }

    /// A JSON number in units of 10^-decimals, digit by digit.
    static func scaled(_ text: [UInt8], decimals: Int) -> Number {
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 | 0x20 == UInt8(ascii: "e") })
        let halves = parts[0].filter { $0 != UInt8(ascii: "-") }.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        var digits = Array(halves.joined())
        var power = decimals - (halves.count > 1 ? halves[1].count : 0)
        if parts.count > 1 {
            let exponent = parts[1].filter { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
                .drop { $0 == 0x30 }
            // No text has enough digits to make up for a larger exponent.
            let size = exponent.count > 15 ? 1 << 50 : Int(String(decoding: exponent, as: UTF8.self)) ?? 0
            power += parts[1].first == UInt8(ascii: "-") ? -size : size
        }
        digits = Array(digits.drop { $0 == 0x30 })
        while digits.last == 0x30 {
            digits.removeLast()
            power += 1
        }
        if digits.isEmpty { return .whole(0) }
        if power < 0 { return .fraction }
        if text.first == UInt8(ascii: "-") || digits.count + power > 19 { return .beyond }
        digits += [UInt8](repeating: 0x30, count: power)
        return Int64(String(decoding: digits, as: UTF8.self)).map(Number.whole) ?? .beyond
    }

    /// Nanoseconds since 1970 UTC of an RFC 3339 date and time in the years 1678 to 2261.
    static func nanoseconds(_ text: [UInt8]) -> Int64? {
        let form = Array("dddd-dd-ddTdd:dd:dd".utf8)
        guard text.count > form.count else { return nil }
        for (byte, wanted) in zip(text, form) {
            switch wanted {
            case UInt8(ascii: "d"): guard isDigit(byte) else { return nil }
            case UInt8(ascii: "T"): guard byte == wanted || byte == UInt8(ascii: "t") else { return nil }
            default: guard byte == wanted else { return nil }
            }
        }
        func number(_ range: Range<Int>) -> Int32 { text[range].reduce(0) { $0 * 10 + Int32($1 - 0x30) } }
        var parts = tm()
        parts.tm_year = number(0..<4) - 1900
        parts.tm_mon = number(5..<7) - 1
        parts.tm_mday = number(8..<10)
        parts.tm_hour = number(11..<13)
        parts.tm_min = number(14..<16)
        let second = number(17..<19)
        parts.tm_sec = min(second, 59)
        let given = parts
        let local = timegm(&parts)
        // The C library corrects days and hours that do not exist; then they differ from the given ones.
        guard second <= 60, parts.tm_mon == given.tm_mon, parts.tm_mday == given.tm_mday,
            parts.tm_hour == given.tm_hour, parts.tm_min == given.tm_min
        else { return nil }

        var rest = text[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: isDigit)
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
            let nine = Array(digits.prefix(9)) + [UInt8](repeating: 0x30, count: max(0, 9 - digits.count))
            fraction = nine.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        guard let offset = offsetSeconds(Array(rest)) else { return nil }
        let seconds = local - offset
        var utc = tm()
        var instant = seconds
        guard gmtime_r(&instant, &utc) != nil, (1678...2261).contains(utc.tm_year + 1900) else { return nil }
        if second == 60 {
            guard utc.tm_hour == 23, utc.tm_min == 59, utc.tm_sec == 59 else { return nil }
            fraction = 999_999_999
        }
        return Int64(seconds) * 1_000_000_000 + fraction
    }

    /// The seconds of `Z` or `±hh:mm`.
    private static func offsetSeconds(_ text: [UInt8]) -> Int? {
        if text.count == 1 { return text[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"), [1, 2, 4, 5].allSatisfy({ isDigit(text[$0]) })
        else { return nil }
        let digits = text.map { Int($0) - 0x30 }
        let (hours, minutes) = (digits[1] * 10 + digits[2], digits[4] * 10 + digits[5])
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (text[0] == UInt8(ascii: "-") ? -60 : 60)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The GSM 03.38 alphabet, and the characters of its extension, which cost two septets.
    private static let alphabet = Set(
        ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            + "abcdefghijklmnopqrstuvwxyzäöñüà").unicodeScalars)
    private static let alphabetExtension = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

    static func segments(_ message: [UInt8], otpLength: Int) -> Int32 {
        let mark = Array("{otp}".utf8)
        var filled: [UInt8] = []
        var index = 0
        while index < message.count {
            if message[index...].starts(with: mark) {
                filled += [UInt8](repeating: 0x30, count: otpLength)
                index += mark.count
            } else {
                filled.append(message[index])
                index += 1
            }
        }
        let scalars = Array(String(decoding: filled, as: UTF8.self).unicodeScalars)
        guard scalars.allSatisfy({ alphabet.contains($0) || alphabetExtension.contains($0) }) else {
            let units = scalars.reduce(0) { $0 + ($1.value > 0xFFFF ? 2 : 1) }
            return units <= 70 ? 1 : Int32((units + 66) / 67)
        }
        let septets = scalars.map { alphabetExtension.contains($0) ? 2 : 1 }
        if septets.reduce(0, +) <= 160 { return 1 }
        var count: Int32 = 1
        var used = 0
        for cost in septets {
            if used + cost > 153 {
                count += 1
                used = 0
            }
            used += cost
        }
        return count
    }

    /// The first six digits of a OnePipe number with its country code.
    static func destination(_ number: [UInt8], countryCode: String) -> String {
        var digits = number.filter(isDigit)
        if digits.starts(with: [0x30, 0x30]) { digits.removeFirst(2) }
        if digits.first == 0x30, digits.dropFirst().first != 0x30 {
            digits.replaceSubrange(0..<1, with: countryCode.utf8)
        }
        return String(decoding: digits.prefix(6), as: UTF8.self)
    }

    /// The first six digits of a Paylink number, which comes in two parts.
    static func destination(country: [UInt8]?, number: [UInt8]?, countryCode: String) -> String {
        func significant(_ text: [UInt8]?) -> ArraySlice<UInt8> { (text ?? []).filter(isDigit).drop { $0 == 0x30 } }
        let national = significant(number)
        if national.isEmpty { return "" }
        let given = significant(country)
        let all = (given.isEmpty ? Array(countryCode.utf8) : Array(given)) + national
        return String(decoding: all.prefix(6), as: UTF8.self)
    }

    /// Whether the text has a character of Unicode's category Cc.
    static func holdsControl(_ text: [UInt8]) -> Bool {
        String(decoding: text, as: UTF8.self).unicodeScalars.contains {
            $0.value < 0x20 || (0x7F...0x9F).contains($0.value)
        }
    }
}
