import Money
import Rules
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
    /// Empty in the first edition, which does not state them.
    var tax = Identifier.none
    var taxRate = ""

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

struct PartRow {
    var line: Int
    var stream: String
    var app: Identifier
    var currency: Currency
    var tariff: Identifier
    var from: CivilDate
    var provider: Identifier
    var units: Int64
    var cost: Int128
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

    /// Whether the row stands before another by the first twelve columns, in byte order of each.
    func stands(before other: UsageLine) -> Bool {
        if app != other.app { return app < other.app }
        return columns.lexicographicallyPrecedes(other.columns)
    }

    /// The columns by which rows of an app are sorted.
    private var columns: [Identifier] {
        [
            Identifier(source.rawValue), Identifier(currency.code), service, provider, channel, authType,
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

struct PendingLine {
    var line: Int
    var app: Identifier
    var period: Period
    var reference, time: String
    var age: Int64
    var source: Source
    var provider: Identifier
    var currency: Currency
    var cost: Int64
    var file: String
    var number: Int64
}

/// The columns of each table (S5.9 to S5.28, S5.39).
enum Columns {
    static let invoices = "invoice type status app customer currency subtotal tax total issue_date due_date"
    static let settlement = "stream app currency tariff period party role amount"
    static let rounding = "stream app currency tariff period party exact amount difference"
    static let parts = "stream app currency tariff from provider units cost"
    static let positions = "party role currency entitled collected net"
    static let transfers = "from to currency amount"
    static let journal = "entry date account currency debit credit memo"
    static let usage =
        "app source currency service provider channel auth_type mode status delivery tariff income transactions units "
        + "amount cost"
    static let exceptions = "code file line app reference detail"
    static let entries = "id app currency amount invoice reason note split date"
    static let waiting = "period code file line app reference detail"
    static let pending = "app period reference time age source provider currency cost file line"

    static func lines(_ edition: Edition) -> String {
        "invoice app currency line kind tariff tier quantity unit unit_price amount description" + tax(edition)
    }

    /// Of an invoice's own table.
    static func invoice(_ edition: Edition) -> String {
        "section line kind tariff tier quantity unit unit_price amount description" + tax(edition)
    }

    private static func tax(_ edition: Edition) -> String { edition.taxesEachLine ? " tax tax_rate" : "" }
}

/// The words that some columns can have.
enum Words {
    static let types = ["invoice", "credit_note", "debit_note"]
    static let states = ["draft", "final"]
    static let kinds = ["usage", "flat", "discount", "minimum", "maximum", "fee", "adjustment", "credit", "debit"]
    static let streams = ["invoice", "income"]
}

// Each row is read from its cells in the order of the columns.

extension InvoiceRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        number = cell.text()
        type = cell.word(of: Words.types)
        status = cell.word(of: Words.states)
        app = cell.id()
        customer = cell.text()
        currency = cell.currency()
        subtotal = cell.amount(currency)
        tax = cell.amount(currency)
        total = cell.amount(currency)
        issueDate = cell.text()
        dueDate = cell.text()
    }
}

extension LineRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        invoice = cell.text()
        app = cell.id()
        currency = cell.currency()
        number = cell.whole()
        kind = cell.word(of: Words.kinds)
        tariff = cell.id()
        tier = cell.optionalWhole()
        quantity = cell.optionalWhole()
        unit = cell.text()
        unitPrice = cell.text()
        amount = cell.amount(currency)
        description = cell.text()
        guard cell.hasMore else { return }
        tax = cell.id()
        taxRate = cell.text()
    }
}

extension ShareRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        stream = cell.word(of: Words.streams)
        app = cell.id()
        currency = cell.currency()
        tariff = cell.id()
        period = cell.period()
        party = cell.id()
        role = cell.text()
        amount = cell.amount(currency)
    }
}

extension RoundingRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        stream = cell.word(of: Words.streams)
        app = cell.id()
        currency = cell.currency()
        tariff = cell.id()
        period = cell.period()
        party = cell.id()
        exact = cell.text()
        amount = cell.amount(currency)
        difference = cell.text()
    }
}

extension PartRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        stream = cell.word(of: Words.streams)
        app = cell.id()
        currency = cell.currency()
        tariff = cell.id()
        from = cell.day()
        provider = cell.id()
        units = cell.whole()
        cost = cell.wideAmount(currency)
    }
}

extension PositionRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        party = cell.id()
        role = cell.text()
        currency = cell.currency()
        entitled = cell.amount(currency)
        collected = cell.amount(currency)
        net = cell.amount(currency)
    }
}

extension TransferRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        from = cell.id()
        to = cell.id()
        currency = cell.currency()
        amount = cell.amount(currency)
    }
}

extension PostingRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        entry = cell.whole()
        date = cell.text()
        account = cell.text()
        currency = cell.currency()
        amount = cell.side(currency)
        memo = cell.text()
    }
}

extension UsageLine {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        app = cell.id()
        source = cell.word(Source.self)
        currency = cell.currency()
        service = cell.id()
        provider = cell.id()
        channel = cell.id()
        authType = cell.id()
        mode = cell.word(Mode.self)
        status = cell.word(Status.self)
        delivery = cell.word(Delivery.self)
        tariff = cell.id()
        income = cell.id()
        transactions = cell.whole()
        units = cell.wideWhole()
        amount = cell.wideAmount(currency)
        cost = cell.wideAmount(currency)
    }
}
