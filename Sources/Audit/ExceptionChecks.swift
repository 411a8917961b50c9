import RulesFile
import Vocabulary

/// The totals of `exceptions.csv`. It may have twenty million rows, so each is checked as it is read and none is kept.
struct ExceptionTotals: Sendable {
    /// The number of rows for each code.
    private(set) var counts: [Identifier: Int64] = [:]
    /// The number of unrated calls listed for each app.
    private(set) var unrated: [Identifier: Int128] = [:]
    /// The numbers that unrated calls are known by; see `ExceptionLine.callNumber`.
    private(set) var unratedCalls: [UInt64] = []
    /// The faults in rows, at most ten thousand: with more, the table is clearly not settle's.
    private(set) var faults: [Fault] = []
    private var before: ExceptionLine?
    /// The number of lines of each input, by its name in the table.
    private let lines: [Identifier: Int64]
    private let codes: [Identifier: Code]

    struct Fault: Sendable {
        let line: Int
        let what, found, expected: String
    }

    private struct Code {
        let isRejection: Bool
        let isUnrated: Bool
    }

    init(linesOfInputs lines: [Identifier: Int64]) {
        self.lines = lines
        var codes: [Identifier: Code] = [:]
        for code in RejectionCode.allCases {
            codes[Identifier(code.rawValue)] = Code(isRejection: true, isUnrated: false)
        }
        for code in ExceptionCode.allCases {
            codes[Identifier(code.rawValue)] = Code(isRejection: false, isUnrated: code.isUnrated)
        }
        self.codes = codes
    }

    /// Returns the number of rows with any of these codes.
    func count(of codes: [String]) -> Int64 { codes.reduce(0) { $0 + (counts[Identifier($1)] ?? 0) } }

    mutating func take(_ row: ExceptionLine) {
        let code = Identifier(row.code)
        counts[code, default: 0] += 1
        if let before { compare(before, row) }
        before = row
        let known = codes[code]
        if known == nil {
            let all = RejectionCode.allCases.map(\.rawValue) + ExceptionCode.allCases.map(\.rawValue)
            wrong(row, "code", row.code, all.joined(separator: " "))
        }
        if known?.isUnrated == true {
            unrated[row.app, default: 0] += 1
            unratedCalls.append(row.callNumber)
        }
        let isRejection = known?.isRejection ?? false
        if row.number < 1 { wrong(row, "line", String(row.number), "1 or more") }
        if let most = lines[Identifier(row.file)] {
            if row.number > most { wrong(row, "line", String(row.number), "at most \(most), what \(row.file) has") }
        } else if !isRejection {
            // A rejected line is listed under the path from which its bytes were last read. That need not be an input.
            wrong(row, "file", row.file, "a file of the manifest's inputs")
        }
        if isRejection, !row.app.isEmpty || !row.reference.isEmpty {
            wrong(row, "app, reference", "\(row.app) \(row.reference)", "nothing of a rejected line")
        }
        if let detail = Self.detail(row), !same(detail, row.detail) { wrong(row, "detail", row.detail, detail) }
    }

    private mutating func compare(_ a: ExceptionLine, _ b: ExceptionLine) {
        let left = (Identifier(a.code), Identifier(a.file), a.number)
        let right = (Identifier(b.code), Identifier(b.file), b.number)
        if left > right { wrong(b, "order", "\(b.code) \(b.file):\(b.number)", "by code, file, line") }
        if left == right, same(a.reference, b.reference), same(a.detail, b.detail), a.app == b.app {
            wrong(b, "row", "the row before again", "each exception once")
        }
    }

    private mutating func wrong(_ row: ExceptionLine, _ what: String, _ found: String, _ expected: String) {
        guard faults.count < 10_000 else { return }
        faults.append(Fault(line: row.line, what: what, found: found, expected: expected))
    }

    static func detail(_ row: ExceptionLine) -> String? {
        switch row.code {
        case "query_without_call": "no call of the app carries this transaction_ref"
        case "unknown_app": "the rules name no app \(row.app)"
        default: nil
        }
    }
}

extension ExceptionLine {
    /// A number that tells calls apart, by app and reference: their FNV-1a hash. File and line are left out, because an
    /// earlier record of a call may come from another log.
    ///
    /// Of millions of calls that wait, no more is kept. Two calls of one number would hide an edit, once in 2⁶⁴ pairs.
    var callNumber: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [app.text, reference] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            // No text has this byte.
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return hash
    }
}

extension Folder {
    /// The number of lines of each input, by its name as tables show it.
    func linesOfInputs() -> [Identifier: Int64] {
        var lines: [Identifier: Int64] = [:]
        for input in manifest?["inputs"]?.items ?? [] {
            // If one path was read twice, the longer reading counts: the rows do not tell which one they are from.
            let path = Identifier(CSVFile.guarded(Folder.shown(input["file"]?.text ?? "")))
            lines[path] = max(lines[path] ?? 0, input["lines"]?.whole ?? 0)
        }
        return lines
    }

    mutating func readExceptions() {
        var totals = ExceptionTotals(linesOfInputs: linesOfInputs())
        let isWhole = forEachRow(
            "exceptions.csv", Columns.exceptions, Folder.exception, { totals.take($0) })
        exceptions = isWhole ? totals : nil
    }

    private static func exception(_ cell: inout CellReader) -> ExceptionLine {
        ExceptionLine(
            line: cell.row.line, code: cell.text(), file: cell.text(), number: cell.whole(), app: cell.id(),
            reference: cell.text(), detail: cell.text())
    }

    /// Returns a path as the table shows it. In the manifest, standard input may have its hash after the `-`.
    private static func shown(_ path: String) -> String { path.utf8.starts(with: "-\n".utf8) ? "-" : path }

    mutating func checkExceptions() {
        guard let exceptions else { return }
        for fault in exceptions.faults {
            fail(
                .exceptions, "exceptions.csv", line: fault.line, fault.what, found: fault.found,
                expected: fault.expected)
        }
        checkUnrated(exceptions.unrated)
    }

    /// Checks that the unrated calls of the usage are listed one by one.
    ///
    /// After the first close, more may be listed: late calls of closed periods.
    private mutating func checkUnrated(_ listed: [Identifier: Int128]) {
        guard let counts = totals.usage?.unrated else { return }
        let mayHaveLate = manifest?["previous"]?["period"] != nil
        for app in Set(counts.keys).union(listed.keys).sorted() {
            let (has, wants) = (listed[app] ?? 0, counts[app] ?? 0)
            if has < wants || (has > wants && !mayHaveLate) {
                fail(
                    .exceptions, "exceptions.csv", "", "unrated calls of \(app)", found: String(has),
                    expected: String(wants) + ", as in usage.csv")
            }
        }
    }
}
