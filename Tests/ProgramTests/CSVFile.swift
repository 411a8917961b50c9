import Foundation
import Testing

/// A CSV file as in RFC 4180, read without any of the program's own code.
struct CSVFile {
    struct Malformed: Error {
        let url: URL
    }

    let header: [String]
    /// The rows, each as cells by column name.
    let rows: [[String: String]]

    init(_ url: URL) throws {
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

/// A report's decimal as a whole number of 10⁻¹², which is exact for all digits that a report has.
struct Exact: Comparable, CustomStringConvertible {
    var trillionths: Int128

    static let zero = Exact(trillionths: 0)

    init(trillionths: Int128) { self.trillionths = trillionths }

    /// - Throws: if the text is not a plain decimal with at most 12 places.
    init(_ text: String) throws {
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        try #require((1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty }, "\(text)")
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        try #require(decimals.count <= 12, "\(text)")
        let padded = parts[0] + decimals + String(repeating: "0", count: 12 - decimals.count)
        let value = try #require(Int128(padded), "\(text)")
        trillionths = text.hasPrefix("-") ? -value : value
    }

    static func + (a: Exact, b: Exact) -> Exact { Exact(trillionths: a.trillionths + b.trillionths) }
    static func - (a: Exact, b: Exact) -> Exact { Exact(trillionths: a.trillionths - b.trillionths) }
    static func < (a: Exact, b: Exact) -> Bool { a.trillionths < b.trillionths }
    static func += (a: inout Exact, b: Exact) { a = a + b }

    var description: String { "\(trillionths)e-12" }
}

extension [String: String] {
    /// The cell as an amount; 0 if it is empty.
    func amount(_ column: String) throws -> Exact {
        let text = try #require(self[column], "no column \(column)")
        return text.isEmpty ? .zero : try Exact(text)
    }

    /// Several cells joined to one key.
    func key(_ columns: String...) -> String { columns.map { self[$0] ?? "?" }.joined(separator: "|") }
}

extension Sequence where Element == [String: String] {
    /// The sum of a column for each key.
    func sums(of column: String, by key: (Element) -> String) throws -> [String: Exact] {
        var sums: [String: Exact] = [:]
        for row in self { sums[key(row), default: .zero] += try row.amount(column) }
        return sums
    }
}
