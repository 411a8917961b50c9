import Money
import Vocabulary

/// A row of `invoices.csv`. In all row types, texts are as in the cells; only ids are unguarded.
struct InvoiceRow {
    var line: Int
    var number, type, status: String
    var app: Identifier
    var customer: String
    var currency: Currency
    var subtotal, tax, total: Int64
    var issueDate, dueDate: String
}

struct LineRow {
    var line: Int
    var invoice: String
    var app: Identifier
    var currency: Currency
    var number: Int64
    var kind: String
    var tariff: Identifier
    var tier, quantity: Int64?
    var unit, unitPrice: String
    var amount: Int64
    var description: String

    /// For an adjustment, the closed period and the original description, both read from its description.
    var adjusted: AdjustmentDescription? { kind == "adjustment" ? AdjustmentDescription(description) : nil }
}

struct ShareRow {
    var line: Int
    var stream: String
    var app: Identifier
    var currency: Currency
    var tariff: Identifier
    var period: Period
    var party: Identifier
    var role: String
    var amount: Int64
}

struct RoundingRow {
    var line: Int
    var stream: String
    var app: Identifier
    var currency: Currency
    var tariff: Identifier
    var period: Period
    var party: Identifier
    var exact: String
    var amount: Int64
    var difference: String
}

struct PositionRow {
    var line: Int
    var party: Identifier
    var role: String
    var currency: Currency
    var entitled, collected, net: Int64
}

struct TransferRow {
    var line: Int
    var from, to: Identifier
    var currency: Currency
    var amount: Int64
}

struct PostingRow {
    var line: Int
    var entry: Int64
    var date, account: String
    var currency: Currency
    /// Debits are positive.
    var amount: Int64
    var memo: String
}

struct UsageLine {
    var line: Int
    var app: Identifier
    var source: Source
    var currency: Currency
    var service, provider, channel, authType: Identifier
    var mode: Mode
    var status: Status
    var delivery: Delivery
    var tariff, income: Identifier
    var transactions: Int64
    /// Sums over the row's transactions. Each transaction has at most 64 bits.
    var units, amount, cost: Int128

    /// The columns by which rows are sorted.
    var columns: [Identifier] {
        [
            app, Identifier(source.rawValue), Identifier(currency.code), service, provider, channel, authType,
            Identifier(mode.rawValue), Identifier(status.rawValue), Identifier(delivery.rawValue), tariff, income,
        ]
    }
}

struct ExceptionLine {
    var line: Int
    var code, file: String
    var number: Int64
    var app: Identifier
    var reference, detail: String
}

/// The columns of each table (S5.9 to S5.28).
enum Columns {
    static let invoices = "invoice type status app customer currency subtotal tax total issue_date due_date"
    static let lines = "invoice app currency line kind tariff tier quantity unit unit_price amount description"
    static let settlement = "stream app currency tariff period party role amount"
    static let rounding = "stream app currency tariff period party exact amount difference"
    static let positions = "party role currency entitled collected net"
    static let transfers = "from to currency amount"
    static let journal = "entry date account currency debit credit memo"
    static let usage =
        "app source currency service provider channel auth_type mode status delivery tariff income transactions units "
        + "amount cost"
    static let exceptions = "code file line app reference detail"
    static let invoice = "section line kind tariff tier quantity unit unit_price amount description"
}

/// Reads the cells of the current row in turn and remembers the first that can't be read.
struct CellReader {
    struct Row {
        /// The line of the file on which the row begins, from 1.
        var line: Int
    }

    let input: CSVInput
    let known: (String) -> Bool
    private(set) var row = Row(line: 0)
    private var next = 0
    /// The first cell that can't be read, and what it should be.
    private(set) var fault: (cell: String, wanted: String)?
    /// The last long text in each column. Rows are sorted, so many of them can share one text.
    private var last: [String] = []
    private var lastCurrency: (code: String, currency: Currency)?
    private var lastPeriod: (text: String, period: Period)?

    init(_ input: CSVInput, known: @escaping (String) -> Bool) {
        self.input = input
        self.known = known
    }

    /// Begins with the row to which the input has moved.
    mutating func begin() {
        row.line = input.line
        next = 0
        fault = nil
        if last.count < input.count { last += Array(repeating: "", count: input.count - last.count) }
    }

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

    private mutating func number(_ wanted: @autoclosure () -> String, decimals: Int) -> Int64 {
        if let value = input.whole(next, decimals: decimals) {
            next += 1
            return value
        }
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
        read("a whole number", or: 0) { text in
            Int128(written: text).flatMap { $0.magnitude < Arithmetic.widest ? $0 : nil }
        }
    }
    mutating func optionalWhole() -> Int64? {
        read("a whole number or nothing", or: nil) { $0.isEmpty ? .some(nil) : Int64(written: $0).map { .some($0) } }
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
        let period = read("a month YYYY-MM", or: Period.placeholder) { Period($0) }
        if fault == nil { lastPeriod = (period.description, period) }
        return period
    }
    mutating func amount(_ currency: Currency) -> Int64 {
        number("an amount of \(currency.minorDigits) decimals", decimals: currency.minorDigits)
    }
    /// Reads a sum of amounts.
    mutating func wideAmount(_ currency: Currency) -> Int128 {
        read("an amount of \(currency.minorDigits) decimals", or: 0) { Arithmetic.wideMinor($0, currency) }
    }
    mutating func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word where Word.RawValue == String {
        read("one of \(type.allCases.map(\.rawValue).joined(separator: " "))", or: type.allCases.first!) {
            Word(rawValue: $0)
        }
    }
    mutating func word(of words: [String]) -> String {
        read("one of \(words.joined(separator: " "))", or: "") { cell in words.first { same($0, cell) } }
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
