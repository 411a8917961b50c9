import Money
import Vocabulary

// Each row is read from its cells in the order of the columns.

extension InvoiceRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        number = cell.text()
        type = cell.word(of: ["invoice", "credit_note"])
        status = cell.word(of: ["draft", "final"])
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
        kind = cell.word(of: ["usage", "flat", "discount", "minimum", "fee", "adjustment"])
        tariff = cell.id()
        tier = cell.optionalWhole()
        quantity = cell.optionalWhole()
        unit = cell.text()
        unitPrice = cell.text()
        amount = cell.amount(currency)
        description = cell.text()
    }
}

extension ShareRow {
    init(_ cell: inout CellReader) {
        line = cell.row.line
        stream = cell.word(of: ["invoice", "income"])
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
        stream = cell.word(of: ["invoice", "income"])
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

extension CellReader {
    /// Reads debit and credit as one amount. Exactly one of the two cells must have a positive amount.
    mutating func side(_ currency: Currency) -> Int64 {
        let (debit, credit) = (text(), text())
        let amount = Arithmetic.minor(debit.isEmpty ? credit : debit, currency) ?? 0
        if debit.isEmpty == credit.isEmpty || amount <= 0 {
            refuse("\(debit),\(credit)", wanted: "a debit or a credit")
        }
        return debit.isEmpty ? -amount : amount
    }
}
