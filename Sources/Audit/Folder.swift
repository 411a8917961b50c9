import Money
import Rules
import RulesFile
import Vocabulary

/// A period's folder, read: its tables as typed rows, `nil` where the file is missing or not in form.
struct Folder {
    let files: ReportFiles
    /// `nil` where the manifest does not say.
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
    var journal: [PostingRow]?
    var usage: [UsageLine]?
    var exceptions: [ExceptionLine]?
    /// The same rows, by what they are looked up by.
    private(set) var usageByApp: [Identifier: [UsageLine]] = [:]
    private(set) var linesByAccount: [AppCurrency: [LineRow]] = [:]
    private(set) var linesByInvoice: [Identifier: [LineRow]] = [:]
    /// The folders closed before this one, where given.
    var earlier: [Period: EarlierFolder] = [:] {
        didSet { former = earlier.sorted { $0.key > $1.key }.compactMap(\.value.rules) }
    }
    /// Their rules, the newest month's first: what is gone from the rules is as the first of these that name it have it.
    private(set) var former: [Rules] = []
    /// The rules of the folder, then those: the first that name a thing say what it is.
    var knownRules: [Rules] { (rules.map { [$0] } ?? []) + former }
    var findings = Findings()

    init(_ files: ReportFiles) {
        self.files = files
        manifest = json("manifest.json")
        period = manifest?["period"]?.text.flatMap { Period($0) }
        isFinal = manifest?["status"]?.text.map { same($0, "final") } ?? false
        readRules()
        readTables()
        usageByApp = Dictionary(grouping: usage ?? [], by: \.app)
        linesByAccount = Dictionary(grouping: lines ?? []) { AppCurrency(app: $0.app, currency: $0.currency) }
        linesByInvoice = Dictionary(grouping: lines ?? []) { Identifier($0.invoice) }
    }

    /// The path of a file as findings show it.
    func path(_ name: String) -> String { "\(files.path)/\(name)" }

    func bytes(_ name: String) -> [UInt8]? { files.files[Identifier(name)] }

    mutating func fail(
        _ check: Check, _ name: String, line: Int, _ what: String, found: String, expected: String
    ) {
        fail(check, name, line > 0 ? String(line) : "", what, found: found, expected: expected)
    }

    /// Of a file as a whole.
    mutating func fail(_ check: Check, _ name: String, _ what: String, found: String, expected: String) {
        fail(check, name, "", what, found: found, expected: expected)
    }

    mutating func fail(
        _ check: Check, _ name: String, _ place: String, _ what: String, found: String, expected: String
    ) {
        findings.add(Finding(check, path(name), place, what, found: found, expected: expected))
    }

    // MARK: - Reading

    private mutating func readRules() {
        guard let bytes = bytes("settle.yaml") else { return }
        let reading = RulesReader.read(bytes: bytes, name: "settle.yaml")
        rules = reading.rules
        for fault in reading.faults {
            fail(
                .rules, "settle.yaml", line: fault.line, "rules", found: fault.message,
                expected: "rules without a fault")
        }
    }

    /// JSON in the one form in which it is written.
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

    /// A table in the one form in which it is written, with these columns.
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
            if CSVFile.written([file.header] + file.rows.map(\.cells)) != bytes {
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
        guard let rows = csv(name, columns) else { return nil }
        var known: Set<Identifier> = []
        if let rules {
            known.formUnion(rules.apps.map(\.id) + rules.parties.map(\.id))
            known.formUnion((rules.tariffs + rules.income).map(\.id) + rules.fees.map(\.id))
        }
        var made: [Row] = []
        var isWhole = true
        for row in rows {
            var reader = CellReader(row) { known.contains(Identifier($0)) }
            let value = make(&reader)
            if let fault = reader.fault {
                fail(.form, name, line: row.line, "cell", found: fault.cell, expected: fault.wanted)
                isWhole = false
            }
            made.append(value)
        }
        return isWhole ? made : nil
    }

    private mutating func readTables() {
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
        settlement = rows("settlement.csv", Columns.settlement) { cell in
            let (stream, app, currency) = (cell.word(of: ["invoice", "income"]), cell.id(), cell.currency())
            return ShareRow(
                line: cell.row.line, stream: stream, app: app, currency: currency, tariff: cell.id(),
                period: cell.period(), party: cell.id(), role: cell.text(), amount: cell.amount(currency))
        }
        rounding = rows("rounding.csv", Columns.rounding) { cell in
            let (stream, app, currency) = (cell.word(of: ["invoice", "income"]), cell.id(), cell.currency())
            return RoundingRow(
                line: cell.row.line, stream: stream, app: app, currency: currency, tariff: cell.id(),
                period: cell.period(), party: cell.id(), exact: cell.text(), amount: cell.amount(currency),
                difference: cell.text())
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
        journal = rows("journal.csv", Columns.journal) { cell in
            let (entry, date, account, currency) = (cell.whole(), cell.text(), cell.text(), cell.currency())
            let amount = cell.side(currency)
            return PostingRow(
                line: cell.row.line, entry: entry, date: date, account: account, currency: currency, amount: amount,
                memo: cell.text())
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
        exceptions = rows("exceptions.csv", Columns.exceptions) { cell in
            ExceptionLine(
                line: cell.row.line, code: cell.text(), file: cell.text(), number: cell.whole(), app: cell.id(),
                reference: cell.text(), detail: cell.text())
        }
    }
}

extension CellReader {
    /// Debit and credit as one amount: exactly one of the two cells is filled, with a positive amount.
    mutating func side(_ currency: Currency) -> Int64 {
        let (debit, credit) = (text(), text())
        let amount = Arithmetic.minor(debit.isEmpty ? credit : debit, currency) ?? 0
        if debit.isEmpty == credit.isEmpty || amount <= 0 {
            refuse("\(debit),\(credit)", wanted: "a debit or a credit")
        }
        return debit.isEmpty ? -amount : amount
    }
}

/// What failed, with no end of it kept in bounds.
struct Findings {
    private(set) var all: [Finding] = []
    private var counts: [String: Int] = [:]
    /// A file that several checks read is found out of form once.
    private var seen: Set<Finding> = []
    /// Of one check in one file; a file of another month would otherwise fill the screen.
    static let most = 20

    mutating func add(_ finding: Finding) {
        guard seen.insert(finding).inserted else { return }
        let key = finding.check.rawValue + " " + finding.file
        counts[key, default: 0] += 1
        if counts[key, default: 0] <= Findings.most { all.append(finding) }
    }

    /// With a line for what was left out of each check and file.
    var listed: [Finding] {
        all
            + counts.filter { $0.value > Findings.most }.sorted { $0.key < $1.key }.compactMap { key, count in
                guard let first = all.first(where: { $0.check.rawValue + " " + $0.file == key }) else { return nil }
                return Finding(
                    first.check, first.file, "", "more of the same", found: "\(count - Findings.most) more",
                    expected: "none")
            }
    }
}
