package import Foundation

/// A CSV file as in RFC 4180, read without any of the program's own code.
package struct CSVFile {
    package struct Malformed: Error {
        package let url: URL
    }

    package let header: [String]
    /// The rows, each as cells by column name.
    package let rows: [[String: String]]

    package init(_ url: URL) throws {
        var records = try Self.records(of: Data(contentsOf: url), url)
        guard !records.isEmpty else { throw Malformed(url: url) }
        let header = records.removeFirst()
        self.header = header
        rows = try records.map { cells in
            guard cells.count == header.count else { throw Malformed(url: url) }
            return Dictionary(uniqueKeysWithValues: zip(header, cells))
        }
    }

    private static func records(of data: Data, _ url: URL) throws -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        for byte in data {
            switch byte {
            case UInt8(ascii: "\""):
                // A quote inside quotes is written twice; the second one opens the quotes again.
                if !isQuoted && wasQuoted { cell.append(byte) }
                isQuoted.toggle()
                wasQuoted = true
            case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
                record.append(String(decoding: cell, as: UTF8.self))
                cell = []
                wasQuoted = false
                if byte == UInt8(ascii: "\n") {
                    records.append(record)
                    record = []
                }
            default: cell.append(byte)
            }
        }
        guard !isQuoted, cell.isEmpty, record.isEmpty else { throw Malformed(url: url) }
        return records
    }
}

extension [String: String] {
    /// The cell as an amount; 0 if it is empty.
    package func amount(_ column: String) throws -> Exact {
        guard let text = self[column] else { throw Exact.Fault(description: "no column \(column)") }
        return text.isEmpty ? .zero : try Exact(text)
    }

    /// Several cells joined to one key.
    package func key(_ columns: String...) -> String { columns.map { self[$0] ?? "?" }.joined(separator: "|") }
}

extension Sequence where Element == [String: String] {
    /// The sum of a column for each key.
    package func sums(of column: String, by key: (Element) -> String) throws -> [String: Exact] {
        var sums: [String: Exact] = [:]
        for row in self { sums[key(row), default: .zero] += try row.amount(column) }
        return sums
    }
}
