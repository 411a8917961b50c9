import Money
import Vocabulary

/// Reads the cells of the current row in turn and remembers the first that can't be read.
struct CellReader {
    struct Row {
        /// The line of the file on which the row begins, from 1.
        var line: Int
    }

    let input: CSVInput
    let known: (String) -> Bool
    /// Of the periods that the table names.
    let rhythm: Rhythm
    private(set) var row = Row(line: 0)
    private var next = 0
    /// The first cell that can't be read, and what it should be.
    private(set) var fault: (cell: String, wanted: String)?
    /// The last long text in each column. Rows are sorted, so many of them can share one text.
    private var last: [String] = []
    private var lastCurrency: (code: String, currency: Currency)?
    private var lastPeriod: (text: String, period: Period)?

    init(_ input: CSVInput, _ rhythm: Rhythm, known: @escaping (String) -> Bool) {
        self.input = input
        self.rhythm = rhythm
        self.known = known
    }

    /// Begins with the row to which the input has moved.
    mutating func begin() {
        row.line = input.line
        next = 0
        fault = nil
        if last.count < input.count { last += Array(repeating: "", count: input.count - last.count) }
    }

    /// Whether the row has further cells.
    var hasMore: Bool { next < input.count }

    /// The longest text, in bytes, that needs no memory of its own.
    private static let smallLength = 15

    private mutating func cell() -> String {
        defer { next += 1 }
        guard input.length(next) > CellReader.smallLength, next < last.count else { return input.text(next) }
        if !input.isSame(next, last[next]) { last[next] = input.text(next) }
        return last[next]
    }

    private mutating func read<Value>(
        _ wanted: @autoclosure () -> String, or other: Value, _ parse: (String) -> Value?
    ) -> Value {
        let cell = cell()
        if let value = parse(cell) { return value }
        refuse(cell, wanted: wanted())
        return other
    }

    /// Reads a number of 64 bits, as nearly all are. If it is none, the cell is still to be read.
    private mutating func small(decimals: Int) -> Int64? {
        guard let value = input.whole(next, decimals: decimals) else { return nil }
        next += 1
        return value
    }

    private mutating func number(_ wanted: @autoclosure () -> String, decimals: Int) -> Int64 {
        if let value = small(decimals: decimals) { return value }
        refuse(cell(), wanted: wanted())
        return 0
    }

    mutating func refuse(_ cell: String, wanted: String) {
        if fault == nil { fault = (cell, wanted) }
    }

    /// Reads a cell unchanged, including a guarding `'`.
    mutating func text() -> String { cell() }
    mutating func id() -> Identifier { Identifier(CSVFile.unguarded(cell(), known: known)) }
    mutating func whole() -> Int64 { number("a whole number", decimals: 0) }
    mutating func wideWhole() -> Int128 {
        if let value = small(decimals: 0) { return Int128(value) }
        return read("a whole number", or: 0) { text in
            Int128(written: text).flatMap { $0.magnitude < Arithmetic.widest ? $0 : nil }
        }
    }
    mutating func optionalWhole() -> Int64? {
        if let value = small(decimals: 0) { return value }
        return read("a whole number or nothing", or: nil) {
            $0.isEmpty ? .some(nil) : Int64(written: $0).map { .some($0) }
        }
    }
    mutating func currency() -> Currency {
        if let lastCurrency, input.isSame(next, lastCurrency.code) {
            next += 1
            return lastCurrency.currency
        }
        let currency = read("a currency", or: Currency.placeholder) { Currency(code: $0) }
        if fault == nil { lastCurrency = (currency.code, currency) }
        return currency
    }
    mutating func period() -> Period {
        if let lastPeriod, input.isSame(next, lastPeriod.text) {
            next += 1
            return lastPeriod.period
        }
        let rhythm = rhythm
        let period = read("a \(rhythm.name) \(rhythm.form)", or: Period.placeholder) { Period($0, rhythm) }
        if fault == nil { lastPeriod = (period.description, period) }
        return period
    }
    mutating func day() -> CivilDate {
        read("a day YYYY-MM-DD", or: CivilDate(daysSinceEpoch: 0)) { CivilDate($0) }
    }
    mutating func amount(_ currency: Currency) -> Int64 {
        number("an amount of \(currency.minorDigits) decimals", decimals: currency.minorDigits)
    }
    /// Reads a sum of amounts.
    mutating func wideAmount(_ currency: Currency) -> Int128 {
        if let value = small(decimals: currency.minorDigits) { return Int128(value) }
        return read("an amount of \(currency.minorDigits) decimals", or: 0) { Arithmetic.wideMinor($0, currency) }
    }
    mutating func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word where Word.RawValue == String {
        for word in type.allCases where input.isSame(next, word.rawValue) {
            next += 1
            return word
        }
        return read("one of \(type.allCases.map(\.rawValue).joined(separator: " "))", or: type.allCases.first!) {
            Word(rawValue: $0)
        }
    }
    /// Reads debit and credit as one amount. Exactly one of the two cells must have a positive amount.
    mutating func side(_ currency: Currency) -> Int64 {
        let (isCredit, isDebit) = (input.length(next) == 0, input.length(next + 1) == 0)
        let amount = input.whole(isCredit ? next + 1 : next, decimals: currency.minorDigits) ?? 0
        if isCredit != isDebit, amount > 0 {
            next += 2
            return isCredit ? -amount : amount
        }
        refuse("\(cell()),\(cell())", wanted: "a debit or a credit")
        return 0
    }
    mutating func word(of words: [String]) -> String {
        for word in words where input.isSame(next, word) {
            next += 1
            return word
        }
        return read("one of \(words.joined(separator: " "))", or: "") { cell in words.first { same($0, cell) } }
    }
}

extension FixedWidthInteger {
    /// Reads a number in the form that a program writes: no `+`, no leading zero.
    init?(written text: String) {
        guard let value = Self(text), same(String(value), text) else { return nil }
        self = value
    }
}

extension Currency {
    /// Replaces a currency that can't be read; the row is dropped.
    fileprivate static let placeholder = Currency(code: "XAF")!
}

extension Period {
    fileprivate static let placeholder = Period(year: 1, month: 1)!
}
