import Foundation

/// A Markdown table: the cells of each row, without the header.
struct Table {
    let rows: [[String]]

    /// - Parameters:
    ///   - header: the header row, as written.
    ///   - heading: the heading above the table, as written; `nil` if the table may be anywhere on the page.
    init?(under header: String, below heading: String? = nil, of page: String) {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        var from = lines.startIndex
        if let heading {
            guard let place = lines.firstIndex(of: Substring(heading)) else { return nil }
            from = place
        }
        guard let start = lines[from...].firstIndex(of: Substring(header)) else { return nil }
        rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The texts between backquotes in the first cell of each row, in order.
    var names: [String] { rows.flatMap { Table.quoted($0.first ?? "") } }

    /// Returns the texts between backquotes in a cell.
    static func quoted(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
