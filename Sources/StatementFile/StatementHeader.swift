import Rules
import Vocabulary

/// The header row, checked against the format: which field has which value.
struct StatementHeader {
    /// The positions of the columns that are read.
    private(set) var fields: [StatementColumn: Int] = [:]
    /// The names of the columns that are not read.
    private(set) var unread: [String] = []
    let count: Int

    /// - Throws: `StatementFaults` with everything that is wrong with the header.
    init(_ record: CSVRecord, _ format: StatementFormat) throws(StatementFaults) {
        count = record.count
        let names = (0..<record.count).map { Identifier(record.text($0)) }
        var faults: [StatementFault] = []
        func report(_ field: Int, _ message: String, _ hint: String) {
            let place = record.fields[field]
            faults.append(StatementFault(line: place.line, column: place.column, message, hint: hint))
        }
        if let other = StatementHeader.otherSeparator(names, format.separator) {
            report(
                0, "the header is one column, \(quoted(names[0].text))",
                "its columns seem to be separated by \(other.name): give --separator \(other.option)")
            throw StatementFaults(faults)
        }
        var positions: [Identifier: Int] = [:]
        for (position, name) in names.enumerated() {
            guard let first = positions[name] else {
                positions[name] = position
                continue
            }
            report(
                position, "column \(quoted(name.text)) is there twice, as column \(first + 1) and \(position + 1)",
                "rename or remove one of the two: it is not clear which is meant")
        }
        for column in StatementColumn.allCases {
            guard let name = format.columns[column]?.name else { continue }
            if let position = positions[Identifier(name)] {
                if let other = fields.first(where: { $0.value == position })?.key {
                    report(
                        position, "column \(quoted(name)) is named for \(other.rawValue) and for \(column.rawValue)",
                        "name another with \(column.option), or none where the statement has no \(column.rawValue)")
                }
                fields[column] = position
            } else if let found = missing(column, name, names, format) {
                report(found.field, found.message, found.hint)
            }
        }
        if faults.isEmpty, fields[.reference] == nil, fields[.requestRef] == nil {
            report(
                0, "neither the provider's reference nor request_ref is a column; the header has \(list(names))",
                "name one of them with \(StatementColumn.reference.option) or \(StatementColumn.requestRef.option)")
        }
        if faults.isEmpty, fields[.cost] == nil {
            report(0, "the statement has no costs", "name their column with \(StatementColumn.cost.option)")
        }
        guard faults.isEmpty else { throw StatementFaults(faults) }
        unread = names.indices.filter { !fields.values.contains($0) }.map { names[$0].text }
    }

    /// Returns the fault for a column that is missing; `nil` if the statement may omit it.
    private func missing(
        _ column: StatementColumn, _ name: String, _ names: [Identifier], _ format: StatementFormat
    ) -> (field: Int, message: String, hint: String)? {
        let alike = names.firstIndex { StatementHeader.plain($0.text) == StatementHeader.plain(name) }
        if case .usual? = format.columns[column], alike == nil, column == .reference || column == .requestRef {
            // The other of the two is enough. A later check makes sure that there is one.
            return nil
        }
        let without = column == .cost ? "" : ", or \(column.option) none where the statement has no \(column.rawValue)"
        let hint =
            alike.map { "names are taken as written: give \(column.option) \(shell(names[$0].text))" }
            ?? "give \(column.option) with the name that it has here\(without); "
            + "or name it in the rules, under statement"
        return (alike ?? 0, "there is no column \(quoted(name)); the header has \(list(names))", hint)
    }

    private func list(_ names: [Identifier]) -> String {
        let shown = names.prefix(12).map { quoted($0.text) }.joined(separator: ", ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }

    /// Quotes a name for use as an argument of a command.
    private func shell(_ name: String) -> String {
        name.utf8.allSatisfy { $0 > 0x2A && $0 != 0x3B && $0 != 0x5C && $0 != 0x60 } ? name : "'\(name)'"
    }

    /// Reduces a name to lower-case letters and digits, to compare different spellings.
    private static func plain(_ name: String) -> [UInt8] {
        name.lowercased().utf8.filter { $0 >= 0x80 || (48...57).contains($0) || (97...122).contains($0) }
    }

    private static func otherSeparator(
        _ names: [Identifier], _ separator: UInt8
    ) -> (name: String, option: String)? {
        guard names.count == 1, let only = names.first else { return nil }
        let others: [(UInt8, String, String)] = [
            (UInt8(ascii: ";"), "';'", "';'"), (9, "tabs", "tab"), (UInt8(ascii: "|"), "'|'", "'|'"),
            (UInt8(ascii: ","), "','", "','"),
        ]
        return others.first { $0.0 != separator && only.text.utf8.contains($0.0) }.map { ($0.1, $0.2) }
    }
}

/// The faults found in a statement.
package struct StatementFaults: Error, Sendable {
    /// In the order of the file.
    package let faults: [StatementFault]
    /// Whether reading stopped before the end.
    package let stopped: Bool

    package init(_ faults: [StatementFault], stopped: Bool = true) {
        self.faults = faults
        self.stopped = stopped
    }
}

/// Quotes a text of the file for a message. Control characters are replaced and long texts are cut.
func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60).map { scalar in
        scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
    }
    return "'" + shown.joined() + (text.unicodeScalars.count > 60 ? "…" : "") + "'"
}
