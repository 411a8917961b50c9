import Money
import Rules
import RulesFile
import Vocabulary

/// A period's folder as read: its tables as typed rows, or `nil` if the file is missing or not in form.
struct Folder: Sendable {
    let files: ReportFiles
    /// `nil` if the manifest does not name it.
    var period: Period?
    var isFinal = false
    var manifest: JSONNode?
    var rules: Rules?
    var invoices: [InvoiceRow]?
    var lines: [LineRow]?
    var settlement: [ShareRow]?
    var rounding: [RoundingRow]?
    var positions: [PositionRow]?
    var transfers: [TransferRow]?
    /// Kept only while it is compared; then `journalTotals` replaces it.
    var journal: [PostingRow]?
    var journalTotals: [Currency: JournalTotals]?
    var usage: [UsageLine]?
    var exceptions: ExceptionTotals?
    /// The names of all files, in byte order.
    let names: [Identifier]
    var seals: [Identifier: Seal] = [:]
    /// Indexes of the rows above.
    private(set) var usageByApp = Grouped<Identifier, UsageLine>()
    private(set) var linesByAccount = Grouped<AppCurrency, LineRow>()
    private(set) var linesByInvoice = Grouped<Identifier, LineRow>()
    /// The folders closed before this one, as far as given.
    var earlier: [Period: EarlierFolder] = [:] {
        didSet { former = earlier.sorted { $0.key > $1.key }.compactMap(\.value.rules) }
    }
    /// Their rules, the newest month first. Names that are gone from the current rules are looked up there, in order.
    private(set) var former: [Rules] = []
    /// The folder's own rules, then `former`. The first that name a thing apply.
    var knownRules: [Rules] { (rules.map { [$0] } ?? []) + former }
    var findings = Findings()

    init(_ files: ReportFiles) {
        self.files = files
        names = files.files.names
        readManifest()
        period = manifest?["period"]?.text.flatMap { Period($0) }
        isFinal = manifest?["status"]?.text.map { same($0, "final") } ?? false
        readRules()
        readInvoices()
        linesByAccount = Grouped(lines ?? []) { AppCurrency(app: $0.app, currency: $0.currency) }
        linesByInvoice = Grouped(lines ?? []) { Identifier($0.invoice) }
    }

    /// Reads the tables that no other folder's checks need.
    mutating func open() {
        readTables()
        usageByApp = Grouped(usage ?? [], by: \.app)
    }

    /// Drops the tables that only its own checks needed, so that a year's folders are not in memory at once.
    mutating func close() {
        (settlement, rounding, positions, transfers, usage, exceptions) = (nil, nil, nil, nil, nil, nil)
        (usageByApp, seals) = (Grouped(), [:])
    }

    /// Returns the path of a file as findings show it.
    func path(_ name: String) -> String { "\(files.path)/\(name)" }

    func bytes(_ name: String) -> [UInt8]? { files.files[Identifier(name)] }

    mutating func fail(
        _ check: Check, _ name: String, line: Int, _ what: String, found: String, expected: String
    ) {
        fail(check, name, line > 0 ? String(line) : "", what, found: found, expected: expected)
    }

    /// Adds a finding about a file as a whole.
    mutating func fail(_ check: Check, _ name: String, _ what: String, found: String, expected: String) {
        fail(check, name, "", what, found: found, expected: expected)
    }

    mutating func fail(
        _ check: Check, _ name: String, _ place: String, _ what: String, found: String, expected: String
    ) {
        findings.add(Finding(check, path(name), place, what, found: found, expected: expected))
    }

    // MARK: - Reading

    /// Reads the manifest without its long list of outputs, which `checkManifest` compares.
    private mutating func readManifest() {
        guard let bytes = bytes("manifest.json") else { return }
        do throws(Unworkable) {
            manifest = try JSONReader.read(bytes, without: "outputs")
        } catch {
            fail(.form, "manifest.json", "JSON", found: error.reason, expected: "JSON as settle writes it")
        }
    }

    private mutating func readRules() {
        guard let bytes = bytes("settle.yaml") else { return }
        let reading = RulesReader.read(bytes: bytes, name: "settle.yaml")
        rules = reading.rules
        rules?.edition = Edition(ofVersion: manifest?["version"]?.text ?? "")
        for fault in reading.faults {
            fail(
                .rules, "settle.yaml", line: fault.line, "rules", found: fault.message,
                expected: "rules without a fault")
        }
    }

    /// Reads a JSON file. Adds a finding if it is not written exactly as settle writes it.
    mutating func json(_ name: String) -> JSONNode? {
        guard let bytes = bytes(name) else { return nil }
        do throws(Unworkable) {
            let node = try JSONReader.read(bytes)
            if node.written != bytes {
                fail(.form, name, "spacing", found: "another", expected: "2-space indent, one member a line")
            }
            return node
        } catch {
            fail(.form, name, "JSON", found: error.reason, expected: "JSON as settle writes it")
            return nil
        }
    }

    /// Reads a table with these columns. Adds a finding if it is not written exactly as settle writes it.
    mutating func csv(_ name: String, _ columns: String) -> [CSVFile.Row]? {
        guard let bytes = bytes(name) else { return nil }
        let header = columns.split(separator: " ").map(String.init)
        do throws(Unworkable) {
            let file = try CSVFile(bytes)
            guard file.header == header else {
                fail(
                    .form, name, "1", "columns", found: file.header.joined(separator: ","),
                    expected: header.joined(separator: ","))
                return nil
            }
            if file.isQuotedNeedlessly {
                fail(.form, name, "quoting", found: "another", expected: "quotes only where RFC 4180 needs them")
            }
            return file.rows
        } catch {
            fail(.form, name, "CSV", found: error.reason, expected: "CSV as settle writes it")
            return nil
        }
    }

    private mutating func rows<Row>(
        _ name: String, _ columns: String, _ make: (inout CellReader) -> Row
    ) -> [Row]? {
        var made: [Row] = []
        return forEachRow(name, columns, reserve: { made.reserveCapacity($0) }, make, { made.append($0) }) ? made : nil
    }

    /// Makes the rows of a table one by one and passes them to `take`.
    ///
    /// - Returns: whether the whole table is in form.
    mutating func forEachRow<Row>(
        _ name: String, _ columns: String, reserve: (Int) -> Void = { _ in }, _ make: (inout CellReader) -> Row,
        _ take: (Row) -> Void
    ) -> Bool {
        // The file is read twice, so that faults of the whole file are found before any row is checked.
        guard let count = checkForm(name, columns), let input = files.files.table(Identifier(name)),
            (try? input.next()) == true
        else { return false }
        reserve(count)
        var isWhole = true
        var reader = CellReader(input) { [rules] in rules?.names(Identifier($0)) ?? false }
        while (try? input.next()) == true {
            reader.begin()
            let value = make(&reader)
            if let fault = reader.fault {
                fail(.form, name, line: input.line, "cell", found: fault.cell, expected: fault.wanted)
                isWhole = false
            }
            take(value)
        }
        return isWhole
    }

    /// Checks that a file is a table with these columns, written exactly as settle writes it.
    ///
    /// - Returns: the number of rows; `nil` if it is not.
    private mutating func checkForm(_ name: String, _ columns: String) -> Int? {
        guard let input = files.files.table(Identifier(name)) else { return nil }
        let wanted = columns.split(separator: " ").map(String.init)
        do throws(Unworkable) {
            guard try input.next() else { throw Unworkable("it is empty") }
            let header = (0..<input.count).map { input.text($0) }
            var uneven: Unworkable?
            var count = 0
            while try input.next() {
                count += 1
                if input.count != header.count, uneven == nil {
                    uneven = CSVFile.uneven(input.line, input.count, header.count)
                }
            }
            if let uneven { throw uneven }
            guard header == wanted else {
                fail(
                    .form, name, "1", "columns", found: header.joined(separator: ","),
                    expected: wanted.joined(separator: ","))
                return nil
            }
            if input.isQuotedNeedlessly {
                fail(.form, name, "quoting", found: "another", expected: "quotes only where RFC 4180 needs them")
            }
            return count
        } catch {
            fail(.form, name, "CSV", found: error.reason, expected: "CSV as settle writes it")
            return nil
        }
    }

    private mutating func readInvoices() {
        invoices = rows("invoices.csv", Columns.invoices) { cell in
            let (number, type, status) = (
                cell.text(), cell.word(of: ["invoice", "credit_note"]), cell.word(of: ["draft", "final"])
            )
            let (app, customer, currency) = (cell.id(), cell.text(), cell.currency())
            return InvoiceRow(
                line: cell.row.line, number: number, type: type, status: status, app: app, customer: customer,
                currency: currency, subtotal: cell.amount(currency), tax: cell.amount(currency),
                total: cell.amount(currency), issueDate: cell.text(), dueDate: cell.text())
        }
        lines = rows("invoice_lines.csv", Columns.lines) { cell in
            let (invoice, app, currency) = (cell.text(), cell.id(), cell.currency())
            return LineRow(
                line: cell.row.line, invoice: invoice, app: app, currency: currency, number: cell.whole(),
                kind: cell.word(of: ["usage", "flat", "discount", "minimum", "fee", "adjustment"]), tariff: cell.id(),
                tier: cell.optionalWhole(), quantity: cell.optionalWhole(), unit: cell.text(), unitPrice: cell.text(),
                amount: cell.amount(currency), description: cell.text())
        }
    }

    private mutating func readTables() {
        settlement = rows("settlement.csv", Columns.settlement) { cell in
            let (stream, app, currency) = (cell.word(of: ["invoice", "income"]), cell.id(), cell.currency())
            return ShareRow(
                line: cell.row.line, stream: stream, app: app, currency: currency, tariff: cell.id(),
                period: cell.period(), party: cell.id(), role: cell.text(), amount: cell.amount(currency))
        }
        positions = rows("positions.csv", Columns.positions) { cell in
            let (party, role, currency) = (cell.id(), cell.text(), cell.currency())
            return PositionRow(
                line: cell.row.line, party: party, role: role, currency: currency, entitled: cell.amount(currency),
                collected: cell.amount(currency), net: cell.amount(currency))
        }
        transfers = rows("transfers.csv", Columns.transfers) { cell in
            let (from, to, currency) = (cell.id(), cell.id(), cell.currency())
            return TransferRow(
                line: cell.row.line, from: from, to: to, currency: currency, amount: cell.amount(currency))
        }
        usage = rows("usage.csv", Columns.usage) { cell in
            let (app, source, currency) = (cell.id(), cell.word(Source.self), cell.currency())
            return UsageLine(
                line: cell.row.line, app: app, source: source, currency: currency, service: cell.id(),
                provider: cell.id(), channel: cell.id(), authType: cell.id(), mode: cell.word(Mode.self),
                status: cell.word(Status.self), delivery: cell.word(Delivery.self), tariff: cell.id(),
                income: cell.id(), transactions: cell.whole(), units: cell.wideWhole(),
                amount: cell.wideAmount(currency), cost: cell.wideAmount(currency))
        }
        readExceptions()
    }
}

extension Folder {
    mutating func readJournal() {
        // The same accounts recur, so each name is stored once.
        var accounts: Set<Identifier> = []
        journal = rows("journal.csv", Columns.journal) { cell in
            let (entry, date, name, currency) = (cell.whole(), cell.text(), cell.text(), cell.currency())
            let account = accounts.insert(Identifier(name)).memberAfterInsert.text
            let amount = cell.side(currency)
            return PostingRow(
                line: cell.row.line, entry: entry, date: date, account: account, currency: currency, amount: amount,
                memo: cell.text())
        }
    }

    mutating func readRounding() {
        rounding = rows("rounding.csv", Columns.rounding) { cell in
            let (stream, app, currency) = (cell.word(of: ["invoice", "income"]), cell.id(), cell.currency())
            return RoundingRow(
                line: cell.row.line, stream: stream, app: app, currency: currency, tariff: cell.id(),
                period: cell.period(), party: cell.id(), exact: cell.text(), amount: cell.amount(currency),
                difference: cell.text())
        }
    }

    /// Reduces the journal to its totals. Nothing else of it is needed from now on.
    mutating func closeJournal() {
        guard let journal else { return }
        var totals: [Currency: JournalTotals] = [:]
        for row in journal {
            if row.amount > 0 {
                totals[row.currency, default: JournalTotals()].debits += Int128(row.amount)
            } else {
                totals[row.currency, default: JournalTotals()].credits -= Int128(row.amount)
            }
        }
        journalTotals = totals
        self.journal = nil
    }
}

/// The sums of the postings in one currency.
struct JournalTotals {
    var debits: Int128 = 0
    var credits: Int128 = 0
}

extension Rules {
    /// Whether an app, party, tariff, income entry or fee has this id.
    fileprivate func names(_ id: Identifier) -> Bool {
        hasApp(id) || party(id) != nil || tariffPosition(id) != nil || incomePosition(id) != nil
            || feePosition(id) != nil
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
