import BigInt

/// The members of one object of a record, with the object's path for messages.
struct Fields {
    private let members: [JSON.Member]
    private let path: String

    /// - Throws: `duplicate_key` if one of the keys that are read occurs twice.
    init(_ members: [JSON.Member], _ path: String, reading keys: [String]) throws {
        self.members = members
        self.path = path
        for key in keys where members.filter({ $0.key.elementsEqual(key.utf8) }).count > 1 {
            throw Rejection(code: "duplicate_key", path: place(key))
        }
    }

    func place(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

    /// The value of a key; nil if it is absent or null.
    func value(_ key: String) -> JSON? {
        guard let value = members.first(where: { $0.key.elementsEqual(key.utf8) })?.value else { return nil }
        if case .null = value { return nil }
        return value
    }

    func has(_ key: String) -> Bool { value(key) != nil }

    /// A string with any content; nil if absent.
    func text(_ key: String) throws -> [UInt8]? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw Rejection(code: "bad_field", path: place(key)) }
        return text
    }

    /// A string to be stored: without control characters; empty if absent.
    func stored(_ key: String) throws -> ByteString {
        let text = ByteString(try text(key) ?? [])
        if text.hasControlCharacter { throw Rejection(code: "bad_field", path: place(key)) }
        return text
    }

    /// A required id.
    func required(_ key: String) throws -> ByteString {
        let text = try stored(key)
        if text.isEmpty { throw Rejection(code: "missing_field", path: place(key)) }
        return text
    }

    /// A nested object; an empty one if absent.
    func object(_ key: String, reading keys: [String]) throws -> Fields {
        guard let value = value(key) else { return try Fields([], place(key), reading: []) }
        guard case .object(let members) = value else { throw Rejection(code: "bad_field", path: place(key)) }
        return try Fields(members, place(key), reading: keys)
    }

    /// A body: an object, or a string that contains one; nil if absent.
    func body(_ key: String, reading keys: [String]) throws -> Fields? {
        guard let value = value(key) else { return nil }
        if case .object(let members) = value { return try Fields(members, place(key), reading: keys) }
        guard case .string(let text) = value else { throw Rejection(code: "bad_field", path: place(key)) }
        do {
            guard case .object(let members) = try JSONParser.parse(text) else {
                throw Rejection(code: "bad_field", path: place(key))
            }
            return try Fields(members, place(key), reading: keys)
        } catch let fault as JSONFault {
            throw Rejection(code: fault == .tooDeep ? "too_deep" : "bad_field", path: place(key))
        }
    }

    func requiredBody(_ key: String, reading keys: [String]) throws -> Fields {
        guard let body = try body(key, reading: keys) else { throw Rejection(code: "missing_field", path: place(key)) }
        return body
    }

    /// A JSON number with an integral value in the range; nil if absent.
    func integer(_ key: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let value = value(key) else { return nil }
        guard case .number(let text) = value, let number = wholeNumber(Decimal(text), times: 0), range.contains(number)
        else { throw Rejection(code: "bad_field", path: place(key)) }
        return number
    }

    /// An amount in minor units: an integral number or a string of digits; nil if absent.
    func minorUnits(_ key: String) throws -> Int64? {
        switch value(key) {
        case nil: return nil
        case .number(let text): return try amount(Decimal(text), key, decimals: 0, minorDigits: 0)
        case .string(let text):
            guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Rejection(code: "bad_field", path: place(key))
            }
            return try amount(Decimal(text), key, decimals: 0, minorDigits: 0)
        default: throw Rejection(code: "bad_field", path: place(key))
        }
    }

    /// An amount in major units with at most `decimals` significant decimals, converted to minor units.
    func majorUnits(_ key: String, decimals: Int, minorDigits: Int) throws -> Int64 {
        guard let value = value(key) else { throw Rejection(code: "missing_field", path: place(key)) }
        guard case .number(let text) = value else { throw Rejection(code: "bad_field", path: place(key)) }
        return try amount(Decimal(text), key, decimals: decimals, minorDigits: minorDigits)
    }

    private func amount(_ number: Decimal, _ key: String, decimals: Int, minorDigits: Int) throws -> Int64 {
        if !number.digits.isEmpty, number.exponent < -decimals || number.exponent < -minorDigits {
            throw Rejection(code: "bad_field", path: place(key))
        }
        guard let minor = wholeNumber(number, times: minorDigits), minor >= 0 else {
            throw Rejection(code: "out_of_range", path: place(key))
        }
        return minor
    }
}

/// The parts of a number's text: ±digits × 10^exponent, without zeros at either end of the digits; no digits for 0.
struct Decimal {
    let negative: Bool
    let digits: [UInt8]
    let exponent: Int

    /// Parses a text that follows JSON's grammar of numbers (or has only digits).
    init(_ text: [UInt8]) {
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") })
        let mantissa = parts[0].filter { $0 != UInt8(ascii: "-") }
        let halves = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        var all = Array(halves.joined())
        var power = parts.count == 2 ? Decimal.power(Array(parts[1])) : 0
        if halves.count == 2 { power -= halves[1].count }
        while all.last == 0x30 {
            all.removeLast()
            power += 1
        }
        negative = text.first == UInt8(ascii: "-") && !all.isEmpty
        digits = Array(all.drop { $0 == 0x30 })
        exponent = power
    }

    /// The power of ten; beyond ±10^12 its exact value makes no difference.
    private static func power(_ text: [UInt8]) -> Int {
        let digits = text.filter { (0x30...0x39).contains($0) }.drop { $0 == 0x30 }
        let size = digits.count > 12 ? 1_000_000_000_000 : Int(String(decoding: digits, as: UTF8.self)) ?? 0
        return text.first == UInt8(ascii: "-") ? -size : size
    }
}

/// number × 10^power if that is whole and fits Int64.
private func wholeNumber(_ number: Decimal, times power: Int) -> Int64? {
    if number.digits.isEmpty { return 0 }
    let exponent = number.exponent + power
    guard exponent >= 0, number.digits.count + exponent <= 19 else { return nil }
    guard let digits = BigInt(String(decoding: number.digits, as: UTF8.self)) else { return nil }
    return Int64(exactly: digits * BigInt(10).power(exponent) * (number.negative ? -1 : 1))
}
