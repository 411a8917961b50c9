import Rules
import Vocabulary

/// Checks `waiting.csv`. It may have millions of rows, so each is checked as it is read and only the last is kept.
extension Folder {
    private struct WaitingRow {
        let line: Int
        let period: String
        let row: ExceptionLine
    }

    /// Checks form and order, and that each is an unrated call that a folder before lists as let pass. Which of those
    /// still wait only the logs say, and from which line of an input each is: an earlier record may have come since.
    mutating func checkWaiting() {
        guard edition.listsWaitingAndPending else { return }
        let unrated = Set(ExceptionCode.allCases.filter(\.isUnrated).map { Identifier($0.rawValue) })
        let (letPass, period, rhythm, lines) = (letPass, period, rhythm, linesOfInputs())
        var faults: [(line: Int, what: String, found: String, expected: String)] = []
        var before: WaitingRow?
        func wrong(_ row: WaitingRow, _ what: String, _ found: String, _ expected: String) {
            guard faults.count < 10_000 else { return }
            faults.append((row.line, what, found, expected))
        }
        _ = forEachRow("waiting.csv", Columns.waiting, Folder.waiting) { row in
            if Period(row.period, rhythm).map({ stated in period.map { stated < $0 } ?? true }) != true {
                wrong(row, "period", row.period, "a period before this one")
            }
            if let letPass, !letPass.contains(row.row.callNumber) {
                wrong(
                    row, "call", "\(row.row.reference) of \(row.row.app), \(row.row.file):\(row.row.number)",
                    "one that a folder before lists as unrated")
            }
            if let most = lines[Identifier(row.row.file)] {
                if !(1...max(1, most)).contains(row.row.number) {
                    wrong(row, "line", String(row.row.number), "1 to \(most), what \(row.row.file) has")
                }
            } else {
                wrong(row, "file", row.row.file, "a file of the manifest's inputs")
            }
            if let detail = ExceptionTotals.detail(row.row), !same(detail, row.row.detail) {
                wrong(row, "detail", row.row.detail, detail)
            }
            if !unrated.contains(Identifier(row.row.code)) {
                wrong(row, "code", row.row.code, unrated.sorted().map(\.text).joined(separator: " or "))
            }
            if let before, !Folder.stands(before, before: row) {
                wrong(row, "order", "\(row.row.file):\(row.row.number)", "by period, code, file, line; each call once")
            }
            before = row
        }
        for fault in faults {
            fail(
                .exceptions, "waiting.csv", line: fault.line, fault.what, found: fault.found, expected: fault.expected)
        }
    }

    private static func waiting(_ cell: inout CellReader) -> WaitingRow {
        let line = cell.row.line
        let period = cell.text()
        return WaitingRow(
            line: line, period: period,
            row: ExceptionLine(
                line: line, code: cell.text(), file: cell.text(), number: cell.whole(), app: cell.id(),
                reference: cell.text(), detail: cell.text()))
    }

    private static func stands(_ a: WaitingRow, before b: WaitingRow) -> Bool {
        func key(_ row: WaitingRow) -> [Identifier] {
            [Identifier(row.period), Identifier(row.row.code), Identifier(row.row.file)]
        }
        let (left, right) = (key(a), key(b))
        if left != right { return left.lexicographicallyPrecedes(right) }
        if a.row.number != b.row.number { return a.row.number < b.row.number }
        // Two logs can have had one path.
        return !same(a.row.reference, b.row.reference) || a.row.app != b.row.app
    }
}
