import Money
import Rules
import RulesFile
import Threads
import Vocabulary

/// A period's folder as read: its tables as typed rows, or `nil` if the file is missing or not in form.
///
/// The big tables are in memory portion by portion (`Portion`), as a whole only if something is wrong with them.
struct Folder: Sendable {
    let files: ReportFiles
    /// `nil` if the manifest does not name it.
    var period: Period?
    var isFinal = false
    private(set) var manifest: JSONNode?
    /// The edition by which the folder was made, as its manifest names the version.
    private(set) var edition = Edition.current
    var rules: Rules? {
        didSet { knownRules = (rules.map { [$0] } ?? []) + former }
    }
    /// The invoices of the whole folder; in a copy for a portion, those of its apps.
    var invoices: [InvoiceRow]?
    var lines: [LineRow]?
    var settlement: [ShareRow]?
    var rounding: [RoundingRow]?
    /// `nil` too where nothing changes within the period. It stays in memory as a whole.
    var parts: [PartRow]?
    var partsByApp = Grouped<Identifier, PartRow>()
    /// The number of these rows that belong to a charge that was checked.
    var partsUsed = 0
    var positions: [PositionRow]?
    var transfers: [TransferRow]?
    var journal: [PostingRow]?
    var usage: [UsageLine]?
    var exceptions: ExceptionTotals?
    var pending: PendingTotals?
    /// The sums over the rows above.
    var totals = Totals()
    /// The names of all files, in byte order.
    let names: [Identifier]
    var seals: [Identifier: Seal] = [:]
    /// Indexes of the rules, made once for all portions.
    var index: EntryIndexes?
    /// Of a copy for a portion: its apps, and the numbers of the entries before its own.
    var portion: Portion?
    /// Indexes of the rows above.
    var usageByApp = Grouped<Identifier, UsageLine>()
    var linesByAccount = Grouped<AppCurrency, LineRow>()
    var linesByInvoice = Grouped<Identifier, LineRow>()
    /// The lines of the accounts that some given folder adjusts; `nil` if they can't be read or are not needed.
    var adjustedLines: Grouped<AppCurrency, LineRow>?
    /// The folders closed before this one, as far as given.
    var earlier: [Period: EarlierFolder] = [:]
    /// The position of this folder in the chain.
    var chainPosition = 0
    /// The entries by hand that the folder books.
    var entries: [Identifier: EntryLine] = [:]
    /// The numbers that entries of any folder name, and the documents of this folder among them.
    var wanted: Set<Identifier> = []
    var named: [Identifier: NamedDocument] = [:]
    /// The documents of earlier folders that entries name, by number.
    var namedDocuments: [Identifier: NamedDocument] = [:]
    /// The numbers of the unrated calls that the folders before list as let pass; `nil` if not all of them are given.
    var letPass: Set<UInt64>?
    /// The corrections that this folder is the first to bill by.
    private(set) var corrections: [StatedCorrection] = []
    /// The rules of the periods billed before this folder's, corrections that it states included.
    var past: [Period: PastRules] = [:] {
        didSet {
            former = past.sorted { $0.key > $1.key }.compactMap(\.value.newest)
            knownRules = (rules.map { [$0] } ?? []) + former
        }
    }
    /// Their rules, the newest month first. Names that are gone from the current rules are looked up there, in order.
    private(set) var former: [Rules] = []
    /// The folder's own rules, then `former`. The first that name a thing apply.
    private(set) var knownRules: [Rules] = []
    var findings = Findings()

    init(_ files: ReportFiles) {
        self.files = files
        names = files.files.names
        let yaml = bytes("settle.yaml")
        let read = try? Threads.sideBySide(
            { yaml.map { RulesReader.read(bytes: $0, name: "settle.yaml") } }, { readManifest() })
        period = manifest?["period"]?.text.flatMap { Period($0) }
        isFinal = manifest?["status"]?.text.map { same($0, "final") } ?? false
        if let version = manifest?["version"]?.text { edition = Edition(ofVersion: version) }
        if let reading = read?.0 { take(reading) }
        corrections = statedCorrections()
        readEntries()
    }

    /// Drops everything that only its own checks needed, so that a year's folders are not in memory at once.
    mutating func close() {
        (invoices, lines, settlement, rounding) = (nil, nil, nil, nil)
        (positions, transfers, journal, usage, exceptions, pending) = (nil, nil, nil, nil, nil, nil)
        (usageByApp, linesByAccount, linesByInvoice) = (Grouped(), Grouped(), Grouped())
        (parts, partsByApp) = (nil, Grouped())
        (seals, index, totals) = ([:], nil, Totals())
    }

    /// How long the ledger's periods are, by the folder's own rules; without them, by its period.
    var rhythm: Rhythm { rules?.calendar.rhythm ?? period?.rhythm ?? .month }

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

    private mutating func take(_ reading: RulesReading) {
        var read = reading.rules
        read?.edition = edition
        rules = read
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

    /// Reads all rows of a table; `nil` if it is missing or not in form.
    mutating func rows<Row>(
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
        var reader = CellReader(input, rhythm, known: known)
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

    /// Tells which ids exist, for `CSVFile.unguarded`.
    var known: (String) -> Bool {
        { [rules] in rules?.names(Identifier($0)) ?? false }
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
}

extension Rules {
    /// Whether an app, party, tariff, income entry or fee has this id.
    func names(_ id: Identifier) -> Bool {
        hasApp(id) || party(id) != nil || tariffPosition(id) != nil || incomePosition(id) != nil
            || feePosition(id) != nil
    }
}

/// The tables of a folder.
extension Folder {
    /// Reads the invoices. They stay in memory as a whole: the files and numbers of the folder are held against them.
    mutating func readInvoices() {
        invoices = rows("invoices.csv", Columns.invoices, InvoiceRow.init)
    }

    /// Reads the tables that are small.
    ///
    /// - Parameter isWhole: whether to read the big ones besides, in the order in which faults of their form are listed.
    mutating func readTables(isWhole: Bool) {
        if isWhole {
            lines = rows("invoice_lines.csv", Columns.lines(edition), LineRow.init)
            settlement = rows("settlement.csv", Columns.settlement, ShareRow.init)
        }
        positions = rows("positions.csv", Columns.positions, PositionRow.init)
        transfers = rows("transfers.csv", Columns.transfers, TransferRow.init)
        if isWhole { usage = rows("usage.csv", Columns.usage, UsageLine.init) }
        readExceptions()
        readPending()
        group()
    }

    /// Makes the indexes of the rows in memory.
    ///
    /// - Complexity: O(rows).
    mutating func group() {
        usageByApp = Grouped(usage ?? [], by: \.app)
        linesByAccount = Grouped(lines ?? []) { AppCurrency(app: $0.app, currency: $0.currency) }
        linesByInvoice = Grouped(lines ?? []) { Identifier($0.invoice) }
    }

    mutating func readJournal() {
        // The same accounts recur, so each name is stored once.
        var accounts: Set<Identifier> = []
        journal = rows("journal.csv", Columns.journal) { cell in
            var row = PostingRow(&cell)
            row.account = accounts.insert(Identifier(row.account)).memberAfterInsert.text
            return row
        }
    }

    mutating func readRounding() {
        rounding = rows("rounding.csv", Columns.rounding, RoundingRow.init)
    }

    /// Adds up the journal.
    mutating func addUpJournal() {
        guard let journal else { return }
        var totals: [Currency: JournalTotals] = [:]
        for place in journal.indices {
            let (currency, amount) = (journal[place].currency, Int128(journal[place].amount))
            if amount > 0 {
                totals[currency, default: JournalTotals()].debits += amount
            } else {
                totals[currency, default: JournalTotals()].credits -= amount
            }
        }
        self.totals.journal = totals
    }
}
