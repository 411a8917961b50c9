import Money
import Rules
import Vocabulary

/// The reason why a cell can't be read.
struct CellFault: Error {
    var message: String
    var hint: String

    init(_ message: String, _ hint: String) {
        self.message = message
        self.hint = hint
    }
}

extension StatementFormat {
    /// Reads a cost, in minor units, without floating-point numbers.
    func costMinor(_ text: String) throws(CellFault) -> Int64 {
        let plain = try withoutThousands(text)
        let number: Price
        do throws(DecimalFault) {
            number = try Price(plain)
        } catch {
            switch error {
            case .tooLarge: throw CellFault("\(quoted(text)) is too large", "write an amount below 92 billion")
            case .tooManyDecimals: throw tooFine(text)
            case .notADecimal:
                throw CellFault(
                    text.utf8.isEmpty ? "the cost is empty" : "\(quoted(text)) is not an amount",
                    "write digits, with a point before the decimals and nothing else: 12.50")
            }
        }
        switch unit {
        case .major:
            guard let minor = number.wholeMinor(currency) else { throw tooFine(text) }
            return minor
        case .minor:
            let (whole, rest) = number.scaled.quotientAndRemainder(dividingBy: 100_000_000)
            guard rest == 0 else { throw tooFine(text) }
            return whole
        }
    }

    private func tooFine(_ text: String) -> CellFault {
        switch unit {
        case .major:
            CellFault(
                "\(quoted(text)) has more decimals than \(currency), which has \(currency.minorDigits)",
                "write whole minor units of \(currency)")
        case .minor:
            CellFault(
                "\(quoted(text)) is not a whole number of minor units",
                "where costs are in major units of \(currency), give --unit major")
        }
    }

    private func withoutThousands(_ text: String) throws(CellFault) -> String {
        guard let thousands else {
            guard let mark = [",", "'", " "].first(where: { text.contains($0) }), text.contains(where: \.isNumber)
            else {
                return text
            }
            throw CellFault(
                "\(quoted(text)) is not an amount: it has a '\(mark)' in it",
                mark == "'"
                    ? "where it stands between thousands, give --thousands \"'\"; decimals follow a point"
                    : "where it stands between thousands, give --thousands '\(mark)'; decimals follow a point")
        }
        guard text.utf8.contains(thousands) else { return text }
        let whole = text.prefix { $0 != "." }
        let groups = whole.utf8.drop { $0 == UInt8(ascii: "-") }
            .split(separator: thousands, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            !text.utf8.dropFirst(whole.utf8.count).contains(thousands)
        else {
            throw CellFault(
                "\(quoted(text)) is not an amount: its thousands are not groups of three",
                "write all groups, as 1\(Character(UnicodeScalar(thousands)))234.50, or none")
        }
        return String(decoding: text.utf8.filter { $0 != thousands }, as: UTF8.self)
    }

    func status(_ text: String) throws(CellFault) -> Status {
        let word = Identifier(text)
        if let status = statuses[word] { return status }
        let plain = word.lowercased
        if let status = Status.allCases.first(where: { Identifier($0.rawValue).lowercased == plain }) {
            return status
        }
        throw CellFault(
            text.utf8.isEmpty ? "the status is empty" : "unknown status \(quoted(text))",
            "write Successful, Failed or Pending; or say what it means: --status-word '\(text)=Successful', or under "
                + "statement: statuses of the rules; --status-column none compares no statuses")
    }

    /// Reads a time and returns its local day.
    ///
    /// It is `2026-10-03`, or has a time of day after a `T` or a space. Without an offset it is in the rules' zone.
    func day(_ text: String) throws(CellFault) -> CivilDate {
        guard let day = dayIfAny(text) else {
            throw CellFault(
                text.utf8.isEmpty ? "the time is empty" : "\(quoted(text)) is not a time",
                "write 2026-10-03, 2026-10-03 11:22:33 (local to \(calendar.identifier)) or RFC 3339 with an offset")
        }
        return day
    }

    private func dayIfAny(_ text: String) -> CivilDate? {
        guard let date = CivilDate(String(text.prefix(10))) else { return nil }
        guard text.utf8.count > 10 else { return date }
        guard let time = TimeOfDay(text.utf8.dropFirst(10)) else { return nil }
        guard let offset = time.offsetSeconds else { return date }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.seconds - offset)
        // The calendar covers the years 1678 to 2261.
        guard seconds.magnitude < 9_223_372_036 else { return nil }
        return calendar.day(ofNanoseconds: seconds * 1_000_000_000)
    }

    /// Checks a text that identifies a message.
    func reference(_ text: String) throws(CellFault) {
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw CellFault("\(quoted(text)) holds a control character", "references have none; export the file anew")
        }
        // 2.22203E+30: a spreadsheet makes this from a long number when it opens and saves a file.
        let parts = text.utf8.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
        guard parts.count == 2, let mark = parts[1].first, mark == UInt8(ascii: "+"), parts[1].count > 1,
            parts[1].dropFirst().allSatisfy({ (48...57).contains($0) }),
            parts[0].allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") })
        else { return }
        throw CellFault(
            "\(quoted(text)) is what a spreadsheet has made of a longer number",
            "take the file as the provider sent it, without opening and saving it in a spreadsheet")
    }
}

/// The part of a time after the date: `T11:22:33.123Z`, ` 11:22:33`, `T11:22+01:00`.
struct TimeOfDay {
    /// Seconds since midnight.
    let seconds: Int
    /// `nil` if the text has no offset.
    let offsetSeconds: Int?

    init?(_ text: some Collection<UInt8>) {
        var rest = Array(text)[...]
        func two() -> Int? {
            guard rest.count >= 2, let tens = rest.popFirst(), let ones = rest.popFirst(),
                (48...57).contains(tens), (48...57).contains(ones)
            else { return nil }
            return Int(tens - 48) * 10 + Int(ones - 48)
        }
        func skip(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }
        guard let mark = rest.popFirst(), mark == UInt8(ascii: "T") || mark == UInt8(ascii: "t") || mark == 32,
            let hour = two(), hour < 24, skip(UInt8(ascii: ":")), let minute = two(), minute < 60
        else { return nil }
        var second = 0
        if skip(UInt8(ascii: ":")) {
            guard let written = two(), written <= 60 else { return nil }
            second = min(written, 59)
            if skip(UInt8(ascii: ".")) {
                let digits = rest.prefix { (48...57).contains($0) }
                guard !digits.isEmpty else { return nil }
                rest = rest.dropFirst(digits.count)
            }
        }
        seconds = hour * 3600 + minute * 60 + second
        switch rest.first {
        case nil:
            offsetSeconds = nil
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            rest.removeFirst()
            offsetSeconds = 0
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let sign = rest.removeFirst() == UInt8(ascii: "-") ? -1 : 1
            guard let hours = two(), hours < 24, skip(UInt8(ascii: ":")), let minutes = two(), minutes < 60 else {
                return nil
            }
            offsetSeconds = sign * (hours * 3600 + minutes * 60)
        default:
            return nil
        }
        guard rest.isEmpty else { return nil }
    }
}
