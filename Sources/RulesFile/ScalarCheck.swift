import Foundation
import Money
import Rules
import Vocabulary

/// Checks that the text of a scalar is of its kind.
enum ScalarCheck {
    struct Problem {
        var message: String
        var hint: String
    }

    /// The zones to suggest for a mistyped one; more names than these are accepted.
    static let timeZones: [String] = (Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC"])).sorted()

    /// - Parameter key: the key of the scalar, for messages.
    /// - Returns: `nil` if the text is of its kind.
    static func problem(_ text: String, _ kind: ScalarKind, key: String, _ faults: FaultList) -> Problem? {
        switch kind {
        case .text:
            return textProblem(text, "a text")
        case .identifier:
            return textProblem(text, "a name")
        case .identifierOrNone:
            return text.utf8.isEmpty ? nil : textProblem(text, "a name")
        case .word(let words):
            guard !words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { return nil }
            let hint =
                words.count == 1
                ? "write '\(key): \(words[0])'\(words[0] == "true" ? ", or leave it out" : "")"
                : faults.suggestion(for: text, among: words, called: "write one of")
            return Problem(message: "\(quoted(key)) can't be \(quoted(text))", hint: hint)
        case .currency:
            guard !isASCII(text) || Currency(code: text) == nil else { return nil }
            return Problem(
                message: "unknown currency \(quoted(text))",
                hint: faults.suggestion(for: text, among: Currency.codes, called: "write a code of ISO 4217"))
        case .timeZone:
            guard !isASCII(text) || !LocalCalendar.isKnown(text) else { return nil }
            let nearest = Nearest.names(to: text, among: timeZones)
            return Problem(
                message: "unknown time zone \(quoted(text))",
                hint: nearest.isEmpty
                    ? "write an IANA name such as Africa/Lagos, Asia/Riyadh or UTC"
                    : "did you mean \(nearest.map(quoted).joined(separator: " or "))?")
        case .digits(let most):
            guard !isDigits(text) || text.utf8.count > most else { return nil }
            return Problem(
                message: "\(quoted(text)) is not 1 to \(most) digits", hint: "write only digits, such as \"234\"")
        case .countryCode:
            guard !isDigits(text) || text.utf8.count > 6 || text.utf8.first == UInt8(ascii: "0") else { return nil }
            return Problem(
                message: "\(quoted(text)) is not a country code",
                hint: "write only its digits, without + or a leading 0, such as \"234\"")
        case .date:
            guard !isASCII(text) || CivilDate(text) == nil else { return nil }
            return Problem(
                message: "\(quoted(text)) is not a day", hint: "write a day of the calendar, such as 2026-01-31")
        case .numberFormat:
            return numberFormatProblem(text)
        case .integer, .price, .rate:
            return numberProblem(text, kind)
        }
    }

    static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
    static func isDigits(_ text: String) -> Bool {
        !text.utf8.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    /// The whole number that a text of digits only gives; `nil` for any other text, and for a number beyond `Int64`.
    static func integer(_ text: String) -> Int64? { isDigits(text) ? Int64(text) : nil }

    private static func textProblem(_ text: String, _ what: String) -> Problem? {
        if text.utf8.isEmpty { return Problem(message: "\(what) is empty", hint: "write at least one character") }
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return nil }
        return Problem(
            message: "\(quoted(text)) contains a control character",
            hint: "write \(what) on one line, without tabs or line breaks")
    }

    private static func numberFormatProblem(_ text: String) -> Problem? {
        if let problem = textProblem(text, "a number format") { return problem }
        guard NumberFormat(text) == nil || Identifier(text).percentEncoded.utf8.count > 150 else { return nil }
        return Problem(
            message: "\(quoted(text)) is not a number format",
            hint: "write {year} and {sequence} or {sequence:6} once each, such as \"INV-{year}-{sequence:6}\"")
    }

    private static func numberProblem(_ text: String, _ kind: ScalarKind) -> Problem? {
        do {
            switch kind {
            case .integer(let range):
                guard let value = integer(text) else {
                    return Problem(
                        message: "\(quoted(text)) is not a whole number",
                        hint: "write only digits, without a sign, point or exponent")
                }
                guard !range.contains(value) else { return nil }
                let most = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
                return Problem(
                    message: "\(text) is out of range", hint: "write a number of at least \(range.lowerBound)\(most)")
            case .price(let mayBeNegative):
                guard try Price(text).scaled < 0, !mayBeNegative else { return nil }
                return Problem(message: "\(text) is negative", hint: "write an amount of 0 or more")
            case .rate(let range):
                guard isASCII(text) else { throw DecimalFault.notADecimal }
                let percent = Int64(1_000_000)
                let rate = try Rate(text).scaled
                guard rate < range.lowerBound * percent || rate > range.upperBound * percent else { return nil }
                return Problem(
                    message: "\(text) is out of range", hint: "write \(range.lowerBound)% to \(range.upperBound)%")
            default:
                return nil
            }
        } catch {
            return decimalProblem(error, text, kind)
        }
    }

    private static func decimalProblem(_ fault: any Error, _ text: String, _ kind: ScalarKind) -> Problem {
        var isRate = false
        if case .rate = kind { isRate = true }
        switch fault as? DecimalFault {
        case .tooManyDecimals(let most):
            return Problem(
                message: "\(quoted(text)) has too many decimals",
                hint: "\(isRate ? "percentages" : "amounts") have at most \(most)")
        case .tooLarge:
            return Problem(message: "\(quoted(text)) is too large", hint: "write a number below 92 billion")
        case .notADecimal, nil:
            if isRate, (try? Price(text)) != nil {
                return Problem(
                    message: "\(quoted(text)) is not a percentage", hint: "write it with a percent sign: \(text)%")
            }
            return isRate
                ? Problem(message: "\(quoted(text)) is not a percentage", hint: "write a decimal with %, such as 7.5%")
                : Problem(
                    message: "\(quoted(text)) is not an amount", hint: "write a plain decimal, such as 4.00 or 0.0125")
        }
    }
}
